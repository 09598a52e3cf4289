"""Translate between the contracts and awards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import awards_pb2, events_pb2
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant
from chassis.mapping import enum_value, from_message, messages, to_message
from chassis.permissions import Audience, show

from ..notices.model.notice import Notice
from ..notices.wire import notice_view
from . import events, requests
from .events import AwardFacts
from .model.award import Award, AwardState
from .model.award_list import AwardList, ProposedAward, RankedTeam, TrackRanking
from .model.standing import TeamStanding

EVENTS: dict[type, type[Message]] = {
    events.AwardsProposed: events_pb2.AwardsProposed,
    events.AwardConfirmed: events_pb2.AwardConfirmed,
    events.AwardRevoked: events_pb2.AwardRevoked,
    events.OrganiserAwardRevoked: events_pb2.OrganiserAwardRevoked,
}


def record_finalists(event: review.FinalistsConfirmed) -> requests.RecordFinalists:
    """Translate the confirmed finalists: the teams, their tracks, and who recommended them."""
    return requests.RecordFinalists(
        team_ids=tuple(finalist.team.team_id for finalist in event.finalists),
        tracks=frozenset(finalist.team.track for finalist in event.finalists),
        recommender_ids=frozenset(finalist.recommender_id for finalist in event.finalists if finalist.recommender_id),
    )


def act_on_strike(event: review.FinalistStruck) -> requests.ActOnStrike:
    """Translate that a finalist fell."""
    return requests.ActOnStrike(
        list_id=event.list_id,
        version=event.version,
        team=from_message(event.finalist.team, TeamFacts),
        code=event.code,
    )


def record_review(event: review.FinalistReviewChanged) -> requests.RecordReview:
    """Translate that a finalist's review is open again, or passed."""
    return from_message(event, requests.RecordReview)


def record_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> requests.RecordRanking:
    """Translate a ranking that was frozen or amended."""
    return requests.RecordRanking(
        stage=Stage(enum_value(event.stage, event.DESCRIPTOR.fields_by_name["stage"].enum_type)),
        ranking=TrackRanking(
            track=event.track,
            ranking_id=event.ranking_id,
            number=event.number,
            projects=tuple(from_message(project, RankedTeam) for project in event.projects),
            amended=isinstance(event, scoring.RankingAmended),
        ),
    )


def record_reopening(event: scoring.RankingReopened) -> requests.RecordReopening:
    """Translate the reopening of a ranking."""
    return from_message(event, requests.RecordReopening)


def make_awards(event: events_pb2.AwardsProposed) -> requests.MakeAwards:
    """Translate a proposal of awards."""
    return from_message(event, requests.MakeAwards)


def confirm_awards(event: events_pb2.NoticeClosed) -> requests.ConfirmAwards:
    """Translate the closing of a notice."""
    return from_message(event, requests.ConfirmAwards)


def act_on_ruling(event: events_pb2.ReportAdjudicated) -> requests.ActOnRuling:
    """Translate a ruling on a report."""
    return from_message(event, requests.ActOnRuling)


def act_on_organiser_ruling(event: events_pb2.OrganiserReportAdjudicated) -> requests.ActOnOrganiserRuling:
    """Translate a ruling on a report about an organiser."""
    return from_message(event, requests.ActOnOrganiserRuling)


def act_on_objection(event: events_pb2.ObjectionSettled) -> requests.ActOnObjection:
    """Translate the settlement of an objection."""
    return from_message(event, requests.ActOnObjection)


def act_on_disqualification(event: review.TeamDisqualified) -> requests.ActOnDisqualification:
    """Translate a disqualification."""
    return from_message(event, requests.ActOnDisqualification)


def publish_loss(event: events_pb2.AwardRevoked | events_pb2.OrganiserAwardRevoked) -> requests.PublishLoss:
    """Translate the loss of an award, of a team or an organiser."""
    return requests.PublishLoss(award_id=event.award.award_id, reason=event.reason)


def announced_view(award_list: AwardList, notice: Notice, at: Instant) -> awards_pb2.AnnounceWinnersResponse:
    """Show the winners, and the notice that follows."""
    return awards_pb2.AnnounceWinnersResponse(
        list_id=award_list.id,
        awards=[_public_award(award.facts) for award in award_list.proposed],
        notice_id=notice.id,
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
        notice=notice_view(notice, at),
    )


def granted_view(granted: ProposedAward) -> awards_pb2.GrantedSpecialAward:
    """Show a special award that was granted."""
    return awards_pb2.GrantedSpecialAward(
        award_id=granted.facts.award_id,
        prize=granted.facts.prize,
        recipient_id=granted.recipient_id,
        certificate_number=granted.certificate_number,
    )


