"""An edition of the contest as data: `load_edition(path)` gives an `Edition`, or raises `EditionError`."""

from .load import load_edition
from .problems import EditionError, Problem
from .schema import Edition

__all__ = ["Edition", "EditionError", "Problem", "load_edition"]
