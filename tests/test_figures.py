"""The pictures say the right numbers: read back from the artists, not from pixels."""

import matplotlib
import numpy as np
import pytest

from dlbook import MLP, Dense, Network, figures, relu, sigmoid, softmax, step
from dlbook.data import gates
from dlbook.figures import networks, neuron, regions
from dlbook.training import History

WEIGHTS = {"x": (1, -0.9, 1), "w": (10, 5, -6), "b": 9}
DIGIT = np.arange(36).reshape(6, 6) * 7


def page(bare=False, **options):
    fig = figures.figure(9, 4.5, bare=bare, **options)
    return fig, fig.axes[0]


def words(artists):
    return [a.get_text() for a in artists if hasattr(a, "get_text")]


def value(text):
    text = text.replace("\N{MINUS SIGN}", "-").replace(",", "")
    return float(text.removeprefix("× ").removeprefix("b = "))


def small_net():
    net = Network(Dense(6, 4, relu), Dense(4, 4, relu), Dense(4, 1, sigmoid))
    net.theta = np.round(np.linspace(-1.3, 1.4, 53), 2)
    return net


def bowl(points):
    return (points**2).sum(axis=-1)


def drawn(name):
    """Each figure with new values for it: (fig, update, arguments of update)."""
    net, other = small_net(), small_net()
    other.theta = -other.theta
    one, two = np.ones((1, 6)), np.full((1, 6), 2.0)
    x, y = gates("xor")
    fig, ax = page(bare=name in ("neuron", "network", "numbers", "gallery"))
    make, new = {
        "neuron": (
            lambda: figures.draw_neuron(ax, (1, 2), (3, -4), 5, sigmoid),
            ((-1, 0.5), (0, 2), -1, relu),
        ),
        "bars": (
            lambda: figures.contribution_bars(ax, (1, 2), (3, -4), 5),
            ((-1, 50), (0, 2), -1),
        ),
        "network": (
            lambda: figures.draw_network(ax, net, net.forward(one), numbers=True),
            (other, other.forward(two)),
        ),
        "map": (
            lambda: figures.decision_map(ax, MLP(2, 4, 1), x, y),
            (MLP(2, 4, 1, seed=1), x + 0.1, 1 - y),
        ),
        "points": (lambda: figures.data_points(ax, x, y), (x[:3], y[:3])),
        "line": (lambda: figures.perceptron_line(ax, (1, 1), -1, x, y), ((0, 0), 1)),
        "loss": (
            lambda: figures.loss_curves(ax, {"training": [2, 1]}),
            ({"training": [3, 2, 1]},),
        ),
        "activation": (lambda: figures.activation_plot(ax, sigmoid, 2), (None, step)),
        "chances": (lambda: figures.class_bars(ax, (0.3, 0.7)), ((0.9, 0.1), 1)),
        "descent": (
            lambda: figures.curve_descent(ax, np.square, (-2, 2), [1, 0.5]),
            ([2, np.inf, 3],),
        ),
        "loss map": (
            lambda: figures.loss_map(ax, bowl, (-1, 1, -1, 1), {"a": [(0, 1)]}),
            ({"a": [(0, 1), (1, 0), (np.nan, 1)]},),
        ),
        "numbers": (
            lambda: figures.image_numbers(ax, DIGIT, (1, 2, 3, 4)),
            (DIGIT[::-1],),
        ),
        "gallery": (
            lambda: figures.gallery(ax, np.stack([DIGIT] * 5), list("abcde"), 3),
            (np.stack([DIGIT.T] * 5), list("fghij")),
        ),
        "confusion": (
            lambda: figures.confusion_matrix(ax, np.eye(3, dtype=int)),
            (np.full((3, 3), 7),),
        ),
    }[name]
    return fig, make(), new


ALL = "neuron bars network map points line loss activation chances descent".split()
ALL += ["loss map", "numbers", "gallery", "confusion"]


