"""B4, B6, B10, C1, C12: a team's representatives, its declaration of truth, its topic, withdrawal and revival."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from dasai_client import Refused

from chassis.actor import system
from chassis.bus.envelope import wrap
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.context import Context
from chassis.kernel.aggregate import Raised
from cli.demo.client import User
from services.review.cases.events import TeamDisqualified
from services.review.cases.wire import EVENTS
from tests.divisions import SHARED
from tests.e2e.registration.running import STATED, Contest, refused

MS = timedelta(milliseconds=1)
# how long before a deadline a request is sent that has to arrive in time
MARGIN = timedelta(seconds=30)


def disqualify(contest: Contest, team: dict[str, Any]) -> None:
    """Publish review's event that the team is disqualified, as registration receives it."""
    facts = team["facts"]
    event = TeamDisqualified(
        team_id=facts["team_id"],
        division_code=facts["division_code"],
        track=facts["track"],
        project_name=facts["project_name"],
        code="B10_FALSEHOOD",
        reason="材料不实",
    )
    raised = Raised(event, contest.clock.now())
    body = wrap(raised, EVENTS, "case", facts["team_id"], 1, 0, Context(actor=system("test")))
    publisher = ConfirmedPublisher(contest.stack.amqp_url)
    queue = "registration.review.team_disqualified"
    publisher.publish([Outgoing("", queue, body, message_id=f"disqualified {facts['team_id']}")])
    publisher.close()


def writings(user: User, team: dict[str, Any]) -> list[Callable[[], Any]]:
    """Return every call by which the lead's account changes its team."""
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    section = {"id": "overview.industry", "text": "应用于流通行业。"}
    other = {"uscc": team["facts"]["co_organisations"][0]["uscc"]}
    return [
        lambda: user.put(f"{address}/declaration", {"draft_revision": team["draft_revision"], "sections": [section]}),
        lambda: user.post(f"{address}/submissions", {"draft_revision": team["draft_revision"]}),
        lambda: user.patch(address, {"team_name": "合成改名队"}),
        lambda: user.call("DELETE", f"{address}/evidence/{team['evidence'][0]['id']}"),
        lambda: user.post(f"{address}/co-organisations/{other['uscc']}/invitation"),
        lambda: user.call("DELETE", f"{address}/co-organisations/{other['uscc']}"),
        lambda: user.post(f"{address}/lead", other),
        lambda: user.post(f"{address}/withdrawal"),
    ]


def test_b4_b10_a_team_has_one_to_five_representatives_and_declares_the_truth(contest: Contest) -> None:
    """B4, B10: accept five representatives and the declaration; refuse six, none, and a team without the declaration."""
    user = contest.user()
    body = contest.body(people=5)
    six = body | {"representatives": body["representatives"] + contest.body(people=1)["representatives"]}
    for wrong in (six, body | {"representatives": []}):
        assert refused(lambda wrong=wrong: user.post("/api/v1/teams", wrong)) == (409, "B4_TOO_MANY_REPRESENTATIVES")
    undeclared = body | {"declared_true": False}
    assert refused(lambda: user.post("/api/v1/teams", undeclared)) == (409, "B10_NOT_DECLARED_TRUE")
    assert len(user.post("/api/v1/teams", body)["representatives"]) == 5


