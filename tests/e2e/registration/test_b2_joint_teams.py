"""B2: joint teams through the gateway: invite, consent, decline, leave, pass the lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chassis.text.codes import is_uscc
from cli.demo.client import User, invitation
from tests.divisions import SHARED
from tests.e2e.registration.running import STATED, Contest, refused

ANSWERS = "/api/v1/invitation-answers"


def partner_of(contest: Contest) -> dict[str, str]:
    """Return a university that no other test has."""
    university = contest.plan.synthetic.organisation(contest.index(), "university")
    return {"uscc": university.uscc, "name": university.name, "kind": "university"}


def invitation_of(user: User, team: dict[str, Any]) -> dict[str, Any]:
    """Return what the lead hands to its only co-organisation: what answers the invitation."""
    team_id = team["facts"]["team_id"]
    (line,) = user.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
    return invitation(team_id, line)


def test_b2_a_joint_team_submits_once_each_co_organisation_consented(contest: Contest) -> None:
    """B2, C4, K1: refuse wrong codes and the lead's consent for another; let the partner write, and nothing else."""
    lead, partner = contest.user(), contest.user()
    other = partner_of(contest)
    team = contest.register(lead, co_organisations=[other])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    contest.write(lead, team)
    ready = contest.attach(lead, team)
    assert ready["missing"] == [{"kind": "consent", "item": other["uscc"]}]
    completeness = lead.get(f"{address}/completeness")
    assert completeness["complete"] is False
    assert completeness["missing"][0]["zh"] == f"联合单位{other['name']}的同意"
    submit = {"draft_revision": ready["draft_revision"]}
    assert refused(lambda: lead.post(f"{address}/submissions", submit)) == (409, "C4_INCOMPLETE")

    key = invitation_of(lead, team)
    assert refused(lambda: lead.post(ANSWERS, key | {"consent": True})) == (409, "B2_OWN_ACCOUNT")
    for wrong in ({"code": "0000-0000-0000"}, {"uscc": team["facts"]["lead"]["uscc"]}, {"team_id": "nobody's"}):
        mistaken = key | wrong | {"consent": True}
        assert refused(lambda mistaken=mistaken: partner.post(ANSWERS, mistaken)) == (409, "B2_INVITATION_WRONG")
    assert refused(lambda: partner.get(address))[0] == 404
    lookup = partner.post("/api/v1/invitation-lookups", key)
    assert lookup["team_name"] == team["facts"]["team_name"]
    assert lookup["lead"]["uscc"] == team["facts"]["lead"]["uscc"]
    assert partner.post(ANSWERS, key | {"code": key["code"].lower(), "consent": True})["state"] == "given"

    line = partner.get(f"{address}/co-organisations")["co_organisations"][0]
    assert line["state"] == "given"
    assert line["invitation_code"] == ""
    section = ready["draft"][0] | {"text": ready["draft"][0]["text"] + "联合单位补充。"}
    saved = partner.put(
        f"{address}/declaration",
        {"draft_revision": ready["draft_revision"], "sections": [{"id": section["id"], "text": section["text"]}]},
    )
    for call in (
        lambda: partner.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]}),
        lambda: partner.post(f"{address}/withdrawal"),
        lambda: partner.patch(address, {"team_name": "别的名字"}),
    ):
        assert refused(call) == (403, "B2_LEAD_ONLY")
    receipt = lead.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]})
    assert receipt["submission_number"] == 1
    assert refused(lambda: partner.call("DELETE", f"{address}/consent")) == (409, "B2_CONSENT_STANDS")


