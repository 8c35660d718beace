"""What a lab looks like in a notebook: its rows of widgets, and the words under it."""

from __future__ import annotations

import html

import ipywidgets as widgets

SAY = "font-size:1.1em;line-height:1.45;max-width:840px"
LIST = (
    "user-select:text;padding:8px;border:1px solid currentColor;line-height:1.35;"
    "overflow-x:auto;max-width:840px"
)


class View:
    """The rows of one lab: title, story, controls, player, picture, words, code."""

    def __init__(self, lab):
        self._lab = lab
        for control in lab.controls.values():
            if control.layout.width is None:
                control.layout.width = "270px"  # three in a row of JupyterLab's column
            if hasattr(getattr(control, "style", None), "description_width"):
                control.style.description_width = "initial"
        width = f"{lab.size[0] * 100:.0f}px"
        self.image = widgets.Image(
            format="png", layout={"width": "100%", "max_width": width}
        )
        self.words = widgets.HTML()
        self.told = widgets.HTML(layout={"flex": "1 1 300px"})  # beside the buttons
        self.told.add_class("dlbook-story")
        self.listing = widgets.HTML(layout={"display": "none"})
        title = widgets.HTML(
            '<div role="heading" aria-level="3" style="font-size:1.3em;font-weight:600;'
            f'line-height:1.4">{html.escape(lab.title)}</div>'
        )
        story = [
            button("previous", "arrow-left", lambda: lab.clicked(-1), "Previous scene"),
            button("next", "arrow-right", lambda: lab.clicked(1), "Next scene"),
            self.told,
        ]
        groups = lab.groups or {"": " ".join(k for k in lab.controls if k != "step")}
        own = [
            row([*heading(name), *(lab.controls[k] for k in names.split())])
            for name, names in groups.items()
        ]
        code = button("code for this state", "code", self._toggle_code, "Show or hide")
        code.layout.width = "190px"
        rows = [title, row(story if lab.scenes else []), *own]
        rows += [lab.player.bar] if lab.player else []
        rows += [self.image, self.words, code, self.listing]
        self.box = widgets.VBox(rows, layout={"max_width": "860px"})
        self.box.add_class("dlbook-lab")

    def write(self) -> None:
        """Bring the words up to the lab's state.

        The summary is a live region: screen readers speak it politely after a change.
        """
        lab = self._lab
        role = 'role="alert"' if lab.error else 'role="status" aria-live="polite"'
        sign = "<b>&#9888; Error.</b> " if lab.error else ""
        self.words.value = (
            f'<div {role} aria-label="The picture in words" style="{SAY}">'
            f"{sign}{html.escape(lab.summary)}</div>"
        )
        if lab.error:
            return
        if lab.scenes:
            self.told.value = f'<div style="line-height:1.45">{self._story()}</div>'
        if self.listing.layout.display == "block":
            self.listing.value = (
                f'<pre tabindex="0" aria-label="Code for this state" style="{LIST}">'
                f"{html.escape(lab.code())}</pre>"
            )

    def _story(self) -> str:
        scene = self._lab.scene
        total = len(self._lab.scenes)
        if scene is None:
            return f"A story of {total} scenes: press <b>next</b>."
        number = self._lab.scenes.index(scene) + 1
        name = f"Scene {number} of {total}: <b>{html.escape(scene.name)}</b>"
        state, wanted = vars(self._lab.n), self._lab._start | scene.values
        if "step" not in scene.values:
            wanted.pop("step", None)  # to play on is what the scene is for
        moved = [key for key, value in wanted.items() if state[key] != value]
        if moved == ["step"] and self._lab.controls["step"].value == wanted["step"]:
            return f"{name} (on its way: step {state['step']:,} of {wanted['step']:,})"
        if moved:
            return f"{name} (you have moved on from it)"
        return f"{name}: {html.escape(scene.finding.format(**state))}"

    def _toggle_code(self) -> None:
        hidden = self.listing.layout.display == "none"
        self.listing.layout.display = "block" if hidden else "none"
        self.write()


def heading(name: str) -> list[widgets.HTML]:
    """The name of a row of controls, or nothing."""
    words = f"<b>{html.escape(name)}</b>"
    return [widgets.HTML(words, layout={"width": "76px"})] if name else []


def row(children: list) -> widgets.HBox:
    """Side by side, and on the next line where the page is narrow."""
    return widgets.HBox(children, layout={"flex_flow": "row wrap"})


def button(name: str, icon: str, action, hint: str) -> widgets.Button:
    """A button that calls `action()`; its words and its hint say what it does."""
    made = widgets.Button(
        description=name,
        icon=icon,
        tooltip=hint,
        layout={"width": "auto", "min_width": "96px"},  # type may be large
    )
    made.on_click(lambda _: action())
    return made
