"""dlbook: deep learning from scratch, in NumPy, to read, to run and to move.

The names below are the mathematics. Pictures are in `dlbook.figures`, live labs in
`dlbook.labs`, exercises in `dlbook.exercises`; each is imported when you ask for it."""

from dlbook import data, images
from dlbook.activations import linear, relu, sigmoid, softmax, step, tanh
from dlbook.classifiers import GaussianNaiveBayes
from dlbook.convolution import Convolution, MaxPool, correlate
from dlbook.data import one_hot
from dlbook.gradcheck import gradient_error, numerical_gradient
from dlbook.layers import Dense, Flatten, Layer, Rescale
from dlbook.losses import (
    BinaryCrossEntropy,
    Hinge,
    SoftmaxCrossEntropy,
    SquaredError,
    cross_entropy,
    softmax_cross_entropy,
)
from dlbook.network import MLP, LogisticRegression, Network, ravel, unravel
from dlbook.optimizers import Adam, GradientDescent, Momentum
from dlbook.perceptron import Perceptron
from dlbook.recurrent import Last, Recurrent, attention
from dlbook.training import Diverged, History, Step, descent, evaluate, fit

__version__ = "0.1.0"
