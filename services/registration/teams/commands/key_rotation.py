"""Rotation of the keys that seal people and match them (rules B5, K4): docs/operators.md says in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.sealing import SealBroken, Sealed, sealer

from ...activities import store as activities_store
from ...activities.model import SignUp
from .. import store
from ..adapters.persons import resealed
from ..model.team import Team

_TRIES = 5


@dataclass
class KeyUse:
    """Of everything that is sealed: how much under which key, and how many people are matched under which."""

    current: str
    configured: tuple[str, ...]
    people: int = 0
    sealed: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Keys that seal something and are not configured: those people can be neither read nor matched anew."""
        return tuple(sorted(set(self.sealed) - set(self.configured)))

    @property
    def droppable(self) -> tuple[str, ...]:
        """Older keys that nothing is sealed under, while everyone is matched under the current one."""
        whole = self.matched[self.current] == self.people
        return tuple(one for one in self.configured if whole and one != self.current and not self.sealed[one])


@dataclass
class Rotated:
    """What a walk did. `broken` are ids of what does not open, `doubled` of teams one of whose people another team holds."""

    seen: int = 0
    changed: int = 0
    broken: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def standing() -> KeyUse:
    """How things stand; reads everything, opens nothing."""
    found = KeyUse(sealer().current, sealer().key_ids)
    for team in store.teams.every():
        for person in team.representatives:
            found.people += 1
            found.sealed[person.key_id] += 1
            found.matched.update(person.match_key_ids)
    for sign_up in activities_store.sign_ups.every():
        if sign_up.person is not None:
            found.sealed[sign_up.person.key_id] += 1
    return found


def rotate(at: Callable[[], Instant]) -> Rotated:
    """Seal and hash everyone under the keys of today.

    Each team is one conditional write, beside those of its own people; ended half-way it goes on where it is called again.
    """
    done = Rotated()
    for identifier in store.team_ids():
        done.seen += 1
        try:
            done.changed += _again(partial(_team, identifier, at()))
        except SealBroken:
            done.broken.append(identifier)
        except Refusal:
            done.doubled.append(identifier)
    for sign_up in list(activities_store.sign_ups.every()):
        if sign_up.person is not None and sign_up.person.key_id != sealer().current:
            done.seen += 1
            try:
                done.changed += _again(partial(_sign_up, sign_up.id))
            except SealBroken:
                done.broken.append(sign_up.id)
    return done


def _again(change: Callable[[], bool]) -> bool:
    """Again where somebody else wrote in between; raises StaleVersion where that goes on."""
    for _ in range(_TRIES - 1):
        try:
            return change()
        except StaleVersion:
            continue
    return change()


def _team(identifier: str, at: Instant) -> bool:
    team: Team = store.teams.look(identifier)
    people = tuple(resealed(person, team.id) for person in team.representatives)
    if people == team.representatives:
        return False
    team.rekey(people, at=at)
    store.teams.save(team)
    return True


def _sign_up(identifier: str) -> bool:
    sign_up: SignUp = activities_store.sign_ups.look(identifier)
    person = sign_up.person
    if person is None or person.key_id == sealer().current:
        return False
    plain = sealer().open(Sealed(person.key_id, person.nonce, person.ciphertext), sign_up.id.encode())
    box = sealer().seal(plain, sign_up.id.encode())
    sign_up.person = replace(person, key_id=box.key_id, nonce=box.nonce, ciphertext=box.ciphertext)
    activities_store.sign_ups.save(sign_up)
    return True