def test_b2_k1_only_the_leads_accounts_read_invitation_codes(contest: Contest) -> None:
    """B2, K1: show a partner and the host who was asked, but no code; the host reads it by the API, not on the teams' page."""
    lead, partner = contest.user(), contest.user()
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    consenting, invited = partner_of(contest), partner_of(contest)
    team = contest.register(lead, co_organisations=[consenting, invited])
    team_id = team["facts"]["team_id"]

    def lines(user: User) -> dict[str, dict[str, Any]]:
        listed = user.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
        return {line["organisation"]["uscc"]: line for line in listed}

    key = invitation(team_id, lines(lead)[consenting["uscc"]])
    assert partner.post(ANSWERS, key | {"consent": True})["state"] == "given"
    code = lines(lead)[invited["uscc"]]["invitation_code"]
    assert len(code) > 10
    for user, may in ((lead, True), (partner, False), (host, False)):
        line = lines(user)[invited["uscc"]]
        assert line["state"] == "asked"
        assert line["invitation_code"] == (code if may else "")
        page = contest.page_answer(user, f"/teams/{team_id}/organisations")
        assert (code in page.text) == may
        shown = user is not host
        assert page.status_code == (200 if shown else 404)
        assert (invited["name"] in page.text, "已同意参赛" in page.text) == (shown, shown)


def test_b2_b7_an_organisation_that_declines_keeps_its_names_and_may_be_asked_again(contest: Contest) -> None:
    """B2, B7: let it register the project itself until it consents; a new invitation voids the old code."""
    lead, partner = contest.user(), contest.user()
    other = partner_of(contest)
    team = contest.register(lead, co_organisations=[other])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    first = invitation_of(lead, team)
    assert partner.post(ANSWERS, first | {"consent": False})["state"] == "declined"
    assert refused(lambda: partner.post(ANSWERS, first | {"consent": True})) == (409, "B2_ANSWERED_BEFORE")
    renewed = lead.post(f"{address}/co-organisations/{other['uscc']}/invitation")
    assert renewed["invitation_code"] == invitation_of(lead, team)["code"] != first["code"]
    assert refused(lambda: partner.post(ANSWERS, first | {"consent": True})) == (409, "B2_INVITATION_WRONG")
    same = contest.body(lead=other, project_name=team["facts"]["project_name"])
    same["representatives"] = [person | {"organisation_uscc": other["uscc"]} for person in same["representatives"]]
    own = partner.post("/api/v1/teams", same)  # its own project of that name: nobody had asked it
    assert refused(lambda: partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})) == (
        409,
        "B7_REGISTERED_BY_YOU",
    )
    partner.post(f"/api/v1/teams/{own['facts']['team_id']}/withdrawal")
    assert partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})["state"] == "given"
    assert refused(lambda: partner.post("/api/v1/teams", same)) == (409, "B7_REGISTERED_BY_YOU")
    assert refused(lambda: contest.user().post("/api/v1/teams", same)) == (409, "B7_REGISTERED_ELSEWHERE")
    partner.call("DELETE", f"{address}/consent")
    assert refused(lambda: partner.get(address))[0] == 404
    left = lead.call("DELETE", f"{address}/co-organisations/{other['uscc']}")
    assert left["facts"]["co_organisations"] == []
    assert "consent" not in [item["kind"] for item in left["missing"]]


