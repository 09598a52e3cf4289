"""Verify all that a service's database says of its past: trail, signed heads, and stored decisions (rule D5)."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from . import erasures
from .comparison import Audited, Compared, compare
from .heads import Head, of_service
from .published import PublishedHeads
from .trail import Trail, Verified


@dataclass(frozen=True)
class Report:
    """The result of verifying a service's trail; `wrong` has a sentence for each fault, and is empty if there is none."""

    verified: Verified
    heads: int
    compared: Compared
    wrong: tuple[str, ...]


def audited_of(service: str) -> tuple[Audited, ...]:
    """Return which decisions of a service its events repeat."""
    tables: tuple[Audited, ...] = importlib.import_module(f"services.{service}.audited").AUDITED
    return tables


def verify_database(
    database: Any, service: str, *, published: Sequence[Head] = (), keys: Collection[str] = ()
) -> Report:
    """Verify a service's trail, hold it against its heads, kept and published elsewhere, and compare what is stored with it.

    `keys` are the public keys that heads, and records of erased bodies, are signed with; if none are known, their own count.
    """
    # heads first: what is appended meanwhile is no fault of theirs
    heads = [*PublishedHeads(database, service).all(), *of_service(published, service)]
    genuine = [head for head in heads if head.genuine and (not keys or head.public_key in keys)]
    erased = [
        erasure
        for erasure in erasures.kept(database, service)
        if erasure.genuine and (not keys or erasure.public_key in keys)
    ]
    verified, compared = Trail(database).verify(genuine, erased), compare(database, audited_of(service))
    broken = verified.broken
    forged = sorted({head.sequence for head in heads if head not in genuine})
    wrong = (
        *((f"第{broken.sequence}环断裂 link {broken.sequence} {broken.why}",) if broken else ()),
        *(f"链头{number}的签名不可信 the head of link {number} is not signed by this system" for number in forged),
        *(f"数据与事件不一致 stored and published differ: {difference}" for difference in compared.differences),
    )
    return Report(verified, len(genuine), compared, wrong)