def granted_awards_view(
    granted: Sequence[ProposedAward], fallen: Collection[str]
) -> awards_pb2.GetSpecialAwardsResponse:
    """Show the special awards that were granted; those of whoever fell since are not announced."""
    return awards_pb2.GetSpecialAwardsResponse(
        awards=[
            awards_pb2.AwardSummary(
                award_id=award.facts.award_id,
                prize_zh=award.prize_zh,
                prize_en=award.prize_en,
                state=awards_pb2.AWARD_STATE_WITHHELD
                if award.recipient_id in fallen
                else awards_pb2.AWARD_STATE_PROPOSED,
                **_recipient(award.facts, award.recipient_name),
            )
            for award in granted
        ]
    )


def _recipient(facts: AwardFacts, recipient_name: str) -> dict[str, Any]:
    """Return the fields of a summary that say who receives an award: a team of a track, or an organiser."""
    team = facts.team
    return {
        "track": facts.track,
        "team_name": team.team_name if team else "",
        "project_name": team.project_name if team else "",
        "organisations": team.organisation_names if team else (),
        "recipient_name": recipient_name,
    }


def award_view(award: Award, audience: Audience) -> awards_pb2.AwardRecord:
    """Show an award as this audience sees it (rule K1)."""
    view = awards_pb2.AwardRecord(
        award=_public_award(award.facts),
        state=f"AWARD_STATE_{award.state.upper()}",
        prize_zh=award.prize_zh,
        prize_en=award.prize_en,
        recipient_id=award.recipient_id,
        recipient_name=award.recipient_name,
        certificate_number=award.certificate_number if award.confirmed_at else "",
        verification_code=award.verification_code,
        confirmed_at=award.confirmed_at,
        lost_at=award.lost_at,
        lost_code=award.lost_code,
        lost_reason=award.lost_reason,
        entitlements=messages(award.entitlements, awards_pb2.Entitlement),
    )
    return show(view, audience)


def list_view(awards: Sequence[awards_pb2.AwardRecord], page: page_pb2.PageResponse) -> awards_pb2.ListAwardsResponse:
    """Show a page of awards."""
    return awards_pb2.ListAwardsResponse(awards=awards, page=page)


def summaries_view(awards: Sequence[Award], page: page_pb2.PageResponse) -> awards_pb2.ListAwardsResponse:
    """Show a page of awards in short, as everybody sees them."""
    return awards_pb2.ListAwardsResponse(summaries=[_summary(award) for award in awards], page=page)


def _summary(award: Award) -> awards_pb2.AwardSummary:
    return awards_pb2.AwardSummary(
        award_id=award.id,
        prize_zh=award.prize_zh,
        prize_en=award.prize_en,
        rank=award.facts.rank,
        state=f"AWARD_STATE_{award.state.upper()}",
        **_recipient(award.facts, award.recipient_name),
        certificate_number=award.certificate_number if award.confirmed_at else "",
        lost_reason=award.lost_reason,
    )


def entitlements_view(
    standings: Sequence[TeamStanding], page: page_pb2.PageResponse
) -> awards_pb2.ListEntitlementsResponse:
    """Show what teams are entitled to as finalists."""
    return awards_pb2.ListEntitlementsResponse(
        teams=[
            awards_pb2.TeamEntitlements(
                team_id=standing.id, entitlements=messages(standing.entitlements, awards_pb2.Entitlement)
            )
            for standing in standings
        ],
        page=page,
    )


def certificate_view(award: Award, *, contest_name: str, track_name: str) -> awards_pb2.Certificate:
    """Show a certificate, valid or revoked (rules G3, H4)."""
    team = award.facts.team
    revoked = award.state is AwardState.REVOKED
    return awards_pb2.Certificate(
        number=award.certificate_number,
        state=awards_pb2.CERTIFICATE_STATE_REVOKED if revoked else awards_pb2.CERTIFICATE_STATE_VALID,
        contest_name=contest_name,
        prize_zh=award.prize_zh,
        prize_en=award.prize_en,
        track_name=track_name,
        team_name=team.team_name if team else "",
        project_name=team.project_name if team else "",
        organisations=team.organisation_names if team else (),
        recipient_name=award.recipient_name,
        confirmed_at=award.confirmed_at,
        revoked_at=award.lost_at if revoked else None,
    )


def _public_award(facts: AwardFacts) -> events_pb2.Award:
    """Show an award without the team's accounts, which are for notifying their holders, not for screens (rule K1)."""
    award = to_message(facts, events_pb2.Award)
    if award.HasField("team"):
        award.team.ClearField("account_ids")
        award.team.ClearField("accounts_changed")
    return award
