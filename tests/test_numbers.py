"""Every number of the curriculum that needs only the mathematics, by notebook.

Each line holds what it is, how it comes about, and the digits as the course states
them. A number agrees when it rounds to these digits: "0.838" allows 0.8375 to 0.8385.
"""

import math
from decimal import Decimal
from functools import cache
from itertools import product

import numpy as np
import pytest

import dlbook as dl
from dlbook import data, images
from dlbook.convolution import output_size


def numbers(*rows):
    names = [name for name, _, _ in rows]
    return pytest.mark.parametrize("got, want", [row[1:] for row in rows], ids=names)


def agree(got, want):
    got, words = np.ravel(np.asarray(got(), dtype=float)), want.split()
    assert len(got) == len(words), f"{got} should be {want}"
    for number, word in zip(got, words, strict=True):
        place = Decimal(word).as_tuple().exponent
        half = 0.5 * 10.0**place * 1.0001 if place or "e" in word else 1e-9
        assert abs(number - float(word)) <= half, f"{got} should be {want}"


def double(*sizes, **settings):
    return dl.MLP(*sizes, **settings).astype(np.float64)


# -- 01 Rules or examples? -----------------------------------------------------------


@cache
def patients():
    """Train and test patients, and both standardised by the training set."""
    (x, y), (x_test, y_test) = data.patients(400, 0), data.patients(2000, 1)
    mean, deviation = x.mean(0, dtype=float), x.std(0, dtype=float)
    return x, y, x_test, y_test, (x - mean) / deviation, (x_test - mean) / deviation


def rule(threshold, part=0):
    """Right answers of `temperature >= threshold` on the train (0) or test (2) set."""
    x, y = patients()[part : part + 2]
    return (x[:, 2] >= threshold) == y


def learner(steps, scaled=True):
    """Logistic regression from zero by full-batch descent: weights, bias, scores."""
    x, y, _, y_test, x_scaled, x_test = patients()
    x, y, y_test = (x_scaled if scaled else x), y[:, None], y_test[:, None]
    net, loss = dl.LogisticRegression(3).astype(np.float64), dl.BinaryCrossEntropy()
    net.theta = np.zeros(4)
    rule, y = dl.GradientDescent(0.5), y.astype(float)
    dl.fit(net, loss, x, y, rule, epochs=steps, batch=None, progress=False)
    value, right = dl.evaluate(net, loss, x, y)
    return *net.theta, value, right, np.mean(net.predict(x_test) == y_test[:, 0])


def random_search(tries, rng=0):
    _, y, _, _, x, _ = patients()
    theta = np.random.default_rng(rng).normal(0, 2, (tries, 4))
    z = x @ theta[:, :3].T + theta[:, 3]
    return min(dl.BinaryCrossEntropy()(z[:, [k]], y[:, None]) for k in range(tries))


def learning_curve(n, draws=20):
    """Mean test accuracy of logistic regression (l2 .01) over 20 draws of n patients.

    Draw k is default_rng(k).choice(400, n, replace=False), standardised by itself.
    """
    x, y, x_test, y_test, _, _ = patients()
    rows = [np.random.default_rng(k).choice(400, n, False) for k in range(draws)]
    x, y = x[rows].astype(float), y[rows]  # (draws, n, 3), (draws, n)
    mean, deviation = x.mean(1, keepdims=True), x.std(1, keepdims=True)
    x, w, b = (x - mean) / deviation, np.zeros((draws, 3)), np.zeros((draws, 1))
    for _ in range(1000):
        dz = (dl.sigmoid(np.einsum("kni,ki->kn", x, w) + b) - y) / n
        w -= 0.5 * (np.einsum("kn,kni->ki", dz, x) + 0.01 * w)
        b -= 0.5 * dz.sum(1, keepdims=True)
    z = np.einsum("kni,ki->kn", (x_test - mean) / deviation, w) + b
    return np.mean((z > 0) == y_test)


def bayes():
    h, w, t = patients()[2].astype(float).T
    score = -0.8 * (h - 170) / 10 + 1.2 * (w - 70) / 12 + 3 * (t - 37.4) / 0.7
    return np.mean((score > 0) == patients()[3])


@numbers(
    ("sick share", lambda: patients()[1].mean(), ".4725"),
    ("a rule 38.0, right on train", lambda: rule(38).sum(), "259"),
    ("a rule 37.5, right on train", lambda: rule(37.5).sum(), "306"),
    ("a shares", lambda: (rule(38).mean(), rule(37.5).mean()), ".6475 .7650"),
    ("rule 37.0 on test", lambda: rule(37, 2).mean(), ".7425"),
    ("rule 37.4 on test", lambda: rule(37.4, 2).mean(), ".7980"),
    ("rule 37.5 on test", lambda: rule(37.5, 2).mean(), ".7895"),
    ("rule 38.0 on test", lambda: rule(38, 2).mean(), ".6855"),
    ("the best there is", bayes, ".8475"),
    ("weights", lambda: learner(1000)[:3], "-.855 1.199 2.370"),
    ("bias, loss", lambda: learner(1000)[3:5], "-.276 .3796"),
    ("train and test", lambda: learner(1000)[5:], ".820 .838"),
    ("n = 5, 8, 10", lambda: [learning_curve(n) for n in (5, 8, 10)], ".634 .739 .757"),
    ("n = 15, 20", lambda: [learning_curve(n) for n in (15, 20)], ".791 .792"),
    ("n = 50, 100", lambda: [learning_curve(n) for n in (50, 100)], ".824 .831"),
    ("n = 200", lambda: learning_curve(200), ".839"),
    ("b 5 x 5 images", lambda: 2**25, "33554432"),
    ("b digits of 2^784", lambda: len(str(2**784)), "237"),
    ("c search 10 and 100", lambda: map_(random_search, 10, 100), ".5895 .5011"),
    ("c search 1000", lambda: random_search(1000), ".3927"),
    ("c steps 10 and 100", lambda: [learner(n)[4] for n in (10, 100)], ".4638 .3805"),
)
def test_01_rules_or_examples(got, want):
    agree(got, want)


