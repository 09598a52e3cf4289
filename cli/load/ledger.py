"""What clients sent and what they were told, written down by them, and compared with what the platform stores.

An attempt is a command under one Idempotency-Key, however often it was sent. It ends acknowledged, refused, or without an answer.
"""

from __future__ import annotations

import base64
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

# what a command after the deadline is refused with (rule C1)
LATE = "C1_SUBMISSION_CLOSED"
# a busy platform's answers: the head of the request had arrived
BUSY = (429, 503)


# how the reasons begin for which something is stored that was not acknowledged
LOST_ANSWER, REFUSED_WITH = "lost answer", "refused with"


class What(StrEnum):
    """Kinds of things that an attempt stores."""

    REGISTRATION = "registration"
    SAVE = "save"
    FILE = "file"
    SUBMISSION = "submission"


class End(StrEnum):
    """Outcomes of an attempt, as its client saw them."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Attempt:
    """An attempt of a team: what it was for, how it ended, and when, in order.

    `facts` identify what is stored: of a registration `uscc` of the lead and `team_id`; of a save `sections`, the digest of each;
    of a file `file`, its kind and SHA-256; of a submission `receipt`, its number and digest. `arrived_ms` is the arrival in
    contest time that the platform's own ticket or busy answer proves, 0 if none does. `lost` counts answers that did not come,
    or left open what became of the command.
    """

    what: What
    team: int
    key: str
    end: End
    began: float
    ended: float
    team_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    arrived_ms: int = 0
    lost: int = 0
    # the answer was lost, and a look at the team showed what it would have said
    seen_later: bool = False

    def line(self) -> str:
        """Return it as a line of a file."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_line(cls, line: str) -> Attempt:
        """Return the attempt of a line."""
        values = json.loads(line)
        return cls(**values | {"what": What(values["what"]), "end": End(values["end"])})


@dataclass(frozen=True)
class StoredTeam:
    """A team as the platform stores it: sections by id with their digests, files and receipts in order."""

    team_id: str
    lead_uscc: str
    sections: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, str]] = ()  # kind and SHA-256
    receipts: Sequence[tuple[str, str]] = ()  # number and digest


@dataclass(frozen=True)
class Fault:
    """A difference: the team's number, and what is wrong."""

    team: int
    what: What
    words: str


