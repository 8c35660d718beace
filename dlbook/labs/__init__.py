"""Live labs, one module a topic: `from dlbook.labs.perceptron import PerceptronLab`."""

from importlib import import_module
from importlib.util import find_spec

from dlbook.labs.lab import Lab, Scene

__all__ = ["Lab", "Scene", "all_labs"]

TOPICS = (
    "start ten_patients rules glyphs pipelines rings neuron patient threshold "
    "perceptron activations bends units layers xor depth pieces hidden_space "
    "judge losses overflow loss_map gradient_descent backpropagation training luck "
    "generalisation early_stopping headlines claims classifiers margins images noisy "
    "digits drawing wirings recurrence playground"
).split()


def all_labs() -> list[type[Lab]]:
    """Every lab of the course, in reading order."""
    found = []
    for topic in TOPICS:
        if find_spec(f"{__name__}.{topic}"):
            module = import_module(f"{__name__}.{topic}")
            own = [v for v in vars(module).values() if isinstance(v, type)]
            found += [
                lab
                for lab in own
                if issubclass(lab, Lab) and lab.__module__ == module.__name__
            ]
    return found
