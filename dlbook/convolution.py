"""Convolution: the same small array of weights, applied at every place of an image."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlbook.activations import Activation, Array, linear
from dlbook.layers import Layer, start_scale, whole


def output_size(n: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Places a kernel fits along one side: (n + 2 padding - kernel) // stride + 1."""
    if n + 2 * padding < kernel or min(n, kernel, stride) < 1 or padding < 0:
        inside = f"{n} pixels with padding {padding} and stride {stride}"
        raise ValueError(f"a kernel of {kernel} does not fit into {inside}")
    return (n + 2 * padding - kernel) // stride + 1


def correlate(image: Array, kernel: Array) -> Array:
    """Slide a kernel over an image: at each place multiply and sum.

    out[i, j] = sum_uv image[i + u, j + v] kernel[u, v]: deep learning's convolution;
    mathematics flips the kernel first. Shapes: (R, C), (r, c); (R - r + 1, C - c + 1).
    """
    return np.einsum("ijuv,uv", sliding_window_view(image, np.shape(kernel)), kernel)


class Convolution(Layer):
    """z[b, i, j, o] = b[o] + sum_uvc x[b, i s + u, j s + v, c] W[o, u, v, c]; y = a(z).

    Shapes: x (B, rows, columns, n_in); W (n_out, kernel, kernel, n_in); b (n_out,);
    y (B, rows', columns', n_out), see `output_size`. s is the stride.
    """

    learned = ("W", "b")

    def __init__(
        self,
        n_in: int,
        n_out: int,
        kernel: int = 3,
        activation: Activation = linear,
        stride: int = 1,
        padding: int = 0,
    ):
        output_size(whole("kernel", kernel), kernel, stride, padding)
        self.n_in, self.n_out = whole("n_in", n_in), whole("n_out", n_out)
        self.kernel, self.activation = kernel, activation
        self.stride, self.padding = stride, padding
        self.learn(W=(n_out, kernel, kernel, n_in), b=(n_out,))

    def reset(self, rng: np.random.Generator) -> None:
        """As Dense.reset: each output sees kernel * kernel * n_in inputs."""
        area = self.kernel**2
        s = start_scale(area * self.n_in, area * self.n_out, self.activation)
        self.W, self.b = rng.normal(0, s, self.W.shape), np.zeros(self.b.shape)

    def forward(self, x: Array) -> Array:
        patches = self._patches(x)  # (B, rows', columns', kernel^2 n_in)
        return self.activation(patches @ self.W.reshape(len(self.W), -1).T + self.b)

    def gradients(self, x: Array, y: Array, dy: Array) -> Array:
        dz = self.activation.backward(y, dy)
        flat = dz.reshape(-1, dz.shape[-1])  # every place of every image is a row
        patches = self._patches(x).reshape(len(flat), -1)
        self.dW = (flat.T @ patches).reshape(self.W.shape)
        self.db = flat.sum(axis=0)
        return dz

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        dz = self.gradients(x, y, dy)
        (rows, columns), s, p = dz.shape[1:3], self.stride, self.padding
        dx = np.zeros_like(_pad(x, p))
        for u in range(self.kernel):
            for v in range(self.kernel):  # each weight sends its share back
                place = np.s_[:, u : u + s * rows : s, v : v + s * columns : s]
                dx[place] += dz @ self.W[:, u, v]
        return dx[:, p : dx.shape[1] - p, p : dx.shape[2] - p]

    def _patches(self, x: Array) -> Array:
        k, s = self.kernel, self.stride
        if x.ndim != 4 or x.shape[3] != self.n_in:
            need = f"x must have shape (B, rows, columns, {self.n_in})"
            raise ValueError(f"{need}; got {x.shape}. Grey images are x[..., None]")
        output_size(min(x.shape[1:3]), k, s, self.padding)
        windows = sliding_window_view(_pad(x, self.padding), (k, k), axis=(1, 2))
        windows = windows[:, ::s, ::s].transpose(0, 1, 2, 4, 5, 3)
        return windows.reshape(*windows.shape[:3], -1)  # from (B, r', c', k, k, n_in)


class MaxPool(Layer):
    """Keep the largest number of each square of `size` pixels.

    Shapes: (B, rows, columns, n) to (B, rows // size, columns // size, n). The gradient
    goes to the largest alone; equal ones share it.
    """

    def __init__(self, size: int = 2):
        self.size = whole("size", size)

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