@dataclass
class Verdict:
    """What a comparison found; all but `unacknowledged` must be empty.

    `unacknowledged` counts what is stored and was never acknowledged, by what it is and the reason.
    """

    acknowledged: Counter[str] = field(default_factory=Counter)
    lost: list[Fault] = field(default_factory=list)
    doubled: list[Fault] = field(default_factory=list)
    wrongly_late: list[Fault] = field(default_factory=list)
    unexplained: list[Fault] = field(default_factory=list)
    unacknowledged: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Return True if nothing was lost, doubled, wrongly refused as late, or stored without having been sent."""
        return not (self.lost or self.doubled or self.wrongly_late or self.unexplained)


def ticket_ms(ticket: str) -> int:
    """Return the arrival, in contest time, that a ticket says: milliseconds; who reads it does not have to trust it."""
    claims = ticket.split(".")[1]
    return int(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["arr"])


def known_before(number: int, team: StoredTeam) -> Iterator[Attempt]:
    """Yield what a team has already, as if its clients had been told of each: it must be there afterwards too."""

    def known(what: What, **facts: Any) -> Attempt:
        return Attempt(what, number, f"{what} before", End.ACKNOWLEDGED, 0, 0, team.team_id, facts)

    yield known(What.REGISTRATION, team_id=team.team_id)
    yield known(What.SAVE, sections=dict(team.sections))
    for place, file in enumerate(team.files):
        yield replace(known(What.FILE, file=list(file)), key=f"file {place} before")
    for place, receipt in enumerate(team.receipts):
        yield replace(known(What.SUBMISSION, receipt=list(receipt)), key=f"receipt {place} before")


def read(path: Path) -> Iterator[Attempt]:
    """Yield the attempts of a file, a line each."""
    with path.open(encoding="utf-8") as lines:
        yield from map(Attempt.of_line, lines)


def compare(
    attempts: Iterable[Attempt], stored: Iterable[StoredTeam], closes_ms: int, codes: Mapping[str, int]
) -> Verdict:
    """Compare what clients wrote down with what is stored.

    `closes_ms` is the deadline in contest time, `codes` are the teams' numbers by the codes of their leads.
    """
    verdict = Verdict()
    of_team: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        of_team[attempt.team].append(attempt)
        if attempt.end is End.ACKNOWLEDGED:
            verdict.acknowledged[attempt.what] += 1
        if attempt.end is End.REFUSED:
            verdict.refused[attempt.code] += 1
            if attempt.code == LATE and 0 < attempt.arrived_ms <= closes_ms:
                ago = closes_ms - attempt.arrived_ms
                verdict.wrongly_late.append(Fault(attempt.team, attempt.what, f"arrived {ago} ms before the deadline"))
    kept: dict[int, list[StoredTeam]] = defaultdict(list)
    for team in stored:
        number = codes.get(team.lead_uscc)
        if number is not None:
            kept[number].append(team)
    for number in sorted({*of_team, *kept}):
        _compare_team(number, sorted(of_team[number], key=lambda each: each.began), kept[number], verdict)
    return verdict


def _compare_team(number: int, attempts: list[Attempt], kept: list[StoredTeam], verdict: Verdict) -> None:
    by_kind = {what: [each for each in attempts if each.what is what] for what in What}
    if len(kept) > 1:
        verdict.doubled.append(Fault(number, What.REGISTRATION, f"registered {len(kept)} times"))
    _compare_set(number, What.REGISTRATION, by_kind, "team_id", [team.team_id for team in kept[:1]], verdict)
    sections: dict[str, str] = {}
    files: list[Any] = []
    receipts: list[Any] = []
    for team in kept:
        sections |= team.sections
        files += [list(file) for file in team.files]
        receipts += [list(receipt) for receipt in team.receipts]
    _compare_set(number, What.FILE, by_kind, "file", files, verdict)
    _compare_set(number, What.SUBMISSION, by_kind, "receipt", receipts, verdict)
    _compare_sections(number, by_kind[What.SAVE], sections, verdict)


def _compare_set(
    number: int, what: What, by_kind: Mapping[What, list[Attempt]], fact: str, stored: list[Any], verdict: Verdict
) -> None:
    """Compare what stays: what was acknowledged is stored once, what is stored was acknowledged or lost its answer."""
    acknowledged, unanswered = [], []
    for attempt in by_kind[what]:
        value = attempt.facts.get(fact)
        if attempt.end is End.ACKNOWLEDGED and value not in acknowledged:
            acknowledged.append(value)
        elif attempt.end is End.UNANSWERED or attempt.lost:
            unanswered.append(attempt)
    for key, values in _by_key(by_kind[what], fact).items():
        if len(values) > 1:
            verdict.doubled.append(Fault(number, what, f"the key {key} was answered with {values}"))
    for value in acknowledged:
        if value not in stored:
            verdict.lost.append(Fault(number, what, f"{value} was acknowledged and is not stored"))
    for value in _distinct(stored):
        times = stored.count(value)
        if times > 1:
            verdict.doubled.append(Fault(number, what, f"{value} is stored {times} times"))
    more = [value for value in _distinct(stored) if value not in acknowledged]
    for value in more:
        reason = _reason(value, fact, unanswered)
        if reason:
            verdict.unacknowledged[what, reason] += 1
        elif acknowledged and what is What.SUBMISSION:
            verdict.doubled.append(Fault(number, what, f"{value} is stored beside what was acknowledged"))
        else:
            verdict.unexplained.append(Fault(number, what, f"{value} is stored and nobody sent it"))


def _compare_sections(number: int, saves: list[Attempt], stored: Mapping[str, str], verdict: Verdict) -> None:
    """Compare texts: the last that was acknowledged is there, unless one that was sent later and not acknowledged is."""
    last: dict[str, Attempt] = {}
    sent: dict[tuple[str, str], Attempt] = {}
    for attempt in saves:
        for section, text in attempt.facts.get("sections", {}).items():
            sent[section, text] = attempt
            if attempt.end is End.ACKNOWLEDGED and (section not in last or last[section].ended < attempt.ended):
                last[section] = attempt
    for section in last:
        if section not in stored:
            verdict.lost.append(Fault(number, What.SAVE, f"{section} was acknowledged and is not stored"))
    for section, text in stored.items():
        attempt_of_text = sent.get((section, text))
        acknowledged = last.get(section)
        if attempt_of_text is None:
            verdict.unexplained.append(Fault(number, What.SAVE, f"{section} holds a text that nobody sent"))
        elif attempt_of_text.end is not End.ACKNOWLEDGED:
            # it may have been sent before and stored after the acknowledged one, if both were under way at once
            if acknowledged is None or attempt_of_text.ended >= acknowledged.began:
                verdict.unacknowledged[What.SAVE, _why(attempt_of_text)] += 1
            else:
                verdict.lost.append(Fault(number, What.SAVE, f"{section} holds an older text than was acknowledged"))
        elif acknowledged is not None and attempt_of_text.ended < acknowledged.began:
            verdict.lost.append(Fault(number, What.SAVE, f"{section} holds an older text than was acknowledged"))


def _reason(value: Any, fact: str, unanswered: list[Attempt]) -> str:
    """Return why something is stored that was not acknowledged; empty if no attempt can have stored it."""
    for place, attempt in enumerate(unanswered):
        # an attempt without an answer does not know the receipt's number or the team's id; of a file it knows all
        if attempt.facts.get(fact) in (None, value):
            del unanswered[place]
            return _why(attempt)
    return ""


def _by_key(attempts: Iterable[Attempt], fact: str) -> dict[str, list[Any]]:
    """Return the different values that were acknowledged under each key."""
    values: dict[str, list[Any]] = defaultdict(list)
    for attempt in attempts:
        if attempt.end is End.ACKNOWLEDGED and attempt.facts.get(fact) not in values[attempt.key]:
            values[attempt.key].append(attempt.facts.get(fact))
    return values


def _why(attempt: Attempt) -> str:
    if attempt.end is End.UNANSWERED:
        return LOST_ANSWER
    return f"{LOST_ANSWER}, then {attempt.code}" if attempt.lost else f"{REFUSED_WITH} {attempt.code}"


def _distinct(values: Iterable[Any]) -> list[Any]:
    distinct: list[Any] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return distinct
