"""Networks: one vector of parameters that the layers never lose, and files that keep.

The fault to catch is a network that silently never learns, because training moves
arrays that `forward` does not use.
"""

import copy
import io
import json
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook import (
    MLP,
    Adam,
    Convolution,
    Dense,
    Flatten,
    GradientDescent,
    Last,
    LogisticRegression,
    MaxPool,
    Network,
    Recurrent,
    Rescale,
    SquaredError,
    descent,
    fit,
    linear,
    ravel,
    relu,
    sigmoid,
    softmax,
    tanh,
    unravel,
)

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)
X = np.random.default_rng(0).normal(size=(8, 3)).astype(np.float32)
Y = X[:, :2] * 2 - 1


def learns(net, x=X, y=Y, optimizer=None):
    """Training must move what forward uses: theta, layers and the loss agree."""
    loss, optimizer = SquaredError(), optimizer or GradientDescent(0.05)
    before, start = loss(net(x), y), net.theta.copy()
    for _ in descent(net, loss, x, y, optimizer, epochs=20, batch=None):
        pass
    inside = [getattr(layer, name) for layer in net.layers for name in layer.learned]
    np.testing.assert_array_equal(ravel(inside), net.theta)
    np.testing.assert_array_equal(ravel(net.params), net.theta)
    assert not np.array_equal(net.theta, start)
    assert loss(net(x), y) < 0.9 * before
    return net


# -- the tape -------------------------------------------------------------------------


def test_forward_by_hand():
    net = MLP(2, 2, 1)
    net.theta = [1, -1, 0.5, 1, 0, -1, 2, -1, 0.5]
    h0, h1, h2 = net.forward([[1, 2]])
    assert (h0.tolist(), h1.tolist(), h2.tolist()) == ([[1, 2]], [[0, 1.5]], [[-1]])


def test_call_and_predict_are_the_end_of_the_tape():
    net = MLP(3, 5, 4)
    z = net.forward(X)[-1]
    np.testing.assert_array_equal(net(X), z)
    np.testing.assert_array_equal(net.predict(X), z.argmax(axis=1))


def test_predict_with_one_output_cuts_at_zero():
    net = LogisticRegression(1)
    net.theta = [1, 0]
    assert net.predict([[-1], [0], [1e-3]]).tolist() == [0, 0, 1]


@pytest.mark.parametrize("last", [sigmoid, softmax, tanh])
def test_predict_looks_at_the_net_sum_of_a_squashed_output(last):
    net = Network(Dense(1, 2 if last is softmax else 1, last))
    net.theta = [-1, 1, 0, 0] if last is softmax else [1, 0]
    assert net.predict([[-1], [1]]).tolist() == [0, 1]


@pytest.mark.parametrize(
    "x", [X, X.astype(np.float64), X.tolist(), np.uint8(X > 0), (X > 0).tolist()]
)
def test_float32_along_the_whole_tape(x):
    net, loss, adam = MLP(3, 4, 4, 2, activation=tanh), SquaredError(), Adam()
    h = net.forward(x)
    net.backward(h, loss.grad(h[-1], Y))
    adam.step([net.theta], [net.dtheta])
    everything = [*h, *net.params, *net.grads, net.theta, net.dtheta, net(x)]
    everything += [memory for memories in adam.memories for memory in memories]
    assert len(adam.memories[0]) >= 2
    assert {a.dtype for a in everything} == {np.dtype(np.float32)}


def test_float64_along_the_whole_tape_of_a_twin():
    net = MLP(3, 4, 2).astype(np.float64)
    h = net.forward(X)
    net.backward(h, SquaredError().grad(h[-1], Y))
    everything = [*h, *net.params, *net.grads, net.theta, net.dtheta]
    assert {a.dtype for a in everything} == {np.dtype(np.float64)}


def test_targets_of_another_precision_do_not_matter():
    net, x = Network(Dense(3, 4, relu), Dense(4, 2)), X.astype(np.float64)
    net.backward(net.forward(x), SquaredError().grad(net(x), Y))
    grads = net.dtheta.copy()
    net.backward(net.forward(x), SquaredError().grad(net(x), Y.astype(np.float64)))
    np.testing.assert_allclose(net.dtheta, grads, rtol=1e-5)
    assert net.dtheta.dtype == np.float32


