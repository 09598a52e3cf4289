"""Keep who takes part, as other services' events tell it (rules F8, H2)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from . import requests, store


def record_team(request: requests.RecordTeam, actor: Actor, at: Instant) -> None:
    """Keep that a team takes part, so that it can be reported (rule H2), and which accounts act for it now (rule K1)."""
    store.record_team(request.team_id, request.account_ids, request.accounts_changed)


def record_submission(request: requests.RecordSubmission, actor: Actor, at: Instant) -> None:
    """Keep of which organisations a team consists, as it submitted last: their own people do not judge it (rules F8, H3).

    Before it has submitted, an organisation that it names may not know of it.
    """
    record_team(request.team, actor, at)
    store.record_organisations(request.team.team_id, request.usccs, request.number)


def record_organisers(request: requests.RecordOrganisers, actor: Actor, at: Instant) -> None:
    """Keep who organises a division: their own people neither judge nor award it (rules G2, H3)."""
    store.record_organisers(request.division_code, request.usccs, request.scheme_version)


def record_recommender(request: requests.RecordRecommender, actor: Actor, at: Instant) -> None:
    """Keep that a division or another contest recommends, so that it can be reported (rule H2)."""
    if request.recommender_id:
        store.add_recommender(request.recommender_id)
