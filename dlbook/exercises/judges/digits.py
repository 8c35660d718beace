"""Judges of notebook 14's open questions, with the mistakes of a first look and the
programs that make them."""

import functools

import numpy as np

from dlbook import data
from dlbook.activations import softmax
from dlbook.exercises.exercise import Later, Mistake
from dlbook.losses import SoftmaxCrossEntropy
from dlbook.network import MLP, Network


@functools.cache
def digits_to_test():
    """All 10,000 test images as rows from 0 to 1, and their labels."""
    _, (images, labels) = data.mnist()
    return images.reshape(-1, 784).astype(np.float32) / 255, labels


# -- 14c ------------------------------------------------------------------------------
def looks_untrained(answer):
    loss, p = float(answer["loss"]), np.asarray(answer["p"], dtype=float)
    if p.shape != (1000, 10):
        return f"`p` has shape {p.shape}; 1,000 images and 10 classes are (1000, 10)."
    if np.abs(p.sum(axis=1) - 1).max() > 1e-6:
        wrong_way = np.abs(p.sum(axis=0) - 1).max() < 1e-4
        if wrong_way:
            return "softmax along the wrong axis"
        logits = p.min() < 0 or p.max() > 1
        return (
            "logits in place of probabilities" if logits else "Its rows must sum to 1."
        )
    if (p < 0).any():
        return "Probabilities are never negative."
    if np.ptp(p, axis=0).max() < 1e-6:
        return "the same shares for every image"
    _, labels = digits_to_test()
    right = -np.log(np.maximum(p[np.arange(1000), labels[:1000]], 1e-30)).mean()
    if right > 3.2:
        return "the pixels are not divided by 255"
    if np.isclose(loss, 1000 * right, rtol=0.01):
        return "the loss is summed, not averaged"
    for base in (2, 10):
        if np.isclose(loss, right / np.log(base), rtol=0.01):
            return "a logarithm to another base"
    if not np.isclose(loss, right, rtol=0.01):
        return f"The loss {loss:.4g} does not belong to `p` and the first 1,000 labels."
    return None if right >= 2 else "This network has been trained: its loss is below 2."


def first_scores(scale=1):
    """The logits of an untrained network for 1,000 images, and the loss they have."""
    x, labels = digits_to_test()
    z = MLP(784, 64, 64, 10)(scale * x[:1000])
    return z, SoftmaxCrossEntropy()(z, data.one_hot(labels[:1000], 10))


def with_unscaled_pixels():
    z, loss = first_scores(scale=255)
    return {"loss": loss, "p": softmax(z.astype(float))}


def along_the_wrong_axis():
    z, loss = first_scores()
    return {"loss": loss, "p": softmax(z.T).T}


def logits():
    z, loss = first_scores()
    return {"loss": loss, "p": z}


def summed():
    z, loss = first_scores()
    return {"loss": 1000 * loss, "p": softmax(z)}


def in_bits():
    z, loss = first_scores()
    return {"loss": loss / np.log(2), "p": softmax(z)}


def the_same_for_all():
    return {"loss": np.log(10), "p": np.full((1000, 10), 0.1)}


LOOK_MISTAKES = {
    "softmax along the wrong axis": Mistake(
        Later(along_the_wrong_axis),
        "The ten classes of one image compete, not the images of one class.",
    ),
    "logits in place of probabilities": Mistake(
        Later(logits), "The network gives scores. `softmax` makes shares of them."
    ),
    "the loss is summed, not averaged": Mistake(
        Later(summed), "Divide by the number of images."
    ),
    "a logarithm to another base": Mistake(
        Later(in_bits), "Use `np.log`; ln 10 is 2.30."
    ),
    "the same shares for every image": Mistake(
        Later(the_same_for_all),
        "A network answers what it is shown: no two images get the same row.",
    ),
    "the pixels are not divided by 255": Mistake(
        Later(with_unscaled_pixels),
        "Inputs up to 255 make scores in the hundreds, and a loss to match.",
    ),
}


# -- 14d ------------------------------------------------------------------------------
def beats_the_baseline(answer):
    nets = {name: answer[name] for name in ("network", "baseline")}
    for name, net in nets.items():
        if not isinstance(net, Network):
            return f"`{name}` must be the network itself, such as MLP(784, 10)."
        if net.sizes[0] != 784 or net.sizes[-1] != 10:
            return f"`{name}` must take 784 pixels and give 10 scores."
    depth, base_depth = (len(net.sizes) - 2 for net in nets.values())
    if depth == 0 and base_depth > 0:
        return "the two are exchanged"
    if depth == 0:
        return "the network has no hidden layer"
    if base_depth > 0:
        return "the baseline has a hidden layer"
    x, labels = digits_to_test()
    accuracy, base = (float((net.predict(x) == labels).mean()) for net in nets.values())
    if min(accuracy, base) < 0.5:
        return "never trained"
    if accuracy >= 0.965 and accuracy - base >= 0.04:
        return None
    return (
        f"On the 10,000 test images the network reaches {accuracy:.4f}, the baseline "
        f"{base:.4f}. Needed are 0.965 and a distance of 0.04: train longer."
    )
