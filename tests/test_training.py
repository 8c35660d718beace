"""Training: every batch by hand, every promise of `fit`, every refusal in words."""

import copy
import math
import tracemalloc

import numpy as np
import pytest

import dlbook.training
from dlbook import (
    MLP,
    Adam,
    BinaryCrossEntropy,
    Dense,
    Diverged,
    GradientDescent,
    Hinge,
    History,
    Layer,
    LogisticRegression,
    Momentum,
    Network,
    SoftmaxCrossEntropy,
    SquaredError,
    Step,
    descent,
    evaluate,
    fit,
    one_hot,
    sigmoid,
    softmax,
)
from dlbook.data import blobs, moons

RNG = np.random.default_rng(0)
X = RNG.normal(size=(10, 3)).astype(np.float32)
Y = one_hot(np.arange(10) % 2, 2)


def training(net=None, loss=None, x=X, y=Y, optimizer=None, **settings):
    """descent with everything given, as a list of copies of each Step's numbers."""
    net, loss = net or MLP(3, 4, 2), loss or SoftmaxCrossEntropy()
    steps = descent(net, loss, x, y, optimizer or GradientDescent(0.1), **settings)
    return [(s.epoch, s.index, s.loss, s.net.theta.copy()) for s in steps]


def fitted(net=None, loss=None, x=X, y=Y, optimizer=None, **settings):
    net, loss = net or MLP(3, 4, 2), loss or SoftmaxCrossEntropy()
    return fit(net, loss, x, y, optimizer or GradientDescent(0.1), progress=False,
               **settings)  # fmt: skip


class Spy(Layer):
    """Passes everything on and writes down the first column of what it saw."""

    def __init__(self):
        self.seen = []

    def forward(self, x):
        self.seen.append(x[:, 0].tolist())
        return x

    def backward(self, x, y, dy):
        return dy


def batches(n, **settings):
    """The numbers of the rows in each batch, as `descent` shows them."""
    spy, x = Spy(), np.arange(n, dtype=float)[:, None]
    steps = descent(Network(spy), SquaredError(), x, x, GradientDescent(1), **settings)
    spy.seen.clear()  # the call itself may look at a row
    for _ in steps:
        pass
    return [[int(i) for i in batch] for batch in spy.seen]


# -- descent --------------------------------------------------------------------------


def test_three_updates_by_hand():
    """y = w x + b from 0 to the target 2 at x = 1, half squared error, rate .25."""
    net = MLP(1, 1)
    net.theta = [0, 0]
    steps = training(net, SquaredError(), [[1.0]], [[2.0]], GradientDescent(0.25),
                     epochs=3)  # fmt: skip
    assert [s[:3] for s in steps] == [(0, 0, 2), (1, 1, 0.5), (2, 2, 0.125)]
    assert [s[3].tolist() for s in steps] == [[0.5, 0.5], [0.75, 0.75], [0.875, 0.875]]


def test_a_step_has_the_network_the_epoch_the_index_and_the_loss():
    net = MLP(3, 2)
    step = next(descent(net, SoftmaxCrossEntropy(), X, Y, Adam()))
    assert type(step) is Step and step.net is net
    assert (step.epoch, step.index) == (0, 0) and type(step.loss) is float
    assert step.loss == pytest.approx(
        SoftmaxCrossEntropy()(MLP(3, 2)(X), Y), rel=1e-6
    )  # 10 rows are one batch; the loss is that before the update


