"""B4, B6, B10, C1, C12: a team's people, its word, its topic, and how it leaves and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chassis.actor import system
from chassis.bus.envelope import wrap
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.context import Context
from chassis.kernel.aggregate import Raised
from cli.demo.client import User
from services.review.cases.events import TeamDisqualified
from services.review.cases.wire import EVENTS
from tests.e2e.registration.running import SHARED, Contest, refused

MS = timedelta(milliseconds=1)
# how long before a deadline something still goes out that has to arrive in time
MARGIN = timedelta(seconds=30)


def disqualify(contest: Contest, team: dict[str, Any]) -> None:
    """Review's word that the team lost its place, as registration hears it."""
    facts = team["facts"]
    word = TeamDisqualified(
        team_id=facts["team_id"],
        division_code=facts["division_code"],
        track=facts["track"],
        project_name=facts["project_name"],
        code="B10_FALSEHOOD",
        reason="材料不实",
    )
    raised = Raised(word, contest.clock.now())
    body = wrap(raised, EVENTS, "case", facts["team_id"], 1, 0, Context(actor=system("test")))
    publisher = ConfirmedPublisher(contest.stack.amqp_url)
    queue = "registration.review.team_disqualified"
    publisher.publish([Outgoing("", queue, body, message_id=f"fallen {facts['team_id']}")])
    publisher.close()


def writings(user: User, team: dict[str, Any]) -> list[Callable[[], Any]]:
    """Everything by which the lead's account changes its team."""
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


def test_b4_b10_five_people_and_a_declared_truth(contest: Contest) -> None:
    """B4, B10: five people who declare the truth are a team; six or none are no team, and neither is an undeclared one."""
    user = contest.user()
    body = contest.body(people=5)
    six = body | {"representatives": body["representatives"] + contest.body(people=1)["representatives"]}
    for wrong in (six, body | {"representatives": []}):
        assert refused(lambda wrong=wrong: user.post("/api/v1/teams", wrong)) == (409, "B4_TOO_MANY_REPRESENTATIVES")
    undeclared = body | {"declared_true": False}
    assert refused(lambda: user.post("/api/v1/teams", undeclared)) == (409, "B10_NOT_DECLARED_TRUE")
    assert len(user.post("/api/v1/teams", body)["representatives"]) == 5


def test_c1_the_topic_has_no_way_to_change(contest: Contest) -> None:
    """C1: a name may change, a topic, a track and a division may not: the address knows no such field."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert user.call("PATCH", address, {"team_name": "新队名"})["facts"]["team_name"] == "新队名"
    for field in ("topic_id", "track", "division_code"):
        asked = {field: "110000"}
        assert refused(lambda asked=asked: user.patch(address, asked)) == (422, "FIELDS_INVALID")
    after = user.get(address)["facts"]
    assert [after[name] for name in ("topic_id", "track", "division_code")] == [
        team["facts"][name] for name in ("topic_id", "track", "division_code")
    ]


def test_b6_c12_people_change_and_teams_come_back_until_registration_closes(contest: Contest) -> None:
    """B6, C12, A4: before the deadline people change and a team comes back; after it neither, though it may still leave."""
    place = contest.own_place()
    closes = datetime.fromisoformat(contest.scheme(place)["registration_opens"]) + timedelta(days=20)
    contest.open(place, registration_closes=closes.isoformat())
    user = contest.user()
    team = contest.register(user, place)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lead = team["facts"]["lead"]["uscc"]
    people = [one | {"organisation_uscc": lead} for one in contest.body(people=1)["representatives"]]
    assert len(user.call("PATCH", address, {"representatives": people})["representatives"]) == 1
    contest.clock.move_to(closes - MARGIN)
    user.post(f"{address}/withdrawal")
    assert user.post(f"{address}/revival")["state"] == "registered"
    last = [one | {"organisation_uscc": lead} for one in contest.body(people=3)["representatives"]]
    assert len(user.call("PATCH", address, {"representatives": last})["representatives"]) == 3
    contest.clock.move_to(closes + MS)
    again = [one | {"organisation_uscc": lead} for one in contest.body(people=1)["representatives"]]
    change = lambda: user.call("PATCH", address, {"representatives": again})  # noqa: E731 as short as it is
    assert refused(change) == (409, "B6_REPRESENTATIVES_FIXED")
    assert user.post(f"{address}/withdrawal")["state"] == "withdrawn"
    assert refused(lambda: user.post(f"{address}/revival")) == (409, "A4_NOT_OPEN")


def test_c12_a_team_leaves_until_submission_closes_and_comes_back_unless_it_had_submitted(contest: Contest) -> None:
    """C12: the last moment is in time, a millisecond more is not; what was submitted is not taken back by leaving."""
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


def test_b10_c12_who_left_or_was_disqualified_writes_nothing(contest: Contest) -> None:
    """B10, C12: no way to write is open to a team that left, and it comes back once; a disqualified one never does."""
    user = contest.user()
    partner = contest.plan.synthetic.organisation(contest.index(), "university")
    joint = {"uscc": partner.uscc, "name": partner.name, "kind": "university"}
    made = contest.register(user, co_organisations=[joint])
    address = f"/api/v1/teams/{made['facts']['team_id']}"
    contest.write(user, made)
    team = contest.attach(user, made)
    user.post(f"{address}/withdrawal")
    for write in writings(user, team):
        assert refused(write) == (409, "TEAM_NOT_ACTIVE")
    assert user.post(f"{address}/revival")["state"] == "registered"
    assert refused(lambda: user.post(f"{address}/revival")) == (409, "TEAM_NOT_ACTIVE")
    assert user.patch(address, {"team_name": f"{team['facts']['team_name']}新"})["state"] == "registered"

    disqualify(contest, team)
    contest.until(lambda: user.get(address)["state"] == "disqualified", "the team hears of it")
    fallen = user.get(address)
    for write in [*writings(user, fallen), lambda: user.post(f"{address}/revival")]:
        assert refused(write) == (409, "TEAM_NOT_ACTIVE")
    person = contest.body(people=1)
    free = person | {"lead": fallen["facts"]["lead"], "project_name": fallen["facts"]["project_name"]}
    free["representatives"] = [
        one | {"organisation_uscc": fallen["facts"]["lead"]["uscc"]} for one in free["representatives"]
    ]
    assert refused(lambda: user.post("/api/v1/teams", free)) == (409, "B7_REGISTERED_BY_YOU")  # it frees nothing
    assert user.get(address) == fallen
