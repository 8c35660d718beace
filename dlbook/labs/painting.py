"""A photograph for the course, painted with NumPy: sky, sun, hill, house, a face."""

from functools import lru_cache

import numpy as np

SKIN = (236, 188, 150)
WALL = (200, 200, 200)


def paint(rows: int = 240, columns: int = 320) -> np.ndarray:
    """The scene as an RGB image, uint8, shape (rows, columns, 3)."""
    return _paint(rows, columns).copy()


@lru_cache(maxsize=2)
def _paint(rows: int, columns: int) -> np.ndarray:
    y, x = np.mgrid[0:rows, 0:columns]
    y, x = 240 * (y + 0.5) / rows, 320 * (x + 0.5) / columns  # in units of the sketch
    fade = (y / 170)[..., None]
    image = (1 - fade) * (70, 140, 220) + fade * (205, 228, 245)  # the sky
    rng = np.random.default_rng(0)

    def fill(where, colour):
        image[where] = colour

    def disc(across, down, wide, high):
        return ((x - across) / wide) ** 2 + ((y - down) / high) ** 2 < 1

    fill(disc(268, 48, 26, 26), (255, 214, 60))
    for across, down in ((60, 44), (84, 36), (106, 46)):
        fill(disc(across, down, 24, 13), (250, 250, 252))
    ground = y > 168 + 10 * np.sin(x / 46)
    fill(ground, (88, 150, 72))
    image[ground] += rng.normal(0, 12, image.shape)[ground]  # blades of grass
    fill((x > 40) & (x < 140) & (y > 112) & (y < 196), WALL)
    fill((y > 66) & (y < 112) & (abs(x - 90) < 62 * (y - 66) / 46), (176, 62, 48))
    fill((x > 56) & (x < 84) & (y > 128) & (y < 154), (90, 120, 150))
    fill((x > 102) & (x < 126) & (y > 138) & (y < 196), (110, 72, 42))
    fill(disc(222, 240, 58, 46), (150, 40, 90))  # the jumper
    fill((abs(x - 222) < 14) & (y > 170) & (y < 204), (214, 164, 128))
    fill(disc(222, 124, 48, 54), (84, 56, 36))  # hair
    fill(disc(222, 138, 40, 50), SKIN)
    for eye in (206, 238):
        fill(disc(eye, 130, 8, 6), (255, 255, 255))
        fill(disc(eye, 130, 4, 4), (40, 60, 90))
    fill(disc(222, 146, 4, 8), (222, 168, 130))
    fill(disc(222, 164, 16, 6), (190, 60, 70))
    fill(disc(222, 161, 17, 4), SKIN)
    return np.clip(image, 0, 255).round().astype(np.uint8)
