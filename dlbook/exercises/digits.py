"""Exercises of notebook 14: the digit program."""

import ast

import numpy as np

from dlbook import data
from dlbook.activations import softmax
from dlbook.exercises.exercise import Exercise, Later, Mistake
from dlbook.exercises.judges import digits as judges
from dlbook.exercises.predict import Prediction
from dlbook.losses import SoftmaxCrossEntropy
from dlbook.network import MLP
from dlbook.optimizers import Adam
from dlbook.training import fit

guess = Prediction(
    id="14",
    prompt="""
    The network has learned the digits as they stand, centred, and names some 97 of 100
    test digits. Now every test digit is moved to the right by 0, 1, 2, 3, 4 or 5 pixels
    of 28, the network stays. **Sketch its accuracy, from 0 to 1, for each shift.**
    """,
    truth=[0.97, 0.95, 0.80, 0.53, 0.31, 0.19],
    points=range(6),
    because="""
    It has one weight for each pixel and no idea that a moved 3 is a 3. At five pixels
    it is hardly better than chance. Notebook 15 shows a wiring that minds less.
    """,
)


# -- 14a ------------------------------------------------------------------------------
def counts(*numbers):
    names = ("layer 1", "layer 2", "layer 3", "all", "multiplications")
    return dict(zip(names, numbers, strict=True))


def count_numbers():
    """A layer from n to m units has n * m weights and m biases. Each weight is used in
    one multiplication per image, a bias in none: 54,912 multiplications, and as many
    additions."""
    layers = MLP(784, 64, 64, 10).layers
    sizes = [layer.W.size + layer.b.size for layer in layers]
    return counts(*sizes, sum(sizes), sum(layer.W.size for layer in layers))


q1 = Exercise(
    id="14a",
    prompt="""
    How many parameters have the three layers of 784-64-64-10, and all together? How
    many multiplications does it take to read one image?

    Answer: `{"layer 1": ..., "layer 2": ..., "layer 3": ..., "all": ...,
    "multiplications": ...}`.
    """,
    reference=counts(50240, 4160, 650, 55050, 54912),
    mistakes={
        "the biases are forgotten": Mistake(
            counts(50176, 4096, 640, 54912, 54912),
            "Every unit behind the input has a bias: 64, 64 and 10 more.",
        ),
        "one bias for a whole layer": Mistake(
            counts(50177, 4097, 641, 54915, 54912), "Each unit has a bias of its own."
        ),
        "the biases multiply, too": Mistake(
            counts(50240, 4160, 650, 55050, 55050),
            "A bias is added. Only weights are multiplied with something.",
        ),
        "additions are counted as multiplications": Mistake(
            counts(50240, 4160, 650, 55050, 109824),
            "That is the number of operations: a product and a sum for each weight.",
        ),
    },
    hints=[
        "The first layer has 784 * 64 weights. And its biases?",
        "`MLP(784, 64, 64, 10).summary()` prints them.",
    ],
    solution=count_numbers,
)


