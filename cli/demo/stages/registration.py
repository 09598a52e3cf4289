"""Teams register, write, attach and submit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..client import RefusedError, consent
from ..world import STRANGERS, PlannedTeam, later
from .running import Demo, DemoError

# number of the account that answers for co-organisations
PARTNER = -1


def registration(demo: Demo) -> None:
    """Let teams register, write, attach and submit; what is planted is refused (rules A2, B, C)."""
    demo.teams = demo.plan.planned_teams()

    def make_account(number: int) -> None:
        login = "participant-partner" if number == PARTNER else f"participant-{number:05d}"
        demo.participants[number] = demo.sign_up(login)

    accounts = sorted({PARTNER} | {team.account for team in demo.teams})
    demo.each(accounts, make_account, "参赛账号 accounts")
    _planted_at_registration(demo)

    def register(team: PlannedTeam) -> None:
        user = demo.participants[team.account]
        registered = user.post("/api/v1/teams", team.body)
        team.id = registered["facts"]["team_id"]
        if team.body["co_organisations"]:
            consent(user, demo.participants[PARTNER], team.id)
            partners = user.get(f"/api/v1/teams/{team.id}/co-organisations")["co_organisations"]
            if {partner["state"] for partner in partners} != {"given"}:
                raise DemoError("a co-organisation consented and is not listed so")
            demo.occur("partner consented")
        demo.count("报名 registered", team.division)

    demo.each(demo.teams, register, "报名 registrations")

    def enter(team: PlannedTeam) -> None:
        user, address = demo.participants[team.account], f"/api/v1/teams/{team.id}"
        half = len(team.sections) // 2
        for part in (team.sections[:half], team.sections[half:]):
            body = {
                "draft_revision": team.draft_revision,
                "sections": [{"id": name, "text": text} for name, text in part],
            }
            team.draft_revision = user.put(f"{address}/declaration", body)["draft_revision"]
        for piece in team.evidence:
            user.upload(team.id, piece)
        receipt = user.post(f"{address}/submissions", {"draft_revision": team.draft_revision})
        demo.receipts[team.id] = receipt
        demo.count("提交 submitted", team.division)

    _see_and_close(demo)
    _planted_before_submission(demo)
    demo.each(demo.teams, enter, "申报与提交 submissions")
    _planted_after_submission(demo)


def _planted_at_registration(demo: Demo) -> None:
    user, team = demo.participants[0], demo.teams[0]
    made = demo.plan.synthetic

    def post(**changes: Any) -> Callable[[], Any]:
        return lambda: user.post("/api/v1/teams", team.body | changes)

    organiser = demo.plan.scheme(0)["organising_bodies"][0]
    body = {"uscc": organiser["uscc"], "name": organiser["name"], "kind": "public_institution"}
    demo.refused("B8_ORGANISER_TAKES_PART", post(co_organisations=[body]))
    demo.refused("B1_USCC_INVALID", post(co_organisations=[body | {"uscc": organiser["uscc"][:-1] + "!"}]))
    person = team.body["representatives"][0]
    six = [person | {"identity_number": made.person(STRANGERS + place).identity_number} for place in range(6)]
    demo.refused("B4_TOO_MANY_REPRESENTATIVES", post(representatives=six))
    demo.refused("B5_IDENTITY_INVALID", post(representatives=[person | {"identity_number": "110199199001010000"}]))
    demo.refused("B10_NOT_DECLARED_TRUE", post(declared_true=False))
    demo.refused("K4_CONSENT_MISSING", post(identity_consent=""))
    others = [track for track in demo.plan.edition.tracks if track.code not in demo.plan.tracks_of(0)]
    other = next(track for track in others if track.open_topics)
    demo.refused("A2_TRACK_NOT_RUN", post(track=other.code, topic_id=other.open_topics[0].id))
    listed = made.organisation(STRANGERS + 1000)
    entry = {"uscc": listed.uscc, "name": listed.name}
    imported = {
        "list": "dishonest_judgment_debtor",
        "as_of": demo.plan.applies.isoformat(),
        "source": "合成名单",
        "entries": [entry],
    }
    demo.secretariat.post("/api/v1/credit-lists", imported)
    partner = {"uscc": listed.uscc, "name": listed.name, "kind": "enterprise"}
    demo.refused("B3_CREDIT_LISTED", post(co_organisations=[partner]))


def _see_and_close(demo: Demo) -> None:
    """See what is stored of an account, and close it; the only account of a team stays (rule K4)."""
    address, login = "/api/v1/accounts/me", "leaves-again"
    user = demo.sign_up(login)
    password = {"password": demo.passwords.pop(login)}
    # a part that restarts is named as missing
    demo.until("all parts of the personal data answer", lambda: not user.get(f"{address}/personal-data")["missing"])
    demo.occur("personal data shown")
    try:
        user.post(f"{address}/closing", password)
    except RefusedError as refused:
        if refused.code != "K1_UNAUTHENTICATED":  # closed already: the first answer was lost
            raise
    demo.occur("account closed")
    team = demo.teams[0]
    holder, own = demo.participants[team.account], demo.passwords[f"participant-{team.account:05d}"]
    demo.refused("K4_CLOSING_OBSTRUCTED", lambda: holder.post(f"{address}/closing", {"password": own}))


def _planted_before_submission(demo: Demo) -> None:
    first, second = demo.teams[0], demo.teams[1]
    user = demo.participants[first.account]
    lead = demo.plan.synthetic.organisation(STRANGERS + 2000)
    stolen = first.body | {
        "project_name": "另一个数据项目",
        "lead": {"uscc": lead.uscc, "name": lead.name, "kind": "enterprise"},
        "co_organisations": [],
        "representatives": [first.body["representatives"][0] | {"organisation_uscc": lead.uscc}],
    }
    demo.refused("B5_REGISTERED_BY_YOU", lambda: user.post("/api/v1/teams", stolen))
    again = first.body | {
        "representatives": [
            first.body["representatives"][0]
            | {"identity_number": demo.plan.synthetic.person(STRANGERS + 50).identity_number}
        ]
    }
    demo.refused("B7_REGISTERED_BY_YOU", lambda: user.post("/api/v1/teams", again))
    address = f"/api/v1/teams/{first.id}"
    demo.refused("C4_INCOMPLETE", lambda: user.post(f"{address}/submissions", {"draft_revision": 0}))
    foreign = replace(first.evidence[0], owner_uscc=second.body["lead"]["uscc"])
    demo.refused("C5_FOREIGN_OWNER", lambda: user.upload(first.id, foreign))
    hiding = replace(first.evidence[0], content=first.evidence[0].content + b"PK and something more")
    demo.refused("C7_POLYGLOT", lambda: user.upload(first.id, hiding))


def _planted_after_submission(demo: Demo) -> None:
    team = demo.teams[0]
    user = demo.participants[team.account]
    demo.move_to(later(demo.plan.submission_closes, seconds=1))
    late = {"draft_revision": team.draft_revision}
    demo.refused("C1_SUBMISSION_CLOSED", lambda: user.post(f"/api/v1/teams/{team.id}/submissions", late))
