"""The award list: gather rankings and special awards of the final, announce the winners (rules G2, H1)."""

from __future__ import annotations

from dataclasses import replace

from dasai.publicity.v1 import awards_pb2

from chassis.actor import Actor
from chassis.context import current
from chassis.edition.current import edition
from chassis.edition.published import require_publishable
from chassis.facts.schemes import Stage
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, RefusedTogether, refuse, refuse_unless
from chassis.permissions import publicity as permissions
from chassis.refusals import FIELDS_INVALID

from ...directory.checks import require_no_own_organiser, require_no_own_team
from ...notices.events import NoticeKind
from ...notices.model.notice import Notice, notice_id
from ...notices.settings import winners_span
from .. import requests, rules, settings, store, wire
from ..model.award_list import AwardList
from ..model.standing import TeamStanding
from .announcement import winners_notice

LONGEST_STATEMENT = 2000


def record_finalists(request: requests.RecordFinalists, actor: Actor, at: Instant) -> None:
    """Keep which tracks have finalists and who recommended them (F8); entitle each to what all finalists get (rule G4)."""
    with store.award_lists.once():
        award_list = _current_list()
        award_list.record_finalists(request.tracks, request.recommender_ids)
        store.award_lists.save(award_list)
    for team_id in request.team_ids:
        with store.standings.once():
            standing = store.standings.find(team_id) or TeamStanding(id=team_id)
            standing.enter_final(settings.finalists_benefits(edition()), current().occurred_at or at)
            store.standings.save(standing)


def record_ranking(request: requests.RecordRanking, actor: Actor, at: Instant) -> None:
    """Keep the newest ranking of each track of the final; those of divisions are not publicity's (rule E6)."""
    if request.stage is Stage.FINAL:
        award_list = _current_list()
        award_list.record_ranking(request.ranking)
        store.award_lists.save(award_list)


def record_reopening(request: requests.RecordReopening, actor: Actor, at: Instant) -> None:
    """Count a reopened ranking no more (rule E6)."""
    award_list = _current_list()
    award_list.record_reopening(request.ranking_id)
    store.award_lists.save(award_list)


@idempotent
def grant_special_award(
    request: requests.GrantSpecialAward, actor: Actor, at: Instant
) -> awards_pb2.GrantedSpecialAward:
    """Grant a special award, before the winners are announced (rule G2)."""
    permissions.GRANT_SPECIAL_AWARD.require(actor)
    prize = settings.special_prize(edition(), request.prize)
    to_organiser = prize is not None and prize.to_organiser
    recipient = request.organiser_id if to_organiser else request.team_id
    name = _organiser_name(request.organiser_id, request.organiser_name) if to_organiser else ""
    if to_organiser:
        require_no_own_organiser(recipient, actor, rules.G2_OWN_ORGANISATION)
    else:
        require_no_own_team(recipient, actor, rules.G2_OWN_ORGANISATION)
    award_list = _current_list()
    fallen = store.fallen({recipient, *(award.recipient_id for award in award_list.special)})
    granted = award_list.grant_special(prize, recipient, name, fallen=fallen)
    answer = wire.granted_view(granted)
    store.award_lists.save(award_list, answer=answer)
    return answer


@idempotent
def announce_winners(
    request: requests.AnnounceWinners, actor: Actor, at: Instant
) -> awards_pb2.AnnounceWinnersResponse:
    """Give the prizes by the frozen rankings, for the secretariat; the notice follows from the event (rules G2, H1).

    What is wrong with the statement and with vacant places is refused together. A dry run refuses what announcing would, and
    returns the list and its notice without announcing it.
    """
    permissions.ANNOUNCE_WINNERS.require(actor)
    award_list = _current_list()
    award_list.require_gathering()
    statement = request.statement.strip()
    vacant = tuple(replace(each, reason=each.reason.strip()) for each in request.vacant)
    prizes, together = settings.track_prizes(edition()), RefusedTogether()
    with together.at():
        too_long = [FieldFault("statement", "不超过2000字。", "At most 2,000 characters.")]
        refuse_unless(len(statement) <= LONGEST_STATEMENT, FIELDS_INVALID, faults=too_long)
    with together.at():
        reasons = {f"vacant[{place}].reason": each.reason for place, each in enumerate(vacant)}
        require_publishable(statement=statement, **reasons)
    with together.at():
        award_list.require_vacant(vacant, prizes)
    together.refuse()
    # who leaves a place of a track vacant decides on what all of its teams get; the rankings decide on all else
    for team_id in award_list.ranked_in({each.track for each in request.vacant}):
        require_no_own_team(team_id, actor, rules.G2_OWN_ORGANISATION)
    ranked = {project.team.team_id for ranking in award_list.rankings for project in ranking.projects}
    granted = {award.recipient_id for award in award_list.special}
    award_list.announce(
        prizes,
        settings.tracks(edition()),
        fallen=store.fallen(ranked | granted),
        under_review=store.teams_under_review(ranked),
        statement=statement,
        vacant=vacant,
        at=at,
    )
    answer = wire.announced_view(award_list, _notice_of(award_list, at), at)
    if not request.dry_run:
        store.award_lists.save(award_list, answer=answer)
    return answer


def _notice_of(award_list: AwardList, at: Instant) -> Notice:
    """Return the notice that follows the announcement, as its event will have it made."""
    identifier = notice_id(NoticeKind.WINNERS, award_list.id)
    title, text, entries = winners_notice(award_list, at)
    return Notice.schedule(
        identifier, NoticeKind.WINNERS, award_list.id, winners_span(at), title=title, text=text, entries=entries
    )


def _current_list() -> AwardList:
    return store.award_lists.find(edition().id) or AwardList(id=edition().id)


def _organiser_name(organiser_id: str, name: str) -> str:
    """Return a division's official name, or the name of another contest's organiser as it was written, checked (rules J1, J2)."""
    codes = {division.code for division in edition().divisions}
    if organiser_id in codes:
        return edition().official_division_name(organiser_id)
    name = " ".join(name.split())
    if not 2 <= len(name) <= 100:
        fault = FieldFault("organiser_name", "请填写获奖单位全称。", "Give the body's full name.")
        refuse(FIELDS_INVALID, faults=[fault])
    require_publishable(organiser_name=name)
    return name