def test_epochs_and_updates_are_counted():
    steps = training(epochs=3, batch=4)
    assert [s[:2] for s in steps] == [(i // 3, i) for i in range(9)]


@pytest.mark.parametrize(
    "n, batch, sizes",
    [(10, 4, [4, 4, 2]), (10, 5, [5, 5]), (10, 1, [1] * 10), (10, None, [10]),
     (10, 10, [10]), (10, 99, [10]), (1, 32, [1]), (469, 128, [128, 128, 128, 85])],
)
def test_the_last_smaller_batch_is_taken_too(n, batch, sizes):
    assert [len(rows) for rows in batches(n, batch=batch, epochs=1)] == sizes


def test_without_shuffling_the_rows_come_in_order():
    assert batches(5, batch=2, epochs=2, shuffle=False) == [[0, 1], [2, 3], [4]] * 2


def test_every_epoch_shows_every_row_once_in_an_order_of_its_own():
    epochs = np.array(batches(12, batch=1, epochs=5)).reshape(5, 12)
    assert (np.sort(epochs, axis=1) == np.arange(12)).all()
    assert len({tuple(order) for order in epochs.tolist()} | {tuple(range(12))}) == 6


def test_seeds_choose_the_orders():
    same = [batches(12, batch=4, epochs=2, seed=s) for s in (1, 1, 2)]
    assert same[0] == same[1] != same[2]


def test_x_and_y_stay_together():
    """y = 2 x exactly, so a row of somebody else's y would show at once."""
    x = np.arange(1, 41, dtype=float)[:, None] / 40
    net = MLP(1, 1)
    fitted(net, SquaredError(), x, 2 * x, GradientDescent(0.5), epochs=300, batch=8)
    np.testing.assert_allclose(net.theta, [2, 0], atol=1e-3)


def test_full_batch_is_the_mean_of_single_gradients():
    """One update on all rows moves as the average of one-row updates would."""
    full = training(epochs=1, batch=None)[0][3]
    start = MLP(3, 4, 2).theta
    ones = [training(x=X[[i]], y=Y[[i]], epochs=1)[0][3] - start for i in range(10)]
    np.testing.assert_allclose(full - start, np.mean(ones, axis=0), atol=1e-7)


@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, Adam])
def test_same_seed_same_history_bit_for_bit(optimizer):
    def run(seed):
        net = MLP(3, 4, 2, seed=seed)
        history = fitted(net, optimizer=optimizer(0.05), epochs=4, batch=3, seed=seed,
                         validation=0.2)  # fmt: skip
        return vars(history), net.theta.tolist()

    assert run(1) == run(1) != run(2)


def test_fit_is_descent_run_to_its_end():
    a, b = MLP(3, 4, 2), MLP(3, 4, 2)
    fitted(a, epochs=3, batch=4, seed=7)
    training(b, epochs=3, batch=4, seed=7)
    np.testing.assert_array_equal(a.theta, b.theta)


def test_stopping_early_is_a_break():
    net = MLP(3, 4, 2)
    for step in descent(net, SoftmaxCrossEntropy(), X, Y, GradientDescent(0.1)):
        after = net.theta.copy()
        if step.index == 2:
            break
    np.testing.assert_array_equal(net.theta, after)


def test_nothing_moves_before_the_first_step_and_the_data_are_checked_at_once():
    net = MLP(3, 4, 2)
    before = net.theta.copy()
    descent(net, SoftmaxCrossEntropy(), X, Y, Adam())
    np.testing.assert_array_equal(net.theta, before)
    with pytest.raises(ValueError):
        descent(net, SoftmaxCrossEntropy(), X, Y[:3], Adam())


def test_a_rate_changed_on_the_way_counts():
    rule, lengths, at = GradientDescent(0.1), [], MLP(3, 2).theta.copy()
    for step in descent(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, rule, 3, None):
        lengths.append(np.linalg.norm(step.net.theta - at))
        at, rule.rate = step.net.theta.copy(), 1e-9
    assert lengths[0] > 1e-3 and max(lengths[1:]) < 1e-6


def test_l2_pulls_on_weights_and_not_on_biases():
    """At the minimum of the loss only the pull is left: w <- w - rate l2 w."""
    net = MLP(1, 1)
    net.theta = [2, 1]
    x = np.array([[0.0], [1.0]])
    for _ in descent(net, SquaredError(), x, 2 * x + 1, GradientDescent(0.1), 1, None,
                     l2=0.5):  # fmt: skip
        pass
    np.testing.assert_allclose(net.theta, [2 - 0.1 * 0.5 * 2, 1], rtol=1e-6)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint8, list])
def test_any_kind_of_numbers_and_float32_inside(kind):
    x = np.abs(X * 50).round()
    given = x.tolist() if kind is list else x.astype(kind)
    y = Y.tolist() if kind is list else Y.astype(np.float64)
    net, adam = MLP(3, 4, 2), Adam()
    steps = training(net, x=given, y=y, optimizer=adam, epochs=2, batch=4)
    want = training(x=x, optimizer=Adam(), epochs=2, batch=4)
    np.testing.assert_array_equal(steps[-1][3], want[-1][3])
    inside = [*net.params, *net.grads, *(m for memory in adam.memories for m in memory)]
    assert {a.dtype for a in inside} == {np.dtype(np.float32)}


