"""Each version of the edition that ran is kept, and the next one is held against it (A1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.edition import EditionError, load_edition
from chassis.edition.since import names_of
from cli.stack.program import ROOT
from services.registration.commands.editions import take_up
from services.registration.store.editions import EditionVersionDocument, newest_names

FIRST = ROOT / "editions" / "2024.yaml"
TOPIC = "      - id: urban-2\n"


def version(folder: Path, number: int, old: str = "", new: str = "") -> Path:
    """The edition's file as version `number`, with a passage changed."""
    made = folder / f"version-{number}.yaml"
    text = FIRST.read_text(encoding="utf-8").replace("\nversion: 1 ", f"\nversion: {number} ").replace(old, new)
    made.write_text(text, encoding="utf-8")
    return made


def kept() -> list[str]:
    """The versions that are kept."""
    return sorted(one["_id"] for one in EditionVersionDocument._get_collection().find({}))


@pytest.mark.usefixtures("registration")
def test_a1_what_ran_is_kept_as_it_ran(tmp_path: Path) -> None:
    """A1: the first, the same again, and a later version that closes a topic; each is read as it was."""
    assert newest_names("2024") is None
    take_up(FIRST)
    take_up(FIRST)
    assert (kept(), newest_names("2024")) == (["2024-1"], names_of(load_edition(FIRST)))
    second = version(tmp_path, 2, TOPIC, TOPIC + "        closed: true\n")
    take_up(second)
    assert (kept(), newest_names("2024")) == (["2024-1", "2024-2"], names_of(load_edition(second)))
    take_up(version(tmp_path, 10))
    assert newest_names("2024") == names_of(load_edition(version(tmp_path, 10)))


@pytest.mark.usefixtures("registration")
def test_a1_what_is_without_something_that_ran_is_refused(tmp_path: Path) -> None:
    """A1: whichever version says so, also the first where the second added; nothing is kept of it."""
    take_up(FIRST)
    with pytest.raises(EditionError) as refused:
        take_up(version(tmp_path, 2, "  - code: green\n", "  - code: greener\n"))
    assert {one.code for one in refused.value.problems} == {"A1_REMOVED", "A1_TOPIC_ID"}
    assert kept() == ["2024-1"]
    last = '      - id: urban-5\n        title: {zh: "新题", en: "New"}\n        text: "新设赛题方向。"\n'
    take_up(version(tmp_path, 3, "  - code: green\n", last + "  - code: green\n"))
    with pytest.raises(EditionError, match="urban-5"):
        take_up(FIRST)
    assert kept() == ["2024-1", "2024-3"]


@pytest.mark.usefixtures("registration")
def test_a1_an_emergency_may_go_back_to_a_version_that_has_all(tmp_path: Path) -> None:
    """A1: closing only marks; the version before it names everything, so it may run again."""
    take_up(FIRST)
    take_up(version(tmp_path, 2, TOPIC, TOPIC + "        closed: true\n"))
    take_up(FIRST)
    assert kept() == ["2024-1", "2024-2"]


@pytest.mark.usefixtures("registration")
def test_a1_a_later_release_goes_by_the_names_though_the_old_file_is_none_to_it() -> None:
    """A1: a key of the file that a release adds or drops, or a kind of names, must not stop its server."""
    take_up(FIRST)
    kept_file = EditionVersionDocument._get_collection().find_one({"_id": "2024-1"})["file"]
    assert kept_file == FIRST.read_bytes()
    change = {"file": b"schema_version: 0", "ids.dropped": ["kind"], "titles.gone": "无"}
    EditionVersionDocument._get_collection().update_one({"_id": "2024-1"}, {"$set": change})
    take_up(FIRST)


@pytest.mark.usefixtures("registration")
def test_a1_servers_that_start_at_once_all_start() -> None:
    """A1: each keeps the version, and finds it kept."""
    with ThreadPoolExecutor(8) as servers:
        assert list(servers.map(take_up, [FIRST] * 16)) == [None] * 16
    assert kept() == ["2024-1"]


@pytest.mark.usefixtures("registration")
def test_a1_another_edition_is_held_against_its_own_versions_only() -> None:
    """A1: next year's contest on the same server begins anew."""
    take_up(FIRST)
    assert newest_names("2025") is None
