"""The pixel loupe: a picture is an array, and its numbers can be watched at work."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.patches import Rectangle

from dlbook import data
from dlbook.figures.colours import INK, ORANGE, PAPER
from dlbook.images import resize_average, resize_nearest
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.painting import paint

SEEN = 4  # the loupe shows 4 x 4 pixels
WALL = {"down": 70, "across": 40}  # a place on the house, 200, 200, 200
FACE = {"down": 44, "across": 70}  # the forehead


@lru_cache(maxsize=2)
def original(picture: str) -> np.ndarray:
    """What the loupe looks at: uint8, (rows, columns, 3) or (rows, columns)."""
    return paint() if picture == "painting" else data.mnist()[0][0][7]


@lru_cache(maxsize=32)
def resized(picture: str, rows: int, columns: int, method: str) -> np.ndarray:
    """uint8 again: a mean is rounded to the nearest whole number."""
    if method == "nearest":
        return resize_nearest(original(picture), rows, columns)
    image = resize_average(original(picture), rows, columns)
    return np.rint(image).astype(np.uint8)


def mixed(picture: str, image: np.ndarray) -> int:
    """How many pixels have a colour that occurs nowhere in the original."""
    there, here = colour_numbers(original(picture)), colour_numbers(image)
    return int((~np.isin(here, there)).sum())


def colour_numbers(image: np.ndarray) -> np.ndarray:
    """One whole number a pixel, another for every colour."""
    return image if image.ndim == 2 else image @ np.array([65536, 256, 1])


class ImagesLab(Lab):
    """Notebook 13: rows, columns, channels; size, order and type of the numbers."""

    title = "The pixel loupe"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "As it is",
            {"down": 53, "across": 63},
            "shape {shape}, rows first: {count:,} numbers, as many bytes",
        ),
        Scene(
            "Asked for (400, 200)",
            {"width": 400, "height": 200, "keep": False} | FACE,
            "a width of {columns} and a height of {rows} are an array of shape {shape}",
        ),
        Scene(
            "Keep the aspect",
            {"width": 400, "height": 200, "keep": True} | FACE,
            "the height follows the width: shape {shape}, and a face with its own form",
            on_sheet=False,
        ),
        Scene(
            "Small, by nearest",
            {"width": 40, "keep": True} | FACE,
            "{mixed} of {pixels:,} pixels have a colour the painting does not hold",
        ),
        Scene(
            "Small, by averaging",
            {"width": 40, "keep": True, "method": "average"} | FACE,
            "{mixed} of {pixels:,} pixels are mixtures, and edges are soft",
        ),
        Scene("A grey wall", WALL, "the wall is {word} in every channel", False),
        Scene(
            "200 + 100 in uint8",
            {"add": 100} | WALL,
            "200 + 100 is {word}: the light wall turns dark",
        ),
        Scene(
            "The same in float32",
            {"add": 100, "kind": "float32"} | WALL,
            "{before} + {added} is {word}: only the screen stops at 1. "
            "It takes {nbytes:,} bytes",
        ),
        Scene(
            "The channels turned round",
            {"order": "BGR"} | FACE,
            "skin {skin} read as {seen_skin}: a blue face",
        ),
        Scene(
            "A digit",
            {"picture": "digit", "width": 28, "height": 28, "down": 40, "across": 50},
            "shape {shape}: {count} numbers, one channel",
        ),
        Scene(
            "A digit of 7 x 7",
            {
                "picture": "digit",
                "width": 7,
                "height": 7,
                "method": "average",
                "down": 40,
                "across": 50,
            },
            "{count} numbers, each the mean of 16",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        def buttons(*words, name, each):
            beside = {"display": "flex", "grid_gap": "8px", "width": "auto"}
            beside["margin"] = "2px 8px 2px 2px"
            return widgets.ToggleButtons(
                options=words,
                description=name,
                style={"button_width": f"{each}px"},
                layout=beside,
            )

        def slider(name, value, low, high, width="270px"):
            return widgets.IntSlider(
                value=value,
                min=low,
                max=high,
                description=name,
                layout={"width": width},
            )

        return {
            "picture": widgets.Dropdown(
                options=["painting", "digit"], description="picture"
            ),
            "method": widgets.Dropdown(
                options=["nearest", "average"], description="method"
            ),
            "keep": widgets.Checkbox(
                value=False, indent=False, description="keep aspect: height follows"
            ),
            "width": slider("width", 320, SEEN, 400),
            "height": slider("height", 240, SEEN, 400),
            "add": slider("add", 0, 0, 200),
            "order": buttons("RGB", "BGR", name="read as", each=54),
            "kind": buttons("uint8", "float32", name="type", each=76),
            "down": slider("loupe down %", 53, 0, 100, "250px"),
            "across": slider("across %", 63, 0, 100, "220px"),
        }

    def numbers(self, s):
        first = original(s.picture)
        rows = s.height
        if s.keep:
            rows = max(SEEN, round(s.width * first.shape[0] / first.shape[1]))
        image = resized(s.picture, rows, s.width, s.method)
        n_mixed = mixed(s.picture, image)
        added = np.uint8(s.add)
        if s.kind == "float32":
            image, added = image / np.float32(255), s.add / np.float32(255)
        at = (s.down * (rows - 1) // 100, s.across * (s.width - 1) // 100)
        before, image = image[at], image + added
        if s.order == "BGR" and image.ndim == 3:
            image = image[:, :, ::-1]
        corner = [
            int(np.clip(k - SEEN // 2, 0, n - SEEN))
            for k, n in zip(at, image.shape, strict=False)
        ]
        part = tuple(slice(k, k + SEEN) for k in corner)
        return {
            "image": image,
            "rows": rows,
            "columns": s.width,
            "shape": image.shape,
            "count": image.size,
            "pixels": rows * s.width,
            "nbytes": image.nbytes,
            "mixed": n_mixed,
            "at": at,
            "corner": corner,
            "loupe": image[part],
            "value": image[at],
            "word": words(np.ravel(image[at])[:1]),
            "before": words(np.ravel(before)[:1]),
            "added": words([added]),
            "skin": f"({words(np.ravel(before))})",
            "seen_skin": f"({words(np.ravel(image[at]))})",
        }

    def draw(self, figure):
        page = figure.add_axes((0, 0, 1, 1))
        page.set(xlim=(0, 8.4), ylim=(4.1, 0))
        page.axis("off")
        self.heading = page.text(0.1, 0.22, "", va="center", weight="bold", size=13)
        self.picture_axes = figure.add_axes((0.012, 0.02, 0.52, 0.88))
        self.loupe_axes = figure.add_axes((0.55, 0.02, 0.44, 0.88))
        look = {"interpolation": "nearest", "aspect": "auto"}
        blank = np.zeros((2, 2, 3))
        self.shown = self.picture_axes.imshow(blank, extent=(0, 4.4, 3.6, 0), **look)
        self.frame = self.picture_axes.add_patch(
            Rectangle((0, 0), 1, 1, fill=False, ec=ORANGE, lw=2.5)
        )
        self.picture_axes.set(xlim=(0, 4.4), ylim=(3.6, 0), aspect="equal")
        self.close = self.loupe_axes.imshow(blank, extent=(0, SEEN, SEEN, 0), **look)
        self.loupe_axes.set(xlim=(0, SEEN), ylim=(SEEN, 0), aspect="equal")
        self.cells = [
            self.loupe_axes.text(j + 0.5, i + 0.5, "", ha="center", va="center")
            for i in range(SEEN)
            for j in range(SEEN)
        ]
        self.loupe_axes.add_patch(
            Rectangle((0, 0), SEEN, SEEN, fill=False, ec=ORANGE, lw=5)
        )
        (self.chosen,) = self.loupe_axes.plot([], [], color=INK, lw=3)
        for axes in (self.picture_axes, self.loupe_axes):
            axes.axis("off")

    def update(self, n):
        rows, columns = n.shape[:2]
        scale = min(4.4 / columns, 3.6 / rows)
        wide, high = columns * scale, rows * scale
        left, top = (4.4 - wide) / 2, (3.6 - high) / 2
        self.shown.set_data(on_screen(n.image))
        self.shown.set_extent((left, left + wide, top + high, top))
        i, j = n.corner
        side = max(SEEN * scale, 0.14)  # no smaller, or nobody finds it
        middle = left + (j + SEEN / 2) * scale, top + (i + SEEN / 2) * scale
        self.frame.set_bounds(middle[0] - side / 2, middle[1] - side / 2, side, side)
        colours = on_screen(n.loupe)
        self.close.set_data(colours)
        pixels = n.loupe.reshape(SEEN * SEEN, -1)
        light = colours.reshape(SEEN * SEEN, 3) @ (0.3, 0.59, 0.11)
        for cell, values, bright in zip(self.cells, pixels, light, strict=True):
            cell.set_text("\n".join(words([v]) for v in values))
            cell.set_color(INK if bright > 125 else PAPER)
        i, j = n.at[0] - i, n.at[1] - j
        self.chosen.set_data([j, j + 1, j + 1, j, j], [i, i, i + 1, i + 1, i])
        self.chosen.set_color(ORANGE)
        self.heading.set_text(
            f"asked for ({columns}, {rows})   shape {n.shape}   {n.image.dtype}   "
            f"{n.nbytes:,} bytes"
        )
        artists = [self.shown, self.frame, self.close, *self.cells, self.chosen]
        return [*artists, self.heading]

    def describe(self, n):
        return (
            f"The {n.picture}, asked for as (width, height) = ({n.columns}, {n.rows}): "
            f"shape {n.shape}, {n.image.dtype}, {n.nbytes:,} bytes. "
            f"Pixel {n.at} holds {n.seen_skin}."
        )

    def program(self, n):
        lines = ["import numpy as np", f"from dlbook.images import resize_{n.method}"]
        if n.picture == "painting":
            lines += ["from dlbook.labs.painting import paint", "", "image = paint()"]
        else:
            lines += ["from dlbook import data", "", "image = data.mnist()[0][0][7]"]
        lines += [f"image = resize_{n.method}(image, {n.rows}, {n.columns})"]
        if n.method == "average":
            lines += ["image = np.rint(image).astype(np.uint8)"]
        added = f"np.uint8({n.add})"
        if n.kind == "float32":
            lines += ["image = image / np.float32(255)"]
            added = f"{n.add} / np.float32(255)"
        if n.add:
            lines += [f"image = image + {added}"]
        if n.order == "BGR" and n.image.ndim == 3:
            lines += ["image = image[:, :, ::-1]"]
        lines += [
            'print(f"shape {image.shape}, {image.dtype}, {image.nbytes:,} bytes")',
            f"pixel = np.ravel(image[{n.at[0]}, {n.at[1]}])",
            'words = ", ".join(f"{v:.3g}" for v in pixel.tolist())',
            f'print(f"Pixel {n.at} holds ({{words}})")',
        ]
        return "\n".join(lines)


def words(values) -> str:
    return ", ".join(f"{v:.3g}" for v in np.asarray(values).tolist())


def on_screen(image: np.ndarray) -> np.ndarray:
    """uint8 RGB, as the screen wants it: what is above 1 is as white as 1."""
    if image.dtype != np.uint8:
        image = np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8)
    return np.repeat(image[..., None], 3, axis=2) if image.ndim == 2 else image