def test_the_tape_of_training_is_float32():
    class Typed(Spy):
        def forward(self, x):
            self.seen.append(x.dtype)
            return x

        def backward(self, x, y, dy):
            self.seen.append(dy.dtype)
            return dy

    spies = Typed(), Typed()
    net = Network(spies[0], Dense(3, 3, sigmoid), Dense(3, 2), spies[1])
    fitted(net, x=X.astype(np.float64), y=Y.astype(np.float64), epochs=2, batch=3,
           validation=(X.astype(np.float64), Y.astype(np.float64)))  # fmt: skip
    assert {dtype for spy in spies for dtype in spy.seen} == {np.dtype(np.float32)}


@pytest.mark.parametrize("run", [training, fitted])
@pytest.mark.parametrize("layers", [0, 1])
def test_x_and_y_are_left_alone(run, layers):
    x, y = X.copy(), Y.copy()
    first = [Dense(3, 3)] * layers
    run(Network(*first, Dense(3, 2)), x=x, y=y, epochs=3, batch=4)
    run(Network(*first, Dense(3, 2)), x=x, y=y, epochs=3, batch=None)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)


# -- diverging ------------------------------------------------------------------------


def blown_up(**settings):
    x = np.array([[1.0], [3.0]])
    net = MLP(1, 1)
    with pytest.raises(Diverged) as caught:
        training(net, SquaredError(), x, 100 * x, GradientDescent(1e3), epochs=500,
                 batch=1, **settings)  # fmt: skip
    return net, caught.value


def test_diverging_says_when_and_what_to_do():
    _, error = blown_up()
    assert isinstance(error, ArithmeticError) and not math.isfinite(error.loss)
    assert error.index > 2 and error.epoch == error.index // 2
    when = f"update {error.index}", f"epoch {error.epoch}"
    for word in (*when, "smaller rate", "100"):
        assert word in str(error)
    twin = copy.deepcopy(error)
    assert (str(twin), twin.index) == (str(error), error.index)


@pytest.mark.parametrize("rate", [1e3, 1e18, 1e30])
@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, Adam])
def test_diverging_leaves_finite_parameters(optimizer, rate):
    net, loss = MLP(3, 8, 2), SquaredError()
    try:
        training(net, loss, X, 100 * Y, optimizer(rate), epochs=300)
    except Diverged:
        pass
    else:
        assert optimizer is Adam  # it may hop about at any rate
    assert np.isfinite(net.theta).all()


def test_diverging_is_silent_but_for_itself(recwarn):
    blown_up()
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]


def test_fit_diverges_too():
    with pytest.raises(Diverged):
        fitted(None, SquaredError(), X, 100 * Y, GradientDescent(1e5), epochs=99)


# -- fit ------------------------------------------------------------------------------


def test_history_by_hand():
    """A network that cannot move: the mean of batches is the mean of rows."""
    net = MLP(3, 2)
    history = fitted(net, optimizer=GradientDescent(1e-30), epochs=2, batch=4,
                     validation=(X[:3], Y[:3]))  # fmt: skip
    loss, accuracy = evaluate(MLP(3, 2), SoftmaxCrossEntropy(), X, Y)
    assert history.loss == pytest.approx([loss] * 2)
    assert history.accuracy == pytest.approx([accuracy] * 2)
    val = evaluate(MLP(3, 2), SoftmaxCrossEntropy(), X[:3], Y[:3])
    assert history.val_loss == pytest.approx([val[0]] * 2)
    assert history.val_accuracy == pytest.approx([val[1]] * 2)
    assert {type(v) for values in vars(history).values() for v in values} == {float}


def test_history_without_validation_and_without_epochs():
    history = fitted(epochs=2)
    assert (len(history.loss), len(history.accuracy)) == (2, 2)
    assert history.val_loss == history.val_accuracy == []
    assert fitted(epochs=0) == History()
    assert repr(fitted(epochs=0)).startswith("History(0 epochs")
    assert f"loss {history.loss[-1]:.3g}" in repr(history)


def test_validation_is_measured_at_the_end_of_each_epoch():
    ends = []

    def note(step, history):
        ends.append(evaluate(step.net, SoftmaxCrossEntropy(), X[7:], Y[7:]))

    history = fitted(epochs=3, batch=2, validation=0.3, callbacks=[note])
    assert [*zip(history.val_loss, history.val_accuracy, strict=True)] == ends
    assert len(set(history.val_loss)) == 3


