"""A digit drawn with the mouse is centred, scaled, and read by the trained network."""

import pytest

pytestmark = pytest.mark.browser

ABOVE = [(0.25, 0.3), (0.4, 0.18), (0.6, 0.2), (0.66, 0.34), (0.56, 0.46), (0.42, 0.5)]
BELOW = [(0.58, 0.53), (0.7, 0.64), (0.64, 0.8), (0.45, 0.86), (0.25, 0.76)]
THREE = ABOVE + BELOW


def draw(page, points):
    box = page.locator(".dlbook-pad canvas").bounding_box()
    spots = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points
    ]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=6)
    page.mouse.up()


@pytest.mark.parametrize(
    "points",
    [THREE, [(0.65 * x, 0.65 * y) for x, y in THREE]],
    ids=["large", "small, in a corner"],
)
def test_a_drawn_three_is_read(open_notebook, points):
    page = open_notebook(["from dlbook.labs.drawing import DrawingLab\nDrawingLab()"])
    page.run_all(1, timeout=120)
    page.ready()
    draw(page.page, points)
    page.until(lambda: "A drawing" in page.summary)
    page.until(lambda: "It says 3" in page.summary)
    assert not page.errors()