def test_01_unscaled_features_blow_the_weights_up():
    """It never settles, so the last digits are those of the machine."""
    learned = learner(1000, scaled=False)
    assert max(learned[:3]) == pytest.approx(212, abs=2)
    assert learned[5] == pytest.approx(0.5725, abs=0.02)


def map_(f, *values):
    return [f(value) for value in values]


# -- 02 One neuron -------------------------------------------------------------------


def neuron(w, b, x, activation=dl.linear):
    layer = dl.Dense(len(w), 1, activation)
    net = dl.Network(layer).astype(np.float64)
    net.theta = [*w, b]
    return net(np.atleast_2d(x))[:, 0]


def microscope(*x):
    return neuron((10, 5, 6), 9, x)


def patient(*x, activation=dl.sigmoid):
    return neuron((-0.02, 0.03, 2), -74.7, x, activation)


def metres(height):
    return neuron((-2.0, 0.03, 2), -74.7, (height / 100, 70, 38))


def fahrenheit(t):
    return neuron((-0.02, 0.03, 2 / 1.8), -74.7 - 2 * 32 / 1.8, (170, 70, t))


def xor_least_squares():
    x, y = data.gates("xor")
    return np.linalg.lstsq(np.c_[x, np.ones(4)], y, rcond=None)[0]


EVERY = np.array([10.0, 5, 6])  # the wrong neuron: its bias added to every input


@numbers(
    ("ones", lambda: microscope(1, 1, 1), "30"),
    ("bias alone", lambda: microscope(0, 0, 0), "9"),
    ("x1 = -.9", lambda: microscope(-0.9, 0, 0), "0"),
    ("a (1, 2, 3)", lambda: microscope(1, 2, 3), "47"),
    ("a (.5, -1, 2)", lambda: microscope(0.5, -1, 2), "21"),
    ("a (-1, -1, -1)", lambda: microscope(-1, -1, -1), "-12"),
    ("wrong: bias thrice", lambda: microscope(1, 1, 1) + 18, "48"),
    ("wrong at (1, 2, 3)", lambda: EVERY @ (1, 2, 3) + 3 * 9, "65"),
    ("wrong at (.5, -1, 2)", lambda: EVERY @ (0.5, -1, 2) + 3 * 9, "39"),
    ("wrong at 0 and -1", lambda: (27 + 0 * EVERY[0], 27 - EVERY.sum()), "27 6"),
    ("b Z1", lambda: neuron((0.2, -0.1, 0.4, 0, 0.3), 0.5, np.r_[1:6]), "3.2"),
    ("b wrong", lambda: neuron((0.2, -0.1, 0.4, 0, 0.3), 5 * 0.5, np.r_[1:6]), "5.2"),
    ("z at 37", lambda: patient(170, 70, 37, activation=dl.linear), "-2.0"),
    ("z at 38", lambda: patient(170, 70, 38, activation=dl.linear), "0.0"),
    ("z at 39", lambda: patient(170, 70, 39, activation=dl.linear), "2.0"),
    ("z at 40", lambda: patient(170, 70, 40, activation=dl.linear), "4.0"),
    ("37 degrees", lambda: patient(170, 70, 37), ".119203"),
    ("38 degrees", lambda: patient(170, 70, 38), ".500000"),
    ("39 degrees", lambda: patient(170, 70, 39), ".880797"),
    ("40 degrees", lambda: patient(170, 70, 40), ".982014"),
    ("c (160, 90, 38.5)", lambda: patient(160, 90, 38.5), ".858149"),
    ("c (180, 60, 36.5)", lambda: patient(180, 60, 36.5), ".029312"),
    ("d Fahrenheit", lambda: (2 / 1.8, -74.7 - 2 * 32 / 1.8), "1.111111 -110.255556"),
    ("d the score at 102.2 F", lambda: fahrenheit(102.2), "2.0000"),
    ("height in metres", lambda: metres(170), "0.0000"),
    ("e XOR least squares", xor_least_squares, ".000000 .000000 .500000"),
)
def test_02_neuron(got, want):
    agree(got, want)


# -- 03 The perceptron ---------------------------------------------------------------


def perceptron(gate, rate=1.0, epochs=100):
    """Passes, updates, w and b after learning a gate from zero, order 00 01 10 11."""
    x, y = data.gates(gate)
    unit = dl.Perceptron(2)
    steps = list(unit.lessons(x, y, epochs, rate))
    return steps[-1].epoch + 1, sum(s.loss for s in steps), *unit.w, unit.b


def xor_mistakes(passes=6):
    """Mistakes in each pass over XOR."""
    steps = list(dl.Perceptron(2).lessons(*data.gates("xor"), passes))
    return np.bincount([s.epoch for s in steps], weights=[s.loss for s in steps])


def strict(gate, labels=(-1, 1)):
    """Mistakes until y z > 0 everywhere: the perceptron of the convergence proof."""
    x, y = data.gates(gate)
    x, y, w, mistakes = np.c_[x, np.ones(4)], np.take(labels, y), np.zeros(3), 0
    for _ in range(100):
        for x_i, y_i in zip(x, y, strict=True):
            if y_i * (x_i @ w) <= 0:
                w, mistakes = w + y_i * x_i, mistakes + 1
    return mistakes


