"""Changes that a newer version of an edition may not make, and closing a topic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chassis.edition import Edition, load_edition
from chassis.edition.check import check_file, report_lines
from chassis.edition.versions import adjusted, mistakes_against, mistakes_since, names_of, of_all

VERSION = ("\nversion: 1 ", "\nversion: 2 ")
TOPIC, TRACK = "      - id: urban-2\n", "  - code: green\n"
CLOSED_TOPIC = (TOPIC, TOPIC + "        closed: true\n")
CLOSED_TRACK = (TRACK, TRACK + "    closed: true\n")
REQUIRED = (
    "    - {id: intellectual_property,",
    "    - {id: ethics, subject: project, zh: 伦理审查, en: Ethics, formats: documents}\n    - {id: intellectual_property,",
)
# behind the last topic of the track before the last
ADDED_TOPIC = '      - id: urban-5\n        title: {zh: "新题", en: "New"}\n        text: "新设赛题方向。"\n'

Changes = tuple[tuple[str, str], ...]
Next = Callable[..., Path]


@pytest.fixture
def following(edition_file: Path, tmp_path: Path) -> Next:
    """Return a function that changes passages of the file, each occurring once, by default as the next version."""

    def make(*changes: tuple[str, str], version: tuple[str, str] = VERSION) -> Path:
        text = edition_file.read_text(encoding="utf-8")
        for old, new in (version, *changes):
            assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
            text = text.replace(old, new)
        made = tmp_path / "next.yaml"
        made.write_text(text, encoding="utf-8")
        return made

    return make


def mistakes_of(made: Path, before: Edition) -> list[tuple[str, str]]:
    """Return the code and the place of each mistake."""
    return [(mistake.code, mistake.path) for mistake in check_file(made, before).mistakes]


def test_a1_tracks_and_topics_are_closed_and_added_anywhere(edition: Edition, following: Next) -> None:
    """A1: what is closed stays in the file under its id and is offered no longer; it may be opened again."""
    report = check_file(following(CLOSED_TOPIC, (TRACK, ADDED_TOPIC + CLOSED_TRACK[1])), edition)
    assert (report.mistakes, report.exit_code) == ((), 0)
    new = report.edition
    assert new is not None
    assert [topic.id for topic in new.track("urban").open_topics] == ["urban-1", "urban-3", "urban-4", "urban-5"]
    assert (new.track("green").open_topics, len(new.track("green").topics)) == ((), 4)
    closed = ("urban-2", "green", "green-1", "green-2", "green-3", "green-4")
    assert adjusted(edition, new) == (("urban-5",), closed, (), ())
    assert adjusted(new, edition) == ((), (), closed, ())


def test_a1_the_check_lists_the_changes_of_a_version(edition_file: Path, following: Next) -> None:
    """A1: for whoever publishes it, beside what the file holds."""
    made = following(CLOSED_TOPIC, (TRACK, ADDED_TOPIC + TRACK), REQUIRED)
    good, lines = report_lines(made, edition_file)
    assert good is True
    assert lines[1:3] == [
        "  2024年“数据要素×”大赛，第 2 版 / version 2",
        "  12 个赛道、48 个赛题方向、32 个分赛 / 12 tracks, 48 topics, 32 divisions",
    ]
    assert lines[-4:] == [
        "  第 1 版的赛道、赛题和编号均予保留 / tracks, topics and ids of version 1 stand",
        "  新增 / added: urban-5",
        "  关闭 / closed: urban-2",
        "  新的必填内容或必交材料 / newly required of every team: ethics",
    ]


@pytest.mark.parametrize(
    ("changes", "place", "named"),
    [
        (((TOPIC, "      - id: urban-9\n"),), "tracks", "urban-2"),
        (((TRACK, "  - code: greener\n"),), "tracks", "green"),
        ((("  - {id: major_tax_violation,", "  - {id: tax,"),), "credit_lists", "major_tax_violation"),
        ((("{id: overview.industry,", "{id: overview.line,"),), "declaration", "overview.industry"),
        ((("{id: intellectual_property,", "{id: patents,"),), "evidence", "intellectual_property"),
    ],
)
def test_a1_an_id_that_stored_data_may_name_is_not_removed(
    edition: Edition, following: Next, changes: Changes, place: str, named: str
) -> None:
    """A1: a team, a text, a file, a list that names it would name nothing."""
    removed = [mistake for mistake in check_file(following(*changes), edition).mistakes if mistake.code == "A1_REMOVED"]
    assert [mistake.path for mistake in removed] == [place]
    assert (named in removed[0].zh, named in removed[0].en, removed[0].line > 1) == (True, True, True)


def test_a1_an_id_keeps_its_meaning(edition: Edition, following: Next) -> None:
    """A1: a topic taken out of the middle by moving up those behind it would put teams under another topic."""
    made = following(("提高城市发展决策科学性", "提高公共服务均等性"), ('{zh: "绿色低碳"', '{zh: "绿色"'))
    assert [(mistake.code, mistake.path) for mistake in check_file(made, edition).mistakes] == [
        ("A1_RETITLED", "tracks[10].topics[1].title.zh"),
        ("A1_RETITLED", "tracks[11].name.zh"),
    ]


def test_a1_a_misprint_in_a_title_is_corrected_by_naming_the_old_title(edition: Edition, following: Next) -> None:
    """A1: so nobody does it unknowingly; the next version may name it or not."""
    right = (TOPIC, TOPIC + "        formerly: [提高城市发展决策科学性]\n")
    made = following(('zh: "提高城市发展决策科学性"', 'zh: "提高城市发展决策的科学性"'), right)
    assert mistakes_of(made, edition) == []
    mended = load_edition(made)
    assert mistakes_against(of_all([names_of(edition), names_of(mended)]), mended) == []
    assert [mistake.code for mistake in mistakes_against(names_of(mended), edition)] == ["A1_RETITLED"]


def test_a1_g3_published_prizes_keep_their_order(edition: Edition, following: Next) -> None:
    """A1, G3: the place of a prize is part of its certificates' numbers; a new one goes behind."""
    new = "    - {id: newest, zh: 最新奖, en: Newest, given_to: project, quota: 1, quota_basis: platform}\n"
    first, last = (
        "    - {id: innovation, zh: 最佳技术创新奖",
        "given_to: organiser, quota: 10, quota_basis: platform}\n",
    )
    assert mistakes_of(following((first, new + first)), edition) == [("A1_MOVED", "prizes.special")]
    assert mistakes_of(following((last, last + new)), edition) == []


