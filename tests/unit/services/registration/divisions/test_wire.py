"""A division in the contracts: its scheme whole, or its timetable alone for lists that show no more (A5)."""

from __future__ import annotations

from chassis.permissions import Audience
from services.registration.divisions.model.division import Division
from services.registration.divisions.wire import division_view
from tests.unit.services.registration import builders as a


def test_a5_a_list_may_leave_out_all_of_a_scheme_but_its_timetable() -> None:
    """A5: state, versions and dates are the same; tracks, rubric and organisers are left out, of a new version too."""
    division = a.division()
    whole = division_view(division, "分赛", Audience.NATIONAL)
    short = division_view(division, "分赛", Audience.NATIONAL, whole=False)
    assert {field.name for field, _ in short.scheme.ListFields()} == {
        "registration_opens",
        "registration_closes",
        "submission_closes",
        "review_closes",
        "scoring_closes",
    }
    assert short.scheme.scoring_closes == whole.scheme.scoring_closes
    assert len(whole.scheme.rubric) > 0
    short.scheme.CopyFrom(whole.scheme)
    assert short == whole


def test_a5_the_public_sees_no_timetable_before_publication() -> None:
    """A5, K1: a scheme that is not published yet stays hidden from the public in the short list too."""
    until = a.beijing(5, 31, 23, 59)
    division = Division.apply("110000", a.scheme(), a.CATALOGUE, by="host", until=until, at=a.APPLIES)
    assert not division_view(division, "分赛", Audience.PUBLIC, whole=False).HasField("scheme")
    assert division_view(division, "分赛", Audience.NATIONAL, whole=False).HasField("scheme")