def margin(gate, w):
    x, y = data.gates(gate)
    return ((2 * y - 1) * (np.c_[x, np.ones(4)] @ w)).min() / np.linalg.norm(w)


@cache
def separable(n_in):
    """All truth tables that some unit with whole weights computes."""
    x = np.array(list(product((0, 1), repeat=n_in)))
    grid = np.array(list(product((-2, -1, 0, 1, 2), repeat=n_in)))
    z = x @ grid.T  # (rows, units)
    return {tuple(t) for b in np.arange(-6.5, 7) for t in (z + b >= 0).T.astype(int)}


def best_line_on_xor():
    x, y = data.gates("xor")
    w = np.array(list(product(np.linspace(-2, 2, 17), repeat=3)))
    return ((x @ w[:, :2].T + w[:, 2] >= 0) == y[:, None]).mean(axis=0).max()


@numbers(
    ("AND passes, updates, w, b", lambda: perceptron("and"), "6 11 2 1 -3"),
    ("OR", lambda: perceptron("or"), "4 5 1 1 -1"),
    ("NAND", lambda: perceptron("nand"), "6 10 -2 -1 2"),
    ("rate 7", lambda: perceptron("and", 7.0), "6 11 14 7 -21"),
    ("rate .1: passes, updates", lambda: perceptron("and", 0.1)[:2], "4 8"),
    ("XOR mistakes a pass", xor_mistakes, "3 3 4 4 4 4"),
    ("XOR after 2 passes", lambda: perceptron("xor", epochs=2)[2:], "-1 0 0"),
    ("XOR after 50 passes", lambda: perceptron("xor", epochs=50)[2:], "-1 0 0"),
    ("b the best line", best_line_on_xor, ".75"),
    ("c two and three inputs", lambda: map_(len, separable(2), separable(3)), "14 104"),
    ("d AND margin", lambda: margin("and", (2, 2, -3)), ".242536"),
    ("d OR margin", lambda: margin("or", (2, 2, -1)), ".333333"),
    ("d AND bound, seen", lambda: (3 / margin("and", (2, 2, -3)) ** 2, strict("and")),
     "51 18"),
    ("d OR bound, seen", lambda: (3 / margin("or", (2, 2, -1)) ** 2, strict("or")),
     "27 9"),
)
def test_03_perceptron(got, want):
    agree(got, want)


# -- 04 Activation functions ---------------------------------------------------------


def slope(a, z):
    return a.slope(a(np.float64(z)))


def stacked(activation):
    """W1 = [[1,2],[3,4]], b1 = (1,-1), W2 = [2,-1], b2 = 3."""
    net = double(2, 2, 1, activation=activation)
    net.theta = [1, 2, 3, 4, 1, -1, 2, -1, 3]
    return net


def collapsed():
    """W and b of the one affine map, read off at the origin and the two axes."""
    b, x1, x2 = stacked(dl.linear)([[0, 0], [1, 0], [0, 1]])[:, 0]
    return x1 - b, x2 - b, b


def rank():
    net = double(10, 1, 10, activation=dl.linear)
    return np.linalg.matrix_rank(net(np.eye(10)) - net(np.zeros((1, 10))))


def two_sigmoids():
    z = np.linspace(-5, 5, 1001)
    return np.abs(dl.tanh(z) - (2 * dl.sigmoid(2 * z) - 1)).max()


@numbers(
    ("sigmoid at 2, slope", lambda: (dl.sigmoid(2), slope(dl.sigmoid, 2)),
     ".880797 .104994"),
    ("tanh at 2, slope", lambda: (dl.tanh(2), slope(dl.tanh, 2)), ".964028 .070651"),
    ("sigmoid slope at 0, 5", lambda: map_(lambda z: slope(dl.sigmoid, z), 0, 5),
     ".250000 .006648"),
    ("tanh 1", lambda: dl.tanh(1), ".761594"),
    ("exp overflows", lambda: np.log(np.finfo(float).max), "709.78"),
    ("exp overflows, float32", lambda: math.log(np.finfo(np.float32).max), "88.72"),
    (".25^5, .25^10", lambda: slope(dl.sigmoid, 0) ** np.array([5, 10]),
     "9.8e-4 9.5e-7"),
    ("a collapse", collapsed, "-1.0 0.0 6.0"),
    ("a at (5, -7)", lambda: stacked(dl.linear)([[5, -7]]), "1.0"),
    ("a with a ReLU", lambda: stacked(dl.relu)([[5, -7]]), "3.0"),
    ("c tanh from sigmoid", two_sigmoids, "0.000000000000"),
    ("d rank", rank, "1"),
)
def test_04_activations(got, want):
    agree(got, want)


# -- 05 Layers -----------------------------------------------------------------------


def stepper(bias):
    """6-4-4-1, weights .1, inputs 1: a unit of each layer; the last is a sigmoid."""
    net = double(6, 4, 4, 1)
    net.theta = np.concatenate(
        [np.full(p.shape, 0.1 if p.ndim == 2 else bias).ravel() for p in net.params]
    )
    _, h1, h2, z = net.forward(np.ones((1, 6)))
    return h1[0, 0], h2[0, 0], dl.sigmoid(z)[0, 0]


def xor_net(activation, theta):
    net = dl.Network(dl.Dense(2, 2, activation), dl.Dense(2, 1, activation))
    net = net.astype(np.float64)
    net.theta = theta
    return net(data.gates("xor")[0])[:, 0]


def xor_relu():
    return xor_net(dl.relu, [1, 1, 1, 1, 0, -1, 1, -2, 0])


