"""Lookups on an edition."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from chassis.edition import Edition


def test_lookups_find(edition: Edition) -> None:
    """A1, A2, C1, C4, C5: a track, topic, division, section and kind of evidence by its key."""
    assert edition.track("transport").name.zh == "交通运输"
    assert edition.topic("transport-6").title.zh == "提升港口航道数智服务水平"
    assert edition.track_of("transport-6").code == "transport"
    assert edition.division("150000").unit == "内蒙古自治区"
    assert edition.section("overview.industry").zh == "应用行业"
    assert edition.evidence_kind("video").subject == "project"
    assert edition.file_formats("video").media_types == ("video/mp4",)


@pytest.mark.parametrize(
    "lookup", ["track", "topic", "track_of", "division", "official_division_name", "section", "evidence_kind"]
)
def test_a_failed_lookup_names_the_missing_key(edition: Edition, lookup: str) -> None:
    """A1, A2: what the edition has not is a KeyError with what was asked for."""
    with pytest.raises(KeyError) as caught:
        getattr(edition, lookup)("710000")
    assert caught.value.args == ("710000",)


def test_an_edition_is_frozen(edition: Edition) -> None:
    """A1: nobody changes an edition that is loaded."""
    with pytest.raises(ValidationError, match="frozen"):
        edition.quotas.representatives_per_team = 6
    assert edition.quotas.representatives_per_team == 5
