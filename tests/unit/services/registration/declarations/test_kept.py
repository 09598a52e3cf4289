"""Tests of how many refused texts are kept and which are deleted (rule C4)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registration.declarations.model.kept_texts import MOST_KEPT, KeptText, surplus
from tests.unit.services.registration import builders as a


def text(place: int, read_revision: int, editor: str = "") -> KeptText:
    return KeptText(
        id=f"k{place}",
        section="overview.background",
        by="account",
        editor=editor,
        read_revision=read_revision,
        at=a.WHILE_OPEN + timedelta(seconds=place),
        length=10,
    )


def test_c4_repeated_tries_never_displace_texts_kept_before() -> None:
    """C4: an editor that goes on saving against one refusal makes room among its own tries."""
    before = [text(place, place) for place in range(5)]
    tries = [text(place, 9) for place in range(5, 5 + MOST_KEPT)]
    assert surplus([*before, *tries]) == tuple(text.id for text in tries[:5])


def test_c4_of_texts_from_different_readings_the_oldest_is_deleted() -> None:
    """C4: up to the limit nothing is deleted, then the oldest."""
    texts = [text(place, place) for place in range(MOST_KEPT + 1)]
    assert surplus(texts[:-1]) == ()
    assert surplus(texts) == ("k0",)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "x", "y"])), max_size=3 * MOST_KEPT))
def test_c4_the_newest_text_stays_and_the_limit_holds(made: list[tuple[int, str]]) -> None:
    """C4: whatever was kept, the text just refused is there."""
    texts = [text(place, reading, editor) for place, (reading, editor) in enumerate(made)]
    deleted = surplus(texts)
    left = [text.id for text in texts if text.id not in deleted]
    assert len(left) == min(len(texts), MOST_KEPT)
    assert not texts or texts[-1].id in left
