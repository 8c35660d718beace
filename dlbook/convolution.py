"""Convolution: the same small array of weights, applied at every place of an image."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlbook.activations import Activation, Array, linear
from dlbook.io import checks
from dlbook.layers import Layer


def output_size(n: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Places a kernel fits along one side: (n + 2 padding - kernel) // stride + 1."""
    if n + 2 * padding < kernel or min(n, kernel, stride) < 1 or padding < 0:
        inside = f"{n} pixels with padding {padding} and stride {stride}"
        raise ValueError(f"a kernel of {kernel} does not fit into {inside}")
    return (n + 2 * padding - kernel) // stride + 1


def correlate(image: Array, kernel: Array) -> Array:
    """Slide a kernel over an image: at each place multiply and sum.

    out[i, j] = sum_uv image[i + u, j + v] kernel[u, v], (R - r + 1, C - c + 1) from
    (R, C) and (r, c). It is deep learning's; mathematics flips the kernel first."""
    return np.einsum("ijuv,uv", sliding_window_view(image, np.shape(kernel)), kernel)


class Convolution(Layer):
    """z[b, i, j, o] = b[o] + sum_uvc x[b, i s + u, j s + v, c] W[o, u, v, c]; y = a(z).

    Shapes: x (B, rows, columns, n_in); W (n_out, kernel, kernel, n_in); b (n_out,);
    y (B, rows', columns', n_out), see `output_size`. s is the stride."""

    learned = ("W", "b")

    def __init__(
        self, n_in: int, n_out: int, kernel: int = 3, activation: Activation = linear,
        stride: int = 1, padding: int = 0,
    ):  # fmt: skip
        output_size(checks.whole("kernel", kernel), kernel, stride, padding)
        self.n_in, self.n_out = checks.whole("n_in", n_in), checks.whole("n_out", n_out)
        self.kernel, self.activation = kernel, activation
        self.stride, self.padding = stride, padding
        self.learn(W=(n_out, kernel, kernel, n_in), b=(n_out,))

    def forward(self, x: Array) -> Array:
        z = np.tensordot(self._windows(x), self.W, axes=((3, 4, 5), (1, 2, 3)))
        return self.activation(z + self.b)

    def gradients(self, x: Array, y: Array, dy: Array) -> Array:
        dz, places = self.activation.backward(y, dy), (0, 1, 2)  # in every image
        self.dW = np.tensordot(dz, self._windows(x), axes=(places, places))
        self.db = dz.sum(axis=places)
        return dz

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        dz = self.gradients(x, y, dy)
        (rows, columns), s, p = dz.shape[1:3], self.stride, self.padding
        dx = np.zeros_like(_pad(x, p))
        for u, v in np.ndindex(self.kernel, self.kernel):  # each sends its share back
            dx[:, u : u + s * rows : s, v : v + s * columns : s] += dz @ self.W[:, u, v]
        return dx[:, p : dx.shape[1] - p, p : dx.shape[2] - p]

    def _windows(self, x: Array) -> Array:
        """What the kernel sees at every place: (B, rows', columns', k, k, n_in)."""
        k, s, grey = self.kernel, self.stride, ". Grey images are x[..., None]"
        x = checks.shaped("x", x, "B", "rows", "columns", self.n_in, mend=grey)
        output_size(min(x.shape[1:3]), k, s, self.padding)
        windows = sliding_window_view(_pad(x, self.padding), (k, k), axis=(1, 2))
        return windows[:, ::s, ::s].transpose(0, 1, 2, 4, 5, 3)


class MaxPool(Layer):
    """Keep the largest number of each square of `size` pixels.

    Shapes: (B, rows, columns, n) to (B, rows // size, columns // size, n). The gradient
    goes to the largest alone; equal ones share it."""

    def __init__(self, size: int = 2):
        self.size = checks.whole("size", size)

    def forward(self, x: Array) -> Array:
        return self._squares(x).max(axis=(2, 4))

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        squares = self._squares(x)
        largest = squares == y[:, :, None, :, None]
        share = dy[:, :, None, :, None] / largest.sum(axis=(2, 4), keepdims=True)
        dx = np.zeros_like(x)
        self._squares(dx)[...] = largest * share
        return dx

    def _squares(self, x: Array) -> Array:
        """A window on x, cut into squares: (B, rows', size, columns', size, n)."""
        s = self.size
        rows, columns = (output_size(n, s, s) for n in x.shape[1:3])
        cut = x[:, : rows * s, : columns * s]
        return cut.reshape(len(x), rows, s, columns, s, x.shape[3])


def _pad(x: Array, p: int) -> Array:
    return np.pad(x, ((0, 0), (p, p), (p, p), (0, 0))) if p else x
