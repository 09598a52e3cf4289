"""Check which panels there are, who may sit on them, and by which scheme they score (rules E1, E3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.edition.current import edition
from chassis.facts.roles import AccountFacts
from chassis.kernel.refusal import FieldFault, names, refuse, refuse_unless
from chassis.permissions import Target
from chassis.spreadsheets.faults import ListFault
from chassis.spreadsheets.reading import typed
from chassis.staff import faults_of_lines, require_appointable
from chassis.text.codes import is_uscc, normalised_code

from ..shared.rules import E3_UNKNOWN_SCHEME
from ..shared.scheme import Scheme
from . import rules, store
from .model import FINAL, Expert, Panel, division_panel_id, expert_roles

# of a cell with several tracks or interests: a comma is narrow or wide, and a line break is one, too
_BETWEEN = re.compile(r"[、，,；;\n\r]")
_TEAM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def target(panel_id: str) -> Target:
    """Return what permissions depend on in a panel and its rounds: the division, of which the final has none (rules E1, K1)."""
    return Target(division="" if panel_id == FINAL else panel_id.removeprefix("division-"))


def require_known(panel_id: str) -> None:
    """Refuse E1_UNKNOWN_PANEL unless it is the final's panel or that of a division of the edition."""
    known = {FINAL, *(division_panel_id(division.code) for division in edition().divisions)}
    refuse_unless(panel_id in known, rules.E1_UNKNOWN_PANEL)


def appointable(panel: Panel, named: tuple[Expert, ...]) -> tuple[Expert, ...]:
    """Return the experts as their accounts are, with the accounts' own organisations (rules E1, E2).

    Refuse E1_TRACK_UNKNOWN if one is to score a track that the edition does not have, E1_NO_SUCH_EXPERT unless each account is an
    active expert who may sit on this panel or is on it already, E1_ORGANISATION_DIFFERS if another organisation was typed, or
    none is recorded.
    """
    tracks = [track.code for track in edition().tracks]
    faults = [
        FieldFault(
            f"experts[{place}].tracks[{index}]", "没有该赛道，请核对代码。", "There is no such track: check its code."
        )
        for place, expert in enumerate(named)
        for index, track in enumerate(expert.tracks)
        if track not in tracks
    ]
    refuse_unless(not faults, rules.E1_TRACK_UNKNOWN, faults=faults, tracks=names(tracks))
    present = {expert.account_id: expert for expert in panel.experts}
    accounts = require_appointable(
        [(expert.account_id, expert.organisation_uscc) for expert in named],
        expert_roles(panel.id),
        present=present.keys(),
        field="experts",
        absent=rules.E1_NO_SUCH_EXPERT,
        differs=rules.E1_ORGANISATION_DIFFERS,
    )
    return _as_accounts(panel, named, accounts)


@dataclass(frozen=True, kw_only=True)
class ExpertLine:
    """A line of an imported list of experts, with tracks and interests as they were typed."""

    number: int
    account_id: str
    organisation_uscc: str
    tracks: tuple[str, ...]
    interests: tuple[str, ...]

    @classmethod
    def of(cls, number: int, cells: tuple[str, ...]) -> ExpertLine:
        """Return the line of these cells."""
        account_id, uscc, tracks, interests = cells
        return cls(
            number=number,
            account_id=typed(account_id),
            organisation_uscc=normalised_code(uscc),
            tracks=_several(tracks),
            interests=_several(interests),
        )


def appointable_lines(panel: Panel, lines: Sequence[ExpertLine]) -> tuple[tuple[Expert, ...], list[ListFault]]:
    """Return the experts of an imported list as their accounts are, and what is wrong with its lines (rules E1, E2, K3)."""
    accounts, faults = faults_of_lines(
        [(line.number, line.account_id, line.organisation_uscc) for line in lines],
        expert_roles(panel.id),
        present=[expert.account_id for expert in panel.experts],
        absent=rules.E1_NO_SUCH_EXPERT,
        differs=rules.E1_ORGANISATION_DIFFERS,
    )
    known = {
        typed(word): track.code for track in edition().tracks for word in (track.code, track.name.zh, track.name.en)
    }
    experts = []
    for line in lines:
        tracks = [known.get(typed(track), "") for track in line.tracks]
        interests = [_interest(interest) for interest in line.interests]
        if "" in tracks:
            faults.append(ListFault.of(line.number, "tracks", rules.E1_LINE_TRACK_UNKNOWN))
        if "" in interests:
            faults.append(ListFault.of(line.number, "interests", rules.E2_LINE_INTEREST_UNKNOWN))
        experts.append(
            Expert(
                account_id=line.account_id,
                organisation_uscc=line.organisation_uscc,
                tracks=tuple(tracks),
                interests=tuple(interests),
            )
        )
    return _as_accounts(panel, tuple(experts), accounts), faults


def _several(cell: str) -> tuple[str, ...]:
    """Return the words of a cell that holds several."""
    return tuple(filter(None, (word.strip() for word in _BETWEEN.split(cell))))


def _interest(word: str) -> str:
    """Return a team's id or an organisation's code in its one form; an empty text if it is neither."""
    if _TEAM_ID.fullmatch(typed(word)):
        return typed(word)
    code = normalised_code(word)
    return code if is_uscc(code) else ""


def _as_accounts(panel: Panel, named: tuple[Expert, ...], accounts: Mapping[str, AccountFacts]) -> tuple[Expert, ...]:
    present = {expert.account_id: expert for expert in panel.experts}
    experts = [_named(expert, present.get(expert.account_id)) for expert in named]
    return tuple(
        expert.after(accounts[expert.account_id], panel.id) if expert.account_id in accounts else expert
        for expert in experts
    )


def _named(expert: Expert, present: Expert | None) -> Expert:
    """Return an expert as appointed now, with what is known of one who is on the panel already."""
    known = present or Expert(account_id=expert.account_id, organisation_uscc="")
    return replace(known, tracks=expert.tracks, interests=tuple(sorted({*known.interests, *expert.interests})))


def filed_scheme(panel_id: str) -> Scheme:
    """Return the scheme that a division published; refuses E3_UNKNOWN_SCHEME until it has come."""
    panel = store.panels.peek(panel_id)
    if panel is None or panel.scheme is None:
        refuse(E3_UNKNOWN_SCHEME)
    return panel.scheme
