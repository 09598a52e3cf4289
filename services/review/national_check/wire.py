"""Translate contracts to requests of the national check, and its hits, lists and events to contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2, national_check_pb2
from google.protobuf.message import Message

from chassis.mapping import from_message, messages, to_message
from chassis.permissions import Audience, show

from ..cases.events import TeamDisqualified
from . import events, requests
from .model.finalist_list import FinalistList, ListedFinalist
from .model.hit import Hit
from .model.passages import Passage, SharedFile

# so many passages of a hit are shown
PASSAGES = 100

EVENTS: dict[type, type[Message]] = {
    events.DuplicateSuspected: events_pb2.DuplicateSuspected,
    events.DuplicateSettled: events_pb2.DuplicateSettled,
    TeamDisqualified: events_pb2.TeamDisqualified,
    events.FinalistsProposed: events_pb2.FinalistsProposed,
    events.FinalistsConfirmed: events_pb2.FinalistsConfirmed,
    events.FinalistStruck: events_pb2.FinalistStruck,
    events.FinalistReviewChanged: events_pb2.FinalistReviewChanged,
}


def follow_recommendation(event: events_pb2.RecommendationFiled) -> requests.FollowRecommendation:
    """Return who filed."""
    return from_message(event, requests.FollowRecommendation)


def confirm_finalists(event: publicity.NoticeClosed) -> requests.ConfirmFinalists:
    """Return which notice of which version was closed, and against which teams an objection was upheld."""
    return requests.ConfirmFinalists(
        of_finalists=event.kind == publicity.NOTICE_KIND_FINALISTS,
        list_id=event.subject_id,
        version=event.version or 1,  # none was stated while a list had a single version
        upheld_team_ids=frozenset(event.upheld_team_ids),
    )


def hit_view(hit: Hit) -> national_check_pb2.Hit:
    """Return a hit as staff see it (rule K1)."""
    view = national_check_pb2.Hit(
        hit_id=hit.id,
        kind=hit.kind,
        teams=messages(hit.teams, contest_pb2.TeamFacts),
        likeness=hit.likeness,
        state=f"HIT_STATE_{hit.state.upper()}",
        reason=hit.reason,
        disqualified_team_ids=hit.disqualified_team_ids,
    )
    return show(view, Audience.NATIONAL)


def hit_details(hit: Hit, passages: Sequence[Passage], files: Sequence[SharedFile]) -> national_check_pb2.HitDetails:
    """Return a hit with what its projects have in common, of many passages the longest."""
    return national_check_pb2.HitDetails(
        hit=hit_view(hit),
        passages=messages(passages[:PASSAGES], national_check_pb2.Passage),
        passage_count=len(passages),
        files=messages(files, national_check_pb2.SharedFile),
    )


def finalist_list_view(finalist_list: FinalistList) -> national_check_pb2.FinalistList:
    """Return the finalist list as staff see it (rule K1)."""
    view = national_check_pb2.FinalistList(
        list_id=finalist_list.id,
        state=f"FINALIST_LIST_STATE_{finalist_list.state.upper()}",
        finalists=messages([finalist.facts for finalist in finalist_list.standing], events_pb2.Finalist),
        listed=[_listed_view(finalist) for finalist in finalist_list.finalists],
        version=finalist_list.newest_version,
    )
    return show(view, Audience.NATIONAL)


def _listed_view(finalist: ListedFinalist) -> national_check_pb2.ListedFinalist:
    return national_check_pb2.ListedFinalist(
        finalist=to_message(finalist.facts, events_pb2.Finalist),
        version=finalist.version,
        state=f"FINALIST_STATE_{finalist.state.upper()}",
        struck_at=finalist.struck_at,
        struck_code=finalist.struck_code,
        under_review=finalist.under_review,
    )
