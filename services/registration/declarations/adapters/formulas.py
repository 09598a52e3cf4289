"""Formulas in MathML as words with raised and lowered parts, as one would read them out (rule C4)."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

_TEXTS = ("mi", "mn", "mo", "mtext", "ms", "mspace")
# how many elements a layout has; of any other number it is read as it stands
_LAYOUTS = {"msup": 2, "msub": 2, "msubsup": 3, "mfrac": 2, "mroot": 2, "munder": 2, "mover": 2, "munderover": 3}
_GROUPS = ("math", "mrow", "msqrt", "mtable", "mtr", "mtd", "mfenced", "mstyle", "mpadded", "menclose", "semantics")
# the same formula in another notation, or nothing
_SILENT = frozenset({"annotation", "annotation-xml", "mspace", "mprescripts", "none"})
TAGS = frozenset({*_TEXTS, *_LAYOUTS, *_GROUPS, *_SILENT, "mmultiscripts"})
# elements within elements; no formula is deeper
MAX_DEPTH = 60


@dataclass
class Formula:
    """An element of a formula: its tag, and its texts and elements in order."""

    tag: str
    parts: list[str | Formula] = field(default_factory=list)

    @property
    def elements(self) -> list[Formula]:
        """Return its elements without the text between them."""
        return [part for part in self.parts if isinstance(part, Formula)]

    def markup(self) -> str:
        """Return it as words in HTML, with `sup` and `sub`; powers, roots and fractions keep what they apply to together."""
        if self.tag in _SILENT:
            return ""
        elements = self.elements
        if self.tag == "semantics":
            return elements[0].markup() if elements else ""
        if self.tag in _LAYOUTS and len(elements) == _LAYOUTS[self.tag]:
            return _laid_out(self.tag, elements)
        if self.tag == "msqrt":
            return f"√{_together(self._words(), simple=False)}"
        if self.tag == "mfenced":
            return f"({', '.join(element.markup() for element in elements)})"
        if self.tag in ("mtable", "mtr"):
            return ("; " if self.tag == "mtable" else ", ").join(element.markup() for element in elements)
        return self._words()

    def _words(self) -> str:
        return "".join(
            part.markup() if isinstance(part, Formula) else html.escape(part.strip(), quote=False)
            for part in self.parts
        )

    def term(self) -> str:
        """Return it in brackets if it is more than a number, a name or what is in brackets already."""
        return _together(self.markup(), simple=self.tag in (*_TEXTS, "mfenced"))


def _together(markup: str, *, simple: bool) -> str:
    in_brackets = markup.startswith("(") and markup.find(")") == len(markup) - 1
    return markup if simple or markup.isalnum() or len(markup) == 1 or in_brackets else f"({markup})"


def _laid_out(tag: str, elements: list[Formula]) -> str:
    if tag == "mfrac":
        return f"{elements[0].term()}/{elements[1].term()}"
    base, *others = elements[0].term(), *(element.markup() for element in elements[1:])
    first, last = others[0], others[-1]
    if tag == "mroot":
        return f"√[{first}]{base}"
    if tag in ("msubsup", "munderover"):
        return f"{base}<sub>{first}</sub><sup>{last}</sup>"
    if tag == "mover" and not last.isalnum():  # a bar or an arrow
        return f"{base}{last}"
    return f"{base}<sup>{last}</sup>" if tag in ("msup", "mover") else f"{base}<sub>{last}</sub>"
