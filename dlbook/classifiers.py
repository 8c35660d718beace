"""Gaussian naive Bayes: a classifier that does not descend, but counts, in one pass.

Its companions are neurons: logistic regression is LogisticRegression(n) trained with
BinaryCrossEntropy, a linear SVM the same neuron trained with Hinge and a little l2."""

import numpy as np

from dlbook.activations import Array
from dlbook.io import checks


class GaussianNaiveBayes:
    """Every feature of a class is a bell curve of its own, all independent:
    ln p(class, x) = ln share + sum_j ln N(x_j; mean_j, variance_j); the largest wins.

    1e-9 of the largest variance is added, as scikit-learn does. Where variances differ
    the boundary is curved. Shapes: means, variances (K, d); shares, classes (K,)."""

    def fit(self, x: Array, y: Array) -> "GaussianNaiveBayes":
        """Count. x (n, d), class numbers y (n,)."""
        x, y = checks.examples(x, y)
        self.classes, counts = np.unique(y, return_counts=True)
        self.shares = counts / len(y)
        self.means = np.stack([x[y == c].mean(axis=0) for c in self.classes])
        self.variances = np.stack([x[y == c].var(axis=0) for c in self.classes])
        self.variances += 1e-9 * (x.var(axis=0).max() or 1)
        return self

    def log_joint(self, x: Array) -> Array:
        """ln p(class, x), shape (B, K)."""
        if not hasattr(self, "means"):
            raise RuntimeError("fit(x, y) comes first: nothing has been counted yet")
        far = (np.asarray(x, dtype=float)[:, None] - self.means) ** 2 / self.variances
        spread = np.log(2 * np.pi * self.variances)  # far: (B, K, d), spread: (K, d)
        return np.log(self.shares) - 0.5 * (far + spread).sum(axis=-1)

    def predict(self, x: Array) -> Array:
        """The most probable class of each row, (B,)."""
        return self.classes[self.log_joint(x).argmax(axis=1)]
