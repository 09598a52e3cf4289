"""A division in the contracts: whole, or in short for lists that show no more (A5)."""

from __future__ import annotations

from chassis.permissions import Audience
from services.registration.divisions.model.division import Division
from services.registration.divisions.wire import division_summary, division_view
from tests.unit.services.registration import builders as a


def test_a5_a_summary_has_state_tracks_and_dates() -> None:
    """A5: the same as the whole division has, and nothing else of its scheme."""
    division = a.division()
    whole = division_view(division, "分赛", Audience.NATIONAL)
    summary = division_summary(division, "分赛", Audience.NATIONAL)
    assert (summary.code, summary.state) == (whole.code, whole.state)
    assert list(summary.tracks) == [choice.track for choice in whole.scheme.tracks]
    dates = ("registration_opens", "registration_closes", "submission_closes")
    assert [getattr(summary, name) for name in dates] == [getattr(whole.scheme, name) for name in dates]
    assert summary.latest == whole.versions[-1]


def test_a5_k1_the_public_reads_no_date_of_a_scheme_that_is_not_published() -> None:
    """A5, K1: nor which version was filed last; secretariat and host read both."""
    until = a.beijing(5, 31, 23, 59)
    division = Division.apply("110000", a.scheme(), a.CATALOGUE, by="host", until=until, at=a.APPLIES)
    shown = division_summary(division, "分赛", Audience.PUBLIC)
    assert (shown.HasField("registration_opens"), list(shown.tracks), shown.HasField("latest")) == (False, [], False)
    inside = division_summary(division, "分赛", Audience.DIVISION)
    assert (inside.HasField("registration_opens"), inside.latest.version) == (True, 1)