# -- 14b ------------------------------------------------------------------------------
def count_updates():
    """A fifth of the 60,000 images is set aside for validation and never trained on.
    48,000 rows in batches of 128 are 375 updates an epoch, ten times over."""
    rows, batch, epochs = 60_000, 128, 10
    held = rows // 5
    updates = epochs * -(-(rows - held) // batch)  # rounded up: the last may be short
    return {"updates": updates, "validation rows": held}


q2 = Exercise(
    id="14b",
    prompt="""
    `model.fit(X_train, y_train, epochs=10, batch_size=128, validation_split=0.2)` gets
    60,000 images. How many times are the weights updated, and on how many images is it
    validated?

    Answer: `{"updates": ..., "validation rows": ...}`.
    """,
    reference={"updates": 3750, "validation rows": 12000},
    mistakes={
        "all rows are trained on": Mistake(
            {"updates": 4690, "validation rows": 12000},
            "The validation images are taken out first: 48,000 remain.",
        ),
        "one epoch only": Mistake(
            {"updates": 375, "validation rows": 12000},
            "These are the updates of one pass over the data. There are ten.",
        ),
        "an epoch is taken for one update": Mistake(
            {"updates": 10, "validation rows": 12000},
            "An epoch is a pass over all training rows, batch by batch; every batch is "
            "an update.",
        ),
        "one update for each image": Mistake(
            {"updates": 480000, "validation rows": 12000},
            "The gradient is averaged over a batch of 128 images, then one step taken.",
        ),
    },
    hints=[
        "A fifth of 60,000 is held back. How many rows are trained on?",
        "How many batches of 128 fit into that? And in ten epochs?",
    ],
    solution=count_updates,
)


# -- 14c ------------------------------------------------------------------------------
def first_look():
    """Before training, all ten classes get about the same share, and guessing among ten
    costs ln 10 = 2.30. A random start is a little sure of nothing in particular, so it
    costs somewhat more. A first loss far from that is a bug, found in a second."""
    _, (images, labels) = data.mnist()
    x = images[:1000].reshape(-1, 784).astype(np.float32) / 255
    z = MLP(784, 64, 64, 10)(x)
    loss = SoftmaxCrossEntropy()(z, data.one_hot(labels[:1000], 10))
    return {"loss": loss, "p": softmax(z)}


q3 = Exercise(
    id="14c",
    prompt="""
    Make an untrained `MLP(784, 64, 64, 10)` and show it the first 1,000 test images,
    flattened and divided by 255. What is its mean cross-entropy (natural logarithm),
    and what are its probabilities `p`, of shape (1000, 10)?

    Any seed counts: every row of `p` must sum to 1 within 1e-6 and answer its own
    image, and the loss lie between 2.0 and 3.2. Answer: `{"loss": ..., "p": ...}`.
    """,
    reference=Later(first_look),
    accept=judges.looks_untrained,
    mistakes=judges.LOOK_MISTAKES,
    hints=[
        "`data.mnist()` gives two pairs; the test images are in the second.",
        "`x = images[:1000].reshape(-1, 784).astype(np.float32) / 255`",
        "`z = net(x)`, then `SoftmaxCrossEntropy()(z, one_hot(labels, 10))`.",
    ],
    solution=first_look,
)


# -- 14d ------------------------------------------------------------------------------
def train_both():
    """Five epochs suffice. Softmax regression draws flat borders between the classes
    and ends near .92; two hidden layers bend them and reach .97. The baseline is what
    gives the second number its meaning."""
    (images, labels), _ = data.mnist()
    x = images.reshape(-1, 784).astype(np.float32) / 255
    y = data.one_hot(labels, 10)
    network, baseline = MLP(784, 64, 64, 10), MLP(784, 10)
    for net in (network, baseline):
        fit(net, SoftmaxCrossEntropy(), x, y, Adam(), 5, batch=128, progress=False)
    return {"network": network, "baseline": baseline}


q4 = Exercise(
    id="14d",
    prompt="""
    Train a network that names at least 96.5 % of the 10,000 test images, and softmax
    regression, `MLP(784, 10)`, as the baseline to judge it by. The network must be
    better by .04 at least. Both are measured here once more.

    Answer: `{"network": ..., "baseline": ...}`.
    """,
    reference=Later(train_both),
    accept=judges.beats_the_baseline,
    limit=30,
    mistakes={
        "never trained": Mistake(
            {"network": MLP(784, 64, 64, 10), "baseline": MLP(784, 10)},
            "One of them still guesses. Call `fit` for both.",
        ),
        "the two are exchanged": Mistake(
            {"network": MLP(784, 10), "baseline": MLP(784, 64, 64, 10)},
            "The baseline is the simple one, without a hidden layer.",
        ),
        "the baseline has a hidden layer": Mistake(
            {"network": MLP(784, 64, 64, 10), "baseline": MLP(784, 16, 10)},
            "A baseline is the simplest thing that could work: `MLP(784, 10)`.",
        ),
        "the network has no hidden layer": Mistake(
            {"network": MLP(784, 10), "baseline": MLP(784, 10)},
            "This is softmax regression twice, which ends near .92.",
        ),
    },
    hints=[
        "`fit(net, SoftmaxCrossEntropy(), x, y, Adam(), epochs=5, batch=128)`",
        "`x` is flattened and divided by 255, `y` is `one_hot(labels, 10)`.",
    ],
    solution=train_both,
)


# -- 14e ------------------------------------------------------------------------------
PROGRAM = """
import numpy as np
from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Dense, Flatten
from keras.utils import to_categorical

(X_train, y_train), (X_test, y_test) = mnist.load_data()
X_train = X_train.reshape((X_train.shape[0], -1)).astype('float32') / 255
X_test = X_test.reshape((X_test.shape[0], -1)).astype('float32') / 255
y_train, y_test = to_categorical(y_train), to_categorical(y_test)

model = Sequential()
model.add(Dense(units=64, activation='relu', input_shape=(X_train.shape[1],)))
model.add(Dense(units=64, activation='relu'))
model.add(Dense(units=10, activation='softmax'))
model.compile(optimizer='adam', loss='categorical_crossentropy',
              metrics=['accuracy'])
model.fit(X_train, y_train, epochs=10, batch_size=128, validation_split=0.2)
print(model.evaluate(X_test, y_test))
"""


def unused_imports():
    """Read the program as a tree: what it imports, less the names it uses afterwards.
    The arrays are NumPy's, but they are changed by their own methods, and `reshape`
    does the flattening."""
    tree = ast.walk(ast.parse(PROGRAM))
    imported, used = set(), set()
    for node in tree:
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.alias):
            imported.add(node.asname or node.name)
    return imported - used


q5 = Exercise(
    id="14e",
    prompt=(
        "Which imported names does this program never use?\n"
        f"\n```python{PROGRAM}```\n"
        '\nAnswer with a set of names as the program writes them: `{"...", "..."}`.'
    ),
    reference=frozenset({"np", "Flatten"}),
    mistakes={
        "NumPy is taken for used": Mistake(
            {"Flatten"},
            "The arrays are NumPy's, but the name `np` never comes up again.",
        ),
        "the reshape is taken for Flatten": Mistake(
            {"np"}, "`reshape` is a method of the array. Look at each imported name."
        ),
        "to_categorical is overlooked": Mistake(
            {"np", "Flatten", "to_categorical"}, "It makes the labels one-hot."
        ),
    },
    hints=[
        "There are six imported names. Search for each of them below the imports.",
        "`np.` does not occur. And among the layers?",
    ],
    solution=unused_imports,
)
