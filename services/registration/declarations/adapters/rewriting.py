"""Rewrite a page in the few tags of the safe form, so that it reads as it did (rule C4).

What stood on a line of its own still does, headings and emphasis get the tag that there is for them, formulas become words, and
what is struck out or hidden goes: the declaration is signed as it is read.
"""

from __future__ import annotations

import html
from html.parser import HTMLParser

from . import formulas
from .formulas import Formula

_SAME = {
    **{tag: tag for tag in ("p", "br", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "u", "sub", "sup")},
    **{tag: tag for tag in ("table", "thead", "tbody", "tr", "th", "td")},
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "tfoot": "tbody",
    "ins": "u",
    "b": "strong",
    "i": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
}
_BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"})
# begin and end a line, and there is no tag for them
_LINES = frozenset(
    {
        *("div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "figure", "figcaption"),
        *("fieldset", "form", "details", "summary", "center", "dl", "dt", "dd", "pre", "hr", "caption", "legend"),
        *("menu", "dir", "hgroup", "search"),
    }
)
_VOID = frozenset({"br", "hr"})
STRUCK = frozenset({"s", "strike", "del"})
# may hold paragraphs
_HOLDERS = frozenset({"", "blockquote", "li", "td", "th"})
# what a page reader takes in; the first cleaning keeps these and nothing else
TAGS = frozenset({*_SAME, *_LINES, *STRUCK, *formulas.TAGS, "span"})
STYLES = frozenset({"text-decoration", "text-decoration-line", "display", "vertical-align"})
ATTRIBUTES = {"*": {"style", "hidden", "aria-hidden"}}


def rewritten(page: str) -> str:
    """Return a page of well-formed HTML in the tags of the safe form; what is in them already stays as it is."""
    reader = _Rewriter()
    reader.feed(page)
    reader.close()
    return "".join(reader.out)


class _Rewriter(HTMLParser):
    """Follows a page; `_open` are the tags that are open in it, each with the tag that was written for it ('' if none was)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._written: list[str] = []
        self._paragraph = False  # the innermost written tag is a paragraph of ours
        self._new_line = False  # what comes next begins a line
        self._begun = False  # there is something on the line
        self._dropped = 0  # open tags within what is dropped, that one included
        self._formula: list[Formula] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._dropped or tag in STRUCK or _is_hidden(values):
            self._dropped += tag not in _VOID
        elif self._formula or tag == "math":
            self._formula.append(Formula(tag))
        elif tag in _LINES:
            self._begin_line()
            if tag not in _VOID:
                self._open.append((tag, ""))
        elif tag == "br":
            self._before_words()
            self.out.append("<br>")
            self._begun = False
        else:
            self._open.append((tag, self._begin(_written_for(tag, values))))

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= tag not in _VOID
        elif self._formula:
            self._end_formula()
        elif any(known == tag for known, _ in reversed(self._open)):
            while self._open:
                known, written = self._open.pop()
                self._end(known, written)
                if known == tag:
                    return

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        if self._formula:
            self._formula[-1].parts.append(data)
        elif data.strip() or not self._new_line:
            self._before_words(blank=not data.strip())
            self.out.append(html.escape(data, quote=False))

    def close(self) -> None:
        """End what is still open."""
        super().close()
        while self._formula:
            self._end_formula()
        while self._open:
            self._end(*self._open.pop())
        self._end_paragraph()

    def _begin(self, tag: str) -> str:
        if tag in _BLOCKS:
            self._end_paragraph()
            self._new_line = self._begun = False
        elif tag:
            self._before_words(blank=True)
        if tag:
            self.out.append(f"<{tag}>")
            self._written.append(tag)
        return tag

    def _end(self, tag: str, written: str) -> None:
        if tag in _LINES:
            self._begin_line()
        if not written:
            return
        if written in _BLOCKS:
            self._end_paragraph()
            self._new_line = self._begun = False
        self.out.append(f"</{written}>")
        self._written.pop()

    def _begin_line(self) -> None:
        self._end_paragraph()
        self._new_line = True

    def _before_words(self, *, blank: bool = False) -> None:
        """Write what parts the words that come from those before."""
        if self._new_line:
            if (self._written[-1] if self._written else "") in _HOLDERS:
                self.out.append("<p>")
                self._written.append("p")
                self._paragraph = True
            elif self._begun:
                self.out.append("<br>")
            self._new_line = False
            self._begun = False
        self._begun = self._begun or not blank

    def _end_paragraph(self) -> None:
        if self._paragraph and self._written and self._written[-1] == "p":
            self.out.append("</p>")
            self._written.pop()
            self._paragraph = False

    def _end_formula(self) -> None:
        formula = self._formula.pop()
        if self._formula:
            deep = len(self._formula) > formulas.MAX_DEPTH  # what is deeper is read as it stands
            self._formula[-1].parts.extend(formula.parts if deep else [formula])
            return
        self._before_words()
        self.out.append(formula.markup())


def _written_for(tag: str, values: dict[str, str]) -> str:
    """Return the tag that is written for another one, '' if only its words are."""
    if tag != "span":
        return _SAME.get(tag, "")
    style = values.get("style", "").replace(" ", "")
    return "sup" if "vertical-align:super" in style else "sub" if "vertical-align:sub" in style else ""


def _is_hidden(values: dict[str, str]) -> bool:
    style = values.get("style", "").replace(" ", "")
    hidden = "hidden" in values or values.get("aria-hidden") == "true"
    return hidden or "line-through" in style or "display:none" in style
