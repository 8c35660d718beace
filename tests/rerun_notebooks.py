"""Run the committed notebooks again and write them in their normal form.

    python3 course.py notebooks          all of them
    python3 course.py notebooks 07 14    some of them

A second run on the same versions changes no byte: outputs hold no time, no address and
no widget, metadata only the kernel, the language, slides and alt texts.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from course import one_blas_thread  # noqa: E402 - found from the project's root

NOTEBOOKS = ROOT / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
FALLBACKS = {"image/png", "image/jpeg", "text/html"}
CELL_METADATA = ("slideshow", "tags")
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def main(numbers: list[str]) -> int:
    """Run and write what was asked for; 1 when a notebook failed, else 0."""
    one_blas_thread()  # two add in another order, and pictures change
    prefixes = tuple(number.zfill(2) for number in numbers)
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    chosen = [path for path in paths if not prefixes or path.name.startswith(prefixes)]
    if not chosen:
        print("There is no such notebook:", *numbers)
        return 2
    return int(not all([rerun(path) for path in chosen]))


def rerun(path: Path) -> bool:
    """Execute one notebook; its file is written only when every cell succeeded."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        print(f"{path.name}: failed, and left as it was\n{error}")
        return False
    after = nbformat.writes(normalise(notebook), indent=1) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    print(f"{path.name}: {'written anew' if after != before else 'unchanged'}")
    return True


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop all that differs from run to run or that a reader cannot see."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    used = set()
    for number, cell in enumerate(notebook.cells):
        if cell.get("id") in used or "id" not in cell:
            cell["id"] = f"cell-{number:03}"
        used.add(cell["id"])
        kept = {
            key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata
        }
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs = tidy(cell.outputs)
    return notebook


def tidy(outputs: list) -> list:
    """Join streams that came in pieces; drop widgets where a picture stands for them.

    Without a kernel a widget shows as "Error displaying widget", and its number is
    random. nbval does not compare it.
    """
    kept = []
    for output in outputs:
        last = kept[-1] if kept else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last["text"] += output["text"]
            continue
        if FALLBACKS & set(output.get("data", {})):
            output.data.pop(WIDGET, None)
        if "metadata" in output:
            output.metadata = nbformat.from_dict(
                {kind: output.metadata[kind] for kind in FALLBACKS & {*output.metadata}}
            )
        kept.append(output)
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