def xor_sigmoid():
    """OR and NAND with weights of 20, then AND of both."""
    return xor_net(dl.sigmoid, [20, 20, -20, -20, -10, 30, 20, 20, -30])


def xor_step():
    return xor_net(dl.step, [1, 1, -1, -1, -1, 1, 1, 1, -2])


def hidden_gate(w1, w2, b):
    return neuron((w1, w2), b, data.gates("xor")[0], dl.step)


@numbers(
    ("biases 0", lambda: stepper(0), ".6 .24 .5240"),
    ("biases .1", lambda: stepper(0.1), ".7 .38 .5627"),
    ("a parameters", lambda: [dl.MLP(*s).n_params for s in
                              ((6, 4, 4, 1), (784, 64, 64, 10), (2, 2, 1))],
     "53 55050 9"),
    ("a layer by layer", lambda: [la.W.size + la.b.size for la in
                                  dl.MLP(6, 4, 4, 1).layers], "28 20 5"),
    ("a weights, biases", lambda: [sum(p.size for p in dl.MLP(6, 4, 4, 1).params
                                       if p.ndim == n) for n in (2, 1)], "44 9"),
    ("b XOR by ReLU", xor_relu, "0 1 1 0"),
    ("b XOR by sigmoids", xor_sigmoid, "4.5e-5 .999955 .999955 4.5e-5"),
    ("d shapes", lambda: [n for p in dl.MLP(6, 4, 4, 1).params for n in p.shape],
     "4 6 4 4 4 4 1 4 1"),
    ("e OR", lambda: hidden_gate(1, 1, -1), "0 1 1 1"),
    ("e NAND", lambda: hidden_gate(-1, -1, 1), "1 1 1 0"),
    ("e AND of both", xor_step, "0 1 1 0"),
    ("softmax regression", lambda: dl.MLP(784, 10).n_params, "7850"),
    ("KiB as float32", lambda: dl.MLP(784, 64, 64, 10).theta.nbytes / 1024, "215.0"),
)
def test_05_layers(got, want):
    agree(got, want)


# -- 06 Shallow or deep? -------------------------------------------------------------


def tent(folds):
    """2 relu(x) - 4 relu(x - .5), K times over: a network of 2 K hidden units."""
    fold = [dl.Dense(1, 2, dl.relu), dl.Dense(2, 1)]
    fold[0].W, fold[0].b, fold[1].W = [[1], [1]], [0, -0.5], [[2, -4]]
    layers = []
    for _ in range(folds):
        layers += [dl.Dense(1, 2, dl.relu), dl.Dense(2, 1)]
        layers[-2].W, layers[-2].b, layers[-1].W = fold[0].W, fold[0].b, fold[1].W
    return dl.Network(*layers).astype(np.float64)


def pieces(h):
    """Straight pieces along a line: runs of one pattern of active units."""
    on = np.concatenate([a > 0 for a in h], axis=1)
    return 1 + int((on[1:] != on[:-1]).any(axis=1).sum())


def tent_pieces(folds):
    y = tent(folds)(np.linspace(0, 1, 2**folds * 4 + 1)[:, None])[:, 0]
    return 1 + int((np.diff(np.sign(np.diff(y))) != 0).sum())


def random_pieces(seed, *sizes):
    """W from N(0, 2/n_in) drawn as (n_in, n_out), then b from N(0, .5^2)."""
    rng, net = np.random.default_rng(seed), double(*sizes)
    for layer in net.layers:
        layer.W = (rng.normal(size=layer.W.T.shape) * np.sqrt(2 / layer.n_in)).T
        layer.b = rng.normal(0, 0.5, layer.n_out)
    return pieces(net.forward(np.linspace(-3, 3, 200_001)[:, None])[1:-1])


def sine_error(d):
    """The largest error of d straight pieces between knots on sin(2 pi x)."""
    knots, x = np.arange(d) / d, np.linspace(0, 1, 64_001)
    heights = np.sin(2 * np.pi * np.arange(d + 1) / d)
    net = double(1, d, 1)
    bends = np.diff(np.diff(heights) * d, prepend=0)
    net.theta = [*np.ones(d), *-knots, *bends, 0]
    return np.abs(net(x[:, None])[:, 0] - np.sin(2 * np.pi * x)).max()


SHALLOW, DEEP = (1, 40, 1), (1, 10, 10, 10, 10, 1)


@numbers(
    ("a tent at .3, again, again", lambda: [tent(k)([[0.3]]) for k in (1, 2, 3)],
     ".6 .8 .4"),
    ("b pieces of 5 folds, units", lambda: (tent_pieces(5), sum(tent(5).sizes[1::2])),
     "32 10"),
    ("pieces of 1 to 8 folds", lambda: map_(tent_pieces, *range(1, 9)),
     "2 4 8 16 32 64 128 256"),
    ("b shallow units for 10 folds", lambda: tent_pieces(10) - 1, "1023"),
    ("c sine, 4 8 16", lambda: map_(sine_error, 4, 8, 16), ".2105 .0704 .0188"),
    ("c sine, 32 64", lambda: map_(sine_error, 32, 64), ".0048 .0012"),
    ("d parameters", lambda: dl.MLP(1, *5 * [10], 1).n_params, "471"),
    ("d pieces at most", lambda: (10 + 1) ** 5, "161051"),
    ("d the shallow twin", lambda: 3 * (11**5 - 1) + 1, "483151"),
    ("random shallow", lambda: [random_pieces(s, *SHALLOW) for s in range(5)],
     "36 39 40 37 38"),
    ("random deep", lambda: [random_pieces(s, *DEEP) for s in range(5)],
     "34 25 35 51 27"),
)
def test_06_depth(got, want):
    agree(got, want)