def test_b2_the_lead_passes_by_offer_and_acceptance_until_registration_closes(contest: Contest) -> None:
    """B2: pass the lead if it is offered and accepted; refuse to add, offer and pass after the deadline."""
    place = contest.own_place()
    closes = datetime.fromisoformat(contest.scheme(place)["registration_opens"]) + timedelta(days=20)
    contest.open(place, registration_closes=closes.isoformat())
    lead, partner = contest.user(), contest.user()
    other, third = partner_of(contest), partner_of(contest)
    team = contest.register(lead, place, co_organisations=[])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    organiser = contest.scheme(place)["organising_bodies"][0]
    barred = {"uscc": organiser["uscc"], "name": organiser["name"], "kind": "public_institution"}
    assert refused(lambda: lead.post(f"{address}/co-organisations", barred))[1] == "B8_ORGANISER_TAKES_PART"
    assert lead.post(f"{address}/co-organisations", other)["facts"]["co_organisations"][0]["uscc"] == other["uscc"]
    offer = {"uscc": other["uscc"]}
    assert refused(lambda: lead.post(f"{address}/lead", offer)) == (409, "B2_NOT_CONSENTED")
    partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})
    assert refused(lambda: partner.post(f"{address}/lead", offer)) == (409, "B2_LEAD_NOT_OFFERED")
    lead.post(f"{address}/lead", offer)
    assert partner.post(f"{address}/lead", offer)["facts"]["lead"]["uscc"] == other["uscc"]
    assert refused(lambda: lead.post(f"{address}/withdrawal")) == (403, "B2_LEAD_ONLY")
    contest.clock.move_to(closes + timedelta(milliseconds=1))
    assert refused(lambda: partner.post(f"{address}/co-organisations", third)) == (409, "B2_COMPOSITION_FIXED")
    back = {"uscc": team["facts"]["lead"]["uscc"]}
    assert refused(lambda: partner.post(f"{address}/lead", back)) == (409, "B2_COMPOSITION_FIXED")
    assert partner.get(address)["facts"]["lead"]["uscc"] == other["uscc"]
    assert refused(lambda: lead.call("DELETE", f"{address}/consent")) == (409, "B2_COMPOSITION_FIXED")
    assert [line["state"] for line in lead.get(f"{address}/co-organisations")["co_organisations"]] == ["given"]


def test_b2_b6_an_organisation_with_representatives_may_be_asked_again_after_the_close(contest: Contest) -> None:
    """B2, B6, C4: take consent back until the close; after it the organisation stays with its people, and may still consent."""
    place = contest.own_place()
    closes = datetime.fromisoformat(contest.scheme(place)["registration_opens"]) + timedelta(days=20)
    contest.open(place, registration_closes=closes.isoformat())
    lead, partner = contest.user(), contest.user()
    other = partner_of(contest)
    body = contest.body(place, co_organisations=[other])
    body["representatives"][1]["organisation_uscc"] = other["uscc"]
    team = lead.post("/api/v1/teams", body)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})["state"] == "given"
    assert refused(lambda: lead.call("DELETE", f"{address}/consent")) == (409, "B2_LEAD_STAYS")
    contest.clock.move_to(closes - timedelta(minutes=10))  # the clock runs on
    partner.call("DELETE", f"{address}/consent")
    remove = lambda: lead.call("DELETE", f"{address}/co-organisations/{other['uscc']}")  # noqa: E731 - a short call
    assert refused(remove) == (409, "B2_ORGANISATION_NEEDED")
    contest.clock.move_to(closes + timedelta(milliseconds=1))
    problem = contest.problem(remove)
    assert problem["code"] == "B2_CONSENT_NEEDED"
    assert problem["facts"]["uscc"] == other["uscc"]
    contest.write(lead, team)
    ready = contest.attach(lead, team)
    submit = lambda: lead.post(f"{address}/submissions", {"draft_revision": ready["draft_revision"]})  # noqa: E731 - a short call
    assert f"联合单位{other['name']}的同意" in contest.problem(submit)["detail"]
    lead.post(f"{address}/co-organisations/{other['uscc']}/invitation")
    assert partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})["state"] == "given"
    assert refused(lambda: partner.call("DELETE", f"{address}/consent")) == (409, "B2_COMPOSITION_FIXED")
    assert submit()["submission_number"] == 1


def test_b2_a_replaced_code_stays_void_when_its_organisation_is_removed_and_added_again(contest: Contest) -> None:
    """B2: accept the newest code only, after the invitation was renewed, and removed and added."""
    lead, partner = contest.user(), contest.user()
    other = partner_of(contest)
    team = contest.register(lead, co_organisations=[other])
    address = f"/api/v1/teams/{team['facts']['team_id']}/co-organisations"
    first = invitation_of(lead, team)
    lead.post(f"{address}/{other['uscc']}/invitation")
    second = invitation_of(lead, team)
    lead.call("DELETE", f"{address}/{other['uscc']}")
    lead.post(address, other)
    for void in (first, second):
        assert refused(lambda void=void: partner.post(ANSWERS, void | {"consent": True}))[1] == "B2_INVITATION_WRONG"
    assert partner.post(ANSWERS, invitation_of(lead, team) | {"consent": True})["state"] == "given"


