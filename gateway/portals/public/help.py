"""Help and frequent questions by role; their numbers and dates are the edition's (rules A4, B4, F8, H1)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.problems import ProblemError
from gateway.routing import Router

from ..pages import render

router = Router(include_in_schema=False)
# by role: the groups of questions, each with its questions in order; texts are in `texts/help.yaml`
QUESTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "public": {
        "contest": ("what", "who", "fee", "where"),
        "follow": ("activity", "notice", "result", "certificate", "receipt", "logo"),
        "object": ("objection", "report", "identity", "progress"),
    },
    "participants": {
        "register": (
            "account",
            "start",
            "organisation",
            "co_organisation",
            "people",
            "one_team",
            "topic",
            "own_division",
        ),
        "write": ("declaration", "saved", "evidence", "own_material", "files"),
        "submit": ("submit", "receipt", "again", "last_minute", "withdraw"),
        "review": ("state", "supplement", "appeal", "final"),
    },
}


@router.get("/help")
async def help_page(request: Request) -> Response:
    """Return the page that leads to the help of each role."""
    return render(request, "public/help.html", questions=QUESTIONS)


@router.get("/help/{role}")
async def help_of_role(role: str, request: Request) -> Response:
    """Return a role's frequent questions with their answers."""
    if role not in QUESTIONS:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "help"}))
    return render(request, "public/help_role.html", role=role, groups=QUESTIONS[role], facts=_facts())


def _facts() -> dict[str, object]:
    """Return the numbers that answers name: they are the edition's, never written in a text."""
    rules = edition()
    return {
        "tracks": len(rules.tracks),
        "topics": len(rules.topics),
        "divisions": len(rules.divisions),
        "people": rules.quotas.representatives_per_team,
        "recommended": rules.quotas.recommended_per_division_track,
        "co_organisations": rules.teams.co_organisations_per_team,
        "finalist_days": rules.durations.finalist_notice.days,
        "winners_days": rules.durations.winners_notice.days,
        "appeal_days": rules.durations.appeal.days,
        "supplement_days": rules.durations.supplement.days,
        "review_above": f"{rules.iteration.review_above:.0%}",
        "refuse_above": f"{rules.iteration.refuse_above:.0%}",
        "report_files": rules.report_evidence.max_files,
        "files": rules.files.max_files,
    }