# -- 07 Losses -----------------------------------------------------------------------

P = [0.3, 0.4, 0.3]
FIVE = [0.7, 0.1, 0.1, 0.05, 0.05]


def three_truths():
    return [dl.cross_entropy(P, k) for k in range(3)]


def one_step():
    """Gradient in the logits of [.3, .4, .3] for class B, and one step of size 1."""
    z, y = np.log([P]), data.one_hot([1], 3)
    grad = dl.SoftmaxCrossEntropy().grad(z, y)
    z = z - grad
    return *grad[0], dl.softmax(z)[0, 1], dl.SoftmaxCrossEntropy()(z, y)


def line_loss(theta0, theta1):
    """Sum of squared errors of a line over (0,1), (1,3), (2,4), (3,8)."""
    net = dl.Network(dl.Dense(1, 1)).astype(np.float64)
    net.theta = [theta1, theta0]
    return 8 * dl.SquaredError()(net([[0], [1], [2], [3]]), np.c_[[1.0, 3, 4, 8]])


@numbers(
    ("softmax [2, 1, .1]", lambda: dl.softmax([2, 1, 0.1]), ".659001 .242433 .098566"),
    ("softmax [1, 2, 3]", lambda: dl.softmax([1, 2, 3]), ".090031 .244728 .665241"),
    ("softmax [0, .2877, 0]", lambda: dl.softmax([0, 0.2877, 0]), ".300 .400 .300"),
    ("a -ln .4", lambda: dl.cross_entropy(P, 1), ".916290731874155"),
    ("a from the logits", lambda: dl.softmax_cross_entropy([0, 0.2877, 0], 1), ".9163"),
    ("a bits", lambda: dl.cross_entropy(P, 1) / math.log(2), "1.321928"),
    ("a uniform 3", lambda: dl.softmax_cross_entropy(np.zeros(3), 0), "1.098612"),
    ("a uniform 10", lambda: dl.softmax_cross_entropy(np.zeros(10), 0), "2.302585"),
    ("p = .9, .99", lambda: [dl.cross_entropy([p, 1 - p], 0) for p in (0.9, 0.99)],
     ".105 .010"),
    ("truth A", lambda: dl.cross_entropy(P, 0), "1.204"),
    ("b gradient, p_B, loss", one_step, ".3 -.6 .3 .621174 .476144"),
    ("c true 2, true 1", lambda: [dl.cross_entropy(FIVE, k) for k in (1, 0)],
     "2.302585 .356675"),
    ("d mean, sum", lambda: (np.mean(three_truths()), sum(three_truths())),
     "1.108079 3.324236"),
    ("d mean of rows", lambda: dl.cross_entropy([P, P, P], [0, 1, 2]), "1.108079"),
    ("e lines", lambda: (line_loss(0, 0), line_loss(1, 2), line_loss(0.7, 2.2)),
     "90 2 1.8"),
    ("e mean", lambda: line_loss(0.7, 2.2) / 4, ".45"),
    ("soft target", lambda: dl.cross_entropy(P, [0.1, 0.8, 0.1]), ".973827"),
    ("its entropy", lambda: dl.cross_entropy([0.1, 0.8, 0.1], [0.1, 0.8, 0.1]),
     ".639032"),
    ("its distance", lambda: dl.cross_entropy(P, [0.1, 0.8, 0.1])
     - dl.cross_entropy([0.1, 0.8, 0.1], [0.1, 0.8, 0.1]), ".334795"),
    ("-ln .01", lambda: dl.cross_entropy([0.01, 0.99], 0), "4.605170"),
    ("-ln 1e-7, a clip", lambda: dl.cross_entropy([1e-7, 1 - 1e-7], 0), "16.118096"),
)
def test_07_losses(got, want):
    agree(got, want)


# -- 08 Gradient descent -------------------------------------------------------------


def roll(grad, start, rate, steps, optimizer=dl.GradientDescent, **settings):
    """The path of p under an optimizer: an array (steps + 1, ...)."""
    p, rule = np.array(start, dtype=float), optimizer(rate, **settings)
    path = [p.copy()]
    for _ in range(steps):
        rule.step([p], [grad(p)])
        path.append(p.copy())
    return np.array(path)


def bowl(w):
    """d/dw (w - 3)^2"""
    return 2 * (w - 3)


def well(w):
    """d/dw (w^4 - 2 w^2 + w / 2)"""
    return 4 * w**3 - 4 * w + 0.5


def saddle(p):
    """grad of x^2 + (y^2 - 1)^2 / 4"""
    return np.array([2 * p[0], p[1] * (p[1] ** 2 - 1)])


def steps_until(rate):
    return np.argmax(np.abs(roll(bowl, 0, rate, 3000) - 3) < 0.01)


def well_starts():
    """The share of 401 starts in [-2, 2] that ends in the deeper well."""
    return np.mean(roll(well, np.linspace(-2, 2, 401), 0.05, 1000)[-1] < 0)


def saddle_end():
    x, y = roll(saddle, (1, 0), 0.1, 1000)[-1]
    return x, y, x**2 + (y**2 - 1) ** 2 / 4


def narrow(rate, steps=1):
    """A step on the bowl of curvatures 1 and 10 from (1, 1): the worst coordinate."""
    return np.abs(roll(lambda p: p * (1, 10), (1, 1), rate, steps)[-1]).max()


