"""Exercises of notebook 09: backpropagation by hand."""

import numpy as np

from dlbook import MLP, Dense, GradientDescent, Network, SquaredError, relu, sigmoid
from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="09",
    prompt=r"""
    The network of the lab answers $-1$ where 1 was wanted: its loss is 2. One step
    with rate 0.2 brings the loss down to 0.005. **What loss does one step with rate 0.5
    leave?**
    """,
    truth=0.125,
    because="""
    It steps over the target, to 1.5, and it would have gone further: on the way unit 2
    goes off, so that its weight no longer counts. From then on unit 2 learns nothing.
    """,
)


def the_network():
    """The 2-2-1 network of the lab, its input and its target."""
    hidden, output = Dense(2, 2, relu), Dense(2, 1)
    net = Network(hidden, output).astype(np.float64)
    net.theta = [1, -1, 0.5, 1, 0, -1, 2, -1, 0.5]  # W, b, V, c
    return net, np.array([[1.0, 2.0]]), np.array([[1.0]])


# -- 09a ------------------------------------------------------------------------------
def gradients():
    """From the loss down, one local product at a time. dL/dout is out - y = -2; times
    h for the weights of the output, and times its weights for dL/dh = (-4, 2). Unit 1
    is off, so only (0, 2) passes; times x for the hidden weights."""
    x, y = np.array([1, 2]), 1
    W, b = np.array([[1, -1], [0.5, 1]]), np.array([0, -1])
    V, c = np.array([2, -1]), 0.5
    z = W @ x + b
    h = np.maximum(z, 0)
    dout = V @ h + c - y
    dz = dout * V * (z > 0)
    dV, dW = dout * h, np.outer(dz, x)
    return {"dV": dV, "dc": dout, "dW": dW, "db": dz, "dx": W.T @ dz}


exact = {
    "dV": (0.0, -3.0),
    "dc": -2.0,
    "dW": ((0.0, 0.0), (2.0, 4.0)),
    "db": (0.0, 2.0),
    "dx": (1.0, 2.0),
}

q1 = Exercise(
    id="09a",
    prompt=r"""
    By hand, on paper: $x = (1, 2)$,
    $W = \begin{pmatrix}1 & -1\\ 0.5 & 1\end{pmatrix}$, $b = (0, -1)$, ReLU,
    output weights
    $V = (2, -1)$, bias $c = 0.5$, $y = 1$, half squared error. Find all gradients, that
    of the input too.

    Answer: `{"dV": [., .], "dc": ., "dW": [[., .], [., .]], "db": [., .],
    "dx": [., .]}`.
    """,
    reference=exact,
    mistakes={
        "the slope of the ReLU is forgotten": Mistake(
            exact
            | {"dW": ((-4.0, -8.0), (2.0, 4.0)), "db": (-4.0, 2.0), "dx": (-3.0, 6.0)},
            "Unit 1 is off, so a small change of z1 changes nothing. Multiply dL/dh by "
            "relu'(z), which is 0 for it.",
        ),
        "z in place of h": Mistake(
            exact | {"dV": (2.0, -3.0)},
            "V multiplies h, what the unit passes on, and h1 is 0. So dL/dv1 is 0.",
        ),
        "the half of the squared error is forgotten": Mistake(
            {
                "dV": (0.0, -6.0),
                "dc": -4.0,
                "dW": ((0.0, 0.0), (4.0, 8.0)),
                "db": (0.0, 4.0),
                "dx": (2.0, 4.0),
            },
            "Half the square has the slope out - y, without a 2.",
        ),
        "the input is missing in dW": Mistake(
            exact | {"dW": ((0.0, 0.0), (2.0, 2.0))},
            "dL/dw = dL/dz times the number that w multiplies: x1 = 1, but x2 = 2.",
        ),
        "W in place of its transpose": Mistake(
            exact | {"dx": (-2.0, 2.0)},
            "x1 reaches the loss through the first column of W. Sum over the units.",
        ),
    },
    hints=[
        r"Begin at the end: $\partial L/\partial\hat y = \hat y - y = -2$.",
        r"$\partial L/\partial V$ is that times $h$; $\partial L/\partial h$ is that "
        "times $V$; where a unit is off, nothing passes.",
        r"`dW = np.outer(dz, x)` and `dx = W.T @ dz`.",
    ],
    solution=gradients,
)


# -- 09b ------------------------------------------------------------------------------
def one_step():
    """All nine move at once, each by -0.1 times its own gradient, and then one forward
    pass with the new values. Only unit 2 and the output move: the others have 0."""
    (net, x, y), loss = the_network(), SquaredError()
    h = net.forward(x)
    net.backward(h, loss.grad(h[-1], y))
    GradientDescent(0.1).step(net.params, net.grads)
    return {"output": net(x).item(), "loss": loss(net(x), y)}


q2 = Exercise(
    id="09b",
    prompt=r"""
    Take one step with $\alpha = 0.1$ and the gradients of 09a. What does the network
    answer now, and what is the loss?

    Answer: `{"output": ..., "loss": ...}`.
    """,
    reference={"output": 0.49, "loss": 0.13005},
    mistakes={
        "the step goes uphill": Mistake(
            {"output": -3.21, "loss": 8.86205},
            "Subtract: parameter minus rate times gradient.",
        ),
        "only the output layer moves": Mistake(
            {"output": -0.35, "loss": 0.91125},
            "W and b have gradients too: row 2 of dW is (2, 4), db is (0, 2).",
        ),
        "the biases stay": Mistake(
            {"output": 0.15, "loss": 0.36125},
            "Biases are parameters: b gets -0.1 times (0, 2), and c gets 0.2.",
        ),
        "the half is left out of the loss": Mistake(
            {"output": 0.49, "loss": 0.2601}, "The loss is half the squared error."
        ),
    },
    hints=[
        "The new second row of W is (0.5, 1) - 0.1 (2, 4) = (0.3, 0.6).",
        "The new z2 is 0.3; the new output weights are 2 and -0.7, their bias 0.7.",
    ],
    solution=one_step,
)