def test_the_layers_of_a_twin_have_its_precision_from_the_start():
    layer = MLP(3, 2).astype(np.float64).layers[0]
    assert layer.W.dtype == layer.db.dtype == np.float64


def test_backward_needs_no_gradient_of_the_input():
    """The lowest layer that learns is asked for its gradients alone."""
    net = MLP(3, 4, 2)
    net.layers[0].backward = None
    h = net.forward(X)
    net.backward(h, h[-1])
    assert all(dp.any() for dp in net.grads)


# -- one vector, many windows ---------------------------------------------------------


def test_sizes_parameters_summary():
    net = MLP(6, 4, 4, 1)
    assert (net.sizes, net.n_params) == ((6, 4, 4, 1), 53)
    assert [p.shape for p in net.params] == [(4, 6), (4,), (4, 4), (4,), (1, 4), (1,)]
    assert [g.shape for g in net.grads] == [p.shape for p in net.params]
    lines = net.summary().splitlines()
    assert [line.split()[-1] for line in lines] == ["28", "20", "5", "53"]
    assert lines[0].startswith("Dense(6, 4, relu)") and "linear" in lines[2]
    assert repr(MLP(2, 1)) == "Network(Dense(2, 1, linear))"


def test_theta_and_the_layers_say_the_same_both_ways():
    net = MLP(3, 4, 2)
    net.theta = np.arange(net.n_params)
    np.testing.assert_array_equal(net.layers[0].W, np.arange(12).reshape(4, 3))
    net.layers[1].b = [70, 80]
    net.layers[0].W[0, 0] = 9
    net.params[1][...] = 5
    assert net.theta[-2:].tolist() == [70, 80] and net.theta[0] == 9
    assert net.theta[12:16].tolist() == [5] * 4
    net.theta[-1] = 3
    assert net.layers[1].b[1] == 3
    net.layers[0].dW = np.ones((4, 3))
    assert net.dtheta[:12].tolist() == [1] * 12


@pytest.mark.parametrize("n", [0, 1, 16, 18])
def test_theta_of_another_length_is_refused(n):
    net = MLP(3, 4, 1)  # 21
    words = rf"theta must have shape \(21,\); got \({n},\)"
    with pytest.raises(ValueError, match=words):
        net.theta = np.zeros(n)


def reassigned(net):
    for layer in net.layers:
        layer.W = layer.W * 1.0
        layer.b = layer.b.tolist()
    return net


def filled(net):
    net.theta = net.theta * 2
    return net


def relearned(net):
    """As an eager learner would: the very arrays are replaced behind our back."""
    net.layers[0].learn(W=net.layers[0].W.shape, b=net.layers[0].b.shape)
    net.layers[0].reset(np.random.default_rng(1))
    return net


def shared(net):
    Network(*net.layers)
    return net


def borrowed(net):
    """Its upper layer also serves a second network, which was trained last."""
    learns(Network(Dense(3, 4), net.layers[-1]))
    return net


def reset(net):
    net.reset(3)
    return net


def saved(net):
    file = io.BytesIO()
    pickle.dump(net, file)
    file.seek(0)
    return pickle.load(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda net: net,
        reassigned,
        filled,
        relearned,
        shared,
        borrowed,
        reset,
        saved,
        copy.deepcopy,
        copy.copy,
        lambda net: copy.deepcopy(copy.deepcopy(net)),
        lambda net: net.astype(np.float32),
        lambda net: net.astype(np.float64),
        lambda net: net.astype(np.float64).astype(np.float32),
        lambda net: saved(copy.deepcopy(net).astype(np.float64)),
        lambda net: Network(*net.layers),
        lambda net: Network(*copy.deepcopy(net.layers)),
        lambda net: Network(copy.deepcopy(net.layers[0]), net.layers[1]),
    ],
)
def test_training_moves_what_forward_uses(change):
    net = MLP(3, 4, 2)
    learns(net)
    changed = change(net)
    learns(changed, y=Y + 3)
    learns(net, y=-Y - 3)  # and the one it came from still learns as well


