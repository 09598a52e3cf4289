"""Notices: what is published when, and the clock that opens and closes them (rules F8, H1, H4, H5)."""

from __future__ import annotations

from datetime import UTC, datetime

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from .. import store
from ..model import commands, wording
from ..model.award import Award
from ..model.awards import AwardList
from ..model.events import NoticeKind
from ..model.facts import TeamFacts
from ..model.notice import Entry, Notice, Span, from_now, notice_id, whole_days

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def winners_span(proposed_at: Instant) -> Span:
    """The days of a winners' notice (rule H1)."""
    return whole_days(proposed_at, edition().durations.winners_notice.days)


def publish_finalists(cmd: commands.Finalists, actor: Actor, at: Instant) -> None:
    """Schedule the notice of a proposed finalist list, from the day after publicity learned of it (rule F8)."""
    span = whole_days(at, edition().durations.finalist_notice.days)
    title, text = wording.finalists(edition().official_name, span)
    entries = tuple(entry_of(one.team) for one in cmd.finalists)
    _publish(NoticeKind.FINALISTS, cmd.list_id, span, title, text, entries, at)


def publish_winners(subject: AwardList) -> None:
    """Schedule the winners' notice of an announced list (rule H1)."""
    if subject.proposed_at is None:
        raise ValueError("the list was not announced")
    span = winners_span(subject.proposed_at)
    title, text = wording.winners(edition().official_name, subject.statement, span)
    entries = tuple(
        entry_of(one.facts.team, prize=one.prize_zh, rank=one.facts.rank)
        if one.facts.team
        else Entry(prize=one.prize_zh, recipient=one.recipient_name)
        for one in subject.proposed
    )
    _publish(NoticeKind.WINNERS, subject.id, span, title, text, entries, subject.proposed_at)


def publish_disqualification(cmd: commands.TakeDisqualification, at: Instant) -> None:
    """Publish a disqualification at once (rule H5)."""
    title, text = wording.disqualification(edition().official_name, cmd.project_name, cmd.reason)
    entry = Entry(team_id=cmd.team_id, project_name=cmd.project_name, track=cmd.track, division_code=cmd.division_code)
    _publish(NoticeKind.DISQUALIFICATION, cmd.team_id, from_now(at), title, text, (entry,), at)


def publish_change(award: Award, reason: str, at: Instant) -> None:
    """Publish that an award was lost (rule H4): at once, but not before the winners' notice opens, so that nothing leaks (K1)."""
    team = award.facts.team
    opens_at = max(at, winners_span(award.proposed_at).opens_at)
    confirmed = award.confirmed_at is not None
    name = team.project_name if team else award.recipient_name
    title, text = wording.change(edition().official_name, name, award.prize_zh, reason, confirmed=confirmed)
    entry = entry_of(team, prize=award.prize_zh) if team else Entry(prize=award.prize_zh, recipient=name)
    _publish(NoticeKind.CHANGE, award.id, from_now(opens_at), title, text, (entry,), at)


def run_due(actor: Actor, at: Instant) -> None:
    """Open and close the notices that are due, each at its exact instant (rules F8, H1)."""
    for seen in store.due_notices(at, _EVER):
        notice = store.notices.find(seen.id)
        if notice is not None:
            raised = store.objections(notice.id, notice.team_ids) if notice.days_over(at) else ()
            if notice.run_due(at, raised):
                store.notices.save(notice)


def entry_of(team: TeamFacts, *, prize: str = "", rank: int = 0) -> Entry:
    """A team's line in a notice."""
    return Entry(
        team_id=team.team_id,
        team_name=team.team_name,
        project_name=team.project_name,
        organisations=team.organisation_names,
        track=team.track,
        division_code=team.division_code,
        prize=prize,
        rank=rank,
    )


def _publish(
    kind: NoticeKind, subject_id: str, span: Span, title: str, text: str, entries: tuple[Entry, ...], at: Instant
) -> None:
    identifier = notice_id(kind, subject_id)
    if store.notices.peek(identifier) is not None:
        return  # an event told again, or a second one about the same: it is published already
    notice = Notice.schedule(identifier, kind, subject_id, span, title=title, text=text, entries=entries)
    notice.run_due(at)
    store.notices.add(notice)
