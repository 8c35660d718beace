"""A 2-2-1 network as a graph: every number forward, every local product back."""

from __future__ import annotations

import re

import numpy as np

from dlbook.activations import relu
from dlbook.gradcheck import gradient_error, numerical_gradient
from dlbook.layers import Dense
from dlbook.losses import SquaredError
from dlbook.network import Network
from dlbook.optimizers import GradientDescent

Array = np.ndarray
PARAMETERS = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")  # as theta
LOSS = SquaredError()

# What appears, in order: its name, the rule, and the rule with numbers in it.
FORWARD = (
    ("z1", "z1 = w11·x1 + w12·x2 + b1", "{w11} × {x1} + {w12} × {x2} + {b1}"),
    ("h1", "h1 = relu(z1)", "relu({z1})"),
    ("z2", "z2 = w21·x1 + w22·x2 + b2", "{w21} × {x1} + {w22} × {x2} + {b2}"),
    ("h2", "h2 = relu(z2)", "relu({z2})"),
    ("out", "ŷ = v1·h1 + v2·h2 + c", "{v1} × {h1} + {v2} × {h2} + {c}"),
    ("loss", "L = ½ (ŷ - y)²", "½ ({out} - {y})²"),
)
BACKWARD = (
    ("dout", "∂L/∂ŷ = ŷ - y", "{out} - {y}"),
    ("dv1", "∂L/∂v1 = ∂L/∂ŷ · h1", "{dout} × {h1}"),
    ("dv2", "∂L/∂v2 = ∂L/∂ŷ · h2", "{dout} × {h2}"),
    ("dc", "∂L/∂c = ∂L/∂ŷ · 1", "{dout} × 1"),
    ("dh1", "∂L/∂h1 = ∂L/∂ŷ · v1", "{dout} × {used1}"),
    ("dz1", "∂L/∂z1 = ∂L/∂h1 · relu'(z1)", "{dh1} × {slope1}"),
    ("dw11", "∂L/∂w11 = ∂L/∂z1 · x1", "{dz1} × {x1}"),
    ("dw12", "∂L/∂w12 = ∂L/∂z1 · x2", "{dz1} × {x2}"),
    ("db1", "∂L/∂b1 = ∂L/∂z1 · 1", "{dz1} × 1"),
    ("dh2", "∂L/∂h2 = ∂L/∂ŷ · v2", "{dout} × {used2}"),
    ("dz2", "∂L/∂z2 = ∂L/∂h2 · relu'(z2)", "{dh2} × {slope2}"),
    ("dw21", "∂L/∂w21 = ∂L/∂z2 · x1", "{dz2} × {x1}"),
    ("dw22", "∂L/∂w22 = ∂L/∂z2 · x2", "{dz2} × {x2}"),
    ("db2", "∂L/∂b2 = ∂L/∂z2 · 1", "{dz2} × 1"),
    ("dx1", "∂L/∂x1 = ∂L/∂z1 · w11 + ∂L/∂z2 · w21", "{dz1} × {w11} + {dz2} × {w21}"),
    ("dx2", "∂L/∂x2 = ∂L/∂z1 · w12 + ∂L/∂z2 · w22", "{dz1} × {w12} + {dz2} × {w22}"),
)
EVENTS = FORWARD + BACKWARD


class UpdatesTooEarly(Network):
    """A bug to study: the last layer moves before the error went back through it."""

    rate = 0.1

    def backward(self, h: list[Array], dz: Array) -> None:
        """As Network.backward, but the output layer is updated on the way."""
        hidden, output = self.layers
        output.gradients(h[1], h[2], dz)
        GradientDescent(self.rate).step([output.W, output.b], [output.dW, output.db])
        hidden.gradients(h[0], h[1], output.backward(h[1], h[2], dz))


def network(theta: Array, rate: float = 0.1, early: bool = False) -> Network:
    """The 2-2-1 ReLU network with these nine parameters, in float64."""
    kind = UpdatesTooEarly if early else Network
    net = kind(Dense(2, 2, relu), Dense(2, 1)).astype(np.float64)
    net.theta, net.rate = theta, rate
    return net


