"""What the processes of a run share: settings, files, and what is said of their progress."""

from __future__ import annotations

import re
import stat
from collections import Counter
from pathlib import Path

import jwt
import pytest

from cli.load import running
from cli.load.ledger import Attempt, End, What, ticket_ms
from cli.load.plan import Kind, Wishes, plan_of
from cli.load.run_files import RunFiles
from cli.load.run_settings import BROKE, RunSettings
from cli.load.running import Seen
from cli.load.stored import team_of
from cli.load.timetable import Timetable

SETTINGS = RunSettings(
    "http://127.0.0.1:1",
    Wishes(0.01, 2, Timetable((10, 20, 30, 40)), reviewers=2),
    {"110000": ("industry-1", "industry-2")},
    1_722_873_599_000,
    {"reviewer-110000": "secret"},
    begins=5000.0,
)
ATTEMPT = Attempt(What.SAVE, 3, "k", End.ACKNOWLEDGED, 1.0, 2.0, facts={"sections": {"a": "d"}})


def report(share: int = 0, **changes: object) -> dict[str, object]:
    """Return what a process reports."""
    whole = {
        "share": share,
        "at": 5001.0,
        "requests": [[5000.5, "GET /", 200, 1.5, False]],
        "attempts": [ATTEMPT.line()],
        "lag": [0.25],
        "behind": 0.1,
        "under_way": 2,
        "counts": {"begun": 3},
    }
    return {**whole, **changes}


def test_settings_come_back_from_their_file_which_its_owner_alone_reads(tmp_path: Path) -> None:
    files = RunFiles(tmp_path)
    files.write_settings(SETTINGS)
    assert files.settings() == SETTINGS
    assert stat.filemode((tmp_path / "settings.json").stat().st_mode) == "-rw-------"
    assert "secret" not in repr(SETTINGS)


def test_contest_time_is_told_from_real_time_by_the_deadline() -> None:
    assert SETTINGS.deadline == 5100
    assert SETTINGS.contest_ms(5100) == SETTINGS.closes_ms
    assert SETTINGS.contest_ms(5099.5) == SETTINGS.closes_ms - 500


def test_what_is_reported_is_read_again(tmp_path: Path) -> None:
    files = RunFiles(tmp_path)
    assert (files.begins(), files.is_done, list(files.attempts()), list(files.all_requests())) == (0, False, [], [])
    files.write_begin(5000.25)
    files.write_report(report())
    files.write_report(report(1, requests=[], attempts=[]))
    files.write_done()
    assert files.begins() == 5000.25
    assert files.is_done
    assert list(files.attempts()) == [ATTEMPT]
    assert list(files.all_requests()) == [(5000.5, "GET /", 200, 1.5, False)]
    assert [each["share"] for each in files.all_reports()] == [0, 1]
    files.close()


def test_news_are_what_was_reported_since_the_last_look(tmp_path: Path) -> None:
    files = RunFiles(tmp_path)
    seen = Seen(files)
    assert seen.news() == Counter()
    files.write_report(report())
    files.write_report(report(1, lag=[1.5], counts={"begun": 1, "ended": 2}))
    assert seen.news() == {"begun": 4, "ended": 2}
    assert (seen.lag, seen.behind, sum(seen.under_way.values())) == (1.5, 0.1, 4)
    assert seen.news() == Counter()
    with files.reports.open("a") as file:
        file.write('{"share": 0, "la')  # a line that is being written
    assert seen.news() == Counter()
    files.close()


@pytest.mark.parametrize(
    ("second", "zh", "en"),
    [
        (
            5,
            "第5秒，报名数周：访问开始4次，结束1次，进行中0次，失败2次",
            "second 5, the weeks: visits begun 4, ended 1",
        ),
        (70, "第70秒，最后60秒：", "second 70, the last 60 seconds: "),
        (130, "第130秒，截止之后：", "second 130, after the deadline: "),
    ],
)
def test_progress_says_where_the_run_is_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: int, zh: str, en: str
) -> None:
    monkeypatch.setattr("time.time", lambda: 5000.0 + second)
    totals = Counter({"begun": 4, "ended": 1, "failed edit X": 2})
    said = running.progress_line(SETTINGS, 5000.0, Seen(RunFiles(tmp_path)), totals)
    assert said[0].startswith(zh)
    assert said[1].startswith(en)
    assert "滞后" not in said[0]


def test_progress_says_that_the_run_is_about_to_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 5026.0)
    said = running.progress_line(SETTINGS.paused_at(25), 5000.0, Seen(RunFiles(tmp_path)), Counter())
    assert said[0].startswith("第26秒，等待进行中的访问结束，随后暂停：")
    assert said[1].startswith("second 26, waiting for visits under way, then it pauses: ")


