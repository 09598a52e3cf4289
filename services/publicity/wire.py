"""Contracts to commands and views, and events to contracts: the one place where publicity's two languages meet."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import awards_pb2, events_pb2, notices_pb2, reports_pb2
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.edition import Edition
from chassis.kernel.clock import Instant
from chassis.mapping import enum_value, from_message, messages, to_message

from .model import commands, events
from .model.award import Award, AwardState, Benefit
from .model.awards import AwardList, PrizePlan, Proposed, RankedTeam, TrackPlan, TrackRanking
from .model.facts import Stage
from .model.notice import Notice, Span
from .model.report import Report, Reporter

EVENTS = {
    events.NoticeOpened: events_pb2.NoticeOpened,
    events.NoticeClosed: events_pb2.NoticeClosed,
    events.ReportFiled: events_pb2.ReportFiled,
    events.ReportAdjudicated: events_pb2.ReportAdjudicated,
    events.AwardsProposed: events_pb2.AwardsProposed,
    events.AwardConfirmed: events_pb2.AwardConfirmed,
    events.AwardRevoked: events_pb2.AwardRevoked,
}

# Requests and events of others, and what publicity does about them.
COMMANDS: dict[type, Any] = {
    reports_pb2.FileReportRequest: commands.FileReport,
    reports_pb2.AcceptReportRequest: commands.AcceptReport,
    reports_pb2.RecordHearingRequest: commands.RecordHearing,
    reports_pb2.AdjudicateReportRequest: commands.AdjudicateReport,
    reports_pb2.ReadReporterRequest: commands.ReadReporter,
    awards_pb2.AnnounceWinnersRequest: commands.AnnounceWinners,
    awards_pb2.GrantSpecialAwardRequest: commands.GrantSpecialAward,
    review.FinalistsProposed: commands.Finalists,
    review.FinalistsConfirmed: commands.Finalists,
    review.TeamDisqualified: commands.TakeDisqualification,
    scoring.RankingReopened: commands.TakeReopening,
    events_pb2.AwardsProposed: commands.TakeProposal,
    events_pb2.NoticeClosed: commands.TakeClosing,
    events_pb2.ReportAdjudicated: commands.TakeRuling,
}


def command(message: Any) -> Any:
    """The command that a request asks for, or that an event leads to."""
    return from_message(message, COMMANDS[type(message)])


def take_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> commands.TakeRanking:
    """A ranking as it was frozen or amended."""
    return commands.TakeRanking(
        stage=Stage(enum_value(event.stage, event.DESCRIPTOR.fields_by_name["stage"].enum_type)),
        ranking=TrackRanking(
            track=event.track,
            ranking_id=event.ranking_id,
            number=event.number,
            projects=tuple(from_message(line, RankedTeam) for line in event.projects),
            amended=isinstance(event, scoring.RankingAmended),
        ),
    )


def take_loss(event: events_pb2.AwardRevoked) -> commands.TakeLoss:
    """That an award was lost."""
    return commands.TakeLoss(award_id=event.award.award_id, reason=event.reason)


def prize_plans(edition: Edition) -> tuple[PrizePlan, ...]:
    """The prizes of a track, best first (rule G2)."""
    return tuple(
        PrizePlan(one.id, one.zh, one.en, one.quota, digit) for digit, one in enumerate(edition.prizes.per_track, 1)
    )


def special_plan(edition: Edition, prize: str) -> PrizePlan | None:
    """The special award of that identifier, or None (rule G2)."""
    for digit, one in enumerate(edition.prizes.special, 1):
        if one.id == prize:
            return PrizePlan(one.id, one.zh, one.en, one.quota, digit, to_organiser=one.given_to == "organiser")
    return None


def track_plans(edition: Edition) -> tuple[TrackPlan, ...]:
    """The tracks, in order."""
    return tuple(TrackPlan(one.code, one.number) for one in edition.tracks)


def benefits(edition: Edition) -> tuple[Benefit, ...]:
    """What a winning team is entitled to: every winner is a finalist too (rule G4)."""
    return tuple(Benefit(one.id, one.name.zh) for one in edition.benefits)


def notice_view(notice: Notice, at: Instant) -> notices_pb2.Notice:
    """A notice as the clock has it."""
    return notices_pb2.Notice(
        notice_id=notice.id,
        kind=f"NOTICE_KIND_{notice.kind.upper()}",
        subject_id=notice.subject_id,
        state=f"NOTICE_STATE_{notice.state_at(at).upper()}",
        title=notice.title,
        text=notice.text,
        entries=messages(notice.entries, notices_pb2.NoticeEntry),
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
        closed_at=notice.closed_at,
        upheld_team_ids=notice.upheld_team_ids,
    )


def filed_view(report: Report) -> reports_pb2.FileReportResponse:
    """What the reporter gets: the report's identifier and its secret tracking code."""
    return reports_pb2.FileReportResponse(
        report_id=report.id,
        tracking_code=report.tracking_code,
        state=f"REPORT_STATE_{report.state.upper()}",
        filed_at=report.filed_at,
    )