def sweep(theta: Array, x: Array, y: Array, rate: float, early: bool) -> dict:
    """All numbers of one round by their names, and theta after the step as "next".

    Shapes: theta (9,), x (1, 2), y (1, 1). Gradients are those of the pass as it was
    made, the buggy one too."""
    net = network(theta, rate, early)
    hidden, output = net.layers
    h = net.forward(x)
    z = hidden.z(h[0])[0]
    dout = LOSS.grad(h[2], y)
    net.backward(h, dout)
    dh = output.backward(h[1], h[2], dout)  # through the W that it met on the way back
    dx = hidden.backward(h[0], h[1], dh)[0]
    grads = dict(zip(PARAMETERS, net.dtheta.tolist(), strict=True))
    slope = hidden.activation.slope(h[1])[0]
    values = dict(zip(PARAMETERS, np.asarray(theta, float).tolist(), strict=True))
    values |= {"x1": x[0, 0], "x2": x[0, 1], "y": y[0, 0]}
    for k in (0, 1):
        unit = {"z": z, "h": h[1][0], "slope": slope, "used": output.W[0]}
        unit |= {"dz": hidden.db, "dh": dh[0], "dx": dx}
        values |= {f"{name}{k + 1}": float(v[k]) for name, v in unit.items()}
    values |= {"d" + name: slope for name, slope in grads.items()}
    values |= {"out": float(h[2][0, 0]), "dout": float(dout[0, 0])}
    values["loss"] = LOSS(h[2], y)
    left = 2 if early else 4  # the output layer has moved already
    GradientDescent(rate).step(net.params[:left], net.grads[:left])
    values["next"] = net.theta.copy()
    return values


def loss_after(theta: Array, x: Array, y: Array, rate: float, early: bool) -> float:
    """The loss after one round with this rate."""
    net = network(theta, rate, early)
    h = net.forward(x)
    net.backward(h, LOSS.grad(h[-1], y))
    left = 2 if early else 4
    GradientDescent(rate).step(net.params[:left], net.grads[:left])
    return LOSS(net(x), y)


def check(theta: Array, x: Array, y: Array, rate: float, early: bool):
    """The measured gradient by name, and the worst relative error of the backward."""
    net = network(theta, rate, early)
    measured = numerical_gradient(net, LOSS, x, y).tolist()
    worst = gradient_error(net, LOSS, x, y)
    return dict(zip(PARAMETERS, measured, strict=True)), worst


def short(value: float) -> str:
    """Three significant digits and a real minus sign; dust is 0."""
    text = f"{0 if abs(value) < 1e-9 else value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


def worked(values: dict, k: int) -> str:
    """Event k with its numbers, such as z1 = w11·x1 + ... = 1 × 1 + ... = -1."""
    name, rule, numbers = EVENTS[k]
    return f"{rule} = {filled(values, numbers)} = {short(values[name])}"


def filled(values: dict, numbers: str) -> str:
    """The right side of a rule with numbers in it, negative ones in brackets."""
    shown = {name: short(v) for name, v in values.items() if name != "next"}
    shown = {n: f"({t})" if t[0] == "\N{MINUS SIGN}" else t for n, t in shown.items()}
    return re.sub(r"\(\((\S+)\)\)", r"(\1)", numbers.format(**shown))


def parameters(v: dict, d: str = "") -> str:
    """As the program prints them: W = [[1.0, -1.0], [0.5, 1.0]], b = ..."""
    w11, w12, w21, w22, b1, b2, v1, v2, c = (
        round(v[d + name], 4) + 0.0 for name in PARAMETERS
    )
    arrays = {"W": [[w11, w12], [w21, w22]], "b": [b1, b2]}
    arrays |= {"V": [[v1, v2]], "c": [c]}
    return ", ".join(f"{d}{name} = {a}" for name, a in arrays.items())


def verdict(answer: str, v: dict, at: int) -> str:
    """What to say about the number typed for the next event, or for the last one."""
    try:
        guess = float(answer.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return f" {answer!r} is not a number." if answer.strip() else ""
    near = [
        at + k in range(len(EVENTS))
        and abs(guess - v[EVENTS[at + k][0]]) <= 0.006 * max(1, abs(guess))
        for k in (0, -1)
    ]
    if near[0]:
        return f" Your {answer.strip()} is right."
    return "" if near[1] or at == len(EVENTS) else f" Your {answer.strip()}: not yet."
