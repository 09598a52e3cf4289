"""A1: the edition as everybody reads it, and a new version of it during the year, which changes nothing that is registered."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT, StackProblem
from cli.stack.throwaway import workspace_for
from cli.stack.workspace import Workspace
from tests.e2e.registration.running import PASSWORD, Contest, refused

PROCESSES = ("registration-server", "registration-worker", "registration-relay", "gateway")
FIRST = ROOT / "editions" / "2024.yaml"
# place of a division that runs what the second version closes, and of one that has filed the same and is not decided on
BEFORE, AFTER = 2, 5
# the first is of a track that is closed as a whole, the other in the middle of its track
GONE = ("green-1", "urban-2")
STAYS, ADDED = "urban-1", "emergency-4"


def second_version(folder: Path) -> Path:
    """The next version of the edition: a track and a topic of another are closed, a topic is new."""
    words = yaml.safe_load(FIRST.read_text())
    words["version"] += 1
    tracks = {track["code"]: track for track in words["tracks"]}
    tracks["urban"]["topics"][1]["closed"] = tracks["green"]["closed"] = True
    tracks["emergency"]["topics"].append(copy.deepcopy(tracks["emergency"]["topics"][0]) | {"id": ADDED})
    made = folder / "2024-2.yaml"
    made.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False))
    load_edition(made)  # valid in every way
    return made


def of_topic(contest: Contest, place: int, topic: str) -> dict[str, Any]:
    """What registers a new team for a topic in the division at this place."""
    return contest.body(place, topic_id=topic, track=topic.split("-")[0])


@contextmanager
def running(folder: Path, edition_file: Path, start: int, workspace: Workspace) -> Iterator[Contest]:
    """Registration and the gateway under this edition; again on the same folder and workspace it is the same contest."""
    clock = FileClock(folder / "clock.json")
    with (
        LocalStack(
            folder / "data", clock.path, edition_file, CHEAP_HASHES, processes=PROCESSES, workspace=workspace
        ) as stack,
        browserless() as http,
    ):
        secretariat = User(stack.url, Tally(), http=http).sign_in("secretariat", stack.accounts["secretariat"])
        yield Contest(stack, Plan(load_edition(FIRST), 33, 7), clock, secretariat, http, itertools.count(start))


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Databases and a virtual host that outlive one start of the stack, if they are not private ones on its folder."""
    with workspace_for() as made:
        yield made


def test_a1_the_edition_is_read_as_the_notice_gives_it(contest: Contest) -> None:
    """A1, J2, K5: name, theme, committee, twelve tracks with their topics, timetable and quotas; it is nobody's to write."""
    found = contest.public().get("/api/v1/edition")
    assert (found["id"], found["version"], found["name"]["zh"]) == ("2024", 1, "2024年“数据要素×”大赛")
    assert found["theme"]["zh"] == "数据赋能 乘数而上"
    committee = found["organisers"]["committee"]
    assert (committee["chair"]["zh"], len(committee["members"])) == ("国家数据局", 15)
    tracks = found["tracks"]
    assert [(track["number"], track["code"]) for track in (tracks[0], tracks[-1])] == [(1, "industry"), (12, "green")]
    assert [len(tracks), sum(len(track["topics"]) for track in tracks)] == [12, 47]
    assert tracks[0]["topics"][0]["title"]["zh"] == "提升创新研发能力，推动制造高端化发展"
    assert all(topic["text"] and topic["title"]["en"] for track in tracks for topic in track["topics"])
    assert found["timetable"]["applications_until"]["date"] == "2024-05-31"
    assert found["timetable"]["division_reports_until"]["date"] == "2024-09-30"
    assert found["quotas"]["representatives_per_team"] == 5
    assert len(found["divisions"]) == 32
    for method in ("PUT", "POST", "PATCH", "DELETE"):
        asked = lambda method=method: contest.secretariat.call(method, "/api/v1/edition", {"version": 2})  # noqa: E731 as short as it is
        assert refused(asked)[0] == 405
    assert contest.public().get("/api/v1/edition") == found


