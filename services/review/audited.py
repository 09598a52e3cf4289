"""The decisions of review that its events repeat, for `./dasai audit verify` (rule D5)."""

from __future__ import annotations

from dasai.review.v1.events_pb2 import (
    AppealLodged,
    AppealSettled,
    CaseAssigned,
    CaseDecided,
    CaseReopened,
    DuplicateSettled,
    FinalistReviewChanged,
    FinalistsConfirmed,
    FinalistsProposed,
    FinalistStruck,
    PlaceLost,
    RecommendationFiled,
    RecommenderNotified,
    ReviewerRecused,
    ReviewersAppointed,
    TeamDisqualified,
)

from chassis.audit.comparison import ACTOR, TIME, Audited, decided

from .cases.store import CaseDocument
from .desks.store import DeskDocument
from .national_check.model.finalist_list import FinalistList
from .national_check.store import FinalistListDocument, HitDocument
from .recommendations.model import Recommendation
from .recommendations.store import RecommendationDocument

AUDITED = (
    Audited(
        document=CaseDocument,
        entries="decisions",
        events=(CaseDecided,),
        number="sequence",
        entry_number="sequence",
        fields={
            "submission_number": "submission_number",
            "outcome": "outcome",
            "judgements": "judgements",
            "reason": "reason",
            "findings": "findings",
            "digest": "digest",
            "late": "late",
            "late_reason": "late_reason",
            "decided_by": ACTOR,
            "decided_at": TIME,
        },
    ),
    Audited(
        document=CaseDocument,
        entries="reopenings",
        events=(CaseReopened,),
        number="sequence",
        entry_number="sequence",
        fields={
            "submission_number": "submission_number",
            "reason": "reason",
            "finding_code": "finding_code",
            "reopened_at": TIME,
        },
    ),
    Audited(
        document=CaseDocument,
        entries="recusals",
        events=(ReviewerRecused,),
        number="number",
        fields={"account_id": "reviewer_id", "reason": "reason", "recused_at": "recused_at"},
    ),
    Audited(
        document=CaseDocument,
        events=(AppealLodged,),
        # an earlier release kept the reason alone, and published nothing
        only=lambda case: bool(case.get("appealed_by")),
        fields={"appeal": "reason", "appealed_by": "lodged_by", "appealed_at": "lodged_at"},
    ),
    Audited(
        document=CaseDocument,
        events=(AppealSettled,),
        only=lambda case: bool(case.get("settlement")),
        fields={
            "settlement.granted": "granted",
            "settlement.reason": "reason",
            "settlement.settled_by": "settled_by",
            "settlement.settled_at": "settled_at",
        },
    ),
    Audited(
        document=CaseDocument,
        events=(CaseAssigned,),
        only=lambda case: bool(case.get("assignments")),
        fields={"reviewer_id": "reviewer_id", "due_at": "due_at", "assignments": "sequence"},
    ),
    Audited(
        document=CaseDocument,
        events=(TeamDisqualified,),
        only=lambda case: case.get("state") == "disqualified",
        # of a duplicate the hit's event tells
        raised_by="case",
        fields={"division_code": "division_code"},
    ),
    Audited(
        document=DeskDocument,
        events=(ReviewersAppointed,),
        only=lambda desk: bool(desk.get("appointments")),
        fields={"reviewers": "reviewers", "appointments": "sequence"},
    ),
    Audited(
        document=HitDocument,
        events=(DuplicateSettled,),
        only=lambda hit: hit.get("state") in ("confirmed", "dismissed"),
        fields={"state": "confirmed", "reason": "reason", "disqualified_team_ids": "disqualified_team_ids"},
        meanings={"state": {True: "confirmed", False: "dismissed"}},
    ),
    decided(
        RecommendationDocument,
        Recommendation,
        (RecommendationFiled, PlaceLost, RecommenderNotified),
        only=lambda recommendation: bool(recommendation.get("entries") or recommendation.get("filed_at")),
    ),
    decided(
        FinalistListDocument,
        FinalistList,
        (FinalistsProposed, FinalistsConfirmed, FinalistStruck, FinalistReviewChanged),
        only=lambda finalist_list: bool(finalist_list.get("finalists")),
    ),
)
