"""A1: anyone reads the edition; a new version of it during the year changes nothing that is registered."""

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
# the places of two divisions that run what the second version closes: one is open by then, the other has only applied
BEFORE, AFTER = 2, 5
# topics that the second version closes: one with its whole track, one in the middle of its track
CLOSED = ("green-1", "urban-2")
STAYS, ADDED = "urban-1", "emergency-4"


def second_version(folder: Path) -> Path:
    """Write the next version of the edition to a file: it closes a track and a topic of another, and adds a topic."""
    edition = yaml.safe_load(FIRST.read_text())
    edition["version"] += 1
    tracks = {track["code"]: track for track in edition["tracks"]}
    tracks["urban"]["topics"][1]["closed"] = tracks["green"]["closed"] = True
    tracks["emergency"]["topics"].append(copy.deepcopy(tracks["emergency"]["topics"][0]) | {"id": ADDED})
    file = folder / "2024-2.yaml"
    file.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False))
    load_edition(file)  # valid in every way
    return file


def of_topic(contest: Contest, place: int, topic: str) -> dict[str, Any]:
    """Return the request that registers a new team for a topic in the division at this place."""
    return contest.body(place, topic_id=topic, track=topic.split("-")[0])


@contextmanager
def running(folder: Path, edition_file: Path, start: int, workspace: Workspace) -> Iterator[Contest]:
    """Run registration and the gateway under an edition; the same folder and workspace hold the same contest again."""
    clock = FileClock(folder / "clock.json")
    with (
        LocalStack(
            folder / "data", clock.path, edition_file, CHEAP_HASHES, processes=PROCESSES, workspace=workspace
        ) as stack,
        browserless() as http,
    ):
        secretariat = User(stack.url, Tally(), http=http).sign_in_first("secretariat", stack.accounts["secretariat"])
        yield Contest(stack, Plan(load_edition(FIRST), 33, 7), clock, secretariat, http, itertools.count(start))


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Yield databases and a virtual host that outlive one start of the stack, if the environment names them."""
    with workspace_for() as fresh:
        yield fresh


def test_a1_anyone_reads_the_edition_as_in_the_notice_and_nobody_writes_it(contest: Contest) -> None:
    """A1, J2, K5: show name, theme, committee, twelve tracks with their topics, timetable and quotas; refuse each write."""
    edition = contest.public().get("/api/v1/edition")
    assert edition["id"] == "2024"
    assert edition["version"] == 1
    assert edition["name"]["zh"] == "2024年“数据要素×”大赛"
    assert edition["theme"]["zh"] == "数据赋能 乘数而上"
    committee = edition["organisers"]["committee"]
    assert committee["chair"]["zh"] == "国家数据局"
    assert len(committee["members"]) == 15
    tracks = edition["tracks"]
    assert [(track["number"], track["code"]) for track in (tracks[0], tracks[-1])] == [(1, "industry"), (12, "green")]
    assert [len(tracks), sum(len(track["topics"]) for track in tracks)] == [12, 47]
    assert tracks[0]["topics"][0]["title"]["zh"] == "提升创新研发能力，推动制造高端化发展"
    assert all(topic["text"] and topic["title"]["en"] for track in tracks for topic in track["topics"])
    assert edition["timetable"]["applications_until"]["date"] == "2024-05-31"
    assert edition["timetable"]["division_reports_until"]["date"] == "2024-09-30"
    assert edition["quotas"]["representatives_per_team"] == 5
    assert len(edition["divisions"]) == 32
    for method in ("PUT", "POST", "PATCH", "DELETE"):
        write = lambda method=method: contest.secretariat.call(method, "/api/v1/edition", {"version": 2})  # noqa: E731 - a short call
        assert refused(write)[0] == 405
    assert contest.public().get("/api/v1/edition") == edition


@pytest.mark.long
def test_a1_a_new_version_of_the_edition_changes_nothing_that_is_registered(
    tmp_path: Path, workspace: Workspace
) -> None:
    """A1, A2, A5, C1: teams stay, save and submit; a published scheme keeps a closed topic, a new scheme can't have it.

    A division goes on running what it published, because somebody may be writing for it. A scheme that is filed but not
    yet approved, or filed later, is refused if it has a closed topic, and so is a registration for that topic there. A
    topic that stays open is accepted, and a division can add a new topic.
    """
    with running(tmp_path, FIRST, 1, workspace) as contest:
        filed_code, _ = contest.apply(AFTER)
        code, _ = contest.open(BEFORE)
        user = contest.public().sign_up("participant", PASSWORD)
        teams = [user.post("/api/v1/teams", of_topic(contest, BEFORE, topic)) for topic in (*CLOSED, STAYS)]
        addresses = [f"/api/v1/teams/{team['facts']['team_id']}" for team in teams]
        contest.write(user, teams[0])
        before = [user.get(address) for address in addresses]
        division = contest.public().get(f"/api/v1/divisions/{code}")

    with running(tmp_path, second_version(tmp_path), 1_000, workspace) as contest:
        user = contest.public().sign_in("participant", PASSWORD)
        edition = contest.public().get("/api/v1/edition")
        topics = {topic["id"]: topic["closed"] for track in edition["tracks"] for topic in track["topics"]}
        assert edition["version"] == 2
        assert [track["code"] for track in edition["tracks"] if track["closed"]] == ["green"]
        assert {topic: topics[topic] for topic in (*CLOSED, STAYS, ADDED)} == dict(
            zip((*CLOSED, STAYS, ADDED), (True, True, False, False), strict=True)
        )
        assert contest.page(user, "/").count("（已关闭）") == 1 + 4 + 1  # a track with its topics, and a topic
        assert contest.public().get(f"/api/v1/divisions/{code}") == division
        assert [user.get(address) for address in addresses] == before

        for team, address in zip(before, addresses, strict=True):
            page = contest.page(user, f"/teams/{team['facts']['team_id']}")
            notice = "组委会已关闭该赛题，已报名的不受影响"
            assert team["facts"]["team_name"] in page
            assert (notice in page) == (team["facts"]["topic_id"] in CLOSED)
            assert user.patch(address, {"team_name": team["facts"]["team_name"] + "新"})["state"] == "registered"
        ready = contest.attach(user, before[0])
        receipt = user.post(f"{addresses[0]}/submissions", {"draft_revision": ready["draft_revision"]})
        assert receipt["submission_number"] == 1
        assert [user.get(address)["facts"]["topic_id"] for address in addresses] == [*CLOSED, STAYS]
        for topic in (*CLOSED, STAYS):
            new_team = user.post("/api/v1/teams", of_topic(contest, BEFORE, topic))
            assert new_team["state"] == "registered"
            assert new_team["facts"]["topic_id"] == topic
        for_added_topic = of_topic(contest, BEFORE, ADDED)
        assert refused(lambda: user.post("/api/v1/teams", for_added_topic)) == (409, "A2_TOPIC_NOT_RUN")

        host = contest.staff({"role": "host", "division": code})
        more = contest.scheme(BEFORE)
        more["tracks"][0]["topics"].append({"topic_id": ADDED})
        host.post(f"/api/v1/divisions/{code}/scheme-versions", {"scheme": more, "reason": "增设赛题。"})
        contest.committee().post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        assert user.post("/api/v1/teams", for_added_topic)["facts"]["topic_id"] == ADDED

        approve = lambda: contest.secretariat.post(f"/api/v1/divisions/{filed_code}/approval")  # noqa: E731 - a short call
        assert refused(approve) == (422, "A1_CLOSED")
        problem = contest.problem(lambda: contest.apply(AFTER))
        assert problem["code"] == "A1_CLOSED"
        assert [fault["field"] for fault in problem["faults"]] == ["tracks[2].topics[1].topic_id", "tracks[3].track"]
        tracks = contest.scheme(AFTER)["tracks"][:3]
        tracks[2]["topics"].pop(1)
        contest.open(AFTER, tracks=tracks)
        for topic, why in zip(CLOSED, ("A2_TRACK_NOT_RUN", "A2_TOPIC_NOT_RUN"), strict=True):
            body = of_topic(contest, AFTER, topic)
            assert refused(lambda body=body: user.post("/api/v1/teams", body)) == (409, why)  # type: ignore[misc]
        assert user.post("/api/v1/teams", of_topic(contest, AFTER, STAYS))["state"] == "registered"


@pytest.mark.long
def test_a1_an_edition_that_removes_something_published_does_not_start(tmp_path: Path, workspace: Workspace) -> None:
    """A1: refuse to start if a published track is gone, because teams may be registered for it; the message names it."""
    edition = yaml.safe_load(FIRST.read_text())
    edition["version"] += 1
    edition["tracks"].pop()
    file = tmp_path / "2024-2.yaml"
    file.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False))
    load_edition(file)  # valid by itself
    data = tmp_path / "data"
    with LocalStack(data, None, FIRST, CHEAP_HASHES, processes=("registration-server",), workspace=workspace):
        pass  # the first start keeps the edition
    with (
        pytest.raises(StackProblem, match=r"tracks \[A1_REMOVED\] 缺少已发布的 green"),
        LocalStack(data, None, file, CHEAP_HASHES, processes=("registration-server",), workspace=workspace),
    ):
        pass
