"""Declarations of lists, made beside the documents that they list; docs/lists.md is printed from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .document import StoredDocument
from .lists import Order


@dataclass(frozen=True, kw_only=True)
class ListDeclaration:
    """A list that an operation answers with, page by page.

    It has `orders`, each with the indexes of its filters. Or it is `bounded`, for the reason stated: then all of it may be read
    at once, by `indexes` of the documents, in the order that `order` names. `words` says of the rest how it is served. Each text
    is in Chinese and English.
    """

    operation: str
    document: type[StoredDocument] | None = None
    orders: tuple[Order[Any], ...] = ()
    order: str = ""
    indexes: tuple[str, ...] = ()
    bounded: str = ""
    words: str = ""
