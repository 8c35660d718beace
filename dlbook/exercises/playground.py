"""Six missions in the playground: hand in `lab.state`, and it is trained anew."""

from dlbook.exercises.exercise import Mistake
from dlbook.exercises.judges import playground as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="16",
    prompt="""
    XOR with one hidden layer of **two** tanh units, rate 0.3, 60 epochs. From seed 0 it
    comes out well: every test point is right. Now the same program starts from sixteen
    different seeds, 0 to 15. In how many of them are at least 95 % of the test points
    right?
    """,
    truth="12",
    choices=["16, all of them", "12", "4", "1, only the first"],
    because="""
    Two units are just enough, so both must take the right place. From four of the
    sixteen starts one of them never does, and the network gets stuck.
    """,
)

# -- 16a -------------------------------------------------------------------------------
CIRCLES = {"data": "circles", "layers": 1, "rate": 0.3, "step": 150}


def fewest():
    """One unit is one line. Two lines make a strip or a wedge, which is open on some
    side. Three lines close a triangle around the inner class: the fewest."""
    return CIRCLES | {"units1": 3}


q1 = judges.mission(
    id="16a",
    prompt="""
    **Circles** (noise 0.1 or more), features $x_1$ and $x_2$ alone, **one** hidden
    layer: find the fewest units with which at least 95 % of the test points come out
    right.

    Answer: `lab.state`. It is trained anew from its start to the epoch where you stand.
    """,
    reference=fewest(),
    accept=judges.circles_with_few,
    mistakes={
        "more units than it needs": Mistake(
            CIRCLES | {"units1": 4}, "It works, but with fewer too. Take one away."
        ),
        "too few units": Mistake(
            CIRCLES | {"units1": 2},
            "Two lines do not close a shape around the inner class. Look at the large "
            "map: on which side does the blue run out?",
        ),
        "a feature does the work": Mistake(
            CIRCLES | {"units1": 1, "x1x1": True, "x2x2": True},
            "With squares as inputs a single unit can be a circle. Here the features "
            "are to be x₁ and x₂ alone.",
        ),
    },
    hints=[
        "Each unit of the first layer is one line. How many lines close a shape?",
        "Try 2, 3 and 4 units with tanh, rate 0.3, some 150 epochs.",
    ],
    solution=fewest,
)

# -- 16b -------------------------------------------------------------------------------
XOR = {"data": "xor", "noise": 0.25, "layers": 0, "step": 40}


def one_product():
    """The class of XOR is the sign of x1 times x2. Give the network that product, and
    one neuron with a single weight on it has nothing left to do but a threshold."""
    return XOR | {"x1x2": True}


q2 = judges.mission(
    id="16b",
    prompt="""
    **XOR** (noise 0.1 or more) with **no hidden layer**: which single feature, added to
    $x_1$ and $x_2$ or in place of them, brings 95 % of the test points out right?

    Answer: `lab.state`.
    """,
    reference=one_product(),
    accept=judges.xor_by_a_product,
    mistakes={
        "a hidden layer does the work": Mistake(
            XOR | {"layers": 1, "units1": 4, "rate": 0.3},
            "That solves XOR, as in notebook 05. Here it is to be done without.",
        ),
        "no product": Mistake(
            XOR | {"x1x1": True},
            "A square does not know the sign: (1, 1) and (-1, 1) have the same x₁². "
            "What differs between the corners of one class and those of the other?",
        ),
        "more than one feature": Mistake(
            XOR | {"x1x2": True, "x1x1": True, "sin1": True},
            "One is enough. Take away the ones that do no work: whose weight stays "
            "small?",
        ),
    },
    hints=[
        "Write the four corners with their class. What do x₁ and x₂ say *together*?",
        "One of the seven features has the same sign on both corners of a class.",
    ],
    solution=one_product,
)


# -- 16c -------------------------------------------------------------------------------
def spiral():
    """Two layers of 16 ReLU units with Adam: the first cuts the plane along many lines,
    the second joins the pieces into the arms. It takes a hundred epochs or so."""
    return {
        "data": "spirals", "noise": 0.05, "layers": 2, "units1": 16, "units2": 16,
        "activation": "relu", "optimizer": "Adam", "rate": 0.01, "step": 150,
    }  # fmt: skip


q3 = judges.mission(
    id="16c",
    prompt="""
    **Spirals** (noise 0.05 or more), features $x_1$ and $x_2$ alone: find a network, an
    optimizer and a number of epochs that get at least 90 % of the test points right.

    Answer: `lab.state`.
    """,
    reference=spiral(),
    accept=judges.spirals_untangled,
    mistakes={
        "one straight line": Mistake(
            spiral() | {"activation": "linear"},
            "Without a bend, whatever its depth, a network draws one line.",
        ),
        "too early": Mistake(
            spiral() | {"step": 10},
            "It is on its way: look at the loss. Spirals take patience.",
        ),
        "learnt by heart": Mistake(
            spiral() | {"share": 10, "units1": 64, "units2": 64},
            "Much better on the points it trains on than on the others: give it more "
            "points (% to train on).",
        ),
    },
    hints=[
        "Eight tanh units in one layer are too few. Go wider, and add a second layer.",
        "Adam at rate 0.01 gets there sooner than plain descent.",
        "Two layers of 16 ReLU units, Adam at 0.01, some 150 epochs.",
    ],
    solution=spiral,
)