def report_view(report: Report) -> reports_pb2.Report:
    """A report as the committee handles it: without reporter and tracking code (rule H2)."""
    return reports_pb2.Report(
        report_id=report.id,
        team_id=report.team_id,
        notice_id=report.notice_id,
        state=f"REPORT_STATE_{report.state.upper()}",
        text=report.text,
        evidence=messages(report.evidence, reports_pb2.ReportEvidence),
        filed_at=report.filed_at,
        steps=messages(report.steps, reports_pb2.ReportStep),
        code=report.code,
        reason=report.reason,
    )


def status_view(report: Report) -> reports_pb2.ReportStatus:
    """A report as its reporter sees it (rule H3)."""
    return reports_pb2.ReportStatus(
        state=f"REPORT_STATE_{report.state.upper()}",
        filed_at=report.filed_at,
        changed_at=report.steps[-1].at,
        code=report.code,
        reason=report.reason,
    )


def reporter_bytes(reporter: Reporter) -> bytes:
    """A reporter, to be sealed."""
    return to_message(reporter, reports_pb2.Reporter).SerializeToString()


def reporter_view(plain: bytes) -> reports_pb2.Reporter:
    """A reporter, opened."""
    return reports_pb2.Reporter.FromString(plain)


def announced_view(subject: AwardList, notice_id: str, span: Span) -> awards_pb2.AnnounceWinnersResponse:
    """The winners, and the notice that follows."""
    return awards_pb2.AnnounceWinnersResponse(
        list_id=subject.id,
        awards=[_public(to_message(one.facts, events_pb2.Award)) for one in subject.proposed],
        notice_id=notice_id,
        opens_at=span.opens_at,
        closes_at=span.closes_at,
    )


def granted_view(granted: Proposed) -> awards_pb2.GrantedSpecialAward:
    """A special award that was given."""
    return awards_pb2.GrantedSpecialAward(
        award_id=granted.facts.award_id,
        prize=granted.facts.prize,
        recipient_id=granted.recipient_id,
        certificate_number=granted.certificate_number,
    )


def award_view(award: Award, *, with_code: bool) -> awards_pb2.AwardRecord:
    """An award; its verification code only for those whom it concerns."""
    return awards_pb2.AwardRecord(
        award=_public(to_message(award.facts, events_pb2.Award)),
        state=f"AWARD_STATE_{award.state.upper()}",
        prize_zh=award.prize_zh,
        prize_en=award.prize_en,
        recipient_id=award.recipient_id,
        recipient_name=award.recipient_name,
        certificate_number=award.certificate_number if award.confirmed_at else "",
        verification_code=award.verification_code if with_code else "",
        confirmed_at=award.confirmed_at,
        lost_at=award.lost_at,
        lost_code=award.lost_code,
        lost_reason=award.lost_reason,
        entitlements=messages(award.entitlements, awards_pb2.Entitlement),
    )


def certificate_view(award: Award, edition: Edition) -> awards_pb2.Certificate:
    """A certificate, valid or revoked (rules G3, H4)."""
    team = award.facts.team
    revoked = award.state is AwardState.REVOKED
    # a certificate is verified for years, also by a process that runs another version of the edition (rule A1)
    tracks = {track.code: track.name.zh for track in edition.tracks}
    return awards_pb2.Certificate(
        number=award.certificate_number,
        state=awards_pb2.CERTIFICATE_STATE_REVOKED if revoked else awards_pb2.CERTIFICATE_STATE_VALID,
        contest_name=edition.official_name,
        prize_zh=award.prize_zh,
        prize_en=award.prize_en,
        track_name=tracks.get(award.facts.track, award.facts.track),
        team_name=team.team_name if team else "",
        project_name=team.project_name if team else "",
        organisations=team.organisation_names if team else (),
        recipient_name=award.recipient_name,
        confirmed_at=award.confirmed_at,
        revoked_at=award.lost_at if revoked else None,
    )


def page_response(token: str) -> page_pb2.PageResponse:
    """What follows a page."""
    return page_pb2.PageResponse(next_page_token=token)


def _public(award: events_pb2.Award) -> events_pb2.Award:
    # keyed hashes are for matching between services, accounts for telling their holders: neither is for screens
    if award.HasField("team"):
        award.team.ClearField("person_keys")
        award.team.ClearField("account_ids")
    return award