def test_progress_counts_no_seconds_before_a_sitting_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sitting is made known some seconds ahead; and visits that were cut off are counted."""
    second_sitting = SETTINGS.paused_at(25).next_sitting(0)
    monkeypatch.setattr("time.time", lambda: 5022.0)
    said = running.progress_line(second_sitting, 5000.0, Seen(RunFiles(tmp_path)), Counter({"cut": 3}))
    assert said[0].startswith("第25秒，即将开始：")
    assert said[0].endswith("，超时中断3次")
    assert said[1].startswith("second 25, about to begin: ")
    assert said[1].endswith(", cut off for want of time 3")


def test_a_sitting_says_what_is_left_of_the_run() -> None:
    deadline = SETTINGS.wishes.timetable.deadline
    first = SETTINGS.paused_at(25)
    assert "本次进行25秒后暂停 · " in running.planned_words(first)
    assert running.planned_words(first).endswith("; this sitting pauses after 25 s")
    assert running.planned_words(first.next_sitting(0)).endswith(f"; {deadline - 25:,.0f} s to the deadline")
    assert running.planned_words(SETTINGS).endswith(f"; {deadline:,.0f} s to the deadline")


def test_each_kind_of_visit_that_fails_has_a_chinese_name() -> None:
    names = [running.failure_in_both(f"{kind} PLATFORM_BUSY") for kind in Kind]
    assert names[0] == "报名 register PLATFORM_BUSY"
    assert all(re.match(r"[\u4e00-\u9fff]+ [a-z]+ PLATFORM_BUSY$", name) for name in names)


def test_progress_says_that_the_generator_is_behind(tmp_path: Path) -> None:
    seen = Seen(RunFiles(tmp_path))
    seen.lag = 2.5
    zh, en = running.progress_line(SETTINGS, 5000.0, seen, Counter())
    assert "压力生成进程滞后2.5秒" in zh
    assert "the generator itself is 2.5 s behind" in en
    assert running.progress_line(SETTINGS, 0, seen, Counter())[1] == "waiting for the generators"


def test_the_arrival_of_a_ticket_is_read_without_its_key() -> None:
    ticket = jwt.encode(
        {"arr": 1_722_873_598_123, "sub": "a"}, "a key of nobody, long enough for HS256", algorithm="HS256"
    )
    assert ticket_ms(ticket) == 1_722_873_598_123


def test_a_stored_team_is_read_from_its_document() -> None:
    """A team that has written nothing has none of these fields."""
    state = {
        "composition": {"lead": {"uscc": "L"}},
        "draft": {"revision": 3, "sections": [{"id": "a", "digest": "d", "revision": 2}]},
        "evidence": [{"kind": "audit", "sha256": "h", "owner_uscc": "L"}],
        "receipts": [{"number": "R", "digest": "g", "submission_number": 1}],
    }
    team = team_of({"_id": "t", "state": state})
    assert (team.team_id, team.lead_uscc, team.sections) == ("t", "L", {"a": "d"})
    assert (team.files, team.receipts) == ([("audit", "h")], [("R", "g")])
    bare = team_of({"_id": "t", "state": {"composition": {"lead": {"uscc": "L"}}}})
    assert (bare.sections, bare.files, bare.receipts) == ({}, [], [])


def test_a_run_whose_visits_broke_by_the_generator_s_own_mistake_is_incomplete() -> None:
    """A run fails if a kind of client did nothing or the generator broke; a refusal of the platform is no such fault."""
    fine = {"begun": 5, "ended": 5, "failed edit PLATFORM_BUSY": 1, "failed submit C1_SUBMISSION_CLOSED": 2}
    assert running.missing_visits(5, fine) == ""
    assert "5 visits were planned and 4 begun" in running.missing_visits(5, {**fine, "begun": 4})
    assert "2 visits broke" in running.missing_visits(5, {**fine, f"failed look{BROKE}": 2})


def test_a_run_in_which_no_client_of_a_kind_got_a_receipt_compared_nothing_of_them() -> None:
    """However well the others did; that of nobody at all is told by the report itself."""
    plan = plan_of(Wishes(0.01, 2, Timetable((10, 20, 30, 40)), reviewers=2))
    pages = {number for number, team in enumerate(plan.teams) if team.by_pages}
    programs = set(range(len(plan.teams))) - pages
    everyone = pages | programs
    assert running.without_receipts(plan, everyone, {min(pages), min(programs)}) == ""
    assert "none holds a receipt" in running.without_receipts(plan, everyone, programs)
    assert "by pages" in running.without_receipts(plan, everyone, programs)
    assert "by the API" in running.without_receipts(plan, everyone, pages)
    assert running.without_receipts(plan, programs, programs) == ""
    assert running.without_receipts(plan, everyone, set()) == ""