@pytest.mark.parametrize(
    "n, fraction, train",  # as Keras: floor(n (1 - fraction)) rows train
    [(10, 0.2, 8), (10, 0.25, 7), (7, 0.5, 3), (10, 0.01, 9), (10, 0.95, 0),
     (3, 0.9, 0), (10, 0.1, 9), (60, 0.2, 48)],
)
def test_a_fraction_holds_out_the_last_rows_before_shuffling(n, fraction, train):
    x = np.arange(n, dtype=float)[:, None]
    net, seen = Network(Spy()), []

    def run():
        fitted(net, SquaredError(), x, x, epochs=2, batch=1, validation=fraction)

    if train == 0:
        with pytest.raises(ValueError, match=r"validation.*fraction"):
            run()
    else:
        run()
        seen = net.layers[0].seen
        trained = {row for batch in seen if len(batch) == 1 for row in batch}
        held = {row for batch in seen if len(batch) == n - train for row in batch}
        if n - train > 1:
            assert held == set(range(train, n)) and trained == set(range(train))
        else:
            assert trained == set(range(n))


@pytest.mark.parametrize("fraction", [0, 1, 1.5, -0.2, math.nan, True, False, 0.0, 1.0])
def test_fractions_that_are_none(fraction):
    with pytest.raises(ValueError, match=r"validation.*fraction"):
        fitted(validation=fraction)


@pytest.mark.parametrize(
    "pair, words",
    [
        ((X[:, :2], Y), r"\(B, 3\)"),
        ((X, Y[:5]), r"\(10, 2\); got .*\(5, 2\)"),
        ((X, np.arange(10)), r"one_hot"),
        ((X[:0], Y[:0]), r"n >= 1"),
        ((X * np.nan, Y), r"x holds NaN"),
    ],
)
def test_a_validation_pair_is_checked_before_training(pair, words):
    net = MLP(3, 4, 2)
    before = net.theta.copy()
    with pytest.raises(ValueError, match=words):
        fitted(net, validation=pair)
    np.testing.assert_array_equal(net.theta, before)


def test_callbacks_see_every_epoch_and_may_end_it():
    seen = []

    def note(step, history):
        seen.append((step.epoch, step.index, len(history.loss), step.loss))

    def enough(step, history):
        return step.epoch == 2

    history = fitted(epochs=9, batch=4, callbacks=[enough, note])
    assert [s[:3] for s in seen] == [(0, 2, 1), (1, 5, 2), (2, 8, 3)]
    assert len(history.loss) == 3
    losses = [s[2] for s in training(epochs=3, batch=4)]
    assert [s[3] for s in seen] == [losses[2], losses[5], losses[8]]


def test_the_step_of_a_callback_is_that_of_the_batch_also_with_validation():
    plain, checked = [], []
    fitted(epochs=2, batch=4, callbacks=[lambda s, h: plain.append(s.loss)])
    fitted(epochs=2, batch=4, callbacks=[lambda s, h: checked.append(s.loss)],
           validation=(X, Y))  # fmt: skip
    assert plain == checked


def test_a_callback_may_change_the_rate():
    rule = GradientDescent(0.5)

    def freeze(step, history):
        rule.rate = 1e-30

    history = fitted(optimizer=rule, epochs=3, batch=None, callbacks=[freeze])
    assert history.loss[0] > history.loss[1] == pytest.approx(history.loss[2])


@pytest.fixture
def terminal(monkeypatch):
    """As in a terminal, whatever a plugin of pytest has imported."""
    monkeypatch.setattr(dlbook.io.progress, "bar", lambda: None)


@pytest.mark.usefixtures("terminal")
def test_progress_in_a_terminal_is_one_line(capsys):
    fit(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, Adam(), epochs=2, progress=True,
        validation=0.2)  # fmt: skip
    out, line = capsys.readouterr()
    assert not out and line.count("\r") == 2 and line.count("\n") == 1
    assert "epoch 2/2" in line and "val_accuracy" in line and line.endswith("\n")


@pytest.mark.usefixtures("terminal")
def test_a_line_ends_also_where_the_training_was_ended_early(capsys):
    fit(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, Adam(), epochs=9, progress=True,
        callbacks=[lambda step, history: True])  # fmt: skip
    assert capsys.readouterr().err.endswith("\n")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("progress", [False, None])