@pytest.mark.parametrize("name", ALL)
def test_update_moves_the_artists_it_made(name):
    before = dict(matplotlib.rcParams)
    fig, update, new = drawn(name)
    artists = set(fig.findobj())
    old = figures.png(fig)
    texts = {t for t in fig.axes[0].texts}
    changed = update(*new)
    assert changed and set(changed) <= artists
    assert {t for t in fig.axes[0].texts} == texts
    after = figures.png(fig)
    assert after != old and len(after) < 60_000
    update(*new)
    assert figures.png(fig) == after
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", ALL)
def test_every_artist_that_changes_is_returned(name):
    """A blitted lab draws these alone. Matplotlib marks what changed as stale."""
    fig, update, new = drawn(name)
    fig.canvas.draw()
    limits = fig.axes[0].viewLim.frozen().extents
    for artist in fig.findobj():
        artist.stale = False
    changed = update(*new)
    if np.allclose(fig.axes[0].viewLim.extents, limits):
        stale = {a for a in fig.findobj() if a.stale} - {fig, *fig.axes}
        assert stale and stale <= set(changed)
    else:
        assert fig.stale  # new limits: a whole drawing follows


@pytest.mark.parametrize("name", ALL)
def test_a_call_that_fails_and_one_that_is_empty_change_nothing(name):
    fig, update, _ = drawn(name)
    before = figures.png(fig)
    with pytest.raises(TypeError):
        update(nonsense=1)
    update()
    assert figures.png(fig) == before


def test_update_keeps_what_it_is_not_told():
    _, ax = page(bare=True)
    update = figures.draw_neuron(ax, (1, 1, 1), (10, 5, 6), 9)
    update(x=(1, 2, 3))
    assert "44" not in words(update(b=12)) and "50" in words(update())


def test_neuron_numbers():
    _, ax = page(bare=True)
    texts = words(figures.draw_neuron(ax, **WEIGHTS, activation=sigmoid)())
    products = [value(t) for t in texts[6:10]]
    assert [value(t) for t in texts[:3]] == [1, -0.9, 1]
    assert texts[3:6] == ["× 10", "× 5", "× \N{MINUS SIGN}6"]
    assert products == [10, -4.5, -6, 9]
    assert value(texts[10]) == sum(products) == 8.5
    assert texts[11:] == ["sigmoid", "0.9998"]


@pytest.mark.parametrize(
    ("x", "z"), [((1, 1, 1), 30), ((0, 0, 0), 9), ((-0.9, 0, 0), 0), ((1, 2, 3), 47)]
)
def test_neuron_sums_of_the_course(x, z):
    _, ax = page(bare=True)
    assert value(words(figures.draw_neuron(ax, x, (10, 5, 6), 9)())[10]) == z


def test_neuron_fault_is_caught(monkeypatch):
    true = neuron._neuron_numbers

    def rolled(x, w, b, n=None):
        x, w, b = true(x, w, b, n)
        return x, np.roll(w, 1), b

    monkeypatch.setattr(neuron, "_neuron_numbers", rolled)
    with pytest.raises(AssertionError):
        test_neuron_sums_of_the_course((1, 2, 3), 47)


def test_contributions_end_at_the_sum():
    _, ax = page()
    artists = figures.contribution_bars(ax, **WEIGHTS)()
    bars = artists[:5]
    assert [b.get_x() for b in bars] == [0, 10, 5.5, -0.5, 0]
    assert [b.get_width() for b in bars] == [10, -4.5, -6, 9, 8.5]
    assert [bool(b.get_hatch()) for b in bars] == [False, True, True, False, False]
    assert [value(t) for t in words(artists)] == [10, -4.5, -6, 9, 8.5]
    assert ax.get_xlim()[0] < -0.5 and ax.get_xlim()[1] > 11.5


def test_network_writes_all_53_numbers():
    net, (_, ax) = small_net(), page(bare=True)
    edges, _, *texts = figures.draw_network(ax, net, numbers=True)()
    dense = net.layers
    weights = np.concatenate([la.W.ravel() for la in dense])
    biases = np.concatenate([la.b for la in dense])
    assert len(texts) == 53
    read = [value(t) for t in words(texts)]
    np.testing.assert_allclose(read, [*weights, *biases], rtol=0.06)
    widths = np.array(edges.get_linewidths())
    big = np.concatenate([np.abs(la.W.ravel()) / np.abs(la.W).max() for la in dense])
    np.testing.assert_allclose((widths - 0.6) / 3.4, big, atol=1e-6)
    dashed = [style[1] is not None for style in edges.get_linestyles()]
    np.testing.assert_array_equal(dashed, weights < 0)
    blue = edges.get_colors()[weights > 0]
    assert len(np.unique(blue, axis=0)) == 1


def test_network_shows_the_tape():
    net, (_, ax) = small_net(), page(bare=True)
    h = net.forward(np.arange(6.0)[None])
    read = [value(t) for t in words(figures.draw_network(ax, net, h)()) if t]
    np.testing.assert_allclose(read, np.concatenate(h, axis=1)[0], rtol=0.06)


