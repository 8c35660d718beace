"""The closing self-test of notebook 15: one question from each notebook so far."""

from dlbook.exercises.exercise import Exercise, Mistake


def fifteen():
    """The reasons, in the order of the questions:

    1. The data choose the numbers; a person chooses the form of the rule.
    2. The bias is added once, to the sum.
    3. No line parts (0, 0) and (1, 1) from the other two corners.
    4. Affine after affine is affine.
    5. `6*4 + 4` and `4*4 + 4` and `4*1 + 1` are 53.
    6. Each layer of two units folds once more and doubles the pieces.
    7. -ln 0.4 is 0.916.
    8. The distance from 3 is multiplied by 1 - 2.2 = -1.2 in each step.
    9. One sweep along the tape, from its end; the optimizer moves the weights.
    10. 48,000 / 128 = 375.
    11. It was picked because it was high, and a part of that was luck.
    12. A model wins where its shape fits.
    13. An array has its rows first, so the height.
    14. The layer has a weight for each pixel, and none of them has moved.
    15. One cell is used at each step, again and again."""
    return dict(zip(map(str, range(1, 16)), "BACBCACBABCACBA", strict=True))


def changed(number, letter):
    return fifteen() | {str(number): letter}


test = Exercise(
    id="15s",
    prompt=r"""
    One question from each notebook so far. Choose A, B or C.

    1. In machine learning, the numbers of the rule are chosen by
       **A** the programmer, **B** the data, **C** chance.
    2. A neuron with three inputs adds its bias
       **A** once, **B** to every product, **C** only when it fires.
    3. The perceptron never learns XOR because
       **A** the rate is too small, **B** four points are few, **C** no line parts it.
    4. Ten layers without activation functions can do
       **A** ten times as much as one, **B** what one can, **C** nothing.
    5. A 6-4-4-1 network has
       **A** 15 parameters, **B** 44, **C** 53.
    6. What depth buys in the tent map is
       **A** pieces that double with each layer, **B** a lower loss, **C** fewer inputs.
    7. The true class has probability 0.4; the cross-entropy is
       **A** 0.4, **B** 0.6, **C** 0.916.
    8. On $(w-3)^2$ with rate 1.1 descent
       **A** lands sooner, **B** flies off, **C** bounces between two points for ever.
    9. Backpropagation works out
       **A** all gradients in one sweep back, **B** new weights, **C** the inputs again.
    10. 48,000 rows in batches of 128 are, in one epoch,
       **A** 128 updates, **B** 375, **C** 48,000.
    11. A setting was chosen by its test accuracy. That accuracy is now
       **A** exact, **B** too low, on average, **C** too high, on average.
    12. Of several kinds of classifier, the best is
       **A** different from data set to data set, **B** the network, **C** the newest.
    13. The shape of a colour image's array is
       **A** (width, height, 3), **B** (3, width, height), **C** (height, width, 3).
    14. Digits moved by five pixels are misread by the MLP because
       **A** it trained too little, **B** each pixel has its own weight, **C** of noise.
    15. A recurrent layer that reads twice as many steps has
       **A** as many parameters, **B** twice as many, **C** four times as many.

    Answer: `{"1": ..., "2": ..., ..., "15": ...}`.
    """,
    reference=fifteen(),
    choices=list("ABC"),
    mistakes={
        "a bias for every product": Mistake(
            changed(2, "B"), "10, 5, 6 and a bias of 9 make 30. See notebook 02."
        ),
        "more layers are always more": Mistake(
            changed(4, "A"), "Without a bend between, they fold into one: notebook 04."
        ),
        "the biases are forgotten": Mistake(
            changed(5, "B"), "44 weights; and each unit has a bias. See notebook 05."
        ),
        "one minus the probability": Mistake(
            changed(7, "B"), "The loss is -ln of the probability: notebook 07."
        ),
        "the limit taken for beyond it": Mistake(
            changed(8, "C"), "That is rate 1.0. At 1.1 each step is 1.2 times as long."
        ),
        "backpropagation moves the weights": Mistake(
            changed(9, "B"), "It finds gradients; the optimizer moves: notebook 09."
        ),
        "a test may be looked at often": Mistake(
            changed(11, "A"), "The luckiest of many was chosen. See notebook 11."
        ),
        "width before height": Mistake(
            changed(13, "A"), "Arrays have rows first, so height: notebook 13."
        ),
        "a cell for every step": Mistake(
            changed(15, "B"), "The cell is used again, it is not copied: exercise 15c."
        ),
    },
    hints=[
        "Each question is answered in the notebook of its number.",
        "Look up the ones you doubt: a notebook takes a minute to skim.",
    ],
    solution=fifteen,
)
