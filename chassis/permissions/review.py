"""The permissions of review (rules D1 to D5, F1 to F8, K1)."""

from __future__ import annotations

from .allowances import COMMITTEE, HOST, REVIEWER, SECRETARIAT, TEAM, operation, shown_to
from .model import Audience, Fields, Form

_CASES, _DESKS = "review.v1.Cases", "review.v1.Desks"
_RECOMMENDATIONS, _CHECK = "review.v1.Recommendations", "review.v1.NationalCheck"

GET_CASE = operation(
    f"{_CASES}/GetCase",
    "GET /api/v1/cases/{case_id}",
    SECRETARIAT,
    COMMITTEE,
    HOST,
    REVIEWER,
    TEAM,
    outside="case",
)
LIST_CASES = operation(
    f"{_CASES}/ListCases",
    "GET /api/v1/cases",
    SECRETARIAT,
    HOST,
    REVIEWER,
    note=("各案件的可见内容同 GetCase。", "Each case as GetCase shows it."),
)
COUNT_CASES = operation(
    f"{_CASES}/CountCases", "GET /api/v1/divisions/{code}/case-counts", HOST, SECRETARIAT, rules="D2 K1"
)
DECIDE_CASE = operation(
    f"{_CASES}/DecideCase",
    "POST /api/v1/cases/{case_id}/decision",
    HOST,
    REVIEWER,
    SECRETARIAT.only(Form.WITHOUT_REVIEWER),
    outside=GET_CASE,
    rules="D1 D2 D4 K1",
    note=("涉及本人团队的应当回避。", "Not in the case of an own team."),
)
REASSIGN_CASE = operation(
    f"{_CASES}/ReassignCase",
    "POST /api/v1/cases/{case_id}/reassignment",
    HOST,
    SECRETARIAT,
    outside=GET_CASE,
    rules="D2 K1",
    note=("涉及本人团队的应当回避。", "Not in the case of an own team."),
)
RECUSE_FROM_CASE = operation(
    f"{_CASES}/RecuseFromCase",
    "POST /api/v1/cases/{case_id}/recusal",
    REVIEWER,
    outside=GET_CASE,
    rules="D2 K1",
)
APPEAL_CASE = operation(
    f"{_CASES}/AppealCase",
    "POST /api/v1/cases/{case_id}/appeal",
    TEAM,
    outside=GET_CASE,
    rules="D3 K1",
)
SETTLE_APPEAL = operation(
    f"{_CASES}/SettleAppeal",
    "POST /api/v1/cases/{case_id}/appeal/settlement",
    HOST,
    SECRETARIAT,
    outside=GET_CASE,
    rules="D3 K1",
    note=(
        "涉及本人团队的应当回避；作出不通过决定的人员不得办理。",
        "Not in the case of an own team, and never by who rejected.",
    ),
)

APPOINT_REVIEWERS = operation(
    f"{_DESKS}/AppointReviewers", "PUT /api/v1/divisions/{code}/reviewers", HOST, rules="D2 K1"
)
IMPORT_REVIEWERS = operation(
    f"{_DESKS}/ImportReviewers", "POST /api/v1/divisions/{code}/reviewer-imports", HOST, rules="D2 K1 K3"
)
GET_DESK = operation(
    f"{_DESKS}/GetDesk",
    ("GET /api/v1/divisions/{code}/reviewers", "GET /api/v1/divisions/{code}/reviewers/file"),
    HOST,
    SECRETARIAT,
    rules="K1 K3",
)

FILE_RECOMMENDATION = operation(
    f"{_RECOMMENDATIONS}/FileRecommendation", "PUT /api/v1/divisions/{code}/recommendation", HOST, rules="F1 F3 K1"
)
IMPORT_RECOMMENDATION = operation(
    f"{_RECOMMENDATIONS}/ImportRecommendation",
    "POST /api/v1/divisions/{code}/recommendation-imports",
    HOST,
    rules="F1 F3 K1 K3",
)
NOTIFY_RECOMMENDER = operation(
    f"{_RECOMMENDATIONS}/NotifyRecommender",
    "POST /api/v1/divisions/{code}/recommendation/loss-notices",
    SECRETARIAT,
    rules="F6 K1",
)
SUBSTITUTE_PROJECT = operation(
    f"{_RECOMMENDATIONS}/SubstituteProject",
    "POST /api/v1/divisions/{code}/recommendation/substitutions",
    HOST,
    rules="F6 K1",
)
GET_RECOMMENDATION = operation(
    f"{_RECOMMENDATIONS}/GetRecommendation",
    ("GET /api/v1/divisions/{code}/recommendation", "GET /api/v1/divisions/{code}/recommendation/file"),
    HOST,
    SECRETARIAT,
    COMMITTEE,
    rules="K1 K3",
)

LIST_RECOMMENDATIONS = operation(
    f"{_RECOMMENDATIONS}/ListRecommendations", "GET /api/v1/recommendations", SECRETARIAT, COMMITTEE, rules="F1 F6 K1"
)
LIST_CANDIDATES = operation(
    f"{_RECOMMENDATIONS}/ListCandidates",
    "GET /api/v1/divisions/{code}/recommendation-candidates",
    HOST,
    SECRETARIAT,
    COMMITTEE,
    rules="F1 K1",
)

RUN_NATIONAL_CHECK = operation(f"{_CHECK}/RunNationalCheck", "POST /api/v1/national-check", SECRETARIAT, rules="F5 K1")
GET_NATIONAL_CHECK = operation(f"{_CHECK}/GetNationalCheck", "GET /api/v1/national-check", SECRETARIAT, COMMITTEE)
LIST_HITS = operation(f"{_CHECK}/ListHits", "GET /api/v1/national-check/hits", SECRETARIAT, COMMITTEE)
GET_HIT = operation(
    f"{_CHECK}/GetHit", "GET /api/v1/national-check/hits/{hit_id}", SECRETARIAT, COMMITTEE, statuses=(404,)
)
SETTLE_HIT = operation(
    f"{_CHECK}/SettleHit", "POST /api/v1/national-check/hits/{hit_id}/settlement", SECRETARIAT, rules="F5 K1"
)
PROPOSE_FINALISTS = operation(f"{_CHECK}/ProposeFinalists", "POST /api/v1/finalists", SECRETARIAT, rules="F8 K1")
GET_FINALISTS = operation(f"{_CHECK}/GetFinalists", "GET /api/v1/finalists", SECRETARIAT, COMMITTEE, statuses=(404,))

_STAFF = shown_to(Audience.DIVISION, Audience.NATIONAL)
FIELDS: Fields = {
    # a team does not see who reviews, decides and settles
    "dasai.review.v1.Case": {"reviewer_id": _STAFF, "recusals": _STAFF},
    "dasai.review.v1.Decision": {"decided_by": _STAFF},
    "dasai.review.v1.AppealSettlement": {"settled_by": _STAFF},
}