def test_network_fault_is_caught(monkeypatch):
    monkeypatch.setattr(networks, "number", lambda v, digits=4: f"{-v:.3f}")
    with pytest.raises(AssertionError):
        test_network_writes_all_53_numbers()


def test_large_layers_are_abbreviated():
    _, ax = page(bare=True)
    figures.draw_network(ax, (784, 64, 64, 10))
    captions = {t.get_text() for t in ax.texts}
    assert {"784 inputs", "64 hidden", "10 outputs", "⋮"} <= captions
    assert len(ax.collections[0].get_segments()) == 3 * 6 * 6
    heights = ax.collections[1].get_offsets()[:6, 1]
    steps = -np.diff(heights) / (heights[0] - heights[1])
    np.testing.assert_allclose(steps, [1, 1, 2, 1, 1])
    wide, (_, other) = MLP(784, 64, 10), page(bare=True)
    edges = figures.draw_network(other, wide)()[0]
    first, last = wide.layers[0].W[0, 0], wide.layers[0].W[0, -1]
    biggest = np.abs(wide.layers[0].W).max()
    widths = (np.array(edges.get_linewidths()) - 0.6) / 3.4
    np.testing.assert_allclose(widths[[0, 5]], np.abs([first, last]) / biggest, 1e-5)


def test_no_two_numbers_on_edges_overlap():
    fig, ax = page(bare=True)
    fig.set_size_inches(9, 6)
    _, _, *texts = figures.draw_network(ax, small_net(), numbers=True)()
    assert len(texts) == 53
    centres = np.array([ax.transData.transform(t.get_position()) for t in texts[:44]])
    gap = np.abs(centres[:, None] - centres) / (20, 11)  # pixels, half a number
    assert (gap.max(axis=2) + np.eye(44) * 9).min() >= 1


def corner(points):
    return ((points[:, 0] > 0.25) & (points[:, 1] > 0.6)).astype(float)


def test_decision_map_is_the_model():
    _, ax = page()
    x, y = gates("or")
    update = figures.decision_map(ax, corner, x, y, (0, 1, 0, 1))
    image, lines, zeros, ones = update()
    paint = np.asarray(image.get_array()).astype(int)
    assert paint.shape == (100, 100, 3)
    blue = paint[..., 2] > paint[..., 0]
    blue = blue if image.origin == "lower" else blue[::-1]
    axis = np.linspace(0, 1, 100)
    inside = (axis[None, :] > 0.25) & (axis[:, None] > 0.6)
    np.testing.assert_array_equal(blue, inside)
    assert tuple(image.get_extent()) == (0, 1, 0, 1)
    border = np.concatenate(lines.get_segments())
    off = np.minimum(abs(border[:, 0] - 0.25), abs(border[:, 1] - 0.6))
    np.testing.assert_allclose(off, 0, atol=0.01)
    assert ones.get_xydata().tolist() == x[1:].tolist()
    assert zeros.get_xydata().tolist() == [[0, 0]]
    assert {zeros.get_marker(), ones.get_marker()} == {"o", "s"}


