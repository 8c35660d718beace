"""The page that pictures are drawn on, and the way they reach the reader.

No pyplot and no global settings: a figure is an object, and the style of the course
(`dlbook.mplstyle`) holds only while a picture is being drawn."""

import io
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

STYLE = Path(__file__).parents[1] / "dlbook.mplstyle"
DPI = 80
LEFT, RIGHT, BOTTOM, TOP, GAP = 0.85, 0.25, 0.65, 0.45, 0.95  # inches

in_style = matplotlib.rc_context(
    matplotlib.rc_params_from_file(STYLE, use_default_template=False)
)  # a decorator: @in_style


MAKERS = "plot scatter bar barh hist step stem errorbar fill_between imshow contour"
MAKERS += " contourf axhline axvline axvspan text annotate set_title legend"
CourseAxes = type(
    "CourseAxes",
    (Axes,),
    {name: in_style(getattr(Axes, name)) for name in MAKERS.split()},
)  # plain Axes, whose own methods draw in the style too: a notebook needs no more


@in_style
def figure(
    width: float = 9,
    height: float = 4,
    rows: int = 1,
    columns: int = 1,
    bare: bool = False,
    **grid: object,
) -> Figure:
    """A figure with rows x columns of axes, in `fig.axes`. Sizes in inches.

    Margins are the same in inches on every page. `bare` leaves out axes, ticks and
    margins, for networks and images. `grid` goes to Figure.subplots, as in
    width_ratios=(2, 1) or sharey=True."""
    fig = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(fig)
    left, right, bottom, top, gap = (
        (0.1, 0.1, 0.1, 0.4, 0.3) if bare else (LEFT, RIGHT, BOTTOM, TOP, GAP)
    )
    across = (width - left - right - gap * (columns - 1)) / columns
    down = (height - bottom - top - gap * (rows - 1)) / rows
    if min(across, down) <= 0:
        raise ValueError(
            f"{width} x {height} inches leave no room for {rows} x {columns} axes"
        )
    fig.subplots(rows, columns, subplot_kw={"axes_class": CourseAxes}, **grid)
    fig.subplots_adjust(
        left=left / width,
        right=1 - right / width,
        bottom=bottom / height,
        top=1 - top / height,
        wspace=gap / across,
        hspace=gap / down,
    )
    if bare:
        for ax in fig.axes:
            ax.set_axis_off()
    return fig


def show(fig: Figure, alt: str = "") -> None:
    """End a cell with the picture and the sentence that says what it shows.

    In a notebook the output is image/png with alt as its metadata, and alt as
    text/plain, which readers without the picture get and which tests compare.
    Elsewhere the sentence is printed. An empty alt is a ValueError."""
    words = " ".join(alt.split()) if isinstance(alt, str) else ""
    if not words:
        raise ValueError(
            f"show needs alt, one sentence that says what the picture shows, such as "
            f'show(fig, alt="The loss falls from 2.3 to 0.1."); got alt={alt!r}'
        )
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        shell = None
    else:
        shell = get_ipython()
    if shell is None:
        print(words)
        return
    display(
        {"image/png": png(fig), "text/plain": words},
        metadata={"image/png": {"alt": words}},
        raw=True,
    )


@in_style
def png(fig: Figure, dpi: int = DPI) -> bytes:
    """The figure as PNG of at most 256 colours: a third of the bytes, same look."""
    raw, packed = io.BytesIO(), io.BytesIO()
    fig.savefig(raw, format="png", dpi=dpi)
    picture = Image.open(raw).convert("RGB")
    picture = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=0)
    picture.save(packed, "png", optimize=True)
    return packed.getvalue()
