"""Which submission passed last, by what review said in any order (rules D1, D3, E3)."""

from __future__ import annotations

from itertools import permutations

from services.registration.teams.model.reviews import NO_REVIEWS, Reviews, ReviewState


def test_the_newest_submission_that_passed_stays_known_while_it_is_reviewed_anew() -> None:
    """E3: experts go on reading what passed, until a later one passes; in whatever order the events come."""
    words = (
        lambda reviews: reviews.with_decision(1, ReviewState.RETURNED, "", 1),
        lambda reviews: reviews.with_decision(2, ReviewState.PASSED, "", 2),
        lambda reviews: reviews.with_reopening(2, "K", 3),
        lambda reviews: reviews.with_decision(3, ReviewState.REJECTED, "", 4),
    )
    for order in permutations(words):
        reviews = NO_REVIEWS
        for word in order:
            reviews = word(reviews)
        assert (reviews.state, reviews.number, reviews.newest_passed) == (ReviewState.REJECTED, 3, 2)
    assert words[0](NO_REVIEWS).newest_passed == 0
    assert reviews.with_decision(4, ReviewState.PASSED, "", 5).newest_passed == 4


def test_what_a_release_before_kept_as_passed_counts() -> None:
    """E3: it kept the newest word alone; a reopening that comes now still leaves known what passed."""
    stored = Reviews(state=ReviewState.PASSED, number=2, sequence=4)
    assert stored.newest_passed == 2
    assert stored.with_reopening(2, "K", 5).newest_passed == 2
