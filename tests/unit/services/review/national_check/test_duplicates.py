"""The same project twice, or nearly (F5)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.national_check.model import duplicates
from services.review.national_check.model.duplicates import Suspicion, find
from tests.unit.services.review import builders as a

# six hundred characters each, with no five in a row in common
TEXT = "".join(chr(0x4E00 + (number * 37) % 5000) for number in range(600))
OTHER = "".join(chr(0x4E00 + (number * 91 + 7) % 5000) for number in range(600))


def test_f5_projects_that_have_nothing_in_common_are_left_alone() -> None:
    """F5: no pair is put to anyone."""
    assert find([a.compared("a", TEXT), a.compared("b", OTHER)]) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"person_keys": frozenset({"person-a", "person-b"})}, "person"),
        ({"project_name": "《合成 项目Ａ》"}, "project_name"),
        ({"files": frozenset({"file-a", "file-b"})}, "file"),
    ],
)
def test_f5_a_person_a_name_or_a_file_in_common_is_found(changes: dict[str, Any], kind: str) -> None:
    """F5: across channels, each by its own ground."""
    found = find([a.compared("b", OTHER, **changes), a.compared("a", TEXT)])
    assert found == [Suspicion(team_ids=("a", "b"), kind=kind, likeness="1")]


def test_f5_the_same_text_in_a_few_other_words_is_found() -> None:
    """F5: words changed, spaces and punctuation added, parts in another order."""
    changed = TEXT[:300] + "改动" + TEXT[302:]
    spaced = "，".join(TEXT[place : place + 7] for place in range(0, 600, 7))
    turned = TEXT[300:] + TEXT[:300]
    for text in (changed, spaced, turned):
        (found,) = find([a.compared("a", TEXT), a.compared("b", text)])
        assert (found.team_ids, found.kind) == (("a", "b"), "project_text")
        assert 0.9 < float(found.likeness) <= 1


def test_f5_half_a_text_is_not_the_same_text() -> None:
    """F5: less than what is put to a human; with a file in common it is that which is found."""
    half = TEXT[:420] + OTHER[:180]
    alike = duplicates.jaccard(duplicates.shingles(TEXT), duplicates.shingles(half))
    assert duplicates.WORTH_A_LOOK < alike < duplicates.SUSPICIOUS
    assert find([a.compared("a", TEXT), a.compared("b", half)]) == []
    (found,) = find([a.compared("a", TEXT), a.compared("b", half, files=frozenset({"file-a"}))])
    assert found.kind == "file"


def test_f5_the_strongest_ground_is_named() -> None:
    """F5: one suspicion a pair; a person before a name, a name before a text, a text before a file."""
    everything: dict[str, Any] = {
        "person_keys": frozenset({"person-a"}),
        "project_name": "合成项目a",
        "files": frozenset({"file-a"}),
    }
    order = []
    for name in (None, "person_keys", "project_name"):
        everything.pop(name or "", None)
        (found,) = find([a.compared("a", TEXT), a.compared("b", TEXT, **everything)])
        order.append(found.kind)
    assert order == ["person", "project_name", "project_text"]


def test_f5_every_pair_of_several_is_found() -> None:
    """F5: three of the same name are three pairs."""
    same = [a.compared(name, text, project_name="同名") for name, text in zip("cab", (TEXT, OTHER, ""), strict=True)]
    assert [one.team_ids for one in find(same)] == [("a", "b"), ("a", "c"), ("b", "c")]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_f5_likeness_goes_both_ways_and_is_whole_with_itself(one: str, other: str) -> None:
    """F5: symmetric, between none and all; for short texts the estimate is exact."""
    left, right = duplicates.shingles(one), duplicates.shingles(other)
    assert duplicates.jaccard(left, left) == 1
    assert duplicates.jaccard(left, right) == duplicates.jaccard(right, left)
    assert duplicates.estimate(duplicates.sketch(left), duplicates.sketch(right)) == duplicates.jaccard(left, right)


@given(st.permutations("abcd"))
def test_f5_the_order_of_candidates_does_not_matter(order: list[str]) -> None:
    """F5: the same input gives the same hits."""
    texts = {"a": TEXT, "b": TEXT, "c": OTHER, "d": OTHER[:590]}
    found = find([a.compared(name, texts[name]) for name in order])
    assert [(one.team_ids, one.kind) for one in found] == [
        (("a", "b"), "project_text"),
        (("c", "d"), "project_text"),
    ]


def test_a_declaration_is_compared_by_its_sections_in_order() -> None:
    """F5: however they were saved; likeness is told with two decimals."""
    assert duplicates.text_of([("b", "二"), ("a", "一")]) == "一\n二"
    assert (duplicates.rounded(0.8), duplicates.rounded(2 / 3)) == ("0.80", "0.67")
