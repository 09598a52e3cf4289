"""Each version of the edition that ran is kept, and the next one is held against it (A1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.edition import EditionError, load_edition
from cli.stack.program import ROOT
from services.registration.commands.editions import take_up
from services.registration.store.editions import EditionVersionDocument, newest_edition

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
    assert newest_edition("2024") is None
    take_up(FIRST)
    take_up(FIRST)
    assert (kept(), newest_edition("2024")) == (["2024-1"], load_edition(FIRST))
    second = version(tmp_path, 2, TOPIC, TOPIC + "        closed: true\n")
    take_up(second)
    assert (kept(), newest_edition("2024")) == (["2024-1", "2024-2"], load_edition(second))
    take_up(version(tmp_path, 10))
    assert newest_edition("2024") == load_edition(version(tmp_path, 10))


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
def test_a1_another_edition_is_held_against_its_own_versions_only() -> None:
    """A1: next year's contest on the same server begins anew."""
    take_up(FIRST)
    assert newest_edition("2025") is None