@pytest.mark.parametrize(
    "twin", [copy.deepcopy, saved, lambda net: net.astype(np.float64)]
)
def test_a_twin_goes_its_own_way(twin):
    net = MLP(3, 4, 2)
    before, other = net.theta.copy(), twin(net)
    np.testing.assert_array_equal(other(X), twin(net)(X))
    learns(other)
    np.testing.assert_array_equal(net.theta, before)
    after = other.theta.copy()
    learns(net)
    np.testing.assert_array_equal(other.theta, after)


def test_changes_in_the_middle_of_training_are_used():
    net = MLP(3, 4, 2)
    for step in descent(net, SquaredError(), X, Y, GradientDescent(0.05), 6, None):
        if step.index == 2:
            net.layers[1].W, net.layers[1].b = np.zeros((2, 4)), [8, 8]
        if step.index == 3:
            assert step.loss > 40  # (8 - y)^2 / 2 for two outputs
            other, high = Network(*net.layers), step.loss
        if step.index == 4:
            assert step.loss < 0.95 * high
    learns(net), learns(other)


def test_two_networks_that_share_a_layer_both_train_it():
    upper = Dense(4, 2)
    a, b = Network(Dense(3, 4), upper), Network(Dense(3, 4, tanh), upper)
    for _ in range(3):
        learns(a, optimizer=Adam(0.02)), learns(b, y=-Y, optimizer=Adam(0.02))
        np.testing.assert_array_equal(a.params[2], b.params[2])


def test_the_same_layer_twice_is_refused_or_learns_right():
    layer = Dense(3, 3, tanh)
    try:
        net = Network(layer, layer, Dense(3, 2))
    except ValueError as refusal:
        assert "twice" in str(refusal)
    else:
        assert net.n_params == 12 + 8
        learns(net)


def test_a_start_is_drawn_only_for_layers_that_are_all_zero():
    written, blank = Dense(2, 3), Dense(3, 1)
    written.b = [1, 2, 3]
    Network(written, blank)
    assert written.b.tolist() == [1, 2, 3] and not written.W.any() and blank.W.all()


def test_seeds():
    assert np.array_equal(MLP(3, 4, 2, seed=5).theta, MLP(3, 4, 2, seed=5).theta)
    assert not np.array_equal(MLP(3, 4, 2, seed=5).theta, MLP(3, 4, 2, seed=6).theta)
    same_size = MLP(4, 4, 4).layers
    assert not np.array_equal(same_size[0].W > 0, same_size[1].W > 0)
    net = MLP(3, 4, 2, seed=5)
    net.theta = np.ones(net.n_params)
    net.reset(6)
    np.testing.assert_array_equal(net.theta, MLP(3, 4, 2, seed=6).theta)


@quick
@given(st.lists(st.lists(st.integers(1, 4), max_size=3).map(tuple), max_size=4))
def test_ravel_and_unravel_are_inverse(shapes):
    rng = np.random.default_rng(0)
    params = [rng.normal(size=shape) for shape in shapes]
    theta = ravel(params)
    assert theta.shape == (sum(p.size for p in params),)
    back = unravel(theta, params)
    assert all(np.array_equal(p, q) for p, q in zip(params, back, strict=True))
    for window in back:
        window[...] = 0
    assert not theta.any()  # windows, not copies


def test_unravel_refuses_another_length():
    with pytest.raises(ValueError, match=r"\(6,\); got \(5,\)"):
        unravel(np.zeros(5), [np.zeros((2, 3))])


# -- files ----------------------------------------------------------------------------

SAVED = {
    "MLP": (MLP(3, 4, 2), X),
    "logistic": (LogisticRegression(3), X),
    "all activations": (Network(Dense(3, 4, tanh), Dense(4, 4, sigmoid),
                                Dense(4, 4, relu), Dense(4, 2, softmax)), X),
    "images": (Network(Rescale(1 / 255), Convolution(1, 2, 3, relu, 2, 1), MaxPool(2),
                       Flatten(), Dense(8, 2)), np.ones((2, 8, 8, 1))),
    "sequences": (Network(Recurrent(3, 4, relu), Last(), Dense(4, 2)), X[None]),
    "nothing to learn": (Network(Flatten()), X),
    "float64": (MLP(3, 4, 2).astype(np.float64), X),
}  # fmt: skip