# -- 09c ------------------------------------------------------------------------------
def too_early():
    """The error must go back through the weights that made it, v2 = -1. Once moved,
    v2 is -1 - 0.1 (-3) = -0.7, and the second row of dW shrinks with it. The check
    divides by the larger of the two numbers."""
    v2, dv2, dout, x = -1, -3, -2, np.array([1, 2])
    wrong = dout * (v2 - 0.1 * dv2) * x
    right = dout * v2 * x
    return {"row": wrong, "error": np.max(abs(wrong - right) / abs(right))}


q3 = Exercise(
    id="09c",
    prompt=r"""
    A program updates the output layer (with $\alpha = 0.1$) *before* it carries the
    error on to the hidden layer. What does it find for the second row of $dW$? And what
    is its relative error, $|a-n| / \max(|a|, |n|)$, against the right row $(2, 4)$?

    Answer: `{"row": [..., ...], "error": ...}`.
    """,
    reference={"row": (1.4, 2.8), "error": 0.3},
    mistakes={
        "it makes no difference": Mistake(
            {"row": (2.0, 4.0), "error": 0.0},
            "dL/dh2 is dL/dout times v2, and v2 has just changed.",
        ),
        "the output weight goes uphill": Mistake(
            {"row": (2.6, 5.2), "error": 0.6 / 2.6},
            "The new v2 is -1 - 0.1 times (-3).",
        ),
        "the change in place of the new weight": Mistake(
            {"row": (-0.6, -1.2), "error": 1.3},
            "0.3 is how far v2 moves; it arrives at -0.7.",
        ),
        "divided by the smaller one": Mistake(
            {"row": (1.4, 2.8), "error": 0.6 / 1.4},
            "The row is right. The relative error divides by the larger number.",
        ),
    },
    hints=[
        "Only one number in the chain is another one: v2.",
        "After its step v2 is -0.7. Then dL/dz2 = (-2)(-0.7).",
    ],
    solution=too_early,
)


# -- 09d ------------------------------------------------------------------------------
def slopes_of_a_confident_mistake():
    """Cross-entropy and sigmoid are a matched pair: the slope is p - y. The squared
    error has the slope of the sigmoid as one more factor, p (1 - p), and far out that
    is nearly 0: the worst answers would learn most slowly."""
    z, y = -5.0, 1.0
    p = sigmoid(np.array(z))
    return {"cross_entropy": p - y, "squared": (p - y) * p * (1 - p)}


q4 = Exercise(
    id="09d",
    prompt=r"""
    One sigmoid output, $z = -5$, $p = \sigma(z)$, while $y = 1$: confident and wrong.
    Find the slope $\partial L/\partial z$ of the cross-entropy, and of half the squared
    error $\frac12 (p-y)^2$, to six decimals.

    Answer: `{"cross_entropy": ..., "squared": ...}`.
    """,
    reference={"cross_entropy": -0.993307, "squared": -0.006604},
    tolerance=1e-5,
    mistakes={
        "the slope of the sigmoid counted for both": Mistake(
            {"cross_entropy": -0.006604, "squared": -0.006604},
            "In the cross-entropy it cancels against the 1/p of the logarithm: p - y.",
        ),
        "the slope of the sigmoid left out": Mistake(
            {"cross_entropy": -0.993307, "squared": -0.993307},
            "The way from the squared error to z leads through the sigmoid: times "
            "p (1 - p).",
        ),
        "sigma' taken of p": Mistake(
            {"cross_entropy": -0.993307, "squared": -0.248324},
            "p is already the output. Its slope is p (1 - p), not sigma(p) times "
            "(1 - sigma(p)).",
        ),
        "the half is forgotten": Mistake(
            {"cross_entropy": -0.993307, "squared": -0.013207},
            "Half the square has the slope p - y, without a 2.",
        ),
    },
    hints=[
        r"$p = \sigma(-5) = 0.006693$.",
        r"$\partial L/\partial z = \partial L/\partial p \cdot p\,(1-p)$. For the "
        r"cross-entropy $\partial L/\partial p = -1/p$.",
    ],
    solution=slopes_of_a_confident_mistake,
)


# -- 09e ------------------------------------------------------------------------------
def passes():
    """Every parameter is moved up once and down once, and each time the loss is worked
    out anew. Backpropagation gets the same numbers from one pass forward and one
    back."""
    return 2 * MLP(784, 64, 64, 10).n_params


q5 = Exercise(
    id="09e",
    prompt=r"""
    The digit network 784-64-64-10 has 55,050 parameters. **How many forward passes does
    its gradient cost by central differences,**
    $(L(\theta_i + \varepsilon) - L(\theta_i - \varepsilon)) / 2\varepsilon$? A whole
    number.
    """,
    reference=110100,
    mistakes={
        "one pass for each parameter": Mistake(
            55050, "A central difference looks to both sides of each parameter."
        ),
        "the biases are left out": Mistake(
            109824, "Biases are parameters: 138 of them."
        ),
        "one for each array": Mistake(
            12,
            "Each number has a partial derivative of its own, not each array.",
        ),
        "the price of backpropagation": Mistake(
            2, "One pass forward and one back is what backpropagation costs."
        ),
    },
    hints=[
        "How many losses do you need for one partial derivative?",
        "Two for each of the 55,050.",
    ],
    solution=passes,
)
