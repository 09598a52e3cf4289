"""Close emphasis at the end of each block, before a page is parsed (rule C4).

HTML lets emphasis that is still open begin again in every paragraph: of a page with a thousand open `<b>` and ten thousand
`<p>` a parser makes ten million elements. Here each page becomes a list of tags and texts whose emphasis is closed before a
block begins or ends, and opened again before its words. It is read once from left to right, whatever is in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# emphasis that a parser opens again by itself, and how it is written
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "u", "s": "s", "strike": "s"}
_STRUCK = "s"
# within a line: emphasis may stay open
_INLINE = frozenset({"span", "sub", "sup", "ins", "del", "cite", "dfn", "var"})
# blocks that only their own end tag ends; a parser's time grows with the square of their depth
_NESTED = frozenset(
    {
        *("ul", "ol", "dl", "menu", "dir", "blockquote", "table", "div", "section", "article", "main", "aside", "nav"),
        *("header", "footer", "figure", "details", "center"),
    }
)
_DEEPEST_BLOCK = 100
_RAW = re.compile(r"(?:script|style)", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|style)", re.IGNORECASE)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
# a tag never holds another “<”: what begins so within quotes is text, as is a “<” that begins no tag
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>|<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


def tidied(page: str, tags: Collection[str], attributes: Collection[str]) -> str:
    """Return the page with these tags and attributes alone, and its emphasis closed at the end of each block; all words stay."""
    written = _Page(tags, attributes)
    page, place = page.replace("\0", ""), 0
    while (start := page.find("<", place)) >= 0:
        written.words(page[place:start])
        if page.startswith("<!--", start):
            end = page.find("-->", start + 2)
            place = end + 3 if end >= 0 else len(page)
            continue
        declaration, match = _DECLARATION.match(page, start), _TAG.match(page, start)
        if match is None:
            place = declaration.end() if declaration is not None else start + 1
            if declaration is None:
                written.words("<")
            continue
        closing, name, rest = match.group(1, 2, 3) if match[2] else match.group(4, 5, 6)
        place = match.end()
        if closing:
            written.end(name.lower())
        elif _RAW.fullmatch(name):
            end_of_raw = _RAW_END.search(page, place)
            place = end_of_raw.start() if end_of_raw is not None else len(page)
        else:
            written.begin(name.lower(), rest)
    written.words(page[place:])
    return written.text()


@dataclass(frozen=True, slots=True)
class _Emphasis:
    """Emphasis that is open: the tag that the page has, and the one that is written."""

    name: str
    written: str


class _Page:
    """A page as it is written: `_open` is the emphasis that applies, the first `_begun` of it are open in what is written."""

    def __init__(self, tags: Collection[str], attributes: Collection[str]) -> None:
        self._tags, self._attributes = tags, attributes
        self._out: list[str] = []
        self._open: list[_Emphasis] = []
        self._begun = 0
        # the nested blocks that are open
        self._blocks: list[str] = []
        # emphasis and blocks that say nothing more, by their tag
        self._left_out: Counter[str] = Counter()

    def text(self) -> str:
        """Return what is written."""
        self._interrupt(0)
        return "".join(self._out)

    def words(self, text: str) -> None:
        """Write text in the emphasis that applies."""
        if not text:
            return
        if not text.isspace():
            self._resume()
        self._out.append(text.replace("<", "&lt;"))

    def begin(self, name: str, rest: str) -> None:
        """Begin a tag, if it is among the tags."""
        if name not in self._tags:
            return
        if name in _EMPHASIS:
            self._emphasise(name, rest)
            return
        if name in _INLINE:
            self._resume()
        elif name != "br":
            self._interrupt(0)
        if name in _NESTED:
            if len(self._blocks) == _DEEPEST_BLOCK:
                self._left_out[name] += 1
                return
            self._blocks.append(name)
        self._out.append(f"<{name}{''.join(self._kept(rest))}>")

    def end(self, name: str) -> None:
        """End a tag, if it is among the tags; emphasis that began in it goes on."""
        if name not in self._tags:
            return
        if name in _EMPHASIS:
            self._end_emphasis(name)
            return
        if name not in _INLINE:
            self._interrupt(0)
        if name in _NESTED and not self._end_block(name):
            return
        self._out.append(f"</{name}>")

    def _end_block(self, name: str) -> bool:
        """End a nested block with all in it; return False if none of that tag can end here."""
        if self._left_out[name]:
            self._left_out[name] -= 1
            return False
        for place in range(len(self._blocks) - 1, -1, -1):
            if self._blocks[place] == name:
                del self._blocks[place:]
                return True
            if self._blocks[place] == "table":  # what began outside of a table does not end in it
                return False
        return False

    def _emphasise(self, name: str, rest: str) -> None:
        attributes = "".join(self._kept(rest)).replace(" ", "")
        struck = name in ("s", "strike") or any(
            sign in attributes for sign in ("hidden", "line-through", "display:none")
        )
        written = _STRUCK if struck else _EMPHASIS[name]
        if any(emphasis.written == written for emphasis in self._open):
            self._left_out[name] += 1  # the same within itself says nothing more
        else:
            self._open.append(_Emphasis(name, written))

    def _end_emphasis(self, name: str) -> None:
        if self._left_out[name]:
            self._left_out[name] -= 1
            return
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].name == name:
                self._interrupt(place)
                same = self._same_left_out(self._open[place].written)
                if same:  # out of order: it goes on until that one ends
                    self._left_out[same] -= 1
                    self._open[place] = _Emphasis(same, self._open[place].written)
                else:
                    del self._open[place]
                return

    def _same_left_out(self, written: str) -> str:
        """Return a tag of this emphasis that was left out and has not ended; empty if there is none."""
        return next((name for name, each in _EMPHASIS.items() if each == written and self._left_out[name]), "")

    def _resume(self) -> None:
        self._out += (f"<{emphasis.written}>" for emphasis in self._open[self._begun :])
        self._begun = len(self._open)

    def _interrupt(self, place: int) -> None:
        """Close the emphasis from this place on; it still applies."""
        self._out += (f"</{emphasis.written}>" for emphasis in reversed(self._open[place : self._begun]))
        self._begun = min(self._begun, place)

    def _kept(self, rest: str) -> Iterator[str]:
        for match in _ATTRIBUTE.finditer(rest):
            name, value = match[1].lower(), (match[2] or "").strip("\"'")
            if name in self._attributes:
                yield f' {name}="{value.replace(chr(34), "&quot;")}"'
