"""Unicode's properties of characters, of one version on every Python: what one process keeps, each other must read alike."""

from __future__ import annotations

from unicodedata2 import category as category
from unicodedata2 import normalize as normalize
