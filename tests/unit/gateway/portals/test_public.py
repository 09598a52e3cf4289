"""What the public's pages work out by themselves: countdowns, deadlines, changes of schemes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.settings import settings
from gateway.portals import language
from gateway.portals.forms import form_key
from gateway.portals.public.countdown import Countdown
from gateway.portals.public.deadlines import next_deadlines
from gateway.portals.public.divisions import published_scheme, registration_of
from gateway.portals.public.scheme_changes import changes_between, percent
from gateway.problems import ProblemError
from tests.unit.gateway.running import ROOT

USCC = "12110199060000010K"

NOW = datetime(2024, 6, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def edition_2024(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the pages' edition."""
    monkeypatch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
    for cached in (settings, edition):
        cached.cache_clear()
    yield
    for cached in (settings, edition):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (timedelta(days=3, hours=4, minutes=5), "还有3天4小时", "3 days 4 hours left"),
        (timedelta(days=1, minutes=5), "还有1天", "1 day left"),
        (timedelta(hours=1, minutes=1, seconds=59), "还有1小时1分钟", "1 hour 1 minute left"),
        (timedelta(minutes=2), "还有2分钟", "2 minutes left"),
        (timedelta(seconds=59), "还有不足1分钟", "less than a minute left"),
        (timedelta(0), "还有不足1分钟", "less than a minute left"),
        (timedelta(milliseconds=-1), "时间已到", "the time has come"),
    ],
)
def test_c9_a_countdown_says_what_is_left_in_words(left: timedelta, zh: str, en: str) -> None:
    """C9: in time up to the last millisecond, closed one after it; in both languages."""
    countdown = Countdown(NOW + left, NOW)
    said = []
    for shown_in in ("zh", "en"):
        with language.Rendering(shown_in):  # type: ignore[arg-type]
            said.append(countdown.words)
    assert said == [zh, en]
    assert countdown.left_ms == max(int(left.total_seconds() * 1000), 0)


def test_the_script_counts_with_the_same_words() -> None:
    with language.Rendering("en"):
        texts = json.loads(Countdown(NOW, NOW).script_words)
    assert texts["days"] == ["{count} day", "{count} days"]
    assert (texts["left"], texts["over"], texts["between"]) == ("{left} left", "the time has come", " ")


def scheme(**changes: Any) -> dict[str, Any]:
    """Return a published scheme as pages read it."""
    return {
        "tracks": [
            {"track": "industry", "topics": [{"topic_id": "industry-1", "refined_title": "", "refined_text": ""}]}
        ],
        "rubric": [{"id": "value", "name": "应用价值", "weight": "0.30", "text": ""}],
        "scale": "100",
        "experts_per_project": 3,
        "aggregation": "mean",
        "decimals": 2,
        "tie_breakers": ["value"],
        "registration_opens": "2024-06-03T01:00:00Z",
        "registration_closes": "2024-07-31T15:59:00Z",
        "submission_closes": "2024-08-05T15:59:00Z",
        "review_closes": "2024-08-20T15:59:00Z",
        "scoring_closes": "2024-09-10T15:59:00Z",
        "recommended_per_track": 2,
        "local_awards": [],
        "organising_bodies": [{"name": "合成主办单位", "uscc": USCC, "role": "host"}],
        "stages": [],
        "text": "说明",
    } | changes


