"""Rotating the keys that seal people and match them (rules B5, K4); the operators' guide says in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from chassis.actor import Actor, system
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.sealing import SealBroken, Sealed, sealer
from chassis.telemetry import log

from ...activities import store as activities_store
from ...activities.model import SignUp
from ...looks.commands import record_look
from ...looks.events import LookKind
from .. import store
from ..adapters.persons import resealed
from ..model.team import Team

_TRIES = 5


@dataclass
class KeyUse:
    """The number of people that are sealed and matched under each key."""

    current: str
    configured: tuple[str, ...]
    people: int = 0
    sealed: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return keys that seal something and are not configured: those people can be neither read nor matched again."""
        return tuple(sorted(set(self.sealed) - set(self.configured)))

    @property
    def droppable(self) -> tuple[str, ...]:
        """Return older keys that may go: nothing is sealed under them, and everyone is matched under the current key."""
        whole = self.matched[self.current] == self.people
        return tuple(key for key in self.configured if whole and key != self.current and not self.sealed[key])


@dataclass
class Rotated:
    """The result of a rotation; `broken` are ids of what does not open, `doubled` of teams that share a person with another."""

    seen: int = 0
    changed: int = 0
    broken: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def key_use() -> KeyUse:
    """Count what is sealed and matched under which key; reads everything, opens nothing."""
    use = KeyUse(sealer().current, sealer().key_ids)
    for team in store.teams.every():
        for person in team.representatives:
            use.people += 1
            use.sealed[person.key_id] += 1
            use.matched.update(person.match_key_ids)
    for sign_up in activities_store.sign_ups.every():
        if sign_up.person is not None:
            use.sealed[sign_up.person.key_id] += 1
    return use


def rotate(at: Callable[[], Instant]) -> Rotated:
    """Seal and hash everyone under the current keys.

    Each team is one conditional write, beside those of its own accounts; a rotation that was killed goes on when called again.
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


def complete_name_keys(actor: Actor, at: Instant) -> None:
    """Give people of a release before the keys by which namesakes are found (rule B5), and compare their teams with others.

    Who can't be read, because a key is gone, is tried again.
    """
    for identifier in store.teams_without_name_keys():
        try:
            _team(identifier, at)
        except SealBroken:
            log("key rotation").warning("the key of a team's people is gone", team_id=identifier)
            continue
        store.have_name_keys(identifier)


def _again(change: Callable[[], bool]) -> bool:
    """Repeat a change if somebody else wrote in between; raises StaleVersion if that goes on."""
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
    unnamed = not all(person.name_keys for person in team.representatives)
    record_look(LookKind.KEYS_ROTATED, team.id, team.division_code, None, system("registration"), at)
    team.rekey(people, at=at)
    if unnamed:
        team.note_changed(at=at)  # now they can be compared with those of other teams
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