@pytest.mark.parametrize("net, x", SAVED.values(), ids=SAVED)
def test_save_and_load(net, x, tmp_path):
    net.save(tmp_path / "net.npz")
    back = Network.load(tmp_path / "net.npz")
    assert (repr(back), back.sizes, back.dtype) == (repr(net), net.sizes, net.dtype)
    np.testing.assert_array_equal(back.theta, net.theta)
    np.testing.assert_array_equal(back(x), net(x))
    assert back.theta.dtype == net.theta.dtype


def test_a_loaded_network_learns_on(tmp_path):
    MLP(3, 4, 2).save(tmp_path / "net.npz")
    learns(Network.load(str(tmp_path / "net.npz")))


@quick
@given(st.lists(st.floats(-(2.0**99), 2.0**99, width=32), min_size=8, max_size=8))
def test_every_number_survives(tmp_path_factory, theta):
    net, path = MLP(3, 2), tmp_path_factory.mktemp("nets") / "named as I like"
    net.theta = theta
    net.save(path)
    np.testing.assert_array_equal(Network.load(path).theta, np.float32(theta))


NOTHING = np.zeros(8, np.float32)


class Scaled(Dense):
    """A layer of a learner's own, with an argument more."""

    def __init__(self, n_in, n_out, gain=1.0):
        super().__init__(n_in, n_out)
        self.gain = gain


def test_a_layer_of_your_own_is_saved_with_its_arguments(tmp_path):
    net = Network(Scaled(3, 2, gain=0.5), Dense(2, 1))
    assert repr(net) == "Network(Scaled(3, 2, 0.5), Dense(2, 1, linear))"
    net.save(tmp_path / "net.npz")
    back = Network.load(tmp_path / "net.npz")
    assert repr(back) == repr(net)
    np.testing.assert_array_equal(back.theta, net.theta)


def test_a_layer_that_is_not_defined_yet_is_named(tmp_path):
    hostile(tmp_path / "net.npz", [["Mine", {"n_in": 3}]], np.zeros(3))
    with pytest.raises(ValueError, match="its layer Mine is not defined here"):
        Network.load(tmp_path / "net.npz")


def hostile(path, layers, theta=NOTHING):
    words = layers if isinstance(layers, str) else json.dumps(layers)
    np.savez(path, layers=words, theta=theta)


class Bomb:
    def __reduce__(self):
        return exec, ("raise SystemExit('executed')",)


DENSE = [["Dense", {"n_in": 3, "n_out": 2, "activation": "linear"}]]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a zip"),
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: path.write_bytes(path.read_bytes()[:200]),
        lambda path: path.write_bytes(pickle.dumps(Bomb())),
        lambda path: np.save(path.open("wb"), np.zeros(8)),
        lambda path: np.savez(path, theta=np.zeros(8)),
        lambda path: np.savez(path, layers=json.dumps(DENSE)),
        lambda path: np.savez(path, layers=json.dumps(DENSE), theta=[Bomb()]),
        lambda path: np.savez(path, layers=np.array([Bomb()]), theta=np.zeros(8)),
        lambda path: zipfile.ZipFile(path, "w").writestr("theta.npy", b"x"),
        lambda path: hostile(path, "not json"),
        lambda path: hostile(path, "[]"),
        lambda path: hostile(path, "{}"),
        lambda path: hostile(path, "7"),
        lambda path: hostile(path, [["Dense"]]),
        lambda path: hostile(path, [["Dense", {"n_in": 3}]]),
        lambda path: hostile(path, [["Dense", {"n_in": 3, "n_out": -2}]]),
        lambda path: hostile(path, [["Dense", {"n_in": 3, "n_out": "2"}]]),
        lambda path: hostile(path, [["Dense", {"n_in": 3, "n_out": 2, "more": 1}]]),
        lambda path: hostile(path, [["Dense", {"n_in": 10**7, "n_out": 10**7}]]),
        lambda path: hostile(path, [["system", {"command": "true"}]]),
        lambda path: hostile(path, [["Layer", {}]]),
        lambda path: hostile(path, DENSE, np.zeros(7, np.float32)),
        lambda path: hostile(path, DENSE, np.zeros((2, 4), np.float32)),
        lambda path: hostile(path, DENSE, np.zeros(8, int)),
        lambda path: hostile(path, DENSE, np.array(["a"] * 8)),
        lambda path: hostile(path, DENSE, np.zeros(8, complex)),
        lambda path: hostile(path, DENSE, np.full(8, np.nan, np.float32)),
    ],
)
def test_a_damaged_or_hostile_file_is_a_value_error(write, tmp_path):
    path = tmp_path / "net.npz"
    MLP(3, 2).save(path)
    write(path)
    with pytest.raises(ValueError, match=r"net\.npz is no network saved by dlbook: ."):
        Network.load(path)