@numbers(
    ("steps at .001, .01, .1", lambda: map_(steps_until, 0.001, 0.01, 0.1),
     "2850 283 26"),
    ("steps at .4, .5, .6, .9", lambda: map_(steps_until, 0.4, 0.5, 0.6, 0.9),
     "4 1 4 26"),
    ("1.0 bounces", lambda: roll(bowl, 0, 1.0, 4), "0 6 0 6 0"),
    ("1.1 after 10", lambda: roll(bowl, 0, 1.1, 10)[-1], "-15.58"),
    ("wrong sign after 10", lambda: roll(lambda w: -bowl(w), 0, 0.1, 10)[-1],
     "-15.575"),
    ("a first, ten steps", lambda: roll(bowl, 0, 0.1, 10)[[1, 10]], ".6 2.677877"),
    ("well from .126", lambda: roll(well, 0.126, 0.05, 1000)[-1], "-1.0575"),
    ("well from .13", lambda: roll(well, 0.13, 0.05, 1000)[-1], ".9304"),
    ("b stationary points", lambda: sorted(np.roots([4, 0, -4, 0.5])),
     "-1.057454 .127051 .930403"),
    ("b values", lambda: np.polyval([1, 0, -2, 0.5, 0],
                                    sorted(np.roots([4, 0, -4, 0.5]))),
     "-1.514754 .031502 -.516749"),
    ("c starts", well_starts, ".53"),
    ("d (1, 0)", saddle_end, "0.000000 0 .25"),
    ("d (1, 1e-6)", lambda: np.argmax(
        np.abs(roll(saddle, (1, 1e-6), 0.1, 300)[:, 1]) >= 0.99), "163"),
    ("e on the edge", lambda: (narrow(0.2), narrow(0.2, 50)), "1 1"),
    ("e the best", lambda: 11 * narrow(2 / 11), "9.000"),
)
def test_08_gradient_descent(got, want):
    agree(got, want)


# -- 09 Backpropagation --------------------------------------------------------------


def by_hand(rate=0.0):
    """The 2-2-1 network of notebook 09 with its tape and gradients, moved by `rate`."""
    net, loss = double(2, 2, 1), dl.SquaredError()
    net.theta = [1, -1, 0.5, 1, 0, -1, 2, -1, 0.5]
    h = net.forward([[1, 2]])
    net.backward(h, loss.grad(h[-1], np.array([[1.0]])))
    net.theta -= rate * net.dtheta
    return net, h


def output(rate=0.0):
    return by_hand(rate)[0]([[1, 2]])[0, 0]


def hidden_error(rate=0.0):
    """dL/dW1, row 2, and dx; with a rate, W2 has been updated too early."""
    (first, last), h = by_hand(rate)[0].layers, by_hand()[1]
    _, was = by_hand()[0].layers
    dh = last.backward(h[1], h[2], was.db[None])
    dx = first.backward(h[0], h[1], dh)
    return *first.dW[1], *dx[0]


def sigmoid_slopes():
    """At z = -5, y = 1: cross-entropy, and half squared error behind the sigmoid."""
    z, y = np.array([[-5.0]]), np.array([[1.0]])
    p = dl.sigmoid(z)
    error = dl.sigmoid.backward(p, dl.SquaredError().grad(p, y))
    return dl.BinaryCrossEntropy().grad(z, y), error


@numbers(
    ("output", output, "-1"),
    ("loss", lambda: dl.SquaredError()(by_hand()[1][-1], np.ones((1, 1))), "2"),
    ("a dW1, db1", lambda: by_hand()[0].dtheta[:6], "0 0 2 4 0 2"),
    ("a dW2, db2", lambda: by_hand()[0].dtheta[6:], "0 -3 -2"),
    ("a dx", lambda: hidden_error()[2:], "1 2"),
    ("norm squared", lambda: (by_hand()[0].dtheta ** 2).sum(), "37"),
    ("b after a step of .1", lambda: (output(0.1), (output(0.1) - 1) ** 2 / 2),
     ".49 .13005"),
    ("c updated too early", lambda: hidden_error(0.1)[:2], "1.4 2.8"),
    ("d slopes", sigmoid_slopes, "-.993307 -.006604"),
    ("losses", lambda: [(output(a) - 1) ** 2 / 2 for a in (0.01, 0.05, 0.1)],
     "1.65365 .67861 .13005"),
    ("losses beyond", lambda: [(output(a) - 1) ** 2 / 2 for a in (0.2, 0.3, 0.5)],
     ".005 .005 .125"),
    ("e forward passes", lambda: 2 * dl.MLP(784, 64, 64, 10).n_params, "110100"),
)
def test_09_backpropagation(got, want):
    agree(got, want)


# -- 10 Training ---------------------------------------------------------------------


class Slope(dl.Layer):
    """y = w x, with one number to learn and no bias."""

    learned = ("w",)

    def __init__(self):
        self.learn(w=(1,))

    def forward(self, x):
        return x * self.w

    def backward(self, x, y, dy):
        self.dw = (dy * x).sum(axis=0)
        return dy * self.w


def slopes(x, y, rate, batch, epochs, shuffle=False):
    """w after every update, for the loss (w x - y)^2: twice dlbook's half."""
    net = dl.Network(Slope()).astype(np.float64)
    x, y, rule = np.c_[x], np.c_[y], dl.GradientDescent(2 * rate)
    steps = dl.descent(net, dl.SquaredError(), x, y, rule, epochs, batch, 0, shuffle)
    return np.array([step.net.theta[0] for step in steps])


def four(batch, epochs=1, rate=0.01):
    x = np.arange(1.0, 5)
    return slopes(x, 2 * x, rate, batch, epochs)


def noisy():
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, 200)
    return x, 2 * x + rng.normal(0, 0.5, 200)


