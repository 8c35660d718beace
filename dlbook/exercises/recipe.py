"""Repair the recipe: the quiz of notebook 09 on how a network learns."""

from dlbook.exercises.exercise import Exercise, Mistake


def repairs():
    """Five cards are wrong. Weights are drawn once (B); a unit has one bias, added
    after the sum (C); the output has the activation that fits the loss (D); what goes
    back is the gradient, and the weights move after it (E); the optimizer moves them,
    and not every update helps (F)."""
    return dict(zip("1234567", "ABCADEF", strict=True))


def changed(**cards):
    """The right repairs but for some cards, as in changed(c3="A")."""
    return repairs() | {name[1:]: letter for name, letter in cards.items()}


repair = Exercise(
    id="09r",
    prompt=r"""
    Seven cards explain "how a network learns", the way many introductions do. Five of
    them contain an error.

    1. An example is fed into the input layer and goes on to the hidden layer.
    2. The connections give each input a random weight.
    3. A bias is added to every weighted input.
    4. The sum is handed to the activation function.
    5. An application function is applied at the output.
    6. The weights are adjusted, and the output is sent back to reduce the error.
    7. You change the weights, and each iteration makes the network better.

    Choose for each card what it ought to say:

    - **A** It stands as it is.
    - **B** The weights are drawn once, before training; from then on they are learned.
    - **C** Each unit adds one bias, after the sum.
    - **D** The activation that fits the loss turns scores into answers.
    - **E** The gradient of the loss is sent back; after that the weights move.
    - **F** The optimizer changes the weights, and a single update may make it worse.
    - **G** The weights are drawn anew for every example.
    - **H** Each layer is updated as soon as the gradient has passed through it.

    Answer: `{"1": "A", "2": ..., ...}`.
    """,
    reference=repairs(),
    choices=list("ABCDEFGH"),
    mistakes={
        "a bias for every input": Mistake(
            changed(c3="A"),
            "Three products 10, 5, 6 and a bias of 9: is it 30, or 48 with a bias for "
            "each? See notebook 02.",
        ),
        "weights drawn for every example": Mistake(
            changed(c2="G"),
            "Then nothing could be learned: each example would meet another network.",
        ),
        "random weights for every input": Mistake(
            changed(c2="A"),
            "Weights belong to the connections and are random only at the start.",
        ),
        "the output is sent back": Mistake(
            changed(c6="A"),
            "What did the purple numbers in the lab stand for? And when did the "
            "parameters change?",
        ),
        "each layer moves on the way": Mistake(
            changed(c6="H"),
            "That is the bug of the lab: the check failed with it.",
        ),
        "the learner changes the weights": Mistake(
            changed(c7="A"),
            "People choose the rate and the sizes. And with rate 0.5 one step more can "
            "make the loss worse.",
        ),
        "an application function": Mistake(
            changed(c5="A"), "The word is activation, and it is chosen with the loss."
        ),
    },
    hints=[
        "Two cards stand as they are.",
        "Two of the eight letters are errors themselves, and belong to no card.",
    ],
    solution=repairs,
)


def in_order():
    """The weights are drawn once. Then, for every update: forward, loss, backward, and
    only with all gradients at hand the step."""
    rounds = ["draw", "forward", "loss", "backward", "step"]
    return {name: place for place, name in enumerate(rounds, 1)}


order = Exercise(
    id="09s",
    prompt=r"""
    And in which order? Number the five from 1 to 5 as they happen first.

    - `"step"`: all parameters move
    - `"loss"`: the answer is compared with the target
    - `"draw"`: the weights are drawn at random
    - `"backward"`: all gradients are computed
    - `"forward"`: the answer is computed

    Answer: `{"step": ..., "loss": ..., "draw": ..., "backward": ..., "forward": ...}`.
    """,
    reference=in_order(),
    mistakes={
        "the step before the gradients": Mistake(
            {"draw": 1, "forward": 2, "loss": 3, "step": 4, "backward": 5},
            "What would it step along? The gradients come first, all of them.",
        ),
        "back before forward": Mistake(
            {"draw": 1, "backward": 2, "loss": 3, "forward": 4, "step": 5},
            "The way back needs the values that the way forward left on the tape.",
        ),
        "weights drawn after the data are in": Mistake(
            {"forward": 1, "draw": 2, "loss": 3, "backward": 4, "step": 5},
            "The very first forward pass already needs weights.",
        ),
    },
    hints=["One of them happens only once.", "The step comes last, and then again."],
    solution=in_order,
)
