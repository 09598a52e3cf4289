"""The case of a team: what becomes known, what is decided, how it ends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from dasai.review.v1 import cases_pb2

from chassis.actor import Actor, Role
from chassis.context import changed
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING, Instant, day_end
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND

from ..desks import store as desks_store
from ..shared.facts import TeamFacts
from . import requests, store, wire
from .model.case import Case, CaseState, project_key
from .model.findings import check
from .model.supplement import Supplement

# A case is due this long after it came to its reviewer; days.
REVIEW_DAYS = 5


def open_case(cmd: requests.OpenCase, actor: Actor, at: Instant) -> None:
    """Open the team's case, or bring it to the new submission, with the automatic findings (rule D1)."""
    submitted, team = cmd.submitted, cmd.submitted.team
    desk = desks_store.desks.peek(team.division_code)
    organisers = frozenset(desk.terms.organisers) if desk is not None and desk.terms is not None else frozenset()
    case = store.cases.find(team.team_id) or Case.empty(team.team_id, team.division_code)
    findings = check(
        submitted,
        organisers=organisers,
        sections=tuple(section.id for section in edition().sections),
        evidence_kinds=tuple(kind.id for kind in edition().evidence.required),
        same_persons=_others(team, {"state.team.person_keys": {"$in": list(team.person_keys)}}),
        same_project=_others(team, {"state.project_key": project_key(team)}),
    )
    case.take(submitted, findings, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def _others(team: TeamFacts, filters: dict[str, object]) -> tuple[str, ...]:
    live = (one for one in store.cases.every(filters) if one.state is not CaseState.WITHDRAWN)
    return tuple(sorted(one.id for one in live if one.id != team.team_id))


def learn_finding(cmd: requests.LearnFinding, actor: Actor, at: Instant) -> None:
    """Something became known of a team after it submitted; its reviewer sees it (rules B3, B8, C7, D1)."""
    case = store.cases.find(cmd.team_id) or Case.empty(cmd.team_id, cmd.division_code)
    case.learn_finding(cmd.told, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def learn_accounts(cmd: requests.LearnAccounts, actor: Actor, at: Instant) -> None:
    """Accounts of a team came or went; who went reads its case no more (rules B2, K1)."""
    case = store.cases.find(cmd.team.team_id) or Case.empty(cmd.team.team_id, cmd.team.division_code)
    case.learn_accounts(cmd.team)
    store.cases.save(case)


def learn_persons(cmd: requests.LearnPersons, actor: Actor, at: Instant) -> None:
    """The keys that match people rotate: each case that knows one of them knows all their hashes (rules B5, F5)."""
    keys = sorted(frozenset().union(*cmd.groups))
    for found in list(store.cases.every({"state.team.person_keys": {"$in": keys}})):
        with store.cases.once():
            case = store.cases.get(found.id)
            if case.know_persons(cmd.groups):
                store.cases.save(case)


def withdraw_case(cmd: requests.WithdrawCase, actor: Actor, at: Instant) -> None:
    """Close the case of a team that left (rule C12)."""
    if not cmd.team_id:
        return
    case = store.cases.find(cmd.team_id) or Case.empty(cmd.team_id, cmd.division_code)
    case.withdraw()
    store.cases.save(case)


def decide_case(cmd: requests.DecideCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """The assigned reviewer or the host decides (rules D1, D4)."""
    case = store.cases.get(cmd.case_id)
    _require_handler(case, actor)
    desk = desks_store.desks.peek(case.division_code)
    closes = desk.terms.submission_closes if desk is not None and desk.terms is not None else None
    case.decide(
        cmd.submission_number,
        cmd.outcome,
        cmd.judgements,
        cmd.reason,
        submission_closes=closes,
        by=actor.account_id,
        at=at,
        supplement_due=_supplement_due(at),
    )
    return _saved(case)


def _supplement_due(at: Instant) -> Instant:
    """The end of the last of the edition's whole days for it, Beijing time (rule C11)."""
    last = at.astimezone(BEIJING) + timedelta(days=edition().durations.supplement.days)
    return day_end(last.year, last.month, last.day)


def learn_answer(cmd: requests.LearnAnswer, actor: Actor, at: Instant) -> None:
    """The answer to a request for supplementary material: the case returns to its reviewer (rule C11)."""
    case = store.cases.find(cmd.team_id)
    if case is not None:
        answered = partial(Supplement.answered, text=cmd.text, evidence=cmd.evidence, at=cmd.answered_at)
        case.learn_supplement(cmd.number, answered, days=REVIEW_DAYS, at=at)
        store.cases.save(case)


def learn_lapse(cmd: requests.LearnLapse, actor: Actor, at: Instant) -> None:
    """Nobody answered in time: the reviewer decides on what is there (rule C11)."""
    case = store.cases.find(cmd.team_id)
    if case is not None:
        case.learn_supplement(cmd.number, Supplement.lapsed, days=REVIEW_DAYS, at=at)
        store.cases.save(case)


def reassign_case(cmd: requests.ReassignCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """The host gives a case to another reviewer (rule D2)."""
    case = store.cases.get(cmd.case_id)
    actor.require(Role.HOST, division=case.division_code)
    desk = desks_store.desks.look(case.division_code)
    desk.require_reviewer(cmd.reviewer_id, case.team.usccs if case.team else frozenset())
    before = case.reviewer_id
    case.assign(cmd.reviewer_id, days=REVIEW_DAYS, at=at)
    answer = _saved(case)
    if before != cmd.reviewer_id:
        with changed(idempotency_key=""):  # the answer is kept with the case; the desk only counts
            counted = desks_store.desks.get(case.division_code)
            counted.move(before, cmd.reviewer_id)
            desks_store.desks.save(counted)
    return answer


def appeal_case(cmd: requests.AppealCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """The team appeals once, in time (rule D3)."""
    case = store.cases.get(cmd.case_id)
    refuse_unless(case.team is not None and actor.account_id in case.team.account_ids, FORBIDDEN)
    case.lodge_appeal(cmd.reason, days=edition().durations.appeal.days, at=at)
    return _saved(case)


def settle_appeal(cmd: requests.SettleAppeal, actor: Actor, at: Instant) -> cases_pb2.Case:
    """The host settles an appeal (rule D3)."""
    case = store.cases.get(cmd.case_id)
    actor.require(Role.HOST, division=case.division_code)
    case.settle_appeal(granted=cmd.granted, days=REVIEW_DAYS, at=at)
    return _saved(case)


def _require_handler(case: Case, actor: Actor) -> None:
    host = actor.has(Role.HOST, case.division_code)
    mine = actor.has(Role.REVIEWER, case.division_code) and actor.account_id == case.reviewer_id
    if not (host or mine):
        # another division's case does not exist for this account
        refuse(FORBIDDEN if actor.has(Role.REVIEWER, case.division_code) else NOT_FOUND, what="case")


def _saved(case: Case) -> cases_pb2.Case:
    answer = wire.case_view(case, overdue=False, whole=False)
    store.cases.save(case, answer=answer)
    return answer


def assign_waiting(actor: Actor, at: Instant) -> None:
    """Give waiting cases to reviewers, evenly (rule D2); one write of the desk for all that wait there.

    Asked every second: a desk without reviewers costs nothing however many cases wait, and of a case only its organisations
    are read.
    """
    for manned in desks_store.desks.every():
        found = dict(store.waiting(manned.id)) if manned.reviewers else {}
        desk = desks_store.desks.find(manned.id) if found else None
        if desk is None:
            continue
        given = desk.assign(found.items())
        if given:
            desks_store.desks.save(desk)
        for case_id, reviewer_id in given.items():
            waits = store.cases.find(case_id)
            if waits is not None and waits.waiting_in:
                waits.assign(reviewer_id, days=REVIEW_DAYS, at=at)
                store.cases.save(waits)
