"""Translate the events of other services by which publicity learns who takes part."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.facts.teams import TeamFacts
from chassis.mapping import from_message

from . import requests


def record_team(
    event: registration.TeamRegistered | registration.TeamAccountsChanged | registration.SubmissionMade,
) -> requests.RecordTeam:
    """Translate what is said of a team's accounts."""
    return from_message(event.team, requests.RecordTeam)


def record_submission(event: registration.SubmissionMade) -> requests.RecordSubmission:
    """Translate a submission: of which organisations the team consists, each of which consented."""
    facts = from_message(event.team, TeamFacts)
    return requests.RecordSubmission(team=record_team(event), number=event.number, usccs=tuple(sorted(facts.usccs)))


def record_organisers(event: registration.SchemePublished) -> requests.RecordOrganisers:
    """Translate a published scheme: who organises the division."""
    return requests.RecordOrganisers(
        division_code=event.division_code,
        scheme_version=event.scheme_version,
        usccs=tuple(sorted(body.uscc for body in event.scheme.organising_bodies)),
    )


def record_recommender(event: review.RecommendationFiled) -> requests.RecordRecommender:
    """Translate a recommendation: who filed it."""
    return requests.RecordRecommender(recommender_id=event.recommender_id)
