"""Exercises of notebook 01: rules or examples?"""

import numpy as np

from dlbook import BinaryCrossEntropy, GradientDescent, LogisticRegression, data
from dlbook.exercises.exercise import Exercise, Mistake, form
from dlbook.exercises.judges import rules as judges
from dlbook.exercises.predict import Prediction
from dlbook.training import descent, evaluate, fit

guess = Prediction(
    id="01",
    prompt="""
    A learner is shown some labelled patients, drawn at random from the 400. On average
    over 20 draws, **how many must it see until it is right for as many of 2,000 new
    patients as the tuned rule, 37.5 degrees?** Choose from the lab's steps: 5, 6, 7, 8,
    10, 12, 15, 20, 30, 50, 100, 200 or 400.
    """,
    truth=15,
    unit="patients",
    because="""
    With 5 examples it is right for 0.634 and loses even to 38.0 (0.686). With 15 it
    reaches 0.791 against the tuned rule's 0.790. More examples then take it to 0.838,
    where one threshold cannot follow.
    """,
)


# -- 01a ------------------------------------------------------------------------------
def two_rules():
    """A rule gives one answer for each patient; it is right where the answer equals the
    label, for the sick and for the healthy. The mean of right-or-wrong is the share."""
    x, y = data.patients(400, seed=0)
    answer = {}
    for name, threshold in (("38.0", 38.0), ("37.5", 37.5)):
        right = (x[:, 2] >= threshold) == y
        answer[name] = (int(right.sum()), float(right.mean()))
    return answer


q1 = Exercise(
    id="01a",
    prompt="""
    Take the 400 known patients, `data.patients(400, seed=0)`, and the rule "sick from T
    degrees on". For T = 38.0 and for T = 37.5: how many patients does the rule get
    right, and what share is that?

    Answer: `{"38.0": (right, share), "37.5": (right, share)}`.
    """,
    reference={"38.0": (259, 0.6475), "37.5": (306, 0.7650)},
    mistakes={
        "the errors are counted": Mistake(
            {"38.0": (141, 0.3525), "37.5": (94, 0.2350)},
            "These are the patients it gets wrong. Compare the two with ==, not !=.",
        ),
        "only the sick that were found": Mistake(
            {"38.0": (55, 0.1375), "37.5": (134, 0.3350)},
            "A healthy patient called healthy is a right answer, too.",
        ),
        "how many are called sick": Mistake(
            {"38.0": (62, 0.1550), "37.5": (173, 0.4325)},
            "That is what the rule says, whoever is right. Compare with the labels y.",
        ),
        "scored on the new patients": Mistake(
            {"38.0": (1371, 0.6855), "37.5": (1579, 0.7895)},
            "Those are the 2,000 of seed 1. Here the 400 known ones are asked for.",
        ),
    },
    hints=[
        "Temperature is the third column: `x[:, 2]`. The rule is `x[:, 2] >= 38`.",
        "`(x[:, 2] >= 38) == y` is True where the rule is right. Sum it, then divide.",
    ],
    solution=two_rules,
)


# -- 01b ------------------------------------------------------------------------------
def count_the_pictures():
    """Each pixel doubles the number of pictures: two to the number of pixels. Python's
    whole numbers have no limit, so the digits of 2**784 can be counted."""
    return {"5x5": 2 ** (5 * 5), "digits of 28x28": len(str(2 ** (28 * 28)))}


