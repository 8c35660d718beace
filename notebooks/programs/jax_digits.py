"""The digit program in JAX: functions, and their gradients."""

import jax
import jax.numpy as jnp
import numpy as np

from dlbook import data, one_hot


def main(rows=60_000, epochs=10):
    # 1 load
    (x, y), (x_test, y_test) = data.mnist()

    # 2 preprocess
    x = x[:rows].reshape(-1, 784).astype("float32") / 255
    x_test = x_test.reshape(-1, 784).astype("float32") / 255
    y = one_hot(y[:rows], 10)
    held = round(0.8 * len(x))
    x, x_val, y, y_val = x[:held], x[held:], y[:held], y[held:]

    # 3 build
    rng = np.random.default_rng(0)
    theta = [
        (rng.normal(0, (2 / n) ** 0.5, (n, m)), np.zeros(m))
        for n, m in [(784, 64), (64, 64), (64, 10)]
    ]
    theta = jax.tree.map(jnp.float32, theta)

    # 4 choose loss and optimizer: see loss and adam below
    zeros = jax.tree.map(jnp.zeros_like, theta)
    state = zeros, zeros  # the two averages of Adam

    # 5 train
    history, t = [], 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 128):
            b, t = order[start : start + 128], t + 1
            theta, state = update(theta, state, t, x[b], y[b])
        history.append(evaluate(theta, x_val, y_val.argmax(1)))

    # 6 evaluate, once
    accuracy = evaluate(theta, x_test, y_test)

    # 7 predict
    digits = np.array(forward(theta, x_test[:10]).argmax(1))
    return accuracy, history, digits


def forward(theta, x):
    *hidden, (w, b) = theta
    for w_k, b_k in hidden:
        x = jax.nn.relu(x @ w_k + b_k)
    return x @ w + b


def loss(theta, x, y):
    log_p = jax.nn.log_softmax(forward(theta, x))
    return -(y * log_p).sum(axis=1).mean()


@jax.jit
def update(theta, state, t, x, y):
    grads = jax.grad(loss)(theta, x, y)
    return adam(theta, state, t, grads)


def adam(theta, state, t, grads, rate=0.001):
    """The optax library has this and others ready."""
    m, v = state
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
    v = jax.tree.map(
        lambda v, g: 0.999 * v + 0.001 * g**2, v, grads
    )
    m_hat, v_hat = 1 - 0.9**t, 1 - 0.999**t
    theta = jax.tree.map(
        lambda p, m, v: p
        - rate * (m / m_hat) / ((v / v_hat) ** 0.5 + 1e-7),
        theta, m, v,
    )
    return theta, (m, v)


def evaluate(theta, x, y):
    return float((forward(theta, x).argmax(1) == y).mean())


if __name__ == "__main__":
    print("test accuracy", main()[0])
