"""What review does: one function a use case."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from dasai.review.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.context import changed
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING, Instant, day_end
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND

from . import store, wire
from .model import case as cases
from .model import commands, duplicates
from .model.case import Case
from .model.desk import Desk
from .model.events import Finalist
from .model.facts import TeamFacts
from .model.national import FinalistList, Hit, HitState
from .model.recommendation import RankedProject, RankingCopy, Recommendation, recommendable
from .model.supplement import Supplement

# A case is due this long after it came to its reviewer; days.
REVIEW_DAYS = 5


def finalists_id() -> str:
    """The edition's one finalist list."""
    return f"finalists-{edition().id}"


def learn_scheme(cmd: commands.LearnScheme, actor: Actor, at: Instant) -> None:
    """Review by the division's published scheme (rule A5)."""
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.learn_scheme(cmd.terms)
    store.desks.save(desk)


def appoint_reviewers(cmd: commands.AppointReviewers, actor: Actor, at: Instant) -> service_pb2.Desk:
    """The host appoints the division's reviewers (rule D2)."""
    actor.require(Role.HOST, division=cmd.division_code)
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.appoint(cmd.reviewers)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer


def open_case(cmd: commands.OpenCase, actor: Actor, at: Instant) -> None:
    """Open the team's case, or bring it to the new submission, with the automatic findings (rule D1)."""
    submitted, team = cmd.submitted, cmd.submitted.team
    desk = store.desks.peek(team.division_code)
    organisers = frozenset(desk.terms.organisers) if desk is not None and desk.terms is not None else frozenset()
    case = store.cases.find(team.team_id) or Case.empty(team.team_id, team.division_code)
    findings = cases.check(
        submitted,
        organisers=organisers,
        sections=tuple(section.id for section in edition().sections),
        evidence_kinds=tuple(kind.id for kind in edition().evidence.required),
        same_persons=_others(team, {"state.team.person_keys": {"$in": list(team.person_keys)}}),
        same_project=_others(team, {"state.project_key": cases.project_key(team)}),
    )
    case.take(submitted, findings, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def _others(team: TeamFacts, filters: dict[str, object]) -> tuple[str, ...]:
    live = (one for one in store.cases.every(filters) if one.state is not cases.CaseState.WITHDRAWN)
    return tuple(sorted(one.id for one in live if one.id != team.team_id))


def assign_waiting(actor: Actor, at: Instant) -> None:
    """Give waiting cases to reviewers, evenly (rule D2); one write of the desk for all that wait there.

    Asked every second: a desk without reviewers costs nothing however many cases wait, and of a case only its organisations
    are read.
    """
    for manned in store.desks.every():
        found = dict(store.waiting(manned.id)) if manned.reviewers else {}
        desk = store.desks.find(manned.id) if found else None
        if desk is None:
            continue
        given = desk.assign(found.items())
        if given:
            store.desks.save(desk)
        for case_id, reviewer_id in given.items():
            waits = store.cases.find(case_id)
            if waits is not None and waits.waiting_in:
                waits.assign(reviewer_id, days=REVIEW_DAYS, at=at)
                store.cases.save(waits)


def learn_finding(cmd: commands.LearnFinding, actor: Actor, at: Instant) -> None:
    """Something became known of a team after it submitted; its reviewer sees it (rules B3, D1)."""
    case = store.cases.find(cmd.team_id) or Case.empty(cmd.team_id, cmd.division_code)
    case.learn_finding(cmd.told, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def learn_persons(cmd: commands.LearnPersons, actor: Actor, at: Instant) -> None:
    """The keys that match people rotate: each case that knows one of them knows all their hashes (rules B5, F5)."""
    keys = sorted(frozenset().union(*cmd.groups))
    for found in list(store.cases.every({"state.team.person_keys": {"$in": keys}})):
        with store.cases.once():
            case = store.cases.get(found.id)
            if case.know_persons(cmd.groups):
                store.cases.save(case)


def withdraw_case(cmd: commands.WithdrawCase, actor: Actor, at: Instant) -> None:
    """Close the case of a team that left (rule C12)."""
    if not cmd.team_id:
        return
    case = store.cases.find(cmd.team_id) or Case.empty(cmd.team_id, cmd.division_code)
    case.withdraw()
    store.cases.save(case)


def decide_case(cmd: commands.DecideCase, actor: Actor, at: Instant) -> service_pb2.Case:
    """The assigned reviewer or the host decides (rules D1, D4)."""
    case = store.cases.get(cmd.case_id)
    _require_handler(case, actor)
    desk = store.desks.peek(case.division_code)
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


def learn_answer(cmd: commands.LearnAnswer, actor: Actor, at: Instant) -> None:
    """The answer to a request for supplementary material: the case returns to its reviewer (rule C11)."""
    case = store.cases.find(cmd.team_id)
    if case is not None:
        answered = partial(Supplement.answered, text=cmd.text, evidence=cmd.evidence, at=cmd.answered_at)
        case.learn_supplement(cmd.number, answered, days=REVIEW_DAYS, at=at)
        store.cases.save(case)


def learn_lapse(cmd: commands.LearnLapse, actor: Actor, at: Instant) -> None:
    """Nobody answered in time: the reviewer decides on what is there (rule C11)."""
    case = store.cases.find(cmd.team_id)
    if case is not None:
        case.learn_supplement(cmd.number, Supplement.lapsed, days=REVIEW_DAYS, at=at)
        store.cases.save(case)


def reassign_case(cmd: commands.ReassignCase, actor: Actor, at: Instant) -> service_pb2.Case:
    """The host gives a case to another reviewer (rule D2)."""
    case = store.cases.get(cmd.case_id)
    actor.require(Role.HOST, division=case.division_code)
    desk = store.desks.look(case.division_code)
    desk.require_reviewer(cmd.reviewer_id, case.team.usccs if case.team else frozenset())
    before = case.reviewer_id
    case.assign(cmd.reviewer_id, days=REVIEW_DAYS, at=at)
    answer = _saved(case)
    if before != cmd.reviewer_id:
        with changed(idempotency_key=""):  # the answer is kept with the case; the desk only counts
            counted = store.desks.get(case.division_code)
            counted.move(before, cmd.reviewer_id)
            store.desks.save(counted)
    return answer


def appeal_case(cmd: commands.AppealCase, actor: Actor, at: Instant) -> service_pb2.Case:
    """The team appeals once, in time (rule D3)."""
    case = store.cases.get(cmd.case_id)
    refuse_unless(case.team is not None and actor.account_id in case.team.account_ids, FORBIDDEN)
    case.lodge_appeal(cmd.reason, days=edition().durations.appeal.days, at=at)
    return _saved(case)


def settle_appeal(cmd: commands.SettleAppeal, actor: Actor, at: Instant) -> service_pb2.Case:
    """The host settles an appeal (rule D3)."""
    case = store.cases.get(cmd.case_id)
    actor.require(Role.HOST, division=case.division_code)
    case.settle_appeal(granted=cmd.granted, days=REVIEW_DAYS, at=at)
    return _saved(case)


def learn_ranking(cmd: commands.LearnRanking, actor: Actor, at: Instant) -> None:
    """Know a division's frozen ranking, from which it may recommend (rule F1)."""
    if not cmd.division_code:
        return
    copy = store.rankings.find(cmd.round_id)
    copy = copy or RankingCopy(id=cmd.round_id, division_code=cmd.division_code, track=cmd.track)
    copy.learn(cmd.number, cmd.projects)
    store.rankings.save(copy)


def file_recommendation(cmd: commands.FileRecommendation, actor: Actor, at: Instant) -> service_pb2.Recommendation:
    """The host recommends projects to the final (rule F1)."""
    actor.require(Role.HOST, division=cmd.division_code)
    recommendation = store.recommendations.find(cmd.division_code) or Recommendation(id=cmd.division_code)
    ranked = _ranked(cmd.division_code)
    projects = tuple(_recommendable(team_id, ranked) for team_id in cmd.team_ids)
    recommendation.file(
        projects,
        cmd.report,
        quota_per_track=_quota(cmd.division_code),
        until=edition().timetable.division_reports_until.at,
        at=at,
    )
    answer = wire.recommendation_view(recommendation)
    store.recommendations.save(recommendation, answer=answer)
    return answer


def substitute_project(cmd: commands.SubstituteProject, actor: Actor, at: Instant) -> service_pb2.Recommendation:
    """Another ranked project takes a fallen place, within a week (rule F6)."""
    actor.require(Role.HOST, division=cmd.division_code)
    recommendation = store.recommendations.get(cmd.division_code)
    project = _recommendable(cmd.substitute_team_id, _ranked(cmd.division_code))
    recommendation.substitute(cmd.lost_team_id, project, days=edition().durations.substitution.days, at=at)
    answer = wire.recommendation_view(recommendation)
    store.recommendations.save(recommendation, answer=answer)
    return answer


def _quota(division_code: str) -> int:
    desk = store.desks.peek(division_code)
    most = edition().quotas.recommended_per_division_track
    return min(most, desk.terms.recommended_per_track) if desk is not None and desk.terms is not None else most


def _ranked(division_code: str) -> dict[str, RankedProject]:
    copies = store.rankings.every({"state.division_code": division_code})
    return {one.team.team_id: one for copy in copies for one in copy.projects if not one.struck}


def _recommendable(team_id: str, ranked: dict[str, RankedProject]) -> RankedProject:
    return recommendable(team_id, ranked, passed=_passed(team_id))


def _passed(team_id: str) -> bool:
    case = store.cases.peek(team_id)
    return case is not None and case.passed


def run_national_check(actor: Actor, at: Instant) -> service_pb2.RunNationalCheckResponse:
    """Compare every candidate with every other, across all recommenders (rule F5); run again, it adds only what is new."""
    actor.require(Role.SECRETARIAT)
    teams = {entry.team.team_id: entry.team for one in store.recommendations.every() for entry in one.standing}
    suspicions = duplicates.find([_compared(team) for team in teams.values()])
    for suspicion in suspicions:
        identifier = derived_id("hit", *suspicion.team_ids)
        if store.hits.peek(identifier) is None:
            pair = tuple(teams[team_id] for team_id in suspicion.team_ids)
            store.hits.add(Hit.suspect(identifier, suspicion, pair, at=at))
    return service_pb2.RunNationalCheckResponse(candidates=len(teams), hits=len(suspicions))


def _compared(team: TeamFacts) -> duplicates.Compared:
    case = store.cases.look(team.team_id)
    return duplicates.Compared(
        team_id=team.team_id,
        project_name=team.project_name,
        text=duplicates.text_of((section.id, section.text) for section in case.declaration),
        # the case's too: a recommendation keeps those of its day, and keys rotate
        person_keys=frozenset(team.person_keys) | frozenset(case.team.person_keys if case.team else ()),
        files=frozenset(piece.sha256 for piece in case.evidence),
    )


def settle_hit(cmd: commands.SettleHit, actor: Actor, at: Instant) -> service_pb2.Hit:
    """The secretariat settles a suspicion, having heard the recommenders (rule F5)."""
    actor.require(Role.SECRETARIAT)
    hit = store.hits.get(cmd.hit_id)
    hit.settle(confirmed=cmd.confirmed, losers=cmd.disqualified_team_ids, reason=cmd.reason, at=at)
    answer = wire.hit_view(hit)
    store.hits.save(hit, answer=answer)
    return answer


def propose_finalists(actor: Actor, at: Instant) -> service_pb2.FinalistList:
    """The secretariat proposes the finalist list; its notice runs by itself (rules B3, B8, F5, F8)."""
    actor.require(Role.SECRETARIAT)
    before = store.finalists.find(finalists_id())
    open_hits = sum(1 for _ in store.hits.every({"state.state": HitState.OPEN.value}))
    chosen = tuple(
        Finalist(team=entry.team, channel=one.channel, recommender_id=one.id)
        for one in sorted(store.recommendations.every(), key=lambda found: found.id)
        for entry in one.standing
    )
    found = FinalistList.propose(finalists_id(), chosen, before=before, open_hits=open_hits, passed=_passed, at=at)
    answer = wire.finalists_view(found)
    store.finalists.add(found, answer=answer)
    return answer


def confirm_finalists(cmd: commands.ConfirmFinalists, actor: Actor, at: Instant) -> None:
    """The finalists' notice ran its days: the list is final and scoring opens the final (rules F8, G1)."""
    if cmd.list_id != finalists_id():
        return
    found = store.finalists.get(cmd.list_id)
    found.confirm(cmd.upheld, at=at)
    store.finalists.save(found)


def disqualify_team(cmd: commands.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """A team lost its place: case, recommendation and finalist list follow (rules F6, H4)."""
    if not cmd.team_id:
        return
    with store.cases.once():
        case = store.cases.find(cmd.team_id)
        if case is not None:
            case.disqualify(cmd.code, cmd.reason, at=at)
            store.cases.save(case)
    _follow(cmd, at)


def spread_disqualification(cmd: commands.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """What a confirmed duplicate means for the case, the recommendation and the finalist list (rules F5, F6)."""
    with store.cases.once():
        case = store.cases.find(cmd.team_id)
        if case is not None:
            case.learn_disqualification()
            store.cases.save(case)
    _follow(cmd, at)


def lose_place(cmd: commands.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """A team that was recommended is rejected after all: its recommender may substitute (rules D1, F6, F7).

    Judged by the case as it stands: a rejection that is heard late takes no place from a team that has passed since.
    """
    case = store.cases.peek(cmd.team_id) if cmd.team_id else None
    if case is not None and case.rejected:
        _follow(cmd, at)


def _follow(cmd: commands.DisqualifyTeam, at: Instant) -> None:
    for seen in list(store.recommendations.every({"state.entries.team.team_id": cmd.team_id})):
        with store.recommendations.once():
            recommendation = store.recommendations.get(seen.id)
            if recommendation.lose(cmd.team_id, cmd.code, at=at):
                store.recommendations.save(recommendation)
    with store.finalists.once():
        found = store.finalists.find(finalists_id())
        if found is not None:
            found.strike(cmd.team_id)
            store.finalists.save(found)


def _require_handler(case: Case, actor: Actor) -> None:
    host = actor.has(Role.HOST, case.division_code)
    mine = actor.has(Role.REVIEWER, case.division_code) and actor.account_id == case.reviewer_id
    if not (host or mine):
        # another division's case does not exist for this account
        refuse(FORBIDDEN if actor.has(Role.REVIEWER, case.division_code) else NOT_FOUND, what="case")


def _saved(case: Case) -> service_pb2.Case:
    answer = wire.case_view(case, overdue=False, whole=False)
    store.cases.save(case, answer=answer)
    return answer
