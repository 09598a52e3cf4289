"""The search for projects that are submitted twice, or nearly, or one inside another (F5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.edition import load_edition
from cli.stack.program import ROOT
from services.review.national_check.model import duplicates
from services.review.national_check.model.duplicates import Ground, Limits, Suspicion, certain_suspicions
from services.review.national_check.settings import is_about_project, limits
from tests.unit.services.review import builders as a

# six hundred characters each, with no five in a row in common
TEXT = "".join(chr(0x4E00 + (number * 37) % 5000) for number in range(600))
OTHER = "".join(chr(0x4E00 + (number * 91 + 7) % 5000) for number in range(600))
LIMITS = Limits(resembling=Decimal("0.6"), contained=Decimal("0.8"))


def text_suspicion(left: str, right: str) -> Suspicion | None:
    """Return the suspicion that two texts give if their samples are worth it, as the check does."""
    pair = (a.traits("a", left), a.traits("b", right))
    if not duplicates.is_worth_a_look(*pair, LIMITS):
        return None
    return duplicates.text_suspicion(("a", "b"), left, right, LIMITS)


def test_f5_projects_with_nothing_in_common_are_no_suspicion() -> None:
    """F5: nothing is put to a person."""
    assert certain_suspicions(a.traits("a", TEXT), a.traits("b", OTHER)) == []
    assert text_suspicion(TEXT, OTHER) is None


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"person_keys": ("person-a", "person-b")}, Ground.PERSON),
        ({"project_name": "《合成 项目Ａ》"}, Ground.PROJECT_NAME),
        ({"files": ("file-a", "file-b")}, Ground.FILE),
    ],
)
def test_f5_a_person_a_name_or_a_file_in_common_is_suspicious(changes: dict[str, Any], ground: Ground) -> None:
    """F5: each by its own ground, whichever of the two is compared with the other."""
    left, right = a.traits("b", OTHER, **changes), a.traits("a", TEXT)
    expected = [Suspicion(team_ids=("a", "b"), ground=ground, likeness="1")]
    assert certain_suspicions(left, right) == expected
    assert certain_suspicions(right, left) == expected


def test_f5_each_ground_of_a_pair_is_a_suspicion_of_its_own() -> None:
    """F5: what a person dismisses on one ground may rise on another."""
    shared = a.traits("b", TEXT, person_keys=("person-a",), project_name="合成项目a", files=("file-a",))
    grounds = [suspicion.ground for suspicion in certain_suspicions(a.traits("a", TEXT), shared)]
    assert grounds == [Ground.PERSON, Ground.PROJECT_NAME, Ground.FILE]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT[:300] + "改动" + TEXT[302:], id="two characters changed"),
        pytest.param("，".join(TEXT[start : start + 7] for start in range(0, 600, 7)), id="punctuation added"),
        pytest.param(TEXT[300:] + TEXT[:300], id="halves exchanged"),
    ],
)
def test_f5_the_same_text_slightly_changed_is_suspicious(text: str) -> None:
    """F5: nearly the whole text is alike."""
    suspicion = text_suspicion(TEXT, text)
    assert suspicion is not None
    assert (suspicion.team_ids, suspicion.ground) == (("a", "b"), Ground.PROJECT_TEXT)
    assert 0.9 < float(suspicion.likeness) <= 1


@pytest.mark.parametrize("times", [1, 20], ids=["texts sampled whole", "texts sampled in part"])
def test_f5_a_whole_text_in_a_longer_one_is_suspicious(times: int) -> None:
    """F5: a declaration copied and lengthened by 83 % resembles the original by 0.55 only, and contains all of it."""
    original = a.characters("original", 600 * times)
    longer = original + a.characters("added", 498 * times)
    left, right = duplicates.shingles(original), duplicates.shingles(longer)
    assert duplicates.jaccard(left, right) < LIMITS.resembling
    assert a.traits("a", original).is_whole == (times == 1)
    expected = Suspicion(team_ids=("a", "b"), ground=Ground.PROJECT_CONTAINED, likeness="1.00")
    assert text_suspicion(original, longer) == text_suspicion(longer, original) == expected


def test_f5_a_short_text_in_a_long_one_is_suspicious() -> None:
    """F5: also if the sample of one holds all its hashes and that of the other a part."""
    original = a.characters("original", 1000)
    longer = original + a.characters("added", 3000)
    assert [a.traits("a", text).is_whole for text in (original, longer)] == [True, False]
    suspicion = text_suspicion(original, longer)
    assert suspicion is not None
    assert suspicion.ground is Ground.PROJECT_CONTAINED


def test_f5_a_text_that_is_partly_the_same_is_no_suspicion() -> None:
    """F5: it is compared exactly, and has less in common than is put to a person."""
    partly = TEXT[:420] + OTHER[:180]
    left, right = duplicates.shingles(TEXT), duplicates.shingles(partly)
    assert duplicates.is_worth_a_look(a.traits("a", TEXT), a.traits("b", partly), LIMITS)
    assert duplicates.jaccard(left, right) < LIMITS.resembling
    assert duplicates.containment(left, right) < LIMITS.contained
    assert text_suspicion(TEXT, partly) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_f5_likeness_is_symmetric_and_at_most_what_is_contained(left_text: str, right_text: str) -> None:
    """F5: a text is all like itself, unless it is empty; of short texts the sample holds all."""
    left, right = duplicates.shingles(left_text), duplicates.shingles(right_text)
    assert duplicates.jaccard(left, left) == duplicates.containment(left, left) == (1 if left else 0)
    assert duplicates.jaccard(left, right) == duplicates.jaccard(right, left)
    assert duplicates.jaccard(left, right) <= duplicates.containment(left, right)
    assert a.traits("a", left_text).sampled == left


def test_f5_a_declaration_is_one_text_in_the_order_of_its_sections() -> None:
    """F5: in whatever order they were saved."""
    assert duplicates.declaration_text([("b", "二"), ("a", "一")]) == "一\n二"


def test_f5_a_likeness_has_two_decimals() -> None:
    """F5: rounded, not cut."""
    assert (duplicates.rounded(Decimal("0.8")), duplicates.rounded(Decimal(2) / 3)) == ("0.80", "0.67")


def test_f5_evidence_about_the_organisation_does_not_count() -> None:
    """F5, C5: it is the same for all projects of an organisation; evidence about the project counts, also an unknown kind."""
    edition = load_edition(ROOT / "editions" / "2024.yaml")
    kinds = [kind.id for kind in (*edition.evidence.required, *edition.evidence.optional)]
    assert [kind for kind in kinds if not is_about_project(edition, kind)] == [
        "organisation_qualification",
        "responsibility_declaration",
        "audit",
        "credit_record",
    ]
    assert is_about_project(edition, "later_kind")


def test_f5_the_shares_are_the_editions() -> None:
    """F5: read from its file."""
    assert limits(load_edition(ROOT / "editions" / "2024.yaml")) == LIMITS


def test_f5_b7_a_text_in_another_script_width_or_numeral_is_the_same() -> None:
    """F5, B7: projects, names and texts are compared in the one form that registration compares names in."""
    assert duplicates.shingles("第二期建設數據平臺，Ⅲ類接口１２個") == duplicates.shingles(
        "第2期建设数据平台 三类接口12个"
    )
    assert duplicates.shingles("版本1.1共享C++代码") != duplicates.shingles("版本11共享C#代码")