def hovering(rate):
    """How far w swings in the last 30 of 60 epochs, one sample an update."""
    return slopes(*noisy(), rate, 1, 60, shuffle=True)[-30 * 200 :].std()


def batch_noise(size, draws=4000):
    """Spread of the batch gradient at w = 0 over random batches."""
    x, y = noisy()
    rows = np.random.default_rng(0).integers(0, 200, (draws, size))
    return (-2 * x * y)[rows].mean(axis=1).std()


def updates(n, size):
    """Updates in one epoch, and the rows of the last, through `descent` itself."""
    net, x = dl.Network(Slope()), np.zeros((n, 1))
    steps = list(
        dl.descent(net, dl.SquaredError(), x, x, dl.GradientDescent(1), 1, size)
    )
    return len(steps), n - size * (len(steps) - 1)


def ravine(optimizer, **settings):
    """Distance from the minimum of (x^2 + 25 y^2) / 2 after 100 steps of .03."""
    path = roll(lambda p: p * (1, 25), (10, 1), 0.03, 100, optimizer, **settings)
    return np.linalg.norm(path[-1])


def zero_start():
    """Ten classes, as many of each, all weights zero: the loss after fifty steps."""
    net, x = dl.MLP(5, 8, 10), np.random.default_rng(0).normal(size=(100, 5))
    net.theta = np.zeros(net.n_params)
    y, rule = data.one_hot(np.arange(100) % 10), dl.GradientDescent(0.5)
    for _ in dl.descent(net, dl.SoftmaxCrossEntropy(), x, y, rule, 50, None):
        pass
    return dl.evaluate(net, dl.SoftmaxCrossEntropy(), x, y)[0]


@numbers(
    ("an epoch of batch 4", lambda: four(4), ".3"),
    ("batch 2", lambda: four(2)[[-1]], ".575"),
    ("batch 1", lambda: four(1)[[-1]], ".9945"),
    ("updates", lambda: map_(lambda b: len(four(b)), 4, 2, 1), "1 2 4"),
    ("a gradients", lambda: -100 * four(1)[0] * np.arange(1, 5) ** 2,
     "-4.0 -16.0 -36.0 -64.0"),
    ("a their mean", lambda: -100 * four(4), "-30.0"),
    ("a five epochs", lambda: map_(lambda b: four(b, 5)[-1], 4, 2, 1),
     "1.112589 1.632756 1.935774"),
    ("b 48,000 / 128", lambda: updates(48_000, 128), "375 128"),
    ("b 60,000 / 128", lambda: updates(60_000, 128), "469 96"),
    ("b 1,000 / 32", lambda: updates(1000, 32), "32 8"),
    ("c stable below, full batch", lambda: 1 / np.mean(np.arange(1, 5) ** 2), ".1333"),
    ("c just below, just above", lambda: map_(
        lambda rate: abs(four(4, 99, rate)[-1] - 2) < 2, 0.1332, 0.1335), "1 0"),
    ("c worst sample", lambda: map_(
        lambda rate: abs(slopes([4.0], [8.0], rate, 1, 99)[-1] - 2) < 2,
        0.0624, 0.0626), "1 0"),
    ("least squares", lambda: np.linalg.lstsq(np.c_[noisy()[0]], noisy()[1], None)[0],
     "1.9282"),
    ("e plain", lambda: ravine(dl.GradientDescent), ".4755"),
    ("e momentum .8", lambda: ravine(dl.Momentum, beta=0.8), "3.4e-5"),
    ("zero start, ln 10", zero_start, "2.3026"),
)
def test_10_training(got, want):
    agree(got, want)


@pytest.mark.parametrize("size, want", [(1, 1.317), (16, 0.33), (64, 0.165)])
def test_10_noise_of_a_batch_falls_as_one_over_its_root(size, want):
    assert batch_noise(size) == pytest.approx(want, rel=0.1)


@pytest.mark.parametrize("rate, want", [(0.3, 0.30), (0.03, 0.067)])
def test_10_single_samples_hover(rate, want):
    assert hovering(rate) == pytest.approx(want, rel=0.1)


# -- 11 Generalisation ---------------------------------------------------------------


def sure(*p):
    """Accuracy and loss where the true class has these probabilities."""
    p = np.array([(q, 1 - q) for q in p])
    return np.mean(p.argmax(axis=1) == 0), dl.cross_entropy(p, np.zeros(len(p), int))


def polynomial(degree):
    rng = np.random.default_rng(3)
    x = np.linspace(0, 1, 10)
    fitted = np.polyfit(x, np.sin(2 * np.pi * x) + rng.normal(0, 0.2, 10), degree)
    x = np.linspace(0, 1, 200)
    return np.mean((np.polyval(fitted, x) - np.sin(2 * np.pi * x)) ** 2)


def z_score(a, b, n=6000):
    return (b - a) / math.sqrt((a * (1 - a) + b * (1 - b)) / n)


@numbers(
    ("a A", lambda: sure(0.51, 0.51, 0.51, 0.51), "1 .673345"),
    ("a B", lambda: sure(0.99, 0.99, 0.99, 0.49), ".75 .185875"),
    ("b degrees 1, 3, 9", lambda: map_(polynomial, 1, 3, 9), ".2422 .0356 .1378"),
    ("errors of 6,000", lambda: 60 * (100 - np.array([97.35, 97.25, 97.53])),
     "159.0 165.0 148.2"),
    ("z 97.35 and 97.53", lambda: z_score(0.9735, 0.9753), ".624"),
    ("e z 97.25 and 97.53", lambda: z_score(0.9725, 0.9753), ".962"),
    ("d PUE", lambda: 1 + 0.12 * 0.85, "1.102"),
    ("d total energy, percent", lambda: 100 * (1.102 / 1.12 - 1), "-1.607"),
    ("speech", lambda: (153 / 52, 123 / 43), "2.94 2.86"),
    ("cooling share of overhead", lambda: 15 / 40, ".375"),
)
def test_11_generalisation(got, want):
    agree(got, want)


