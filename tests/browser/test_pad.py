"""The drawing pad: ink from the mouse and the keyboard reaches Python, and back."""

import math

import pytest

pytestmark = pytest.mark.browser
FRONTS = pytest.mark.parametrize("front", ["lab", "notebook"])
PAD = """
from dlbook.labs.pad import drawing_pad, image, ink
pad = drawing_pad()
pad
"""
LOOK = """
from dlbook.images import centre_digit
found = image(pad.value)
inked = found is not None and (found.shape, centre_digit(found).shape)
inked and (*inked, int(found.sum()) > 50) or "empty"
"""
AGAIN = """
if found is not None:
    pad.value = ink(centre_digit(found))
"""


@FRONTS
def test_pad(open_notebook, front):
    page = open_notebook([PAD, LOOK, AGAIN], front)
    page.run_all(3)
    canvas = page.page.locator(".dlbook-pad canvas")
    canvas.wait_for()
    assert page.output(1) == "'empty'"

    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), page.page.mouse
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for i in range(33):  # a zero
        angle = math.tau * i / 32
        mouse.move(middle[0] + 45 * math.sin(angle), middle[1] - 70 * math.cos(angle))
        if i == 0:
            mouse.down()
    mouse.up()
    page.shot("pad-zero")
    page.again(1, "((56, 56), (28, 28), True)")

    page.run_cell(2)  # what Python sets is seen; the centred zero is a zero still
    ink = "canvas => [...canvas.getContext('2d').getImageData(112, 30, 1, 160).data]"
    page.until(lambda: 10 < sum(v > 128 for v in pixels(canvas, ink)) < 100)
    page.page.locator(".dlbook-pad button").click()
    page.again(1, "'empty'")

    canvas.focus()
    for key in ("Space", *["ArrowDown"] * 12, "Space"):
        canvas.press(key)
    page.shot("pad-one")
    page.again(1, "((56, 56), (28, 28), True)")
    canvas.press("Delete")
    page.again(1, "'empty'")
    assert page.errors() == []


def pixels(canvas, script):
    return list(canvas.evaluate(script))[::4]
