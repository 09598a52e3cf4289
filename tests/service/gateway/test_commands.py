"""Registration through the gateway: accepted, refused, repeated and simultaneous commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from dasai_client import Refused

from tests.service.gateway.conftest import Api

pytestmark = pytest.mark.parts


def _post(api: Api, path: str, body: Any, **headers: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {api.participant.token}"} | headers
    return httpx.post(api.stack.url + path, json=body, headers=headers, timeout=30)


def test_b5_a_person_gets_into_a_single_team(api: Api) -> None:
    """B5: of forty simultaneous attempts with the same person one succeeds, the others get the reason."""
    person = api.plan.synthetic.person(300_000)

    def attempt(index: int) -> str:
        body = api.team(1000 + index)
        body["representatives"][0] |= {"identity_number": person.identity_number}
        try:
            api.participant.post("/api/v1/teams", body)
        except Refused as refused:
            return refused.code
        return "registered"

    with ThreadPoolExecutor(16) as pool:
        outcomes = sorted(pool.map(attempt, range(40)))
    assert outcomes == ["B5_REGISTERED_BY_YOU"] * 39 + ["registered"]


def test_c12_b5_a_withdrawn_teams_person_may_join_another(api: Api) -> None:
    """C12, B5: the withdrawal frees the person, and the next team takes it."""
    first = api.participant.post("/api/v1/teams", api.team(1))["facts"]["team_id"]
    other = api.team(2)
    other["representatives"][0] |= {"identity_number": api.team(1)["representatives"][0]["identity_number"]}
    with pytest.raises(Refused) as refused:
        api.participant.post("/api/v1/teams", other)
    assert refused.value.code == "B5_REGISTERED_BY_YOU"
    assert api.participant.post(f"/api/v1/teams/{first}/withdrawal")["state"] == "withdrawn"
    assert api.participant.post("/api/v1/teams", other)["state"] == "registered"


def test_a_repeated_command_gets_the_first_answer(api: Api) -> None:
    """Same key and body: the same answer, one team. Same key, another body: 422."""
    key = {"Idempotency-Key": "one-and-only"}
    answers = [_post(api, "/api/v1/teams", api.team(3), **key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.text for answer in answers}) == 1
    other = _post(api, "/api/v1/teams", api.team(4), **key)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_key_for_two_operations_is_refused(api: Api) -> None:
    """The second operation has the same target and no other fields: 422, and it is not done."""
    team = api.participant.post("/api/v1/teams", api.team(8))["facts"]["team_id"]
    address = f"/api/v1/teams/{team}"
    key = {"Authorization": f"Bearer {api.participant.token}", "Idempotency-Key": "two-operations"}
    revoked = [httpx.delete(f"{api.stack.url}{address}/colleague-invitations", headers=key) for _ in range(2)]
    assert [answer.status_code for answer in revoked] == [200, 200]
    withdrawn = httpx.post(f"{api.stack.url}{address}/withdrawal", json={}, headers=key)
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert api.participant.get(address)["state"] == "registered"
    assert api.participant.post(f"{address}/withdrawal")["state"] == "withdrawn"


def test_k4_no_personal_data_in_answers_logs_metrics_or_problems(api: Api) -> None:
    """K4: none of the personal data of a team can be found in any of them."""
    body = api.team(5)
    secrets = [body["representatives"][0]["identity_number"], body["representatives"][0]["name"]]
    seen = [_post(api, "/api/v1/teams", body).text]
    body["representatives"][0]["identity_number"] += "0"
    refused = _post(api, "/api/v1/teams", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "B5_IDENTITY_INVALID")
    seen.append(refused.text)
    for process in api.stack.processes:
        seen.append(api.stack.log_text(process.name))
        seen.append(str(api.stack.metrics(process.name)))
    assert [secret for secret in [*secrets, api.participant.token] if any(secret in text for text in seen)] == []


def test_k1_a_team_is_hidden_from_other_participants(api: Api) -> None:
    """K1: for another participant there is no such team; its host and the secretariat see it."""
    team = api.participant.post("/api/v1/teams", api.team(6))["facts"]["team_id"]
    from cli.demo.client import Tally, User

    stranger = User(api.stack.url, Tally()).sign_up("stranger", "a password for tests")
    for path in (f"/api/v1/teams/{team}", f"/api/v1/teams/{team}/submissions/1"):
        with pytest.raises(Refused) as refused:
            stranger.get(path)
        assert refused.value.status == 404
    assert stranger.get("/api/v1/teams")["teams"] == []
    with pytest.raises(Refused) as refused:
        stranger.get("/api/v1/teams", division_code=api.division)
    assert refused.value.code == "K1_FORBIDDEN"
    for user in (api.host, api.secretariat):
        assert user.get(f"/api/v1/teams/{team}")["facts"]["team_id"] == team
    stranger.http.close()


def test_c9_users_do_not_notice_that_a_service_restarts(api: Api) -> None:
    """C9: the server is killed while teams register; every team is registered once."""
    with ThreadPoolExecutor(4) as pool:
        under_way = [pool.submit(api.participant.post, "/api/v1/teams", api.team(100 + index)) for index in range(30)]
        api.stack.kill("registration-server")
        teams = [registration.result()["facts"]["team_id"] for registration in under_way]
    assert len(set(teams)) == 30
    mine = {team["facts"]["project_name"] for team in api.participant.every("/api/v1/teams", "teams")}
    assert {api.team(100 + index)["project_name"] for index in range(30)} <= mine


def test_a_poison_message_ends_in_the_dead_letters_and_blocks_nothing(api: Api) -> None:
    """An undecodable message at once, a failing message after its retries, each with its reason; later events are handled."""
    from chassis.actor import system
    from chassis.bus.envelope import wrap
    from chassis.bus.publisher import ConfirmedPublisher, Outgoing
    from chassis.context import Context
    from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
    from chassis.kernel.aggregate import Raised
    from cli import deadletters
    from services.review.cases import events
    from services.review.cases.wire import EVENTS

    team = api.participant.post("/api/v1/teams", api.team(7))
    facts = {name: team["facts"][name] for name in ("team_id", "edition", "division_code", "track", "topic_id")}
    lead = Organisation(uscc="x", name="y", kind=OrganisationKind.ENTERPRISE)

    def decided(team_id: str, version: int) -> bytes:
        about = TeamFacts(**(facts | {"team_id": team_id}), team_name="", project_name="", lead=lead)
        event = events.CaseDecided(
            case_id=team_id,
            team=about,
            submission_number=1,
            outcome=events.Outcome.PASSED,
            reason="合格",
            sequence=1,
            judgements=events.Judgements(compliance=True, authenticity=True, lawfulness=True),
            decided_by="reviewer",
            decided_at=api.clock.now(),
        )
        context = Context(actor=system("test"))
        return wrap(Raised(event, api.clock.now()), EVENTS, "case", team_id, version, 0, context)

    queue = "registration.review.case_decided"
    publisher = ConfirmedPublisher(api.stack.amqp_url)
    bodies = [b"\xff\xff poison", decided("no-such-team", 1), decided(facts["team_id"], 1)]
    publisher.publish([Outgoing("", queue, body, message_id=str(place)) for place, body in enumerate(bodies)])
    publisher.close()
    _until(lambda: api.participant.get(f"/api/v1/teams/{facts['team_id']}")["review_state"] == "passed")
    letters: dict[str, deadletters.DeadLetter] = {}

    def both_died() -> bool:
        """Read them once: while the relay looks at dead letters, nobody else sees them."""
        letters.clear()
        letters.update({letter.id: letter for letter in deadletters.find(api.stack.amqp_url, "registration")})
        return len(letters) == 2

    _until(both_died)
    assert letters["0"].reason == "UNDECODABLE: not an envelope"
    assert (letters["1"].reason, letters["1"].attempts) == ("NOT_FOUND", 4)
    assert {letter.queue for letter in letters.values()} == {queue}
    assert deadletters.replay(api.stack.amqp_url, "1") == 1
    _until(lambda: len(deadletters.find(api.stack.amqp_url, "registration")) == 2)  # it failed again and is not lost


def _until(condition: Any) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "the condition never held"
        time.sleep(0.1)


def test_a5_visitors_see_at_once_what_a_host_publishes_and_as_of_when_it_is_while_services_are_away(api: Api) -> None:
    """A5, K1, K4: from a copy, for which nobody is asked, and which has nothing of who is signed in."""
    path = f"/divisions/{api.division}"
    with httpx.Client(base_url=api.stack.url, timeout=30) as visitor:
        first = visitor.get(path)
        assert (first.status_code, first.headers["cache-control"]) == (200, "public, max-age=0, s-maxage=1")
        before = _calls(api, "GetDivision")
        again = [visitor.get(path, headers={"If-None-Match": visitor.get(path).headers["etag"]}) for _ in range(50)]
        assert {answer.status_code for answer in again} <= {200, 304}
        # as it says how much time is left, it is made anew each second
        assert _calls(api, "GetDivision") - before < 25
        form = {"login": "participant", "password": "a password for tests"}
        with httpx.Client(base_url=api.stack.url, timeout=30, headers={"Origin": api.stack.url}) as own:
            assert own.post("/sign-in", data=form).status_code == 303
            page = own.get(path)
            assert ("participant" in page.text, page.headers["cache-control"]) == (True, "no-store")
        assert "sign-out" not in visitor.get(path).text

        assert f"{path}/versions/2" not in visitor.get(path).text
        scheme = api.plan.scheme(0)
        contact = {**scheme["contact"], "office": "合成联络处"}
        revised = {"scheme": {**scheme, "contact": contact}, "reason": "更换联络处。"}
        api.host.post(f"/api/v1{path}/scheme-versions", revised)
        api.secretariat.post(f"/api/v1{path}/approval")
        api.host.post(f"/api/v1{path}/publication")
        assert f"{path}/versions/2" in visitor.get(path).text

        api.stack.stop("registration-server")
        try:
            _wait(lambda: "现显示截至" in visitor.get(path).text, 20)
            stale = visitor.get(path)
            assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-store")
            assert int(stale.headers["age"]) > 1
            assert f"{path}/versions/2" in stale.text
        finally:
            api.stack.resume("registration-server")
        _wait(lambda: "age" not in visitor.get(path).headers, 30)


def _calls(api: Api, method: str) -> float:
    """Return how often registration was asked for this until now."""
    return sum(
        sample.value
        for sample in api.stack.metrics("registration-server")
        if sample.name == "dasai_rpc_seconds_count" and sample.labels["method"].endswith(method)
    )


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