def test_b2_k4_co_organisations_are_limited_and_an_answer_repeats_no_mistyped_code(contest: Contest) -> None:
    """B1, B2, K4: refuse one more than the edition allows; never repeat an identity number typed as a code."""
    lead = contest.user()
    most = contest.plan.edition.teams.co_organisations_per_team
    partners = [partner_of(contest) for _ in range(most + 1)]
    many = lambda: contest.register(lead, co_organisations=partners)  # noqa: E731 - a short call
    assert refused(many) == (409, "B2_TOO_MANY_ORGANISATIONS")
    team = contest.register(lead, co_organisations=partners[:most])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    one_more = lambda: lead.post(f"{address}/co-organisations", partners[most])  # noqa: E731 - a short call
    assert refused(one_more) == (409, "B2_TOO_MANY_ORGANISATIONS")
    body = contest.body()
    # of 31 identity numbers one is, by chance, the valid code of some organisation: nobody can tell that it was mistyped
    while is_uscc(number := body["representatives"][0]["identity_number"]):
        body = contest.body()
    beside = [body["representatives"][0], body["representatives"][1] | {"organisation_uscc": number}]
    mistyped = {
        "representatives[1].organisation_uscc": lambda: lead.post("/api/v1/teams", body | {"representatives": beside}),
        "lead.uscc": lambda: lead.post("/api/v1/teams", body | {"lead": body["lead"] | {"uscc": number}}),
        "co_organisations[0].uscc": lambda: lead.post(
            "/api/v1/teams", body | {"co_organisations": [partners[0] | {"uscc": number}]}
        ),
        "uscc": lambda: lead.post(f"{address}/co-organisations", partners[0] | {"uscc": number}),
    }
    for field, call in mistyped.items():
        problem = contest.problem(call)
        assert [fault["field"] for fault in problem["faults"]] == [field]
        assert number not in str(problem)
    problem = contest.problem(lambda: lead.post(f"{address}/lead", {"uscc": number}))
    assert problem["code"] == "B2_NO_CO_ORGANISATION"
    assert number not in str(problem)


def test_b2_each_organisation_is_in_the_team_once_and_stays_while_it_has_representatives(contest: Contest) -> None:
    """B2: refuse a repeated organisation and a stranger's representative; remove an organisation only without people."""
    lead, other, stranger = contest.user(), partner_of(contest), partner_of(contest)
    body = contest.body(co_organisations=[other])
    first, second = body["representatives"]
    for wrong in (
        {"co_organisations": [other, other]},
        {"co_organisations": [other, body["lead"]]},
        {"representatives": [first, second | {"organisation_uscc": stranger["uscc"]}]},
        {"team_name": " "},
        {"project_name": "长" * 101},
    ):
        call = lambda wrong=wrong: lead.post("/api/v1/teams", body | wrong)  # noqa: E731 - a short call
        assert refused(call) == (422, "B2_TEAM_COMPOSITION")
    joint = [first, second | {"organisation_uscc": other["uscc"]}]
    team = lead.post("/api/v1/teams", body | {"representatives": joint})
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    unknown = f"{address}/co-organisations/{stranger['uscc']}"
    assert refused(lambda: lead.call("DELETE", unknown)) == (404, "B2_NO_CO_ORGANISATION")
    assert refused(lambda: lead.post(f"{unknown}/invitation")) == (404, "B2_NO_CO_ORGANISATION")
    assert refused(lambda: lead.post(f"{address}/co-organisations", other)) == (422, "B2_TEAM_COMPOSITION")
    partner = f"{address}/co-organisations/{other['uscc']}"
    assert refused(lambda: lead.call("DELETE", partner)) == (409, "B2_ORGANISATION_NEEDED")
    lead.patch(address, STATED | {"representatives": [first]})
    assert lead.call("DELETE", partner)["facts"]["co_organisations"] == []
