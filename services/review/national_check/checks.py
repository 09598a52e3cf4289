"""Answer how far the national check is (rule F5)."""

from __future__ import annotations

from dasai.review.v1 import national_check_pb2

from chassis.edition.current import edition

from . import store

# so many projects are named that are not checked yet
NAMED = 100


def progress() -> national_check_pb2.CheckProgress:
    """Return how many of the recommended projects are compared with all others as they are now, and which are not."""
    teams = store.compared_teams(store.finalist_list_id(edition().id))
    unchecked = store.unchecked_teams(teams, store.case_outlines(teams))
    return national_check_pb2.CheckProgress(
        candidates=len(teams),
        checked=len(teams) - len(unchecked),
        unchecked_team_ids=unchecked[:NAMED],
        open_hits=len(store.open_hits()),
    )
