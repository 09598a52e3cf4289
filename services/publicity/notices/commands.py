"""Publish notices (rules F8, H1, H4, H5). What opens and closes them is in `reports`: what is raised may hold one open."""

from __future__ import annotations

from dataclasses import replace

from chassis.actor import Actor
from chassis.context import current
from chassis.edition.current import edition
from chassis.edition.published import without_identity_numbers
from chassis.kernel.clock import Instant

from . import requests, store
from .events import NoticeKind
from .model import wording
from .model.notice import Entry, Notice, Span, notice_id
from .settings import finalists_span


def publish_finalists(request: requests.PublishFinalists, actor: Actor, at: Instant) -> None:
    """Schedule the notice of a version of the finalist list, from the day after its proposal, not of hearing of it (F6, F8)."""
    span = finalists_span(current().occurred_at or at)
    title, text = wording.finalists(
        edition().official_name, span, substitutes=request.version > 1, admitted=request.admitted
    )
    entries = tuple(Entry.of_team(team) for team in request.teams)
    publish(NoticeKind.FINALISTS, request.list_id, span, title, text, entries, at, list_version=request.version)


def publish(
    kind: NoticeKind,
    subject_id: str,
    span: Span,
    title: str,
    text: str,
    entries: tuple[Entry, ...],
    at: Instant,
    *,
    list_version: int = 1,
) -> None:
    """Schedule the notice of that kind about a version of that subject, once, and open it if its span has begun.

    If its days are over too, since the event came late, the timer closes it: there may be reports that hold it open.

    Its texts were checked when somebody wrote them; one from an older release may hold an identity number all the same (K4).
    """
    identifier = notice_id(kind, subject_id, list_version)
    if store.notices.peek(identifier) is not None:
        return  # an event that came again, or a second event about the same subject
    text = without_identity_numbers(text)
    entries = tuple(
        replace(
            entry,
            team_name=without_identity_numbers(entry.team_name),
            project_name=without_identity_numbers(entry.project_name),
            organisations=tuple(map(without_identity_numbers, entry.organisations)),
        )
        for entry in entries
    )
    notice = Notice.schedule(
        identifier, kind, subject_id, span, title=title, text=text, entries=entries, list_version=list_version
    )
    notice.open_due(at)
    store.notices.add(notice)
