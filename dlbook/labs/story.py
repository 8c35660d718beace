"""Scenes: the lecture inside a lab, its fallback picture, and its test cases."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace

from PIL.Image import Image

from dlbook.labs.canvas import sheet
from dlbook.labs.player import Trace

VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Scene:
    """One setting worth seeing: control values, and what is found there.

    In `Lab.scenes` the finding is a template, filled from the lab's numbers;
    `on_sheet=False` leaves its picture off the storyboard, not its words."""

    name: str
    values: dict
    finding: str
    on_sheet: bool = True


@dataclass(frozen=True)
class Shot:
    """How a scene looks: its picture, the picture in words, and what is found there."""

    name: str
    finding: str
    words: str
    picture: Image


class Storyteller:
    """What a lab tells, scene by scene and on one sheet. The base of Lab."""

    title: str = ""
    scenes: tuple[Scene, ...] = ()
    scene: Scene | None = None  # the last one shown

    @property
    def story(self) -> list[Scene]:
        """The scenes with their findings filled in from the lab's numbers."""
        return [replace(s, finding=self._finding(s)) for s in self.scenes]

    def show(self, scene: Scene | str | int) -> None:
        """Go to a scene, given by itself, its name or its number from 0."""
        self.set(**self._setting(scene))

    def next(self) -> None:
        """The next scene of the story; after the last the first again."""
        self.show(self._neighbour(1))

    def previous(self) -> None:
        """The scene before this one."""
        self.show(self._neighbour(-1))

    def shots(
        self, dpi: int = 100, scenes: Iterable[Scene] | None = None
    ) -> Iterator[Shot]:
        """Scenes as they look, one after the other, without touching a control."""
        for scene in self.scenes if scenes is None else scenes:
            n = self._numbers_of(scene)
            self._canvas.move(self.update(n))
            picture = self._canvas.thumbnail(dpi)
            yield Shot(scene.name, self._finding(scene), self.describe(n), picture)
        self.refresh()

    def storyboard(self, dpi: int = 54) -> bytes:
        """The story as one PNG, for readers without a kernel."""
        shown = [scene for scene in self.scenes if scene.on_sheet]
        shots = self.shots(dpi, shown or [Scene(self.title, {}, "")])
        pictures = [
            (shot.picture, f"{number}. {shot.name}: {shot.finding}")
            for number, shot in enumerate(shots, 1)
        ]
        return sheet(pictures, self.title)

    def __repr__(self) -> str:
        lines = [f"{self.title}. {self.summary}"]
        return "\n".join(lines + [f"- {s.name}: {s.finding}" for s in self.story])

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The live widget; for readers without a front end the storyboard, in words."""
        words = repr(self)
        png = base64.b64encode(self.storyboard()).decode("ascii")
        self._shown = True
        self.refresh()
        live = self._view.box._repr_mimebundle_() or {}
        data = {"text/plain": words, "image/png": png}
        data |= {VIEW: live[VIEW]} if VIEW in live else {}
        return data, {"image/png": {"alt": words.replace("\n", " ")}}

    def _neighbour(self, way: int) -> int:
        at = self.scenes.index(self.scene) + way if self.scene else min(way - 1, 0)
        return at % len(self.scenes)

    def _setting(self, scene: Scene | str | int) -> dict:
        """The values of all controls in a scene, which becomes the one shown."""
        name = getattr(scene, "name", scene)
        found = [s for i, s in enumerate(self.scenes) if name in (i, s.name)]
        if not found:
            raise ValueError(f"no scene {name!r}; {[s.name for s in self.scenes]}")
        self.scene = found[0]
        if self.live:
            self.player.forget()  # a scene is a run of its own, whatever came before
        return {**self._start, **found[0].values}

    def _finding(self, scene: Scene) -> str:
        return scene.finding.format(**vars(self._numbers_of(scene)))

    def _numbers_of(self, scene: Scene) -> SimpleNamespace:
        """The numbers of a scene, computed once and without touching a control.

        Scenes that differ in their step alone share one run."""
        if scene.name not in self._seen:
            state, trace = {**self._start, **scene.values}, None
            if self.player:
                step = state.pop("step")
                run = repr(state)
                if run not in self._runs:
                    self._runs[run] = Trace(self.steps, state, self.keep)
                trace = self._runs[run]
                trace.seek(step)
                state["step"] = trace.nearest(step)
            self._seen[scene.name] = self._numbers(state, trace)
        return self._seen[scene.name]
