"""The storyboard of the playground: the course once more, a scene a chapter."""

from dlbook.labs.story import Scene

DEEP = {"units1": 16, "units2": 16, "activation": "relu"}
ADAM = {"optimizer": "Adam", "rate": 0.01}
BY_HEART = {
    "data": "moons",
    "noise": 0.4,
    "share": 20,
    "units1": 32,
    "units2": 32,
    "activation": "relu",
    **ADAM,
    "step": 200,
}

SCENES = (
    Scene(
        "02 · One neuron",
        {"data": "blobs", "noise": 0.6, "layers": 0, "step": 20},
        "no hidden layer: one neuron, one straight line, {test_right:.1%} of the test "
        "right",
        on_sheet=False,
    ),
    Scene(
        "03 · One line is not enough",
        {"data": "xor", "noise": 0.25, "layers": 0, "step": 40},
        "XOR with the same neuron: {test_right:.1%} right; no line gets far above 75%",
    ),
    Scene(
        "04 · Layers without a bend",
        {"data": "xor", "noise": 0.25, "activation": "linear", "step": 40},
        "two hidden layers, but no activation: {test_right:.1%}, still one line",
        on_sheet=False,
    ),
    Scene(
        "05 · Four hidden units",
        {
            "data": "xor",
            "noise": 0.25,
            "layers": 1,
            "units1": 4,
            "rate": 0.3,
            "step": 40,
        },
        "four lines, joined by the output: {test_right:.1%} right",
    ),
    Scene(
        "06 · Width and depth",
        {"data": "spirals", "noise": 0.05, **DEEP, **ADAM, "step": 150},
        "two layers of 16 units disentangle the spirals: {test_right:.0%} right",
    ),
    Scene(
        "07 · A number for an answer",
        {"data": "hills (a number)", "noise": 0.05, **DEEP, **ADAM, "step": 100},
        "the same network with squared error learns a landscape: from a test loss of "
        "{test[0]:.2f} to {test_loss:.2f}",
        on_sheet=False,
    ),
    Scene(
        "08 · Too large a rate",
        {"activation": "relu", "rate": 5, "step": 20},
        "rate {rate:g}: the loss began at {train[0]:.2f} and is {train_loss:.2f}",
        on_sheet=False,
    ),
    Scene(
        "09 · The gradient fades",
        {"layers": 6, "activation": "sigmoid", "step": 20},
        "six layers of sigmoids: the gradient is {slopes[6]:.0e} at the output and "
        "{slopes[0]:.0e} at the first layer, which learns nothing",
    ),
    Scene(
        "10 · All points at once",
        {"batch": 400, "step": 40},
        "{step} epochs of the full batch are {step} updates: test loss {test_loss:.2f}",
        on_sheet=False,
    ),
    Scene(
        "10 · Twenty batches an epoch",
        {"step": 40},
        "the same epochs in batches of {batch}: test loss {test_loss:.2f}",
        on_sheet=False,
    ),
    Scene(
        "10 · Is it luck?",
        {
            "data": "xor",
            "noise": 0.25,
            "layers": 1,
            "units1": 2,
            "rate": 0.3,
            "luck": True,
            "step": 60,
        },
        "XOR with two hidden units: this seed has {test_right:.1%} right, but {failed} "
        "of 16 seeds stay below 95%",
    ),
    Scene(
        "11 · Learnt by heart",
        BY_HEART,
        "80 noisy points: {train_right:.0%} right at training, {test_right:.0%} at the "
        "test, whose loss rose from {best:.1f} to {test_loss:.1f}",
    ),
    Scene(
        "11 · L2 holds the weights small",
        {**BY_HEART, "l2": 0.003},
        "with L2 the test loss is {test_loss:.1f}, and {test_right:.0%} are right",
    ),
    Scene(
        "12 · A support vector machine",
        {
            "data": "moons",
            "noise": 0.2,
            "layers": 0,
            "loss": "hinge",
            "l2": 0.001,
            "step": 40,
        },
        "no hidden layer, hinge loss and a little L2: {test_right:.1%} right, with a "
        "straight line",
        on_sheet=False,
    ),
    Scene(
        "A feature instead of a layer",
        {"data": "xor", "noise": 0.25, "layers": 0, "x1x2": True, "step": 40},
        "XOR again without a hidden layer, but with the product x₁x₂ as an input: "
        "{test_right:.1%} right",
        on_sheet=False,
    ),
)
