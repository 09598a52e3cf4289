"""The shots of scoring and of the way to the final: sheets, panels, rounds, rankings, recommendations, finalists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .shot import Shot, press

if TYPE_CHECKING:
    from cli.demo.client import User

SECRETARIAT, COMMITTEE = "scores-secretariat", "scores-committee"
# of the division whose contest is played (`public_world.Played`)
HOST, EXPERT, FINAL_EXPERT = "played-host-120000", "played-expert-120000-1", "played-expert-final-1"
# the place of the division whose experts score while the pictures are made, and one of them
SCORED, SCORER = 2, "played-expert-130000-1"
_ROUND, _PANEL = "/staff/rounds/{round_id}", "/staff/panels/{panel_id}"
_DIVISION = "/staff/divisions/{code}"


def appoint_staff(operator: User, password: str) -> None:
    """Open the accounts of secretariat and committee that look at the pages."""
    for login, role in ((SECRETARIAT, "secretariat"), (COMMITTEE, "committee")):
        operator.invite(login, password, [{"role": role, "division": ""}])  # type: ignore[typeddict-item]


def prepare(user: User, password: str) -> dict[str, str]:
    """Return a sheet of the expert who looks at the pages, and an expert of the panel."""
    expert = user.sign_in(EXPERT, password)
    sheet = expert.get("/api/v1/sheets")["sheets"][0]
    return {"sheet": str(sheet["sheet_id"]), "expert": expert.account_id}


SHOTS = (
    Shot("work-expert", "/work/expert", "/work/{role}", SCORER, played=True),
    Shot("sheets", "/staff/sheets", "/staff/sheets", SCORER, played=True),
    Shot("sheet-to-score", "/staff/sheets/{open_sheet}", "/staff/sheets/{sheet_id}", SCORER, played=True),
    Shot(
        "sheet-refused",
        "/staff/sheets/{open_sheet}",
        "/staff/sheets/{sheet_id}",
        SCORER,
        press("提交并评下一项"),
        played=True,
    ),
    Shot("sheet", "/staff/sheets/{sheet}", "/staff/sheets/{sheet_id}", EXPERT, played=True),
    Shot("recusal", "/staff/sheets/{sheet}/recusal", "/staff/sheets/{sheet_id}/recusal", EXPERT, played=True),
    Shot("interests", "/staff/interests", "/staff/interests", EXPERT, played=True),
    Shot("interests-refused", "/staff/interests", "/staff/interests", EXPERT, press("申报利益关系"), played=True),
    Shot("panels", "/staff/divisions/{played}/panels", f"{_DIVISION}/panels", HOST, played=True),
    Shot("panel", "/staff/panels/division-{played}", _PANEL, HOST, played=True),
    Shot("panel-final", "/staff/panels/final", _PANEL, SECRETARIAT, played=True),
    Shot("appointment", "/staff/panels/division-{played}/appointment", f"{_PANEL}/appointment", HOST, played=True),
    Shot(
        "expert-removal",
        "/staff/panels/division-{played}/removal?account_id={expert}",
        f"{_PANEL}/removal",
        HOST,
        played=True,
    ),
    Shot("rankings", "/staff/divisions/{played}/rankings", f"{_DIVISION}/rankings", HOST, played=True),
    Shot("round", "/staff/rounds/{division_round}", _ROUND, HOST, played=True),
    Shot("round-final", "/staff/rounds/{final_round}", _ROUND, SECRETARIAT, played=True),
    Shot("freeze", "/staff/rounds/{division_round}/freeze", f"{_ROUND}/freeze", HOST, played=True),
    Shot("reopening", "/staff/rounds/{division_round}/reopening", f"{_ROUND}/reopening", COMMITTEE, played=True),
    Shot("ranking", "/staff/rounds/{division_round}/ranking", f"{_ROUND}/ranking", HOST, played=True),
    Shot("local-awards", "/staff/divisions/{played}/local-awards", f"{_DIVISION}/local-awards", HOST, played=True),
    Shot(
        "recommendation", "/staff/divisions/{played}/recommendation", f"{_DIVISION}/recommendation", HOST, played=True
    ),
    Shot("recommendations", "/staff/recommendations", "/staff/recommendations", SECRETARIAT, played=True),
    Shot("rounds", "/staff/rounds", "/staff/rounds", SECRETARIAT, played=True),
    Shot("finalists", "/staff/finalists", "/staff/finalists", SECRETARIAT, played=True),
    Shot("proposal", "/staff/finalists/proposal", "/staff/finalists/proposal", SECRETARIAT, played=True),
)