q2 = Exercise(
    id="01b",
    prompt="""
    Could a table hold the right answer for every picture? Each pixel is black or white.
    How many different pictures of 5 x 5 pixels are there? And of 28 x 28 pixels: how
    many decimal digits has their number?

    Answer: `{"5x5": ..., "digits of 28x28": ...}`.
    """,
    reference={"5x5": 33_554_432, "digits of 28x28": 237},
    mistakes={
        "two for each pixel, added up": Mistake(
            {"5x5": 50, "digits of 28x28": 4},
            "The second pixel doubles what the first one gives. Multiply, not add.",
        ),
        "pixels squared": Mistake(
            {"5x5": 625, "digits of 28x28": 6},
            "It is two to the number of pixels, not the number of pixels to the two.",
        ),
        "the pixels of one side": Mistake(
            {"5x5": 32, "digits of 28x28": 9},
            "A row alone has so many. There are 5 x 5 and 28 x 28 pixels.",
        ),
        "binary digits": Mistake(
            {"5x5": 33_554_432, "digits of 28x28": 785},
            "Written in zeros and ones it has 785. In decimal: `len(str(2**784))`.",
        ),
    },
    hints=[
        "One pixel: 2 pictures. Two pixels: 4. Three: 8. And 25?",
        "`2**784` is no problem for Python; `str` makes it a text, `len` counts.",
    ],
    solution=count_the_pictures,
)


# -- 01c ------------------------------------------------------------------------------
def scaled_patients():
    x, y = data.patients(400, seed=0)
    return (x - x.mean(axis=0)) / x.std(axis=0), y[:, None].astype(float)


def blind(x, y, tries=1000):
    theta = np.random.default_rng(0).normal(0, 2, (tries, 4))
    loss = BinaryCrossEntropy()
    return [loss(x @ t[:3, None] + t[3], y) for t in theta]


def downhill(x, y, steps=100):
    neuron, loss = LogisticRegression(3), BinaryCrossEntropy()
    neuron.theta = np.zeros(4)
    rule = GradientDescent(0.5)
    for _step in descent(neuron, loss, x, y, rule, epochs=steps, batch=None):
        pass
    return loss(neuron(x), y)


def race():
    """Blind search draws four numbers, keeps the best it has met, and learns nothing
    from the others. Each gradient step asks the 400 patients which way is better, and
    goes there: 100 such steps end lower than 1,000 blind tries."""
    x, y = scaled_patients()
    return {"search": min(blind(x, y)), "gradient": downhill(x, y)}


q3 = Exercise(
    id="01c",
    prompt="""
    Run the race of section 6 to its end on the 400 known patients, standardised. To
    which loss does blind search get with 1,000 tries (`blind(1000)`, the best of them),
    and to which do 100 gradient steps get? Three decimals will do.

    Answer: `{"search": ..., "gradient": ...}`.
    """,
    reference={"search": 0.39275, "gradient": 0.38050},
    tolerance=0.0006,
    mistakes={
        "a tenth of the work": Mistake(
            {"search": 0.5011, "gradient": 0.4638},
            "That is after 100 tries and 10 steps. Ask for 1,000 and for 100.",
        ),
        "the last try, not the best": Mistake(
            {"search": 0.62523, "gradient": 0.38050},
            "Blind search keeps the best of all it has tried: the smallest loss.",
        ),
        "the worst try": Mistake(
            {"search": 5.44322, "gradient": 0.38050},
            "A loss says how bad it is. The best is the smallest: `min`.",
        ),
        "search and gradient are swapped": Mistake(
            {"search": 0.38050, "gradient": 0.39275},
            "The lower loss belongs to the one that is told where down is.",
        ),
    },
    hints=[
        "Section 6 has both contestants as functions. Call them with larger numbers.",
        "`min(...)` of the 1,000 losses, and the loss after the 100th step.",
    ],
    solution=race,
)


# -- 01d ------------------------------------------------------------------------------
def innermost():
    """Two questions sort all eight. Was anything fitted to data? If not, it is AI only.
    If so: is it a network with two or more hidden layers? Then it is deep learning."""
    fitted = {"B", "C", "E", "F", "H"}
    hidden_layers = {"C": 2, "F": 30, "H": 100}
    answer = {}
    for system in "ABCDEFGH":
        deep = hidden_layers.get(system, 0) >= 2
        answer[system] = "DL" if deep else "ML" if system in fitted else "AI only"
    return answer


