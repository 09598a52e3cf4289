"""Appointments that several people change at once: those of a review desk and of a panel of experts (rules D2, E1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol, TypeVar


class Appointed(Protocol):
    """Somebody who is appointed with an account."""

    @property
    def account_id(self) -> str:
        """Return the identifier of the account."""


Person = TypeVar("Person", bound=Appointed)


def changed_appointments(
    present: Collection[Person], named: Collection[Person], seen: Collection[str]
) -> tuple[Person, ...]:
    """Return who is appointed if the change from `seen`, by account, to `named` is made to those who are appointed at present.

    Whoever was added meanwhile stays, and whoever was removed meanwhile does not come back.
    """
    by_account = {person.account_id: person for person in named}
    present_ids = {person.account_id for person in present}
    kept = [
        by_account.get(person.account_id, person)
        for person in present
        if person.account_id in by_account or person.account_id not in seen
    ]
    added = [person for person in by_account.values() if person.account_id not in {*present_ids, *seen}]
    return (*kept, *added)
