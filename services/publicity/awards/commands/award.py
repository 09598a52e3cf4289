"""Awards: made and confirmed with their certificates, lost with their team's place, and published (rules G3, G4, H1, H4, H5)."""

from __future__ import annotations

import secrets
from dataclasses import replace

from chassis.actor import Actor
from chassis.context import changed
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ...notices import store as notices_store
from ...notices.commands import publish
from ...notices.events import NoticeKind
from ...notices.model import wording
from ...notices.model.notice import Entry, NoticeState, from_now, notice_id
from ...notices.settings import winners_span
from .. import requests, settings, store
from ..model.award import Award, AwardState, Benefit
from ..model.award_list import AwardList, ListState
from ..model.standing import TeamStanding
from .announcement import winners_notice

# Without letters and digits that look alike; 26 of 31 are more than 128 bits, which nobody guesses (rule G3).
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 26


def make_awards(request: requests.MakeAwards, actor: Actor, at: Instant) -> None:
    """Make the proposed awards, each by itself, and schedule their notice (rule H1)."""
    award_list = store.award_lists.look(request.list_id)
    if award_list.state is not ListState.PROPOSED or award_list.proposed_at is None:
        raise ValueError("awards were proposed that their list does not know")
    for proposed in award_list.proposed:
        with store.awards.once():
            if store.awards.find(proposed.facts.award_id) is None:
                store.awards.add(Award.propose(award_list.id, proposed, award_list.proposed_at))
        _take_back_awards(proposed.recipient_id, at)
    # last, so that a notice never closes before its awards are there to be confirmed
    _publish_winners(award_list, award_list.proposed_at)


def confirm_awards(request: requests.ConfirmAwards, actor: Actor, at: Instant) -> None:
    """Confirm every award of a winners' notice that closed, but those of teams with an upheld report (rules G3, G4, H1).

    A team with several awards is entitled to the winners' benefits once: with the first of them on the list.
    That of a team whose review is open again is confirmed once it has passed (rules B3, D1).
    """
    if request.kind is not NoticeKind.WINNERS:
        return
    closed_at = notices_store.notices.look(request.notice_id).closed_at or at
    for proposed in store.award_lists.look(request.subject_id).proposed:
        if proposed.recipient_id in request.upheld_team_ids:
            continue  # withheld by its ruling's own event
        if not store.teams_under_review([proposed.recipient_id]):
            with store.awards.once():
                _confirm(proposed.facts.award_id, closed_at)


def _confirm(award_id: str, at: Instant) -> None:
    award = store.awards.get(award_id)
    if award.state is AwardState.PROPOSED:
        award.confirm(_new_verification_code(), _winners_benefits(award), at)
        store.awards.save(award)


def _winners_benefits(award: Award) -> tuple[Benefit, ...]:
    """Return what the award entitles its team to: nothing if an award before it on the list does so already (G4)."""
    proposed = store.award_lists.look(award.list_id).proposed
    own = [each.facts.award_id for each in proposed if each.recipient_id == award.recipient_id]
    return settings.winners_benefits(edition()) if award.facts.team and own[:1] == [award.id] else ()


def record_review(request: requests.RecordReview, actor: Actor, at: Instant) -> None:
    """Keep if a finalist's review is open again; once passed it gets an award whose notice has run (rules B3, D1, H1)."""
    with store.standings.once():
        standing = store.standings.find(request.team_id) or TeamStanding(id=request.team_id)
        standing.record_review(request.sequence, under_review=request.under_review)
        store.standings.save(standing)
    if store.teams_under_review([request.team_id]):
        return
    for award_id in store.award_ids_of(request.team_id):
        notice = notices_store.notices.peek(notice_id(NoticeKind.WINNERS, store.awards.look(award_id).list_id))
        closed = notice is not None and notice.state is NoticeState.CLOSED
        if notice is not None and closed and request.team_id not in notice.upheld_team_ids:
            with store.awards.once():
                _confirm(award_id, at)


def act_on_strike(request: requests.ActOnStrike, actor: Actor, at: Instant) -> None:
    """Mark a finalist that fell in its notice, publish the change, and take back what it won (rules F7, F8, H4)."""
    team_id = request.team.team_id
    identifier = notice_id(NoticeKind.FINALISTS, request.list_id, request.version)
    _strike_from_notice(identifier, team_id)
    # not before the list itself is public (K1)
    opens_at = max(at, notices_store.notices.look(identifier).opens_at)
    title, text = wording.finalist_struck(edition().official_name, request.team.project_name, request.code)
    entry = replace(Entry.of_team(request.team), struck=True)
    subject = f"{request.list_id}:{team_id}"
    publish(NoticeKind.CHANGE, subject, from_now(opens_at), title, text, (entry,), at)
    _record_fall(team_id, f"finalist:{subject}", request.code, wording.struck_reason(request.code), at)


