"""An edition of the contest as data: `load_edition(path)` gives an `Edition`, or raises `EditionError`."""

from .load import load_edition
from .mistakes import EditionError, Mistake
from .schema import Edition

__all__ = ["Edition", "EditionError", "Mistake", "load_edition"]