def at(moment: Instant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop contest time."""
    monkeypatch.setattr(type(settings().clock), "now", lambda _: moment)


def test_a4_registration_is_open_between_its_two_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    """A4: before, within to the last instant, after; nothing is said of a division without a published scheme (K1)."""
    closes = datetime(2024, 7, 31, 15, 59, tzinfo=UTC)
    states = []
    for moment in (datetime(2024, 6, 3, 0, 59, tzinfo=UTC), NOW, closes, closes + timedelta(milliseconds=1)):
        at(moment, monkeypatch)
        states.append(registration_of(scheme()).state)
    assert states == ["before", "open", "open", "after"]
    assert registration_of({"state": "applied", "tracks": []}).state == ""
    assert registration_of(None).state == ""


@pytest.mark.parametrize("state", ["applied", "returned", "approved"])
def test_k1_a_scheme_that_is_not_published_is_shown_to_nobody(state: str) -> None:
    """K1: also not to staff whom the service shows it; a published one is."""
    assert published_scheme({"state": state, "scheme": scheme()}) is None
    assert published_scheme({"state": "published", "scheme": scheme()}) == scheme()


def test_a5_deadlines_come_in_their_order_and_like_ones_are_one() -> None:
    """A5: two divisions with the same close are one line; what has passed and what is not published is left out."""
    divisions = {
        "110000": {"state": "open", **scheme()},
        "120000": {"state": "open", **scheme()},
        "130000": {"state": "approved", "tracks": []},
    }
    coming = next_deadlines(edition(), divisions, NOW, 3)
    assert [(deadline.text, deadline.divisions) for deadline in coming] == [
        ("registration_closes", ("110000", "120000")),
        ("submission_closes", ("110000", "120000")),
        ("contest_reports", ()),
    ]


def test_a5_a_version_tells_each_part_that_it_changed() -> None:
    """A5: name the parts that differ with their lines before and after; a version without a change names none."""
    later = scheme(registration_closes="2024-07-30T15:59:00Z", scale="10")
    with language.Rendering("zh"):
        changes = [(change.part, change.before, change.after) for change in changes_between(scheme(), later)]
    assert changes == [
        ("registration_closes", ["2024年7月31日 23:59"], ["2024年7月30日 23:59"]),
        ("scale", ["100"], ["10"]),
    ]
    assert changes_between(scheme(), scheme()) == []


def test_a5_a_version_tells_that_its_contact_changed() -> None:
    """A5: a contact that is added, changed or removed, field by field; what is empty has no line."""
    contact = {"office": "合成办公室", "telephone": "000-00000000", "email": "", "address": "", "hours": ""}
    with language.Rendering("zh"):
        (added,) = changes_between(scheme(), scheme(contact=contact))
        assert (added.part, added.before) == ("contact", [])
        assert added.after == ["联系部门 合成办公室", "咨询电话 000-00000000"]
        (moved,) = changes_between(scheme(contact=contact), scheme(contact={**contact, "telephone": "000-00000001"}))
        assert moved.after[1:] == ["咨询电话 000-00000001"]


def test_a5_a_code_of_an_organiser_that_was_corrected_is_seen() -> None:
    """A5: what changed is in the lines, also if it is the code alone."""
    body = scheme()["organising_bodies"][0]
    corrected = scheme(organising_bodies=[{**body, "uscc": "12110199060278020R"}])
    with language.Rendering("zh"):
        (change,) = changes_between(scheme(), corrected)
        assert (change.before, change.after) == (
            [f"主办 合成主办单位（{USCC}）"],
            ["主办 合成主办单位（12110199060278020R）"],
        )


@pytest.mark.parametrize(
    "part", ["tracks", "rubric", "tie_breakers", "organising_bodies", "local_awards", "stages", "text"]
)
def test_a5_every_part_has_lines(part: str) -> None:
    """A5: lists are compared by lines that people read, also when one becomes empty."""
    emptied = scheme(**{part: "" if part == "text" else []})
    with language.Rendering("en"):
        changes = changes_between(scheme(**_filled(part)), emptied)
        assert [(bool(change.before), change.after) for change in changes if change.part not in ("tie_breakers",)] == (
            [(True, [])] if part != "tie_breakers" else []
        )
    assert changes


def _filled(part: str) -> dict[str, Any]:
    moments = {"opens": "2024-06-03T01:00:00Z", "closes": "2024-06-04T01:00:00Z"}
    return {
        "stages": {"stages": [{"name": "初评", **moments}]},
        "local_awards": {"local_awards": [{"category": "优秀项目", "quota": 3, "prize": "证书", "rights": ""}]},
    }.get(part, {})


@pytest.mark.parametrize(("weight", "said"), [("0.30", "30%"), ("1", "100%"), ("0.125", "12.5%")])
def test_e3_a_weight_is_told_in_per_cent(weight: str, said: str) -> None:
    """E3: exactly, without digits that say nothing."""
    assert percent(weight) == said


def test_a_form_keeps_its_key_unless_that_was_used_for_something_else() -> None:
    used, refused = (ProblemError(409, code, "", "") for code in ("IDEMPOTENCY_KEY_REUSED", "F8_TEXT_MISSING"))
    assert form_key("k", refused) == "k"
    assert form_key("k", used) != "k"
    assert form_key() != form_key()