# -- 16d -------------------------------------------------------------------------------
RELUS = {"data": "circles", "activation": "relu"}


def edge_of_the_rate():
    """Go up notch by notch from a rate that settles. On the circles with two layers of
    eight ReLU units, 2.5 ends below where it began after 50 epochs, 3 does not."""
    return RELUS | {"rate": 3.0}, RELUS | {"rate": 2.5}


q4 = judges.mission(
    id="16d",
    prompt="""
    On a network and data of your choice find **a rate that diverges and the largest
    that does not**: two notches of the rate next to each other, all else the same. A
    run diverges if it ends in an error, or if after 50 epochs its training loss is
    above where it began.

    Keep one setting with `too_large = lab.state`, then move the rate.
    Answer: `(too_large, lab.state)`.
    """,
    reference=edge_of_the_rate(),
    accept=judges.rate_bracketed,
    mistakes={
        "both settle": Mistake(
            (RELUS | {"rate": 0.4}, RELUS | {"rate": 0.3}),
            "Neither diverges within 50 epochs. Go on to larger rates.",
        ),
        "both diverge": Mistake(
            (RELUS | {"rate": 10.0}, RELUS | {"rate": 9.0}),
            "Both diverge within 50 epochs. Go down until one does not.",
        ),
        "the other way round": Mistake(
            edge_of_the_rate()[::-1], "The first is to be the rate that diverges."
        ),
        "a gap between them": Mistake(
            (RELUS | {"rate": 9.0}, RELUS | {"rate": 0.1}),
            "There are more notches between them. Which is the largest that settles?",
        ),
    },
    hints=[
        "ReLU networks diverge sooner than tanh ones, whose outputs stay within 1.",
        "Halve the gap: try a rate in the middle, and keep the half with the edge.",
    ],
    solution=edge_of_the_rate,
)

# -- 16e -------------------------------------------------------------------------------
WIDE = {
    "data": "moons", "noise": 0.4, "share": 20, "units1": 32, "units2": 32,
    "activation": "relu", "optimizer": "Adam", "rate": 0.01, "step": 200,
}  # fmt: skip
BRIEF = {"data": "moons", "noise": 0.4, "step": 30}


def mended():
    """Eighty noisy points and a wide network: it learns them by heart, and the test
    loss turns up. L2 keeps its weights small, so it cannot bend around each point."""
    return WIDE, WIDE | {"l2": 0.003}


q5 = judges.mission(
    id="16e",
    prompt="""
    **Moons** with noise 0.3 or more. First overfit: the test loss rises to at least
    one and a half times its lowest, and the share of training points that is right is
    at least 4 percentage points above that of the test. Then mend it with **L2 alone**:
    the test loss falls by at least 30 %, and no fewer test points are right.

    Keep the first with `by_heart = lab.state`, then move L2, and train to the same
    epoch.
    Answer: `(by_heart, lab.state)`.
    """,
    reference=mended(),
    accept=judges.overfitting_mended,
    mistakes={
        "more than L2 is different": Mistake(
            (WIDE, WIDE | {"l2": 0.003, "share": 50}),
            "To know that it was L2, only L2 may differ.",
        ),
        "nothing was learnt by heart": Mistake(
            (BRIEF, BRIEF | {"l2": 0.003}),
            "The first run does not overfit. Fewer points, more units, more epochs.",
        ),
        "too little L2": Mistake(
            (WIDE, WIDE | {"l2": 0.0001}), "It helps too little. Go on to a larger L2."
        ),
        "too much L2": Mistake(
            (WIDE, WIDE | {"l2": 0.3}),
            "Fewer test points are right than without: now the weights are held so "
            "small that the network cannot bend where it should.",
        ),
    },
    hints=[
        "To overfit: 20 % to train on, two layers of 32 ReLU units, Adam at 0.01.",
        "L2 between 0.001 and 0.01 is worth a try.",
    ],
    solution=mended,
)

# -- 16f -------------------------------------------------------------------------------
LUCKY = {
    "data": "xor",
    "noise": 0.25,
    "layers": 1,
    "units1": 2,
    "rate": 0.3,
    "step": 60,
}


def counted():
    """Tick the box, train, and read the summary: with two hidden units 4 of the sixteen
    starts end below 95 %. The setting is the same for all; the seed decides."""
    return LUCKY, 4


q6 = judges.mission(
    id="16f",
    prompt="""
    Find a setting that works from some seeds and fails from others, tick *is it
    luck?*, train, and count: **how many of the sixteen** have fewer than 95 % of the
    test points right? At least one has to fail, and at least one to succeed.

    Answer: `(lab.state, how_many)`.
    """,
    reference=counted(),
    accept=judges.failures_counted,
    mistakes={
        "those that succeed": Mistake((LUCKY, 12), "That is how many succeed."),
        "the first seed alone": Mistake(
            (LUCKY, 0),
            "The network in the picture succeeds, and is one of sixteen. Look at the "
            "dots below it.",
        ),
        "no luck in it": Mistake(
            (LUCKY | {"units1": 16}, 0),
            "All sixteen do the same. Make it fragile: fewer units, or harder data.",
        ),
    },
    hints=[
        "XOR with two or three hidden units is fragile.",
        "The summary under the picture says how many stay below 95 %.",
    ],
    solution=counted,
)
