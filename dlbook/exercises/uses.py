"""The ten uses of notebook 15: which data, and so which wiring to try first."""

from dlbook.exercises.exercise import Exercise, Mistake

WIRINGS = ["grid", "sequence", "table", "graph"]


def ten_uses():
    """Ask what a neighbour is. Pixels have neighbours on two sides and above and below:
    a grid, so convolution. Words, notes and readings come one after another: a
    sequence, so recurrence or attention. Columns of a form have no neighbours: a
    table, so an MLP (or a simpler model). Atoms and customers have partners of their
    own: a graph, so the same small net along every edge."""
    key = "grid sequence grid table graph sequence grid table graph sequence"
    return dict(zip("ABCDEFGHIJ", key.split(), strict=True))


def changed(**answers):
    return ten_uses() | answers


uses = Exercise(
    id="15u",
    prompt="""
    Ten uses of neural networks, each with what it is given. What kind of data is it?

    - **A** A car finds people in a picture of its camera.
    - **B** A program says whether the text of a film review is friendly.
    - **C** An X-ray of a lung is searched for shadows.
    - **D** A bank estimates credit risk from twelve entries of a form.
    - **E** A shop recommends: customers, goods, and a link for each purchase.
    - **F** A robot foretells its next position from the last ten seconds of readings.
    - **G** A game sharpens each picture before it is shown.
    - **H** A factory sorts out faulty parts by eight measurements of each.
    - **I** Chemists foretell whether a molecule dissolves: atoms and bonds.
    - **J** A program continues a melody, note by note.

    Choose: `grid` (convolution), `sequence` (recurrence or attention), `table` (MLP) or
    `graph` (one small network along every link). Answer: `{"A": ..., "B": ..., ...}`.
    """,
    reference=ten_uses(),
    choices=WIRINGS,
    mistakes={
        "words in a table": Mistake(
            changed(B="table"),
            'Counting words throws their order away: "not good, but bad" and "not '
            'bad, but good" would be the same.',
        ),
        "every list of numbers is a sequence": Mistake(
            changed(D="sequence", H="sequence"),
            "Would anything be lost if the columns changed places? In a sequence, yes.",
        ),
        "every list of numbers is a table": Mistake(
            changed(F="table", J="table"),
            "Readings and notes have an order that matters, and no fixed number.",
        ),
        "links in a grid": Mistake(
            changed(E="grid", I="grid"),
            "In a grid everyone has the same number of neighbours. How many bonds has "
            "an atom, how many purchases a customer?",
        ),
        "a picture is a table of pixels": Mistake(
            changed(A="table", C="table", G="table"),
            "It can be read so, and notebook 14 did. But then nothing knows which "
            "pixels are neighbours.",
        ),
    },
    hints=[
        "Would anything be lost if you shuffled the numbers? In a table, no.",
        "Who is whose neighbour: left and right, above and below, before and after?",
    ],
    solution=ten_uses,
)
