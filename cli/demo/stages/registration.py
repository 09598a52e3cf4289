"""Teams register, write, attach and submit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from dasai_client import Refused, models

from ..client import consent
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
        registered = user.api.register_team(team.body)
        team.id = registered["facts"]["team_id"]
        if team.body.get("co_organisations"):
            consent(user, demo.participants[PARTNER], team.id)
            partners = user.api.list_co_organisations(team.id)["co_organisations"]
            if {partner["state"] for partner in partners} != {"given"}:
                raise DemoError("a co-organisation consented and is not listed so")
            demo.occur("partner consented")
        demo.count("报名 registered", team.division)

    demo.each(demo.teams, register, "报名 registrations")

    def enter(team: PlannedTeam) -> None:
        user = demo.participants[team.account]
        half = len(team.sections) // 2
        for part in (team.sections[:half], team.sections[half:]):
            draft: models.DraftSave = {"draft_revision": team.draft_revision, "sections": part}
            team.draft_revision = user.api.save_declaration(team.id, draft)["draft_revision"]
        for piece in team.evidence:
            if team is demo.teams[0]:
                user.upload_in_two(team.id, piece)
                demo.occur("upload resumed")
            else:
                user.upload(team.id, piece)
        demo.receipts[team.id] = user.api.submit_project(team.id, {"draft_revision": team.draft_revision})
        demo.count("提交 submitted", team.division)

    _see_and_close(demo)
    _planted_before_submission(demo)
    demo.each(demo.teams, enter, "申报与提交 submissions")
    _planted_after_submission(demo)


def _planted_at_registration(demo: Demo) -> None:
    user, team = demo.participants[0], demo.teams[0]
    made = demo.plan.synthetic

    def post(**changes: Any) -> Callable[[], models.Team]:
        return lambda: user.api.register_team(cast(models.NewTeam, {**team.body, **changes}))

    organiser = demo.plan.scheme(0)["organising_bodies"][0]
    body: models.StatedOrganisation = {
        "uscc": organiser["uscc"],
        "name": organiser["name"],
        "kind": "public_institution",
    }
    demo.refused("B8_ORGANISER_TAKES_PART", post(co_organisations=[body]))
    demo.refused("B1_USCC_INVALID", post(co_organisations=[{**body, "uscc": organiser["uscc"][:-1] + "!"}]))
    person = team.body["representatives"][0]
    six = [{**person, "identity_number": made.person(STRANGERS + place).identity_number} for place in range(6)]
    demo.refused("B4_TOO_MANY_REPRESENTATIVES", post(representatives=six))
    demo.refused("B5_IDENTITY_INVALID", post(representatives=[{**person, "identity_number": "110199199001010000"}]))
    demo.refused("B10_NOT_DECLARED_TRUE", post(declared_true=False))
    demo.refused("K4_CONSENT_MISSING", post(identity_consent=""))
    others = [track for track in demo.plan.edition.tracks if track.code not in demo.plan.tracks_of(0)]
    other = next(track for track in others if track.open_topics)
    demo.refused("A2_TRACK_NOT_RUN", post(track=other.code, topic_id=other.open_topics[0].id))
    listed = made.organisation(STRANGERS + 1000)
    imported: models.CreditListImport = {
        "list": "dishonest_judgment_debtor",
        "as_of": demo.plan.applies.isoformat(),
        "source": "合成名单",
        "entries": [{"uscc": listed.uscc, "name": listed.name}],
    }
    demo.secretariat.api.import_credit_list(imported)
    demo.refused("B3_CREDIT_LISTED", post(co_organisations=[listed.stated()]))


def _see_and_close(demo: Demo) -> None:
    """See what is stored of an account, and close it; the only account of a team stays (rule K4)."""
    login = "leaves-again"
    user = demo.sign_up(login)
    password: models.ClosingBody = {"password": demo.passwords.pop(login)}
    # a part that restarts is named as missing
    demo.until("all parts of the personal data answer", lambda: not user.api.get_personal_data()["missing"])
    demo.occur("personal data shown")
    try:
        user.api.close_account(password)
    except Refused as refused:
        if refused.code != "K1_UNAUTHENTICATED":  # closed already: the first answer was lost
            raise
    demo.occur("account closed")
    team = demo.teams[0]
    holder, own = demo.participants[team.account], demo.passwords[f"participant-{team.account:05d}"]
    demo.refused("K4_CLOSING_OBSTRUCTED", lambda: holder.api.close_account({"password": own}))


def _planted_before_submission(demo: Demo) -> None:
    first, second = demo.teams[0], demo.teams[1]
    user = demo.participants[first.account]
    lead = demo.plan.synthetic.organisation(STRANGERS + 2000)
    person = first.body["representatives"][0]
    stolen: models.NewTeam = {
        **first.body,
        "project_name": "另一个数据项目",
        "lead": lead.stated(),
        "co_organisations": [],
        "representatives": [{**person, "organisation_uscc": lead.uscc}],
    }
    demo.refused("B5_REGISTERED_BY_YOU", lambda: user.api.register_team(stolen))
    other: models.NewRepresentative = {
        **person,
        "identity_number": demo.plan.synthetic.person(STRANGERS + 50).identity_number,
    }
    again: models.NewTeam = {**first.body, "representatives": [other]}
    demo.refused("B7_REGISTERED_BY_YOU", lambda: user.api.register_team(again))
    demo.refused("C4_INCOMPLETE", lambda: user.api.submit_project(first.id, {"draft_revision": 0}))
    foreign = replace(first.evidence[0], owner_uscc=second.body["lead"]["uscc"])
    demo.refused("C5_FOREIGN_OWNER", lambda: user.upload(first.id, foreign))
    hiding = replace(first.evidence[0], content=first.evidence[0].content + b"PK and something more")
    demo.refused("C7_POLYGLOT", lambda: user.upload(first.id, hiding))


def _planted_after_submission(demo: Demo) -> None:
    team = demo.teams[0]
    user = demo.participants[team.account]
    demo.move_to(later(demo.plan.submission_closes, seconds=1))
    late: models.NewSubmission = {"draft_revision": team.draft_revision}
    demo.refused("C1_SUBMISSION_CLOSED", lambda: user.api.submit_project(team.id, late))
