"""Names of folders and files that Windows, macOS and Linux can unpack, and that links in a workbook can name."""

from __future__ import annotations

import unicodedata2 as unicodedata

from chassis.text.visible import is_invisible

# most characters of a name; with folder and number a path stays far below the 260 of Windows
MOST_CHARACTERS = 60
# characters that Windows reserves, and two by which links end or escape, by their wide forms
_WIDE = str.maketrans({character: chr(ord(character) + 0xFEE0) for character in '<>:"/\\|?*#%'})
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(10)))
)


def safe_name(text: str, fallback: str) -> str:
    """Return a text as a name of at most MOST_CHARACTERS: without reserved and invisible characters, blanks and dots at its ends.

    The end of a file's name stays. If nothing is left the name is `fallback`.
    """
    visible = "".join(
        character if not is_invisible(character) else " " for character in unicodedata.normalize("NFC", text)
    )
    name = " ".join(visible.translate(_WIDE).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 8:
        stem, dot, ending = name, "", ""
    stem = stem[: MOST_CHARACTERS - len(dot + ending)].strip(". ")
    if not stem:
        return fallback
    device = stem.partition(".")[0].casefold() in _DEVICES
    return f"{'_' if device else ''}{stem}{dot}{ending}"


class UniqueNames:
    """Names of one folder; no two are the same for a system that does not tell capital from small letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """Return the name, or the name with a number before its ending if it is taken."""
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        unique, number = name, 2
        while unicodedata.normalize("NFKC", unique).casefold() in self._taken:
            unique, number = f"{stem} ({number}){dot}{ending}", number + 1
        self._taken.add(unicodedata.normalize("NFKC", unique).casefold())
        return unique
