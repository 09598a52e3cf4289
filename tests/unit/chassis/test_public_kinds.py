"""What public pages show has versions, by which gateways know that their copies are right."""

from __future__ import annotations

import pytest

from chassis.mongo.store import PUBLIC_KINDS, PublicRepository
from services.publicity.awards.store import awards
from services.publicity.notices.store import notices
from services.registration.activities.store import activities
from services.registration.divisions.store import divisions
from services.scoring.local_awards.store import local_awards
from services.scoring.panels.store import panels
from services.scoring.rankings.store import rankings, winners_notices
from services.scoring.rounds.store import rounds


@pytest.mark.parametrize(
    "repository",
    [notices, awards, divisions, activities, local_awards, panels, rankings, winners_notices, rounds],
    ids=lambda repository: str(repository.kind),
)
def test_h4_each_save_of_what_the_public_sees_says_so(repository: object) -> None:
    """H1, H4: a notice, an award, a ranking, and what else the pages for anyone are made from."""
    assert isinstance(repository, PublicRepository)
    assert repository.kind in PUBLIC_KINDS


def test_what_only_some_see_outdates_no_public_page() -> None:
    """A team that saves in the last minute changes no page for anyone."""
    from services.registration.teams.store import teams

    assert teams.kind not in PUBLIC_KINDS
