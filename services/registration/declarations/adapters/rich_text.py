"""The safe form of a declaration's rich text (rule C4): a small part of HTML, without any attribute.

Of other tags the words stay, on lines of their own where they stood so (`rewriting`); what is struck out or hidden, and what a
word processor says of the document, goes. Nothing in the safe form can run, fetch or look like a part of the page: there are no
attributes at all, no foreign content (SVG, MathML), no style, no comment."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

from . import rewriting
from .tidying import tidied

_FLOW = ("p", "br", "h3", "h4", "ul", "ol", "li", "blockquote")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_WORDS = ("strong", "em", "u", "sub", "sup")
TAGS = frozenset((*_FLOW, *_TABLE, *_WORDS))
# their content is a program's, or of the document, not the writer's words
_SILENT = frozenset({"script", "style", "title", "xml"})
# the tags that are read: those that are rewritten, and those whose content goes
_READ = rewriting.TAGS | {"title", "xml"}
# a formula as some programs copy it
_PREFIX = re.compile(r"<(/?)(?:mml|m):(?=[a-z])", re.IGNORECASE)
# what is raised and yet no power: ordinals, marks, notes
_NO_POWER = re.compile(r"(?:st|nd|rd|th|tm|sm|r|[^\w+\-−].*)", re.IGNORECASE | re.DOTALL)
_ONE_TERM = re.compile(r"[+\-−]?[\w.]+")
_BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "tr"})
_ROUNDS = 5
# an empty table alone leaves the attributes that any tag may have: title and lang
_NONE: dict[str, set[str]] = {"*": set()}


def clean(rich: str) -> str:
    """Return the safe form, which stays the same if it is cleaned again; the words of removed tags stay."""
    before = rewriting.rewritten(
        nh3.clean(
            tidied(_PREFIX.sub(r"<\1", rich), _READ, rewriting.ATTRIBUTES["*"]),
            tags=set(rewriting.TAGS),
            attributes={tag: set(names) for tag, names in rewriting.ATTRIBUTES.items()},
            filter_style_properties=set(rewriting.STYLES),
            clean_content_tags=set(_SILENT),
            strip_comments=True,
        )
    )
    for _ in range(_ROUNDS):
        after: str = nh3.clean(
            before, tags=set(TAGS), attributes=dict(_NONE), clean_content_tags=set(_SILENT), strip_comments=True
        )
        if after == before:
            return after
        before = after
    # if the form keeps changing, only its words stay, each line as a paragraph
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in visible(before).split("\n") if line)


def visible(rich: str, *, marked: bool = True) -> str:
    """Return the words of a safe form as plain text: blocks on lines of their own, cells separated by tabs, powers as 10^9.

    Without `marked` raised and lowered words have no sign, as in texts that earlier releases made of the same form.
    """
    reader = _Reader(marked=marked)
    reader.feed(rich)
    reader.close()
    lines = ("".join(line).strip() for line in reader.lines)
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self, *, marked: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self._marked = marked
        # where raised and lowered words that are open began: line, and place in it
        self._begun: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS or tag == "br":
            self.lines.append([])
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1].append("\t")
        elif tag in _SHIFTED and self._marked:
            self._begun.append((len(self.lines), len(self.lines[-1])))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.lines.append([])
        elif tag in _SHIFTED and self._begun:
            line, place = self._begun.pop()
            if line == len(self.lines):
                parts = self.lines[-1]
                before = next((parts[n] for n in range(place - 1, -1, -1) if not parts[n].isspace()), "")
                parts[place:] = _shifted(tag, before, "".join(parts[place:]))

    def handle_data(self, data: str) -> None:
        for place, line in enumerate(data.split("\n")):
            if place:
                self.lines.append([])
            if line:
                self.lines[-1].append(line)


_SHIFTED = ("sup", "sub")


def _shifted(tag: str, before: str, words: str) -> list[str]:
    """Return raised or lowered words with the sign that says so, if without it they would say something else: 10^9, x_i."""
    term = words.strip()
    base = before.rstrip()[-1:]
    if not term or not (base.isalnum() or base in _BASES):
        return [words]
    # 1st and [1] are no powers; H2O and CO2 need no sign
    plain = _NO_POWER.fullmatch(term) if tag == "sup" else term.isdecimal() and not base.isdecimal()
    if plain:
        return [words]
    return [("^" if tag == "sup" else "_") + (term if _ONE_TERM.fullmatch(term) else f"({term})")]


_BASES = frozenset(")]}）】∑∏∫√")