def test_no_progress_where_nobody_looks(progress, capsys):
    fit(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, Adam(), epochs=2, progress=progress)
    assert capsys.readouterr() == ("", "")


def test_a_notebook_shows_its_own_progress(monkeypatch, capsys):
    shown = []

    def bar():
        return lambda step, history, epochs, ended: shown.append((step.epoch, epochs))

    monkeypatch.setattr(dlbook.io.progress, "bar", bar)
    fit(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, Adam(), epochs=3)
    fit(MLP(3, 2), SoftmaxCrossEntropy(), X, Y, Adam(), epochs=3, progress=False)
    assert shown == [(0, 3), (1, 3), (2, 3)] and capsys.readouterr() == ("", "")


# -- evaluate -------------------------------------------------------------------------


def test_evaluate_by_hand():
    net = MLP(1, 2)
    net.theta = [0, 0, 0, math.log(3)]  # p = (1/4, 3/4) for every row
    loss, accuracy = evaluate(net, SoftmaxCrossEntropy(), np.zeros((4, 1)),
                              one_hot([1, 1, 1, 0]))  # fmt: skip
    assert loss == pytest.approx((3 * math.log(4 / 3) + math.log(4)) / 4)
    assert accuracy == 0.75 and type(loss) is type(accuracy) is float


@pytest.mark.parametrize("n", [1, 999, 1000, 1001, 2500])
def test_evaluate_in_slices_is_the_mean_over_all_rows(n):
    x, y = moons(n, 0.3, seed=1)
    net, loss, y = MLP(2, 8, 1), BinaryCrossEntropy(), y[:, None].astype(np.float32)
    assert evaluate(net, loss, x, y) == pytest.approx(
        (loss(net(x), y), np.mean(net.predict(x) == y[:, 0])), rel=1e-5
    )


