"""The source of a worked solution as a program that runs by itself."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable


def runnable_source(function: Callable) -> str:
    """The function without its docstring, after every import and helper it uses.

    Taken from the file, so that what a learner reads is what the tests have run."""
    try:
        text = inspect.getsource(sys.modules[function.__module__])
    except (OSError, TypeError):  # defined in a notebook, which has no file
        return textwrap.dedent(inspect.getsource(function)).strip()
    lines, tree = text.splitlines(), ast.parse(text)
    defined = {name: node for node in tree.body for name in _binds(node)}
    if function.__name__ not in defined:  # inside another function
        return textwrap.dedent(inspect.getsource(function)).strip()
    used, waiting = set(), {function.__name__}
    while waiting:
        name = waiting.pop()
        used.add(name)
        node = defined[name]
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            waiting |= {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name)
            } & defined.keys() - used
    imports, rest = [], []
    for node in tree.body:
        if not used.intersection(_binds(node)):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            node.names = [a for a in node.names if (a.asname or a.name) in used]
            imports.append(_folded(ast.unparse(node)))
        else:
            hidden = _docstring_lines(node) if function.__name__ in _binds(node) else ()
            rest.append(
                "\n".join(
                    lines[k - 1]
                    for k in range(_first_line(node), node.end_lineno + 1)
                    if k not in hidden
                )
            )
    return "\n\n\n".join(["\n".join(imports)] * bool(imports) + rest)


def _folded(line: str) -> str:
    """An import in brackets where it is too long for a page."""
    if len(line) <= 79:
        return line
    start, names = line.split(" import ")
    indent = {"initial_indent": "    ", "subsequent_indent": "    "}
    return f"{start} import (\n{textwrap.fill(names, 79, **indent)},\n)"


def _binds(node: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module defines."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [
            n.id
            for n in ast.walk(node)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        ]
    return []


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])


def _docstring_lines(node: ast.stmt) -> range:
    if not ast.get_docstring(node):
        return range(0)
    first = node.body[0]
    return range(first.lineno, first.end_lineno + 1)