def test_decision_map_takes_logits_chances_and_classes():
    net = MLP(2, 8, 3, seed=2)
    models = (
        net,
        lambda p: softmax(net(p)),
        net.predict,
        lambda p: net(p).argmax(axis=1),
    )
    classes = [
        regions._chances(m, np.random.default_rng(0).normal(size=(50, 2))).argmax(1)
        for m in models
    ]
    for other in classes[1:]:
        np.testing.assert_array_equal(classes[0], other)
    single = MLP(2, 4, 1)
    grid = np.random.default_rng(1).normal(size=(50, 2))
    p = regions._chances(single, grid)
    np.testing.assert_allclose(p[:, 1], sigmoid(single(grid))[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(p.argmax(axis=1), single.predict(grid))


@pytest.mark.parametrize(
    ("w", "b", "wrong"),
    [
        ((2, 1), -3, 0),
        ((1, 1), -1, 2),
        ((0, 0), 0, 3),
        ((0, 0), -1, 1),
        ((0, 1), 99, 3),
    ],
)
def test_perceptron_line_of_and(w, b, wrong):
    _, ax = page()
    x, y = gates("and")
    side, line, no, yes, crossed = figures.perceptron_line(ax, w, b, x, y)()
    ends = line.get_xydata()
    if np.any(w) and abs(b) < 9:
        np.testing.assert_allclose(ends @ w + b, 0, atol=1e-9)
    fires = side.get_path().contains_points(x, radius=1e-9) if len(side.xy) > 1 else []
    inside = {tuple(p) for p, f in zip(x, fires, strict=False) if f}
    assert {tuple(p) for p in x if p @ w + b > 0} <= inside
    assert not {tuple(p) for p in x if p @ w + b < 0} & inside
    assert len(crossed.get_xdata()) == wrong
    assert (len(no.get_xdata()), len(yes.get_xdata())) == (3, 1)


def test_loss_curves_show_every_epoch():
    _, ax = page()
    history = History([2.0, 1.0, 0.5], [0.1, 0.2, 0.3], [2.5, 1.5, 1.4], [0, 0.1, 0.2])
    update = figures.loss_curves(ax, history)
    train, check, *labels = update()
    assert train.get_xydata().tolist() == [[1, 2], [2, 1], [3, 0.5]]
    assert check.get_ydata().tolist() == [2.5, 1.5, 1.4]
    assert words(labels) == ["training", "validation"]
    assert train.get_linestyle() != check.get_linestyle()
    assert labels[1].xy == (3, 1.4)
    assert ax.get_xlim()[1] > 3 and ax.get_ylim()[0] == 0 and ax.get_ylim()[1] > 2.5
    update(History([2.0] * 9 + [np.nan], [], [3.0] * 10))
    assert ax.get_xlim()[1] > 10 and max(ax.get_xticks()) <= 10
    _, other = page()
    assert words(figures.loss_curves(other, History([1.0], [0.5]), "accuracy")()) == [
        "training"
    ]


def test_labels_that_would_touch_are_spread():
    fig, ax = page()
    *_, low, high = figures.loss_curves(ax, {"a": [1, 0.5], "b": [1, 0.5001]})()
    fig.canvas.draw()
    assert abs(low.xyann[1] - high.xyann[1]) > 15


def test_activation_reading():
    _, ax = page()
    curve, slope, _, on_h, on_s, reading, *_ = figures.activation_plot(ax, sigmoid, 2)()
    assert "h = 0.881" in reading.get_text() and "slope 0.105" in reading.get_text()
    np.testing.assert_allclose(on_h.get_xydata(), [[2, 0.880797]], atol=1e-6)
    np.testing.assert_allclose(on_s.get_xydata(), [[2, 0.104994]], atol=1e-6)
    z, h = curve.get_data()
    np.testing.assert_allclose(slope.get_ydata(), np.gradient(h, z), atol=1e-2)
    with pytest.raises(TypeError, match="softmax"):
        figures.activation_plot(page()[1], softmax)


def test_class_bars():
    _, ax = page()
    *artists, mark, word = figures.class_bars(ax, (0.3, 0.4, 0.3), "ABC", true=2)()
    assert [b.get_height() for b in artists[:3]] == [0.3, 0.4, 0.3]
    assert words(artists) == ["0.300", "0.400", "0.300"]
    assert mark.get_xdata() == [2] and word.get_visible()


def test_descent_lies_on_its_curve():
    _, ax = page()
    curve, steps, now = figures.curve_descent(ax, np.square, (-2, 2), [1, 0.5, 0.25])()
    assert steps.get_xydata().tolist() == [[1, 1], [0.5, 0.25], [0.25, 0.0625]]
    assert now.get_xydata().tolist() == [[0.25, 0.0625]]
    np.testing.assert_allclose(curve.get_ydata(), curve.get_xdata() ** 2)


def test_loss_map_lines_are_level():
    _, ax = page()
    figures.loss_map(ax, bowl, (-1, 1, -1, 1), {"a": [(0, 1), (0, 0.5)]})
    for ring in ax.collections[0].get_segments():
        np.testing.assert_allclose(np.ptp(bowl(np.array(ring))), 0, atol=2e-3)
    assert ax.lines[0].get_xydata().tolist() == [[0, 1], [0, 0.5]]
    assert ax.lines[1].get_xydata().tolist() == [[0, 0.5]]


def test_image_numbers():
    _, ax = page(bare=True)
    update = figures.image_numbers(ax, DIGIT, window=(1, 2, 3, 4))
    whole, part, *cells = update()
    seen = DIGIT[1:4, 2:6]
    assert [value(t) for t in words(cells)] == seen.ravel().tolist()
    left, right, bottom, top = part.get_extent()
    for (i, j), cell in zip(np.ndindex(3, 4), cells, strict=True):
        x = left + (right - left) * (j + 0.5) / 4
        y = top + (bottom - top) * (i + 0.5) / 3
        assert cell.get_position() == pytest.approx((x, y))
    np.testing.assert_array_equal(part.get_array(), seen)
    np.testing.assert_array_equal(whole.get_array(), DIGIT)
    assert whole.get_interpolation() == "nearest" and whole.get_clim() == (0, 255)
    floats = np.array([[0.004, 0.5], [1.0, -0.25]])
    *_, a, b, c, d = figures.image_numbers(page(bare=True)[1], floats)()
    assert words([a, b, c, d]) == ["0", ".5", "1", "\N{MINUS SIGN}.25"]
    tens = figures.image_numbers(page(bare=True)[1], np.full((1, 1), 10.5))
    assert words(tens()) == ["10.5"]


def test_gallery_puts_each_caption_under_its_image():
    _, ax = page(bare=True)
    images = np.stack([DIGIT + i for i in range(5)])
    artists = figures.gallery(ax, images, list("abcde"), columns=3)()
    for i in range(5):
        np.testing.assert_array_equal(artists[i].get_array(), images[i])
        left, right, bottom, _ = artists[i].get_extent()
        x, y = artists[5 + i].get_position()
        assert left < x < right and bottom < y < bottom + 0.2  # y grows downwards
        assert artists[5 + i].get_text() == "abcde"[i]


def test_confusion_matrix():
    counts = np.array([[980, 3, 0], [1, 1130, 9], [0, 2, 1000]])
    _, ax = page()
    image, *cells = figures.confusion_matrix(ax, counts)()
    assert words(cells) == ["980", "3", "·", "1", "1,130", "9", "·", "2", "1,000"]
    places = [cell.get_position() for cell in cells]
    assert places == [(j, i) for i in range(3) for j in range(3)]
    paint = np.asarray(image.get_array()).astype(int)
    depth = 255 * 3 - paint.sum(axis=2)
    assert depth[1, 2] == depth.max() and depth[0, 2] == 0
    assert depth[0, 1] > depth[2, 1] > depth[1, 0] > 0
    assert len({tuple(paint[i, i]) for i in range(3)}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ax: figures.draw_neuron(ax, (1, 2), (1, 2, 3), 0),
        lambda ax: figures.draw_neuron(ax, (1, 2), (1, 2), (1, 2)),
        lambda ax: figures.draw_neuron(ax, (1, 2), (1, 2), 0, names=["a"]),
        lambda ax: figures.draw_network(ax, (3,)),
        lambda ax: figures.draw_network(ax, (3, 2), path=(1,)),
        lambda ax: figures.draw_network(ax, MLP(2, 3, 1))(MLP(2, 4, 1)),
        lambda ax: figures.data_points(ax, np.zeros((3, 3)), np.zeros(3)),
        lambda ax: figures.data_points(ax, np.zeros((3, 2)), np.zeros(4)),
        lambda ax: figures.decision_map(ax, corner),
        lambda ax: figures.loss_curves(ax, {"a": [1]})({"b": [1]}),
        lambda ax: figures.class_bars(ax, (0.5, 0.5))((1, 0, 0)),
        lambda ax: figures.loss_map(ax, bowl, (0, 1, 0, 1))({"a": [(0, 0)]}),
        lambda ax: figures.image_numbers(ax, DIGIT, (4, 4, 4, 4)),
        lambda ax: figures.image_numbers(ax, np.zeros((2, 2, 3))),
        lambda ax: figures.gallery(ax, DIGIT),
        lambda ax: figures.gallery(ax, np.stack([DIGIT] * 5), ["one"]),
        lambda ax: figures.gallery(ax, np.stack([DIGIT] * 900), columns=2),
        lambda ax: figures.confusion_matrix(ax, np.zeros((2, 3))),
        lambda ax: figures.figure(1, 1),
    ],
)
def test_bad_input_is_named(wrong):
    with pytest.raises(ValueError, match="got|room|lie|without|say"):
        wrong(page()[1])


def test_words_are_large_enough_for_a_projector():
    for name in ALL:
        fig, _, _ = drawn(name)
        sizes = [t.get_fontsize() for t in fig.findobj(matplotlib.text.Text)]
        assert min(sizes) >= 10, name
