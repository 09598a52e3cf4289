"""Rich text of a declaration kept safe (rule C4): a small part of HTML, without any attribute.

What is not on the list is taken off and its words stay. Nothing that is left can run, fetch or look like a part of the page:
there are no attributes at all, no foreign content (SVG, MathML), no style, no comment."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import nh3

_FLOW = ("p", "br", "h3", "h4", "ul", "ol", "li", "blockquote")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_WORDS = ("strong", "em", "u", "sub", "sup")
TAGS = frozenset((*_FLOW, *_TABLE, *_WORDS))
# their content is a program's or a machine's and no word of the writer's
_SILENT = frozenset({"script", "style"})
_BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "tr"})
_ROUNDS = 5
# an empty table alone leaves the attributes that any tag may have: title and lang
_NONE: dict[str, set[str]] = {"*": set()}


def clean(rich: str) -> str:
    """The safe form; cleaning it again changes nothing. The words of what is taken off stay."""
    before = rich
    for _ in range(_ROUNDS):
        after: str = nh3.clean(
            before, tags=set(TAGS), attributes=dict(_NONE), clean_content_tags=set(_SILENT), strip_comments=True
        )
        if after == before:
            return after
        before = after
    # a form that will not come to rest is no form: its words stay, each line a paragraph
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in visible(before).split("\n") if line)


def visible(rich: str) -> str:
    """The words of a safe form as plain text: blocks on lines of their own, cells apart by a tab."""
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
