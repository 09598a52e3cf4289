"""Translate events of publicity to the messages that follow from them.

Who objects or reports is known to nobody here (rule H2).
"""

from __future__ import annotations

from dataclasses import replace

from dasai.publicity.v1 import events_pb2

from chassis.facts.roles import Role

from ...directory import requests as directory
from ..requests import Audience, Heard, Notice
from .parts import NOTHING, moment, text_of, to_hosts, to_team, to_team_of

_LISTS = {events_pb2.NOTICE_KIND_FINALISTS: "finalists", events_pb2.NOTICE_KIND_WINNERS: "winners"}


def _outcome(upheld: bool) -> str:
    return "upheld" if upheld else "dismissed"


def notice_opened(event: events_pb2.NoticeOpened) -> Heard:
    """Tell the teams of a list that is public from now on, and until when it may be objected to (rules F8, H1, K1)."""
    listed = _LISTS.get(event.kind)
    if listed is None:
        return NOTHING
    facts = {"notice": listed, "closes_at": text_of(event.closes_at)}
    public = directory.RecordPublic(team_ids=tuple(event.team_ids), listed=listed, since=moment(event.opens_at))
    return Heard(
        updates=(public,), notices=tuple(to_team_of("notice_opened", team_id, **facts) for team_id in event.team_ids)
    )


def objection_filed(event: events_pb2.ObjectionFiled) -> Heard:
    """Tell the secretariat of an objection, which is settled before the notice can close (rule F8)."""
    return Heard(notices=(Notice(template="objection_filed", audience=Audience(roles=(Role.SECRETARIAT,))),))


def objection_settled(event: events_pb2.ObjectionSettled) -> Heard:
    """Tell the team that was objected to, or was left off, how that was settled (rule F8)."""
    if not event.team_id:
        return NOTHING
    told = to_team_of("objection_settled", event.team_id, outcome=_outcome(event.upheld), reason=event.reason)
    return Heard(notices=(told,))


def report_filed(event: events_pb2.ReportFiled) -> Heard:
    """Tell the committee of a report to take up (rules H2, H3)."""
    return Heard(notices=(Notice(template="report_filed", audience=Audience(roles=(Role.COMMITTEE,))),))


def report_adjudicated(event: events_pb2.ReportAdjudicated) -> Heard:
    """Tell the team what the committee decided, and why (rule H3)."""
    told = to_team_of("report_adjudicated", event.team_id, outcome=_outcome(event.upheld), reason=event.reason)
    return Heard(notices=(told,))


def organiser_report_adjudicated(event: events_pb2.OrganiserReportAdjudicated) -> Heard:
    """Tell the reported division's hosts what the committee decided, and why (rule H3)."""
    told = to_hosts(
        "organiser_report_adjudicated", event.organiser_id, outcome=_outcome(event.upheld), reason=event.reason
    )
    return Heard(notices=(told,))


def award_confirmed(event: events_pb2.AwardConfirmed) -> Heard:
    """Tell the team, or the hosts of the division that is awarded, that the award is final (rules G2, G3, H1)."""
    certificate = event.certificate_number
    if event.award.team.team_id:
        return Heard(notices=(to_team("award_confirmed", event.award.team, certificate=certificate),))
    return Heard(notices=(to_hosts("organiser_award_confirmed", event.organiser_id, certificate=certificate),))


def award_revoked(event: events_pb2.AwardRevoked) -> Heard:
    """Tell the team that its award is revoked, and why, if the winners were public (rules H4, K1)."""
    told = to_team("award_revoked", event.award.team, reason=event.reason)
    return Heard(notices=(replace(told, after_notice="winners"),))


def organiser_award_revoked(event: events_pb2.OrganiserAwardRevoked) -> Heard:
    """Tell the division's hosts that their award is revoked, and why, if the winners were public (rules H4, K1)."""
    told = to_hosts("organiser_award_revoked", event.organiser_id, reason=event.reason)
    return Heard(notices=(replace(told, after_notice="winners"),))