def test_a1_a_new_version_of_the_edition_changes_nothing_that_is_registered(
    tmp_path: Path, workspace: Workspace
) -> None:
    """A1, A2, A5, C1: teams stand, save and submit; who runs a topic that is closed keeps it, and nobody takes it up anew.

    What a division published it goes on running, for somebody may be writing for it. One whose scheme is on its way, or
    files from now on, is refused what is closed, and so is whoever registers for it there. What stays is accepted, and what is
    new can be added.
    """
    with running(tmp_path, FIRST, 1, workspace) as contest:
        filed, _ = contest.apply(AFTER)
        code, _ = contest.open(BEFORE)
        user = contest.public().sign_up("participant", PASSWORD)
        teams = [user.post("/api/v1/teams", of_topic(contest, BEFORE, topic)) for topic in (*GONE, STAYS)]
        addresses = [f"/api/v1/teams/{team['facts']['team_id']}" for team in teams]
        contest.write(user, teams[0])
        stood = [user.get(address) for address in addresses]
        division = contest.public().get(f"/api/v1/divisions/{code}")

    with running(tmp_path, second_version(tmp_path), 1_000, workspace) as contest:
        user = contest.public().sign_in("participant", PASSWORD)
        found = contest.public().get("/api/v1/edition")
        topics = {topic["id"]: topic["closed"] for track in found["tracks"] for topic in track["topics"]}
        assert (found["version"], [track["code"] for track in found["tracks"] if track["closed"]]) == (2, ["green"])
        assert {topic: topics[topic] for topic in (*GONE, STAYS, ADDED)} == dict(
            zip((*GONE, STAYS, ADDED), (True, True, False, False), strict=True)
        )
        assert contest.page(user, "/").count("（已关闭）") == 1 + 4 + 1  # a track with its topics, and a topic
        assert contest.public().get(f"/api/v1/divisions/{code}") == division
        assert [user.get(address) for address in addresses] == stood

        for team, address in zip(stood, addresses, strict=True):
            page = contest.page(user, f"/teams/{team['facts']['team_id']}")
            gone = "组委会已关闭该赛题，已报名的不受影响"
            assert (team["facts"]["team_name"] in page, gone in page) == (True, team["facts"]["topic_id"] in GONE)
            assert user.patch(address, {"team_name": team["facts"]["team_name"] + "新"})["state"] == "registered"
        ready = contest.attach(user, stood[0])
        receipt = user.post(f"{addresses[0]}/submissions", {"draft_revision": ready["draft_revision"]})
        assert receipt["submission_number"] == 1
        assert [user.get(address)["facts"]["topic_id"] for address in addresses] == [*GONE, STAYS]
        for topic in (*GONE, STAYS):
            taken = user.post("/api/v1/teams", of_topic(contest, BEFORE, topic))
            assert (taken["state"], taken["facts"]["topic_id"]) == ("registered", topic)
        unheard = of_topic(contest, BEFORE, ADDED)
        assert refused(lambda: user.post("/api/v1/teams", unheard)) == (409, "A2_TOPIC_NOT_RUN")

        host = contest.staff({"role": "host", "division": code})
        more = contest.scheme(BEFORE)
        more["tracks"][0]["topics"].append({"topic_id": ADDED})
        host.post(f"/api/v1/divisions/{code}/scheme-versions", {"scheme": more, "reason": "增设赛题。"})
        contest.committee().post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        assert user.post("/api/v1/teams", unheard)["facts"]["topic_id"] == ADDED

        approve = lambda: contest.secretariat.post(f"/api/v1/divisions/{filed}/approval")  # noqa: E731 as short as it is
        assert refused(approve) == (422, "A1_CLOSED")
        problem = contest.problem(lambda: contest.apply(AFTER))
        assert (problem["code"], [one["field"] for one in problem["faults"]]) == (
            "A1_CLOSED",
            ["tracks[2].topics[1].topic_id", "tracks[3].track"],
        )
        kept = contest.scheme(AFTER)["tracks"][:3]
        kept[2]["topics"].pop(1)
        contest.open(AFTER, tracks=kept)
        for topic, why in zip(GONE, ("A2_TRACK_NOT_RUN", "A2_TOPIC_NOT_RUN"), strict=True):
            body = of_topic(contest, AFTER, topic)
            assert refused(lambda body=body: user.post("/api/v1/teams", body)) == (409, why)  # type: ignore[misc]
        assert user.post("/api/v1/teams", of_topic(contest, AFTER, STAYS))["state"] == "registered"


def test_a1_a_version_that_is_without_something_published_does_not_start(tmp_path: Path, workspace: Workspace) -> None:
    """A1: teams may be registered under it; the server says which, and how to mend it."""
    words = yaml.safe_load(FIRST.read_text())
    words["version"] += 1
    words["tracks"].pop()
    made = tmp_path / "2024-2.yaml"
    made.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False))
    load_edition(made)  # valid by itself
    data = tmp_path / "data"
    with LocalStack(data, None, FIRST, CHEAP_HASHES, processes=("registration-server",), workspace=workspace):
        pass
    with (
        pytest.raises(StackProblem, match=r"tracks \[A1_REMOVED\] 缺少已发布的 green"),
        LocalStack(data, None, made, CHEAP_HASHES, processes=("registration-server",), workspace=workspace),
    ):
        pass