# -- 12 Four classifiers -------------------------------------------------------------


def margins(loss, targets):
    """Losses at the margins 2, .5 and -1."""
    return [loss(np.array([[m]]), np.array([[targets]])) for m in (2.0, 0.5, -1.0)]


@numbers(
    ("a hinge", lambda: margins(dl.Hinge(), 1.0), "0 .5 2"),
    ("a logistic", lambda: margins(dl.BinaryCrossEntropy(), 1.0),
     ".1269 .4741 1.3133"),
)
def test_12_losses_of_the_margin(got, want):
    agree(got, want)


# -- 13 Images -----------------------------------------------------------------------

GRID = np.arange(16).reshape(4, 4)


@numbers(
    ("a numbers", lambda: images.resize_nearest(np.zeros((9, 9, 3)), 200, 400).size,
     "240000"),
    ("a flat", lambda: dl.Flatten().forward(np.zeros((60, 28, 28))).shape, "60 784"),
    ("b average", lambda: images.resize_average(GRID, 2, 2), "2.5 4.5 10.5 12.5"),
    ("b nearest", lambda: images.resize_nearest(GRID, 2, 2), "0 2 8 10"),
    ("c 128 / 255", lambda: dl.Rescale(1 / 255).forward(np.uint8([128])),
     ".501961"),
    ("d uint8", lambda: np.uint8([200]) + np.uint8(100), "44"),
    ("(400, 200) in OpenCV order", lambda: images.resize_nearest(GRID, 200, 400).shape,
     "200 400"),
)
def test_13_images(got, want):
    agree(got, want)


# -- 14 The digit program ------------------------------------------------------------


def he_start():
    """The loss before training, on the first thousand digits."""
    (x, y), _ = data.mnist()
    start = dl.MLP(784, 64, 64, 10)
    z = dl.Network(dl.Rescale(), dl.Flatten(), *start.layers)(x[:1000])
    return dl.softmax_cross_entropy(z, y[:1000]), dl.softmax(z).sum(axis=1)


@numbers(
    ("a parameters", lambda: [la.W.size + la.b.size for la in
                              dl.MLP(784, 64, 64, 10).layers], "50240 4160 650"),
    ("a total", lambda: dl.MLP(784, 64, 64, 10).n_params, "55050"),
    ("a multiplications", lambda: sum(p.size for p in dl.MLP(784, 64, 64, 10).params
                                      if p.ndim == 2), "54912"),
    ("FLOPs", lambda: 2 * sum(p.size for p in dl.MLP(784, 64, 64, 10).params[::2]),
     "109824"),
    ("b updates", lambda: 10 * updates(48_000, 128)[0], "3750"),
    ("c ln 10", lambda: math.log(10), "2.3026"),
)
def test_14_digits(got, want):
    agree(got, want)


def test_14_the_loss_before_training_is_near_ln_10():
    value, sums = he_start()
    assert 2.0 < value < 3.2
    np.testing.assert_allclose(sums, 1, atol=1e-6)


# -- 15 Other wirings ----------------------------------------------------------------

EDGE = np.tile([0, 0, 0, 1, 1], (5, 1))  # columns: dark, dark, dark, bright, bright


def edge(kernel):
    return dl.correlate(EDGE, kernel)


def impulse(w_h, steps=3, activation=dl.tanh):
    """h_t of one recurrent unit with w_x = 1 and b = 0 for the inputs 1, 0, 0, ..."""
    cell = dl.Recurrent(1, 1, activation)
    net = dl.Network(cell).astype(np.float64)
    net.theta = [1, w_h, 0]
    x = np.zeros((1, steps, 1))
    x[0, 0] = 1
    return net(x)[0, :, 0]


def parity(*bits):
    """The XOR network of notebook 05, used again for every bit."""
    state = 0
    for bit in bits:
        h = dl.relu(np.array([state + bit, state + bit - 1]))
        state = h @ (1, -2)
    return state


def recurrent_params(h, d):
    return dl.Network(dl.Recurrent(d, h)).n_params


@numbers(
    ("a sizes", lambda: (output_size(28, 3), output_size(28, 5, padding=2),
                         output_size(28, 3, stride=2)), "26 28 13"),
    ("b 8 filters", lambda: dl.Network(dl.Convolution(1, 8)).n_params, "80"),
    ("b dense map", lambda: 28 * 28 * 26 * 26 * 8 + 26 * 26 * 8, "4245280"),
    ("c parameters", lambda: (recurrent_params(4, 1), recurrent_params(16, 8)),
     "24 400"),
    ("d parities", lambda: (parity(1, 0, 1, 1), parity(*7 * [1]), parity(1, 1)),
     "1 1 0"),
    ("impulse", lambda: impulse(0.5), ".7616 .3634 .1797"),
    ("linear, .5, 20 steps on", lambda: impulse(0.5, 21, dl.linear)[-1], "9.5e-7"),
    ("linear, 1.5, 20 steps on", lambda: round(impulse(1.5, 21, dl.linear)[-1]),
     "3325"),
    ("attention", lambda: dl.attention([[1, 0]], [[1, 0], [0, 1], [1, 1]],
                                       np.eye(3))[1], ".401 .198 .401"),
)
def test_15_wirings(got, want):
    agree(got, want)
