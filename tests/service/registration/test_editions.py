"""Each version of the edition that ran is kept, and the next one is held against it (A1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.edition import EditionError, load_edition
from chassis.edition.versions import names_of
from cli.stack.program import ROOT
from services.registration.editions.commands import take_up
from services.registration.editions.store import EditionVersionDocument, names_up_to, newest_number

FIRST = ROOT / "editions" / "2024.yaml"
TOPIC, TRACK = "      - id: urban-2\n", "  - code: green\n"
# behind the last topic of the track before
URBAN_5 = '      - id: urban-5\n        title: {zh: "新题", en: "New"}\n        text: "新设赛题方向。"\n'


def version(folder: Path, number: int, old: str = "", new: str = "") -> Path:
    """The edition's file as version `number`, with a passage changed."""
    made = folder / f"version-{number}.yaml"
    text = FIRST.read_text(encoding="utf-8").replace("\nversion: 1 ", f"\nversion: {number} ").replace(old, new)
    made.write_text(text, encoding="utf-8")
    return made


def kept() -> list[int]:
    """The numbers of the versions that are kept, one for each file."""
    return sorted(one["number"] for one in EditionVersionDocument._get_collection().find({}))


@pytest.mark.usefixtures("registration")
def test_a1_what_ran_is_kept_as_it_ran(tmp_path: Path) -> None:
    """A1: the first, the same again, one with other words under its number, and later ones; none is written over."""
    assert (names_up_to("2024", 99), newest_number("2024")) == (None, 0)
    take_up(FIRST)
    take_up(FIRST)
    assert (kept(), names_up_to("2024", 1)) == ([1], names_of(load_edition(FIRST)))
    take_up(version(tmp_path, 1, "  representatives_per_team: 5", "  representatives_per_team: 6"))
    take_up(version(tmp_path, 2, TOPIC, TOPIC + "        closed: true\n"))
    take_up(version(tmp_path, 10))
    assert (kept(), newest_number("2024")) == ([1, 1, 2, 10], 10)
    first = EditionVersionDocument._get_collection().find_one({"number": 1}, sort=[("_id", 1)])
    assert first["file"] in (FIRST.read_bytes(), version(tmp_path, 1, "_per_team: 5", "_per_team: 6").read_bytes())


@pytest.mark.usefixtures("registration")
def test_a1_what_is_without_something_that_ran_is_refused(tmp_path: Path) -> None:
    """A1: under a higher number or its own; nothing is kept of it."""
    take_up(FIRST)
    for number in (1, 2):
        with pytest.raises(EditionError) as refused:
            take_up(version(tmp_path, number, "  - code: green\n", "  - code: greener\n"))
        assert {one.code for one in refused.value.mistakes} == {"A1_REMOVED", "A1_TOPIC_ID"}
    assert kept() == [1]


@pytest.mark.usefixtures("registration")
def test_a1_c9_a_deployment_that_is_taken_back_starts(tmp_path: Path) -> None:
    """A1, C9: the version before may run again, and beside the newer one, whatever that added; what it adds is not forgotten."""
    take_up(FIRST)
    newer = version(tmp_path, 2, TRACK, URBAN_5 + TRACK)
    take_up(newer)
    take_up(FIRST)
    take_up(newer)
    with pytest.raises(EditionError, match="urban-5"):
        take_up(version(tmp_path, 3))
    # one that comes late under a low number counts for all after it
    take_up(
        version(
            tmp_path,
            1,
            "  - {id: major_tax_violation,",
            "  - {id: other, zh: 其他, en: Other}\n  - {id: major_tax_violation,",
        )
    )
    with pytest.raises(EditionError, match="other"):
        take_up(version(tmp_path, 3, TRACK, URBAN_5 + TRACK))
    assert kept() == [1, 1, 2]


@pytest.mark.usefixtures("registration")
def test_a1_a_later_release_goes_by_the_names_though_the_old_file_is_none_to_it() -> None:
    """A1: a key of the file that a release adds or drops, or a kind of names, must not stop its server."""
    take_up(FIRST)
    change = {"$set": {"file": b"schema_version: 0", "titles.gone": "无"}, "$push": {"ids": ["dropped", ["kind"]]}}
    EditionVersionDocument._get_collection().update_one({}, change)
    take_up(FIRST)
    first = EditionVersionDocument._get_collection().find_one({})
    assert (kept(), first["file"], first["ids"][-1]) == ([1], b"schema_version: 0", ["dropped", ["kind"]])


@pytest.mark.usefixtures("registration")
def test_a1_servers_that_start_at_once_all_start() -> None:
    """A1: each keeps the version, and finds it kept."""
    with ThreadPoolExecutor(8) as servers:
        assert list(servers.map(take_up, [FIRST] * 16)) == [None] * 16
    assert kept() == [1]


@pytest.mark.usefixtures("registration")
def test_a1_another_edition_is_held_against_its_own_versions_only() -> None:
    """A1: next year's contest on the same server begins anew."""
    take_up(FIRST)
    assert names_up_to("2025", 99) is None