def test_a1_a_version_rises_within_its_edition(edition: Edition, edition_file: Path, following: Next) -> None:
    """A1: the same number twice would be two editions of one name; what stands is another question."""
    assert [mistake.code for mistake in check_file(edition_file, edition).mistakes] == ["A1_VERSION"]
    assert mistakes_against(names_of(edition), edition) == []
    newer = load_edition(following(CLOSED_TOPIC))
    assert [(mistake.code, mistake.path) for mistake in check_file(edition_file, newer).mistakes] == [
        ("A1_VERSION", "version")
    ]
    swapped = check_file(edition_file, newer).mistakes[0]
    assert ("对调" in swapped.zh, "swap the two files" in swapped.en) == (True, True)
    other = edition.model_copy(update={"id": "2023"})
    assert [mistake.code for mistake in mistakes_since(other, newer)] == ["A1_OTHER_EDITION"]


def test_a1_closed_is_yes_or_no(following: Next) -> None:
    """A1: a word in quotes is no answer."""
    mistakes = check_file(following((TOPIC, TOPIC + '        closed: "true"\n'))).mistakes
    assert [(mistake.code, mistake.path) for mistake in mistakes] == [("NOT_YES_OR_NO", "tracks[10].topics[1].closed")]


def test_mistakes_in_the_file_to_compare_with_are_reported(edition_file: Path, tmp_path: Path) -> None:
    """Nothing can be said against it; its own mistakes are."""
    broken = tmp_path / "before.yaml"
    broken.write_text("id: 2024\n", encoding="utf-8")
    good, lines = report_lines(edition_file, broken)
    assert (good, lines[0].startswith(str(broken))) == (False, True)
