"""Each version of an edition that ran is stored, and the next one is compared with it (rule A1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.edition import EditionError, load_edition
from chassis.edition.versions import names_of
from cli.stack.program import ROOT
from services.registration.editions.commands import adopt_edition
from services.registration.editions.store import EditionVersionDocument, names_up_to, newest_number

FIRST = ROOT / "editions" / "2024.yaml"
TOPIC, TRACK = "      - id: urban-2\n", "  - code: green\n"
# a topic after the last one of the track urban
URBAN_5 = '      - id: urban-5\n        title: {zh: "新题", en: "New"}\n        text: "新设赛题方向。"\n'


def version(folder: Path, number: int, old: str = "", new: str = "") -> Path:
    """Write the edition's file as version `number`, with a passage replaced."""
    path = folder / f"version-{number}.yaml"
    text = FIRST.read_text(encoding="utf-8").replace("\nversion: 1 ", f"\nversion: {number} ").replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def stored_numbers() -> list[int]:
    """Return the numbers of the stored versions, one for each file."""
    return sorted(document["number"] for document in EditionVersionDocument._get_collection().find({}))


@pytest.mark.usefixtures("registration")
def test_a1_each_file_that_ran_is_stored_unchanged(tmp_path: Path) -> None:
    """A1: also a file with other content under the same number; no stored file is overwritten."""
    assert names_up_to("2024", 99) is None
    assert newest_number("2024") == 0
    adopt_edition(FIRST)
    adopt_edition(FIRST)
    assert stored_numbers() == [1]
    assert names_up_to("2024", 1) == names_of(load_edition(FIRST))
    adopt_edition(version(tmp_path, 1, "  representatives_per_team: 5", "  representatives_per_team: 6"))
    adopt_edition(version(tmp_path, 2, TOPIC, TOPIC + "        closed: true\n"))
    adopt_edition(version(tmp_path, 10))
    assert stored_numbers() == [1, 1, 2, 10]
    assert newest_number("2024") == 10
    first = EditionVersionDocument._get_collection().find_one({"number": 1}, sort=[("_id", 1)])
    assert first["file"] in (FIRST.read_bytes(), version(tmp_path, 1, "_per_team: 5", "_per_team: 6").read_bytes())


@pytest.mark.usefixtures("registration")
def test_a1_a_version_that_lacks_something_that_ran_is_refused(tmp_path: Path) -> None:
    """A1: under a higher number or the same one; it is not stored."""
    adopt_edition(FIRST)
    for number in (1, 2):
        with pytest.raises(EditionError) as refused:
            adopt_edition(version(tmp_path, number, "  - code: green\n", "  - code: greener\n"))
        assert {mistake.code for mistake in refused.value.mistakes} == {"A1_REMOVED", "A1_TOPIC_ID"}
    assert stored_numbers() == [1]


@pytest.mark.usefixtures("registration")
def test_a1_c9_a_deployment_that_is_rolled_back_starts(tmp_path: Path) -> None:
    """A1, C9: the older version may run again, also beside the newer one; later versions must keep what both have."""
    adopt_edition(FIRST)
    newer = version(tmp_path, 2, TRACK, URBAN_5 + TRACK)
    adopt_edition(newer)
    adopt_edition(FIRST)
    adopt_edition(newer)
    with pytest.raises(EditionError, match="urban-5"):
        adopt_edition(version(tmp_path, 3))
    # later versions are compared with a file that was added late under a low number too
    adopt_edition(
        version(
            tmp_path,
            1,
            "  - {id: major_tax_violation,",
            "  - {id: other, zh: 其他, en: Other}\n  - {id: major_tax_violation,",
        )
    )
    with pytest.raises(EditionError, match="other"):
        adopt_edition(version(tmp_path, 3, TRACK, URBAN_5 + TRACK))
    assert stored_numbers() == [1, 1, 2]


@pytest.mark.usefixtures("registration")
def test_a1_a_later_release_uses_the_stored_names_even_if_it_cannot_read_the_old_file() -> None:
    """A1: a release that adds or drops a key of the file or a kind of names still starts."""
    adopt_edition(FIRST)
    change = {"$set": {"file": b"schema_version: 0", "titles.gone": "无"}, "$push": {"ids": ["dropped", ["kind"]]}}
    EditionVersionDocument._get_collection().update_one({}, change)
    adopt_edition(FIRST)
    first = EditionVersionDocument._get_collection().find_one({})
    assert stored_numbers() == [1]
    assert first["file"] == b"schema_version: 0"
    assert first["ids"][-1] == ["dropped", ["kind"]]


@pytest.mark.usefixtures("registration")
def test_a1_servers_that_start_at_the_same_time_all_start() -> None:
    """A1: each stores the version or finds it stored."""
    with ThreadPoolExecutor(8) as servers:
        assert list(servers.map(adopt_edition, [FIRST] * 16)) == [None] * 16
    assert stored_numbers() == [1]


@pytest.mark.usefixtures("registration")
def test_a1_an_edition_is_compared_only_with_its_own_versions() -> None:
    """A1: next year's edition on the same server may differ."""
    adopt_edition(FIRST)
    assert names_up_to("2025", 99) is None