def test_b2_b5_b7_b10_a_team_that_is_not_declared_true_yet_is_told_all_else_that_is_wrong(contest: Contest) -> None:
    """B2, B5, B7, B10: an organisation twice, people and names of another team; refuse only the declaration of a right one."""
    user, other = contest.user(), contest.user()
    body = contest.body() | {"declared_true": False}
    registered = contest.body()
    user.post("/api/v1/teams", registered)
    held = {name: registered[name] for name in ("lead", "project_name")}
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in registered["representatives"]]
    for wrong, expected in (
        ({"co_organisations": [body["lead"]]}, (422, "B2_TEAM_COMPOSITION", ["co_organisations[0].uscc"])),
        ({"representatives": people}, (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM", ["representatives[0]"])),
        (
            held | {"co_organisations": [], "representatives": [
                person | {"organisation_uscc": held["lead"]["uscc"]} for person in body["representatives"]
            ]},
            (409, "B7_REGISTERED_ELSEWHERE", ["project_name"]),
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as told:
            other.post("/api/v1/teams", body | wrong)
        fields = [fault["field"] for fault in told.value.problem["faults"]]
        assert (told.value.status, told.value.code, fields[:1]) == expected
    contesting = body | wrong | {"contest_reason": "项目由本单位研发。"}
    for right in (body, contesting):
        assert refused(lambda right=right: other.post("/api/v1/teams", right)) == (409, "B10_NOT_DECLARED_TRUE")
    assert other.get("/api/v1/teams")["teams"] == []


def test_c1_a_teams_name_may_change_and_its_topic_track_and_division_may_not(contest: Contest) -> None:
    """C1: accept a new name; refuse a topic, track and division as unknown fields."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert user.call("PATCH", address, {"team_name": "新队名"})["facts"]["team_name"] == "新队名"
    for field in ("topic_id", "track", "division_code"):
        change = {field: "110000"}
        assert refused(lambda change=change: user.patch(address, change)) == (422, "FIELDS_INVALID")
    after = user.get(address)["facts"]
    assert [after[name] for name in ("topic_id", "track", "division_code")] == [
        team["facts"][name] for name in ("topic_id", "track", "division_code")
    ]


def test_b6_c12_representatives_change_and_a_team_is_revived_until_registration_closes(contest: Contest) -> None:
    """B6, C12, A4: accept both before the deadline; refuse both after it, when a team may still withdraw."""
    place = contest.own_place()
    closes = datetime.fromisoformat(contest.scheme(place)["registration_opens"]) + timedelta(days=20)
    contest.open(place, registration_closes=closes.isoformat())
    user = contest.user()
    team = contest.register(user, place)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lead = team["facts"]["lead"]["uscc"]
    people = [person | {"organisation_uscc": lead} for person in contest.body(people=1)["representatives"]]
    assert len(user.call("PATCH", address, STATED | {"representatives": people})["representatives"]) == 1
    contest.clock.move_to(closes - MARGIN)
    user.post(f"{address}/withdrawal")
    assert user.post(f"{address}/revival")["state"] == "registered"
    last = [person | {"organisation_uscc": lead} for person in contest.body(people=3)["representatives"]]
    assert len(user.call("PATCH", address, STATED | {"representatives": last})["representatives"]) == 3
    contest.clock.move_to(closes + MS)
    again = [person | {"organisation_uscc": lead} for person in contest.body(people=1)["representatives"]]
    change = lambda: user.call("PATCH", address, STATED | {"representatives": again})  # noqa: E731 - a short call
    assert refused(change) == (409, "B6_REPRESENTATIVES_FIXED")
    assert user.post(f"{address}/withdrawal")["state"] == "withdrawn"
    assert refused(lambda: user.post(f"{address}/revival")) == (409, "A4_NOT_OPEN")


def test_b4_b5_one_representative_is_replaced_while_the_others_stay(contest: Contest) -> None:
    """B4, B5, K4: keep people by their places, without their numbers; refuse who has moved on, six people, and somebody twice."""
    user = contest.user()
    team = dict(user.post("/api/v1/teams", contest.body(people=3)))
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lead = team["facts"]["lead"]["uscc"]
    kept = [
        {"place": place, "masked_identity_number": person["masked_identity_number"]}
        for place, person in enumerate(team["representatives"], 1)
    ]
    new = [person | {"organisation_uscc": lead} for person in contest.body(people=5)["representatives"]]

    def change(**body: Any) -> Any:
        return user.call("PATCH", address, body)["representatives"]

    assert len(kept) == 3
    replaced = change(kept_representatives=[kept[0], kept[2]], representatives=new[:1], **STATED)
    assert replaced[:2] == [team["representatives"][0], team["representatives"][2]]
    assert refused(lambda: change(kept_representatives=kept)) == (409, "B5_REPRESENTATIVES_MOVED_ON")
    assert change(kept_representatives=kept[:1]) == replaced[:1]
    assert user.get(address)["identity_consent"]["version"] == STATED["identity_consent"]
    added = change(kept_representatives=kept[:1], representatives=new[:4], **STATED)
    assert len(added) == 5
    six = [{"place": 1, "masked_identity_number": added[0]["masked_identity_number"]}]
    assert refused(lambda: change(kept_representatives=six, representatives=new, **STATED)) == (
        409,
        "B4_TOO_MANY_REPRESENTATIVES",
    )
    assert refused(lambda: change(kept_representatives=[*six, *six])) == (422, "B5_REPRESENTATIVE_TWICE")
    assert refused(lambda: change(kept_representatives=six, representatives=new[:1])) == (422, "K4_CONSENT_MISSING")


def test_c12_a_team_withdraws_until_submission_closes_and_is_revived_unless_it_submitted(contest: Contest) -> None:
    """C12: accept until the deadline, refuse a millisecond after; refuse to revive a team that submitted; keep its receipt."""
    user = contest.user()
    late, early, submitted = (contest.register(user) for _ in range(3))
    contest.submit(user, submitted)
    address = {name: f"/api/v1/teams/{team['facts']['team_id']}" for name, team in (
        ("late", late), ("early", early), ("submitted", submitted)
    )}  # fmt: skip
    user.post(f"{address['submitted']}/withdrawal")
    assert refused(lambda: user.post(f"{address['submitted']}/revival")) == (409, "C12_SUBMITTED_BEFORE")
    assert len(user.get(address["submitted"])["receipts"]) == 1
    closes = datetime.fromisoformat(contest.scheme(SHARED)["submission_closes"])
    contest.clock.move_to(closes - MARGIN)
    assert user.post(f"{address['early']}/withdrawal")["state"] == "withdrawn"
    contest.clock.move_to(closes + MS)
    problem = contest.problem(lambda: user.post(f"{address['late']}/withdrawal"))
    assert (problem["status"], problem["code"]) == (409, "C12_WITHDRAWAL_LATE")
    assert datetime.fromisoformat(problem["facts"]["closes"]) == closes
    assert user.get(address["late"])["state"] == "registered"


def test_b10_c12_a_withdrawn_or_disqualified_team_writes_nothing(contest: Contest) -> None:
    """B10, C12: refuse every change to a withdrawn team, which is revived once, and to a disqualified team, which never is."""
    user = contest.user()
    partner = contest.plan.synthetic.organisation(contest.index(), "university")
    joint = {"uscc": partner.uscc, "name": partner.name, "kind": "university"}
    registered = contest.register(user, co_organisations=[joint])
    address = f"/api/v1/teams/{registered['facts']['team_id']}"
    contest.write(user, registered)
    team = contest.attach(user, registered)
    user.post(f"{address}/withdrawal")
    for write in writings(user, team):
        assert refused(write) == (409, "TEAM_NOT_ACTIVE")
    assert user.post(f"{address}/revival")["state"] == "registered"
    assert refused(lambda: user.post(f"{address}/revival")) == (409, "TEAM_NOT_ACTIVE")
    assert user.patch(address, {"team_name": f"{team['facts']['team_name']}新"})["state"] == "registered"

    disqualify(contest, team)
    contest.until(lambda: user.get(address)["state"] == "disqualified", "the team is disqualified")
    disqualified = user.get(address)
    for write in [*writings(user, disqualified), lambda: user.post(f"{address}/revival")]:
        assert refused(write) == (409, "TEAM_NOT_ACTIVE")
    person = contest.body(people=1)
    same_project = person | {
        "lead": disqualified["facts"]["lead"],
        "project_name": disqualified["facts"]["project_name"],
    }
    same_project["representatives"] = [
        person | {"organisation_uscc": disqualified["facts"]["lead"]["uscc"]}
        for person in same_project["representatives"]
    ]
    assert refused(lambda: user.post("/api/v1/teams", same_project)) == (
        409,
        "B7_REGISTERED_BY_YOU",
    )  # it frees nothing
    assert user.get(address) == disqualified