q4 = Exercise(
    id="01d",
    prompt="""
    Where does each system belong: to AI only (no learning), to machine learning (but
    not deep), or to deep learning? Choose the innermost.

    - **A** A program that plays noughts and crosses by trying all continuations.
    - **B** A mail filter that counts which words came in 10,000 marked mails.
    - **C** A 784-64-64-10 network trained on digits, with two hidden layers of 64.
    - **D** A medical adviser of 600 if-then rules, written down with doctors.
    - **E** The one neuron of this notebook, trained on 400 patients.
    - **F** A network of some thirty layers that names what a photograph shows.
    - **G** A timetable planner that tries to keep constraints which people listed.
    - **H** A translator: a network of a hundred layers, trained on pairs of sentences.

    Answer: `{"A": ..., "B": ..., ...}`.
    """,
    reference=judges.SORTED,
    choices=["AI only", "ML", "DL"],
    mistakes=judges.MISSORTED,
    hints=[
        "First: is anything in it fitted to data? If not, it is AI only.",
        "Then: is it a network with at least two hidden layers?",
    ],
    solution=innermost,
)


# -- 01e ------------------------------------------------------------------------------
def who_moves_the_weights():
    """A checksum, here the sum of all parameters, before and after. Inference and
    scoring only read the parameters; training writes them. And an iterator that nobody
    runs trains nothing."""
    x, y = scaled_patients()
    neuron, loss, rule = (
        LogisticRegression(3),
        BinaryCrossEntropy(),
        GradientDescent(0.5),
    )
    actions = {
        "predict": lambda: neuron.predict(x),
        "evaluate": lambda: evaluate(neuron, loss, x, y),
        "descent": lambda: descent(neuron, loss, x, y, rule, epochs=10),
        "fit": lambda: fit(neuron, loss, x, y, rule, epochs=1, progress=False),
    }
    answer = {}
    for name, act in actions.items():
        before = neuron.theta.sum()
        act()
        answer[name] = "same" if neuron.theta.sum() == before else "changed"
    return answer


after = form("predict", "evaluate", "descent", "fit")

q5 = Exercise(
    id="01e",
    prompt="""
    A checksum of a neuron's parameters is taken before and after each of these lines.
    Is it the same or has it changed? Try it, with `neuron.theta.sum()`; here `x` is
    `scaled(x)`, `y` is `target` and `rule` is `GradientDescent(0.5)`.

    - `"predict"`: `neuron.predict(x)`
    - `"evaluate"`: `evaluate(neuron, loss, x, y)`, which compares with the labels
    - `"descent"`: `run = descent(neuron, loss, x, y, rule, epochs=10)`, and no loop
    - `"fit"`: `fit(neuron, loss, x, y, rule, epochs=1)`, after `from dlbook import fit`

    Answer: `{"predict": ..., "evaluate": ..., "descent": ..., "fit": ...}`.
    """,
    reference=after("same", "same", "same", "changed"),
    choices=["same", "changed"],
    mistakes={
        "it learns while it is used": Mistake(
            after("changed", "changed", "same", "changed"),
            "Inference reads the parameters and leaves them alone. Print the checksum "
            "before and after `predict`.",
        ),
        "labels alone train": Mistake(
            after("same", "changed", "same", "changed"),
            "Scoring compares answers with labels, and changes nothing.",
        ),
        "an iterator nobody runs": Mistake(
            after("same", "same", "changed", "changed"),
            "`descent` only prepares the run. Each update happens when a loop asks "
            "for it.",
        ),
        "training leaves the model alone": Mistake(
            after("same", "same", "same", "same"),
            "What else would training change? The data stay as they are.",
        ),
    },
    hints=[
        "Take the checksum, run one line, take it again, and compare with ==.",
        "Only one of the four lines makes updates.",
    ],
    solution=who_moves_the_weights,
)
