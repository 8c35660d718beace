"""The storyboard of the playground: the course once more, a scene a chapter."""

from dlbook.labs.story import Scene

SCENES = (Scene("A start", {"step": 50}, "right {test_right:.1%}"),)
