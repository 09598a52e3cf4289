"""The search for projects that are submitted twice, or nearly (F5)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.national_check.model import duplicates
from services.review.national_check.model.duplicates import Suspicion, find_duplicates
from tests.unit.services.review import builders as a

# six hundred characters each, with no five in a row in common
TEXT = "".join(chr(0x4E00 + (number * 37) % 5000) for number in range(600))
OTHER = "".join(chr(0x4E00 + (number * 91 + 7) % 5000) for number in range(600))


def test_f5_projects_with_nothing_in_common_are_no_suspicion() -> None:
    """F5: nothing is put to a person."""
    assert find_duplicates([a.candidate("a", TEXT), a.candidate("b", OTHER)]) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"person_keys": frozenset({"person-a", "person-b"})}, "person"),
        ({"project_name": "《合成 项目Ａ》"}, "project_name"),
        ({"files": frozenset({"file-a", "file-b"})}, "file"),
    ],
)
def test_f5_a_person_a_name_or_a_file_in_common_is_suspicious(changes: dict[str, Any], kind: str) -> None:
    """F5: each by its own ground."""
    suspicions = find_duplicates([a.candidate("b", OTHER, **changes), a.candidate("a", TEXT)])
    assert suspicions == [Suspicion(team_ids=("a", "b"), kind=kind, likeness="1")]


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
    (suspicion,) = find_duplicates([a.candidate("a", TEXT), a.candidate("b", text)])
    assert (suspicion.team_ids, suspicion.kind) == (("a", "b"), "project_text")
    assert 0.9 < float(suspicion.likeness) <= 1


def test_f5_a_text_that_is_partly_the_same_is_no_suspicion() -> None:
    """F5: it is compared exactly and less alike than is put to a person; a file in common is still found."""
    partly = TEXT[:420] + OTHER[:180]
    likeness = duplicates.jaccard(duplicates.shingles(TEXT), duplicates.shingles(partly))
    assert duplicates.WORTH_A_LOOK < likeness < duplicates.SUSPICIOUS
    assert find_duplicates([a.candidate("a", TEXT), a.candidate("b", partly)]) == []
    (suspicion,) = find_duplicates([a.candidate("a", TEXT), a.candidate("b", partly, files=frozenset({"file-a"}))])
    assert suspicion.kind == "file"


def test_f5_a_pair_has_the_strongest_ground_only() -> None:
    """F5: a person before a name, a name before a text, a text before a file."""
    shared: dict[str, Any] = {
        "person_keys": frozenset({"person-a"}),
        "project_name": "合成项目a",
        "files": frozenset({"file-a"}),
    }
    kinds = []
    for weaker in ("", "person_keys", "project_name"):
        shared.pop(weaker, None)
        (suspicion,) = find_duplicates([a.candidate("a", TEXT), a.candidate("b", TEXT, **shared)])
        kinds.append(suspicion.kind)
    assert kinds == ["person", "project_name", "project_text"]


def test_f5_each_pair_of_several_is_suspicious() -> None:
    """F5: three projects of the same name are three pairs."""
    candidates = [
        a.candidate(name, text, project_name="同名") for name, text in zip("cab", (TEXT, OTHER, ""), strict=True)
    ]
    pairs = [suspicion.team_ids for suspicion in find_duplicates(candidates)]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_f5_likeness_is_symmetric_and_one_with_itself(left_text: str, right_text: str) -> None:
    """F5: for short texts the estimate is exact."""
    left, right = duplicates.shingles(left_text), duplicates.shingles(right_text)
    assert duplicates.jaccard(left, left) == 1
    assert duplicates.jaccard(left, right) == duplicates.jaccard(right, left)
    assert duplicates.estimate(duplicates.sketch(left), duplicates.sketch(right)) == duplicates.jaccard(left, right)


@given(st.permutations("abcd"))
def test_f5_the_order_of_candidates_does_not_matter(order: list[str]) -> None:
    """F5: the same projects give the same suspicions."""
    texts = {"a": TEXT, "b": TEXT, "c": OTHER, "d": OTHER[:590]}
    suspicions = find_duplicates([a.candidate(name, texts[name]) for name in order])
    assert [(suspicion.team_ids, suspicion.kind) for suspicion in suspicions] == [
        (("a", "b"), "project_text"),
        (("c", "d"), "project_text"),
    ]


def test_f5_a_declaration_is_one_text_in_the_order_of_its_sections() -> None:
    """F5: in whatever order they were saved."""
    assert duplicates.declaration_text([("b", "二"), ("a", "一")]) == "一\n二"


def test_f5_a_likeness_has_two_decimals() -> None:
    """F5: rounded, not cut."""
    assert (duplicates.rounded(0.8), duplicates.rounded(2 / 3)) == ("0.80", "0.67")
