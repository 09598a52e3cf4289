"""The safe form of a declaration's rich text (rule C4): a small part of HTML, without any attribute.

Other tags are removed and their words stay. Nothing in the safe form can run, fetch or look like a part of the page:
there are no attributes at all, no foreign content (SVG, MathML), no style, no comment."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import nh3

_FLOW = ("p", "br", "h3", "h4", "ul", "ol", "li", "blockquote")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_WORDS = ("strong", "em", "u", "sub", "sup")
TAGS = frozenset((*_FLOW, *_TABLE, *_WORDS))
# their content is a program's, not the writer's words
_SILENT = frozenset({"script", "style"})
_BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "tr"})
_ROUNDS = 5
# an empty table alone leaves the attributes that any tag may have: title and lang
_NONE: dict[str, set[str]] = {"*": set()}


def clean(rich: str) -> str:
    """Return the safe form, which stays the same if it is cleaned again; the words of removed tags stay."""
    before = rich
    for _ in range(_ROUNDS):
        after: str = nh3.clean(
            before, tags=set(TAGS), attributes=dict(_NONE), clean_content_tags=set(_SILENT), strip_comments=True
        )
        if after == before:
            return after
        before = after
    # if the form keeps changing, only its words stay, each line as a paragraph
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in visible(before).split("\n") if line)


def visible(rich: str) -> str:
    """Return the words of a safe form as plain text: blocks on lines of their own, cells separated by tabs."""
    reader = _Reader()
    reader.feed(rich)
    reader.close()
    lines = ("".join(line).strip() for line in reader.lines)
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS or tag == "br":
            self.lines.append([])
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1].append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        for place, line in enumerate(data.split("\n")):
            if place:
                self.lines.append([])
            if line:
                self.lines[-1].append(line)