def test_a_file_that_asks_for_more_than_it_holds_draws_no_start(tmp_path, monkeypatch):
    """100,000 x 100,000 weights in a file of 1 kB would be 80 GB of random numbers."""
    drawn = []
    monkeypatch.setattr(Dense, "reset", lambda *_: drawn.append(1))
    hostile(tmp_path / "net.npz", [["Dense", {"n_in": 300, "n_out": 200}]])
    with pytest.raises(ValueError, match=r"net\.npz is no network"):
        Network.load(tmp_path / "net.npz")
    assert not drawn


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Network.load(tmp_path / "nowhere")


# -- refusals -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: Network(), TypeError, r"layers, such as Dense\(2, 1\); got \(\)"),
        (lambda: Network(3), TypeError, r"layers, such as .*got \(3,\)"),
        (lambda: Network([Dense(2, 1)]), TypeError, r"layers, such as"),
        (lambda: Network(Dense(2, 3), Dense(4, 1)), ValueError,
         r"Dense\(2, 3, linear\) gives 3 .*Dense\(4, 1, linear\) takes 4"),
        (lambda: MLP(), ValueError, r"at least two sizes, such as .*got MLP\(\)"),
        (lambda: MLP(2), ValueError, r"MLP\(2, 8, 1\); got MLP\(2\)"),
        (lambda: MLP(2, 0, 1), ValueError, r"n_out must be a whole number >= 1; got 0"),
        (lambda: MLP(2, 1.5), ValueError, r"n_out must be .*got 1\.5"),
        (lambda: MLP((2, 1)), ValueError, r"MLP"),
        (lambda: MLP(2, 2, 1, activation=np.tanh), TypeError, r"activation"),
        (lambda: MLP(3, 2)([1, 2, 3]), ValueError,
         r"\(B, 3\), one example a row; got \(3,\); one example alone is x\[None\]"),
        (lambda: MLP(3, 2)([[1, 2]]), ValueError, r"\(B, 3\).*got \(1, 2\)"),
        (lambda: MLP(3, 2).forward(np.ones((4, 2))), ValueError, r"got \(4, 2\)"),
        (lambda: MLP(3, 2).predict(np.ones((3, 4))), ValueError, r"got \(3, 4\)"),
        (lambda: MLP(3, 2)(3), ValueError, r"got \(\)"),
        (lambda: MLP(3, 2)([["a", "b", "c"]]), ValueError, r"float"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_lists_of_parameters_cannot_be_assigned():
    """net.params = [...] would look right and change nothing."""
    for name in ("params", "grads", "dtheta", "n_params"):
        with pytest.raises(AttributeError):
            setattr(MLP(2, 1), name, [])


@pytest.mark.parametrize("rows", [1, 2])
def test_one_row_one_input_one_unit_one_output(rows):
    net = MLP(1, 1, 1, activation=linear)
    assert net(np.ones((rows, 1))).shape == (rows, 1)
    fit(net, SquaredError(), np.ones((rows, 1)), np.ones((rows, 1)),
        GradientDescent(0.1), epochs=2, batch=1, progress=False)
