"""What the checker says: a verdict on an answer, and a note with a question or a hint.

Both show themselves: as HTML or Markdown in a notebook, as plain text elsewhere. A
verdict always carries a word and a sign, and takes the colours of the page it stands
on, so that it reads the same on a light theme, on a dark one and without colour."""

import html
import re
import textwrap
from dataclasses import dataclass

RIGHT, NOT_YET, NOT_ATTEMPTED = "right", "not yet", "not attempted"

# Word, sign on the page, sign in plain text (ASCII: any terminal prints it), and the
# colour of the bar: decoration only, at least 3 : 1 on white and on near black.
_LOOKS = {
    RIGHT: ("Right", "✓", "[+]", "#1a7f37"),
    NOT_YET: ("Not yet", "✗", "[-]", "#b35900"),
    NOT_ATTEMPTED: ("Not attempted", "○", "[ ]", "#6e7781"),
}


@dataclass(frozen=True)
class Verdict:
    """One answer judged: `status`, a `message` in words, and the `mistake` by its name.

    `status` is "right", "not yet" or "not attempted"; `mistake` is None where the
    checker cannot name one. Backticks in the message mark code."""

    status: str
    message: str
    mistake: str | None = None

    def _sentence(self) -> tuple[str, str]:
        """The opening words and the rest: 'Not yet: transposed.' and the message."""
        word = _LOOKS[self.status][0]
        opening = f"{word}: {self.mistake}." if self.mistake else f"{word}."
        return opening, self.message

    def __repr__(self) -> str:
        opening, message = self._sentence()
        text = f"{_LOOKS[self.status][2]} {opening} {message}".rstrip()
        lines = text.splitlines()
        return "\n".join(
            textwrap.fill(line, 79, subsequent_indent="    ") for line in lines
        )

    def _repr_html_(self) -> str:
        opening, message = self._sentence()
        _, sign, _, colour = _LOOKS[self.status]
        return (
            f'<div style="border-left: 5px solid {colour}; padding: 4px 12px; '
            f'max-width: 44em">'
            f"<b>{sign} {html.escape(opening)}</b> {marked(message)}</div>"
        )


@dataclass(frozen=True)
class Note:
    """A question, a hint or a solution: a `title`, a `body` in Markdown, and `code`."""

    title: str
    body: str
    code: str = ""

    def __repr__(self) -> str:
        parts = [self.title, self.body, textwrap.indent(self.code, "    ")]
        return "\n\n".join(part for part in parts if part)

    def _repr_markdown_(self) -> str:
        code = f"```python\n{self.code}\n```" if self.code else ""
        parts = [f"**{self.title}**", self.body, code]
        return "\n\n".join(part for part in parts if part)


def marked(message: str) -> str:
    """The message as safe HTML: escaped, with `code` and **weight**, lines kept."""
    safe = html.escape(message)
    safe = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe)
    safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe, flags=re.DOTALL)
    return safe.replace("\n", "<br>")
