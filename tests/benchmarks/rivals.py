"""The same programs in several libraries, each as its own documentation writes them.

`python rivals.py NAME` runs one of them. Every headline program reads MNIST, trains
784-64-64-10 with Adam in batches of 128, holds out the last 12,000 of 60,000 rows,
keeps loss and accuracy of both parts, and tests. It calls `tick()` after every epoch,
where `run.py` can make it wait for its turn. A library is imported by its own program
alone, and may be missing.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Tick = Callable[[], None]
ROOT = Path(__file__).resolve().parents[2]
SIZES, BATCH, HELD = (784, 64, 64, 10), 128, 12_000


def mnist():
    """x_train, y_train, x_test, y_test: images as rows of 784 bytes, and labels."""
    import numpy as np

    folder = Path(os.environ.get("DLBOOK_DATA") or ROOT / "data" / "mnist")
    arrays = []
    for name in ("train", "t10k"):
        for kind, header in (("images-idx3", 16), ("labels-idx1", 8)):
            raw = gzip.decompress((folder / f"{name}-{kind}-ubyte.gz").read_bytes())
            arrays.append(np.frombuffer(raw, np.uint8, offset=header))
    x, y, x_test, y_test = arrays
    return x.reshape(-1, 784), y, x_test.reshape(-1, 784), y_test


def scaled(x):
    return x.astype("float32") / 255


# -- the headline: MNIST, ten epochs ------------------------------------------------


def ours(tick: Tick, epochs: int, seed: int, keep_uint8: bool = False) -> float:
    import numpy as np

    from dlbook import (
        MLP,
        Adam,
        Network,
        Rescale,
        SoftmaxCrossEntropy,
        data,
        evaluate,
        fit,
        one_hot,
    )

    (x, y), (x_test, y_test) = data.mnist()
    x, x_test = x.reshape(-1, 784), x_test.reshape(-1, 784)
    net = MLP(*SIZES, seed=seed)
    if keep_uint8:
        net = Network(Rescale(1 / 255), *net.layers)
    else:
        x = x / np.float32(255)
        x_test = x_test / np.float32(255)
    loss = SoftmaxCrossEntropy()
    settings = {"validation": 0.2, "progress": False, "seed": seed}
    turn = [lambda step, history: tick()]
    fit(net, loss, x, one_hot(y, 10), Adam(), epochs, BATCH, callbacks=turn, **settings)
    return float(evaluate(net, loss, x_test, one_hot(y_test, 10))[1])


def ours_uint8(tick: Tick, epochs: int, seed: int) -> float:
    return ours(tick, epochs, seed, keep_uint8=True)


def keras(tick: Tick, epochs: int, seed: int, backend: str) -> float:
    os.environ["KERAS_BACKEND"] = backend
    __import__(backend)
    from keras import Input, Sequential
    from keras.callbacks import LambdaCallback
    from keras.layers import Dense
    from keras.utils import set_random_seed, to_categorical

    set_random_seed(seed)
    x, y, x_test, y_test = mnist()
    model = Sequential()
    model.add(Input(shape=(784,)))
    model.add(Dense(units=64, activation="relu"))
    model.add(Dense(units=64, activation="relu"))
    model.add(Dense(units=10, activation="softmax"))
    model.compile(
        optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]
    )
    settings = {"batch_size": BATCH, "verbose": 0, "validation_split": 0.2}
    turn = [LambdaCallback(on_epoch_end=lambda epoch, logs: tick())]
    model.fit(scaled(x), to_categorical(y), epochs=epochs, callbacks=turn, **settings)
    return model.evaluate(scaled(x_test), to_categorical(y_test), verbose=0)[1]


def keras_tensorflow(tick: Tick, epochs: int, seed: int) -> float:
    return keras(tick, epochs, seed, "tensorflow")


def keras_jax(tick: Tick, epochs: int, seed: int) -> float:
    return keras(tick, epochs, seed, "jax")


def keras_torch(tick: Tick, epochs: int, seed: int) -> float:
    return keras(tick, epochs, seed, "torch")


def torch_mlp(*sizes: int):
    from torch import nn

    pairs = list(zip(sizes, sizes[1:], strict=False))
    layers = [part for a, b in pairs for part in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def torch_program(tick: Tick, epochs: int, seed: int, loader: bool) -> float:
    import torch
    from torch.nn.functional import cross_entropy
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(seed)
    x, y, x_test, y_test = mnist()
    x, y = torch.from_numpy(scaled(x)), torch.from_numpy(y.astype("int64"))
    x_test, y_test = scaled(x_test), torch.from_numpy(y_test.astype("int64"))
    x, y, x_val, y_val = x[:-HELD], y[:-HELD], x[-HELD:], y[-HELD:]
    net = torch_mlp(*SIZES)
    optimizer = torch.optim.Adam(net.parameters(), fused=True)
    batches = DataLoader(TensorDataset(x, y), batch_size=BATCH, shuffle=True)

    def sliced():
        for rows in torch.randperm(len(x)).split(BATCH):
            yield x[rows], y[rows]

    def evaluate(x, y):
        with torch.no_grad():
            z = net(x)
            return float(cross_entropy(z, y)), float((z.argmax(1) == y).float().mean())

    for _ in range(epochs):
        total = right = 0.0
        for xb, yb in batches if loader else sliced():
            optimizer.zero_grad()
            z = net(xb)
            value = cross_entropy(z, yb)
            value.backward()
            optimizer.step()
            total += value.item() * len(xb)
            right += (z.argmax(1) == yb).sum().item()
        evaluate(x_val, y_val)
        tick()
    return evaluate(torch.from_numpy(x_test), y_test)[1]


def torch_sliced(tick: Tick, epochs: int, seed: int) -> float:
    return torch_program(tick, epochs, seed, loader=False)


def torch_loader(tick: Tick, epochs: int, seed: int) -> float:
    return torch_program(tick, epochs, seed, loader=True)


def sklearn(tick: Tick, epochs: int, seed: int) -> float:
    from sklearn.neural_network import MLPClassifier

    x, y, x_test, y_test = mnist()
    x = scaled(x)
    net = MLPClassifier(SIZES[1:-1], batch_size=BATCH, alpha=0, random_state=seed)
    for _ in range(epochs):  # partial_fit is one epoch, and shuffles
        net.partial_fit(x[:-HELD], y[:-HELD], classes=range(10))
        net.score(x[-HELD:], y[-HELD:])
        tick()
    return net.score(scaled(x_test), y_test)


def jax_scan(tick: Tick, epochs: int, seed: int) -> float:
    """Everything compiled: one call an epoch, its 375 steps a `lax.scan`."""
    import jax
    import numpy as np
    from jax import numpy as jnp

    x, y, x_test, y_test = mnist()
    x, y = jnp.asarray(scaled(x)), jnp.asarray(y)
    x, y, x_val, y_val = x[:-HELD], y[:-HELD], x[-HELD:], y[-HELD:]
    rng = np.random.default_rng(seed)
    pairs = list(zip(SIZES, SIZES[1:], strict=False))
    params = [
        (jnp.asarray(rng.normal(0, (2 / a) ** 0.5, (a, b)), "float32"), jnp.zeros(b))
        for a, b in pairs
    ]
    zeros = jax.tree.map(jnp.zeros_like, params)

    def loss(params, x, y):
        *hidden, (W, b) = params
        for V, c in hidden:
            x = jax.nn.relu(x @ V + c)
        z = x @ W + b
        costs = jax.nn.logsumexp(z, axis=1) - (z * jax.nn.one_hot(y, 10)).sum(1)
        return costs.mean(), (z.argmax(1) == y).mean()

    gradient = jax.value_and_grad(loss, has_aux=True)

    def step(state, rows):
        params, m, v, t = state
        (value, right), g = gradient(params, x[rows], y[rows])
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        a, b = 1 - 0.9**t, 1 - 0.999**t
        move = lambda p, m, v: p - 0.001 * (m / a) / (jnp.sqrt(v / b) + 1e-7)  # noqa: E731
        return (jax.tree.map(move, params, m, v), m, v, t + 1), (value, right)

    epoch = jax.jit(lambda state, rows: jax.lax.scan(step, state, rows))
    evaluate = jax.jit(loss)
    state = (params, zeros, zeros, 1.0)
    for _ in range(epochs):
        rows = rng.permutation(len(x)).reshape(-1, BATCH)
        state, history = epoch(state, rows)
        jax.block_until_ready((evaluate(state[0], x_val, y_val), history))
        tick()
    return float(evaluate(state[0], scaled(x_test), y_test)[1])


def floor(tick: Tick, epochs: int, seed: int) -> None:
    """The matrix products of the headline on arrays made before, and nothing else."""
    import numpy as np

    x = scaled(mnist()[0])
    rng = np.random.default_rng(seed)
    pairs = list(zip(SIZES, SIZES[1:], strict=False))
    W = [rng.normal(size=(b, a)).astype("float32") for a, b in pairs]
    dW = [np.empty_like(w) for w in W]
    h, dz = ([rng.random((BATCH, n), np.float32) for n in SIZES[1:]] for _ in range(2))
    slices = [np.empty((1000, n), np.float32) for n in SIZES[1:]]
    for _ in range(epochs):
        for start in range(0, len(x) - HELD, BATCH):
            xb = x[start : start + BATCH]
            for k in range(3):
                np.dot(h[k - 1] if k else xb, W[k].T, out=h[k])
            for k in (2, 1, 0):
                np.dot(dz[k].T, h[k - 1] if k else xb, out=dW[k])
                if k:
                    np.dot(dz[k], W[k], out=dz[k - 1])
        for start in range(len(x) - HELD, len(x), 1000):
            for k in range(3):
                xb = slices[k - 1] if k else x[start : start + 1000]
                np.dot(xb, W[k].T, out=slices[k])
        tick()


# -- one program in one process -----------------------------------------------------


def turns() -> Tick:
    """A tick that reports the seconds of the turn and waits for the next.

    On one core these are seconds of processor time, which do not count the moments
    that other programs had the core; on two, seconds on the wall.
    """
    clock = time.process_time if one_core() else time.perf_counter
    started = [clock()]

    def tick() -> None:
        print(clock() - started[0], flush=True)
        sys.stdin.readline()
        started[0] = clock()

    return tick


def one_core() -> bool:
    return os.environ.get("BENCH_CORES") == "1"


def peak_mb() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main(name: str, epochs: str, seed: str, mode: str) -> None:
    if one_core() and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        tick = turns() if mode == "turns" else (lambda: None)
        program = globals().get(name) or getattr(__import__("small"), name)
        accuracy = program(tick, int(epochs), int(seed))
        print(json.dumps({"accuracy": accuracy, "peak": peak_mb()}), flush=True)
    except ModuleNotFoundError as error:
        print(json.dumps({"absent": error.name}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