def act_on_ruling(request: requests.ActOnRuling, actor: Actor, at: Instant) -> None:
    """Take back what a team won if a report against it is upheld (rule H4)."""
    if request.upheld:
        _record_fall(request.team_id, request.report_id, request.code, request.reason, at)


def act_on_organiser_ruling(request: requests.ActOnOrganiserRuling, actor: Actor, at: Instant) -> None:
    """Take back what an organiser was awarded if a report about it is upheld (rule H4)."""
    if request.upheld:
        _record_fall(request.organiser_id, request.report_id, request.code, request.reason, at, organiser=True)


def act_on_objection(request: requests.ActOnObjection, actor: Actor, at: Instant) -> None:
    """Take back what a team won or is entitled to if an objection against it is upheld (rules F8, H4)."""
    if request.upheld and request.team_id and not request.left_off:
        _record_fall(request.team_id, request.objection_id, request.code, request.reason, at)


def act_on_disqualification(request: requests.ActOnDisqualification, actor: Actor, at: Instant) -> None:
    """Publish a disqualification, wherever in the contest it occurred, and take back what the team won (rules H4, H5)."""
    _publish_disqualification(request, at)
    source = f"disqualification:{request.team_id}"
    _record_fall(request.team_id, source, request.code, request.reason, at)


def publish_loss(request: requests.PublishLoss, actor: Actor, at: Instant) -> None:
    """Mark a lost award in the winners' notice, and publish the change (rule H4).

    At once, but not before the winners' notice opens, so that nothing leaks (K1).
    """
    award = store.awards.look(request.award_id)
    team = award.facts.team
    _strike_from_notice(
        notice_id(NoticeKind.WINNERS, award.list_id), team.team_id if team else "", award.recipient_name
    )
    opens_at = max(award.lost_at or at, winners_span(award.proposed_at).opens_at)
    name = team.project_name if team else award.recipient_name
    title, text = wording.change(
        edition().official_name, name, award.prize_zh, request.reason, confirmed=award.confirmed_at is not None
    )
    entry = Entry.of_team(team, prize=award.prize_zh) if team else Entry(prize=award.prize_zh, recipient=name)
    publish(NoticeKind.CHANGE, award.id, from_now(opens_at), title, text, (entry,), award.lost_at or at)


def _strike_from_notice(identifier: str, team_id: str, recipient: str = "") -> None:
    """Mark the lines of whoever fell in a notice; it is refused, and tried again, if the notice is not there yet."""
    with notices_store.notices.once():
        notice = notices_store.notices.get(identifier)
        if notice.strike(team_id, recipient):
            notices_store.notices.save(notice)


def _record_fall(
    recipient_id: str, source_id: str, code: str, reason: str, at: Instant, *, organiser: bool = False
) -> None:
    with store.standings.once():
        standing = store.standings.find(recipient_id) or TeamStanding(id=recipient_id, organiser=organiser)
        standing.fall(source_id, code, reason, at)
        store.standings.save(standing)
    _take_back_awards(recipient_id, at)


def _take_back_awards(recipient_id: str, at: Instant) -> None:
    """Take back the awards of a team or organiser if it lost its place.

    Called after an award was made and after a fall was recorded: whichever is second sees what the other wrote.
    """
    standing = store.standings.peek(recipient_id)
    if standing is None or not standing.falls:
        return
    first = standing.falls[0]
    # the same event may have made the award a moment ago; losing it twice changes nothing, so no mark is needed here
    with changed(event_id=""):
        for award_id in store.award_ids_of(recipient_id):
            award = store.awards.get(award_id)
            of_organiser = award.facts.team is None
            if of_organiser is standing.organiser and award.lose(
                first.code, first.reason, max(first.at, award.proposed_at)
            ):
                store.awards.save(award)


def _publish_winners(award_list: AwardList, proposed_at: Instant) -> None:
    title, text, entries = winners_notice(award_list, proposed_at)
    span = winners_span(proposed_at)
    publish(NoticeKind.WINNERS, award_list.id, span, title, text, entries, proposed_at)


def _publish_disqualification(request: requests.ActOnDisqualification, at: Instant) -> None:
    title, text = wording.disqualification(edition().official_name, request.project_name, request.reason)
    entry = Entry(
        team_id=request.team_id,
        project_name=request.project_name,
        track=request.track,
        division_code=request.division_code,
    )
    publish(NoticeKind.DISQUALIFICATION, request.team_id, from_now(at), title, text, (entry,), at)


def _new_verification_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