def test_evaluate_needs_little_memory():
    """60,000 images may stay bytes: as float32, all at once, they would be 188 MB."""
    net, x = Network(Dense(784, 2)), np.ones((20_000, 784), np.uint8)
    y = one_hot(np.zeros(20_000, int), 2)
    tracemalloc.start()
    evaluate(net, SoftmaxCrossEntropy(), x, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000  # x as float32 has 63 million bytes


def test_evaluate_touches_nothing():
    net = MLP(3, 4, 2)
    net.backward(net.forward(X), np.ones((10, 2), np.float32))
    before = net.theta.copy(), net.dtheta.copy()
    evaluate(net, SoftmaxCrossEntropy(), X, Y)
    net.predict(X)
    np.testing.assert_array_equal(net.theta, before[0])
    np.testing.assert_array_equal(net.dtheta, before[1])


@pytest.mark.parametrize(
    "loss, target",
    [
        (BinaryCrossEntropy(), lambda y: y[:, None].astype(float)),
        (SquaredError(), lambda y: y[:, None].astype(float)),
        (Hinge(), lambda y: 2.0 * y[:, None] - 1),
        (SoftmaxCrossEntropy(), lambda y: one_hot(y, 2)),
    ],
)
@pytest.mark.parametrize("optimizer", [GradientDescent(0.3), Momentum(0.1), Adam(0.05)])
def test_every_loss_and_optimizer_learns_what_can_be_learned(loss, target, optimizer):
    (x, y), (x_test, y_test) = blobs(200, seed=0), blobs(500, seed=1)
    net = MLP(2, target(y).shape[1])
    rule = copy.deepcopy(optimizer)
    history = fitted(net, loss, x, target(y), rule, epochs=20, batch=20)
    assert history.loss[-1] < history.loss[0] and history.accuracy[-1] > 0.98
    assert evaluate(net, loss, x_test, target(y_test))[1] > 0.98


# -- refusals -------------------------------------------------------------------------

COLUMN = np.ones((10, 1))


@pytest.mark.parametrize(
    "settings, words",
    [
        # shapes
        (dict(x=X[0]), r"x must have shape \(n, \.\.\.\).*got \(3,\)"),
        (dict(x=X[:0], y=Y[:0]), r"n >= 1; got \(0, 3\)"),
        (dict(x=[], y=[]), r"got \(0,\)"),
        (dict(x=X[:, :2]), r"x must have shape \(B, 3\).*\(1, 2\)"),
        (dict(y=Y[:9]), r"shape of the logits, \(10, 2\); got float32, \(9, 2\)"),
        (dict(y=Y[:, :1]), r"\(10, 2\); got float32, \(10, 1\)"),
        (dict(y=Y.T), r"\(10, 2\); got float32, \(2, 10\)"),
        (dict(y=Y[:, 0]), r"\(10, 2\); got float32, \(10,\)"),
        # labels
        (dict(y=np.arange(10) % 2), r"int64, \(10,\).*one_hot\(y, 2\)"),
        (dict(y=Y.astype(int)), r"y must hold floats.*int64, \(10, 2\)"),
        (dict(y=Y.astype(bool)), r"y must hold floats.*bool, \(10, 2\)"),
        (dict(net=MLP(3, 1), loss=BinaryCrossEntropy(), y=np.arange(10) % 2),
         r"\(10, 1\).*y\[:, None\]\.astype\(float\)"),
        (dict(y=["a"] * 10), r"one_hot"),
        # numbers that are none
        (dict(x=np.where(X > 1, np.nan, X)), r"x holds NaN or infinite.*drop those"),
        (dict(x=np.where(X > 1, np.inf, X)), r"x holds NaN or infinite"),
        (dict(x=np.where(X > 1, -np.inf, X)), r"x holds NaN or infinite"),
        (dict(y=np.where(Y > 0, np.nan, Y)), r"y holds NaN or infinite"),
        (dict(loss=SquaredError(), y=np.where(Y > 0, np.inf, Y)), r"y holds NaN"),
        # targets
        (dict(y=1 - 2 * Y), r"CrossEntropy\(\) takes rows that sum to 1.*-1 to 1"),
        (dict(y=2 * Y), r"rows that sum to 1.*0 to 2"),
        (dict(net=MLP(3, 1), loss=BinaryCrossEntropy(), y=2 * COLUMN),
         r"BinaryCrossEntropy\(\) takes numbers from 0 to 1; got .* 2 to 2"),
        (dict(net=MLP(3, 1), loss=BinaryCrossEntropy(), y=-COLUMN), r"from -1 to -1"),
        (dict(net=MLP(3, 1), loss=Hinge(), y=0 * COLUMN), r"Hinge\(\) takes -1 or \+1"),
        (dict(net=MLP(3, 1), y=0 * COLUMN), r"rows that sum to 1"),
        # the link twice
        (dict(net=Network(Dense(3, 2, softmax))),
         r"applies softmax itself.*Dense\(3, 2, softmax\), does too.*linear"),
        (dict(net=Network(Dense(3, 1, sigmoid)), loss=BinaryCrossEntropy(), y=COLUMN),
         r"applies sigmoid itself"),
        # counts
        (dict(batch=0), r"batch must be a whole number >= 1; got 0"),
        (dict(batch=-3), r"batch .*got -3"),
        (dict(batch=2.5), r"batch .*got 2\.5"),
        (dict(epochs=-1), r"epochs must be a whole number >= 0; got -1"),
        (dict(epochs=1.5), r"epochs .*got 1\.5"),
    ],
)
@pytest.mark.parametrize("run", [training, fitted, evaluate])
def test_refusals(run, settings, words):
    if run is evaluate:
        if {"batch", "epochs"} & set(settings):
            return
        given = dict(net=MLP(3, 4, 2), loss=SoftmaxCrossEntropy(), x=X, y=Y)
        settings = given | settings
    with pytest.raises(ValueError, match=words):
        run(**settings)


@pytest.mark.parametrize("l2", [-0.1, math.nan, math.inf])
def test_l2_out_of_range(l2):
    with pytest.raises(ValueError, match=r"l2"):
        training(l2=l2)


def test_an_optimizer_of_another_network_is_refused():
    adam = Adam()
    training(optimizer=adam)
    with pytest.raises(ValueError, match="optimizer of its own"):
        training(MLP(3, 5, 2), optimizer=adam)


@pytest.mark.parametrize("n", [1, 2])
def test_one_row_is_enough(n):
    history = fitted(x=X[:n], y=Y[:n], epochs=3, batch=1)
    assert len(history.loss) == 3 and math.isfinite(history.loss[-1])


def test_a_sigmoid_neuron_may_learn_squared_error():
    """The link of SquaredError is linear, so no squash counts twice."""
    net = Network(Dense(3, 1, sigmoid))
    fitted(net, SquaredError(), y=Y[:, :1], epochs=2)
    assert LogisticRegression(3).sizes == net.sizes
