"""Awards: from finalists and rankings to winners, certificates and what a fall undoes (rules G2 to G4, H1, H4, H5)."""

from __future__ import annotations

import secrets

from dasai.publicity.v1 import awards_pb2

from chassis.actor import Actor, Role
from chassis.context import changed
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse
from chassis.refusals import FIELDS_INVALID

from .. import store, wire
from ..model import commands
from ..model.award import Award, AwardState, TeamStanding
from ..model.awards import AwardList, ListState
from ..model.events import NoticeKind
from ..model.facts import Stage
from ..model.notice import notice_id
from . import notices
from .texts import LONGEST_STATEMENT, require_official_names

# Without letters and digits that look alike; 26 of 31 are more than 128 bits, which nobody guesses (rule G3).
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 26


def announce_winners(cmd: commands.AnnounceWinners, actor: Actor, at: Instant) -> awards_pb2.AnnounceWinnersResponse:
    """The secretariat gives the prizes by the frozen rankings; the notice follows from the event (rules G2, H1)."""
    actor.require(Role.SECRETARIAT)
    statement = cmd.statement.strip()
    if len(statement) > LONGEST_STATEMENT:
        refuse(FIELDS_INVALID, faults=[FieldFault("statement", "不超过 2000 字。", "At most 2,000 characters.")])
    require_official_names(statement)
    subject = _list()
    ranked = {line.team.team_id for ranking in subject.rankings for line in ranking.projects}
    subject.announce(
        wire.prize_plans(edition()),
        wire.track_plans(edition()),
        fallen=store.fallen(ranked),
        statement=statement,
        at=at,
    )
    identifier = notice_id(NoticeKind.WINNERS, subject.id)
    answer = wire.announced_view(subject, identifier, notices.winners_span(at))
    store.award_lists.save(subject, answer=answer)
    return answer


def grant_special_award(cmd: commands.GrantSpecialAward, actor: Actor, at: Instant) -> awards_pb2.GrantedSpecialAward:
    """A special award, before the winners are announced (rule G2)."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    prize = wire.special_plan(edition(), cmd.prize)
    to_organiser = prize is not None and prize.to_organiser
    recipient = cmd.organiser_id if to_organiser else cmd.team_id
    name = _organiser_name(cmd.organiser_id, cmd.organiser_name) if to_organiser else ""
    subject = _list()
    granted = subject.grant_special(prize, cmd.prize, recipient, name, fallen=bool(store.fallen([recipient])))
    answer = wire.granted_view(granted)
    store.award_lists.save(subject, answer=answer)
    return answer


def learn_finalists(cmd: commands.Finalists, actor: Actor, at: Instant) -> None:
    """Which tracks have finalists, and who recommended them."""
    subject = _list()
    subject.learn_finalists(
        {one.team.track for one in cmd.finalists}, {one.recommender_id for one in cmd.finalists if one.recommender_id}
    )
    store.award_lists.save(subject)


def take_ranking(cmd: commands.TakeRanking, actor: Actor, at: Instant) -> None:
    """Keep the newest ranking of each track of the final; those of divisions are not publicity's."""
    if cmd.stage is Stage.FINAL:
        subject = _list()
        subject.learn_ranking(cmd.ranking)
        store.award_lists.save(subject)


def take_reopening(cmd: commands.TakeReopening, actor: Actor, at: Instant) -> None:
    """A reopened ranking counts no more (rule E6)."""
    subject = _list()
    subject.learn_reopened(cmd.ranking_id)
    store.award_lists.save(subject)


def take_proposal(cmd: commands.TakeProposal, actor: Actor, at: Instant) -> None:
    """Make the proposed awards, each by itself, and schedule their notice (rule H1)."""
    subject = store.award_lists.look(cmd.list_id)
    if subject.state is not ListState.PROPOSED or subject.proposed_at is None:
        raise ValueError("awards were proposed that their list does not know")
    for proposed in subject.proposed:
        with store.awards.once():
            if store.awards.find(proposed.facts.award_id) is None:
                store.awards.add(Award.propose(subject.id, proposed, subject.proposed_at))
        _lose_where_fallen(proposed.recipient_id, at)
    # last, so that a notice never closes before its awards are there to be confirmed
    notices.publish_winners(subject)


def take_closing(cmd: commands.TakeClosing, actor: Actor, at: Instant) -> None:
    """The winners' notice ran its days: confirm every award against which nothing was upheld (rules G3, G4, H1)."""
    if cmd.kind is not NoticeKind.WINNERS:
        return
    closed_at = store.notices.look(cmd.notice_id).closed_at or at
    for proposed in store.award_lists.look(cmd.subject_id).proposed:
        if proposed.recipient_id in cmd.upheld_team_ids:
            continue  # withheld by its ruling's own event
        with store.awards.once():
            award = store.awards.get(proposed.facts.award_id)
            if award.state is AwardState.PROPOSED:
                award.confirm(_new_code(), wire.benefits(edition()) if award.facts.team else (), closed_at)
                store.awards.save(award)


def take_ruling(cmd: commands.TakeRuling, actor: Actor, at: Instant) -> None:
    """An upheld report undoes what the team won (rule H4)."""
    if cmd.upheld:
        _fall(cmd.team_id, cmd.report_id, cmd.code, cmd.reason, at)


def take_disqualification(cmd: commands.TakeDisqualification, actor: Actor, at: Instant) -> None:
    """Publish a disqualification, wherever in the contest it occurred, and undo what the team won (rules H4, H5)."""
    notices.publish_disqualification(cmd, at)
    _fall(cmd.team_id, f"disqualification:{cmd.team_id}", cmd.code, cmd.reason, at)


def take_loss(cmd: commands.TakeLoss, actor: Actor, at: Instant) -> None:
    """Publish that an award was lost (rule H4)."""
    award = store.awards.look(cmd.award_id)
    notices.publish_change(award, cmd.reason, award.lost_at or at)


def _list() -> AwardList:
    return store.award_lists.find(edition().id) or AwardList(id=edition().id)


def _fall(team_id: str, source_id: str, code: str, reason: str, at: Instant) -> None:
    with store.standings.once():
        standing = store.standings.find(team_id) or TeamStanding(id=team_id)
        standing.fall(source_id, code, reason, at)
        store.standings.save(standing)
    _lose_where_fallen(team_id, at)


def _lose_where_fallen(team_id: str, at: Instant) -> None:
    """Whoever runs second of making awards and falling sees what the other wrote: see TeamStanding."""
    standing = store.standings.peek(team_id)
    if standing is None or not standing.falls:
        return
    first = standing.falls[0]
    # the same event may have made the award a moment ago; losing it twice changes nothing, so no mark is needed here
    with changed(event_id=""):
        for award_id in store.award_ids_of(team_id):
            award = store.awards.get(award_id)
            if award.lose(first.code, first.reason, max(first.at, award.proposed_at)):
                store.awards.save(award)


def _organiser_name(organiser_id: str, given: str) -> str:
    """A division's official name, or another contest's body as it was given, checked (rules J1, J2)."""
    codes = {division.code for division in edition().divisions}
    if organiser_id in codes:
        return edition().official_division_name(organiser_id)
    name = " ".join(given.split())
    if not 2 <= len(name) <= 100:
        fault = FieldFault("organiser_name", "请填写获奖单位全称。", "Give the body's full name.")
        refuse(FIELDS_INVALID, faults=[fault])
    require_official_names(name)
    return name


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
