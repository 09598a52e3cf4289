"""The directory knows also who took part before publicity listened: out of the audit trails of the others (H2)."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.publicity.v1 import reports_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.audit.trail import Trail
from chassis.kernel.identifiers import new_id
from cli.backfill import Backfilled, backfill
from tests.service.publicity.running import Publicity, in_envelope, make_team, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

TEAM, RECOMMENDER = 70, "contest-of-a-society"


@pytest.fixture(autouse=True, scope="module")
def trails(publicity: Publicity) -> Iterator[None]:
    """Drop the databases of the others at the end."""
    yield
    for service in ("registration", "review"):
        publicity.database.client.drop_database(f"{publicity.prefix}_{service}")


def _trail(publicity: Publicity, service: str) -> Trail:
    return Trail(publicity.database.client[f"{publicity.prefix}_{service}"])


def _append(publicity: Publicity, service: str, *events: object) -> None:
    """Put events into the trail of a service, which nobody heard."""
    identifiers = [new_id() for _ in events]
    at = publicity.clock.now()
    _trail(publicity, service).append(
        [(key, in_envelope(event, at, key)) for key, event in zip(identifiers, events, strict=True)]
    )


def _report(publicity: Publicity, **subject: str) -> reports_pb2.FileReportRequest:
    request = publicity.make_report(TEAM)
    request.ClearField("team_id")
    request.MergeFrom(reports_pb2.FileReportRequest(**subject))
    return request


def test_h2_who_took_part_before_is_known_after_a_backfill(publicity: Publicity) -> None:
    """H2: a report about an earlier team or recommender is refused before and taken after; a team's newest accounts are kept."""
    publicity.clock.move_to(beijing("2024-10-08T10:00:00.000"))
    changed = make_team(TEAM)
    changed.account_ids[:], changed.accounts_changed = ["account-of-a-colleague"], 1
    _append(
        publicity,
        "registration",
        registration.TeamAccountsChanged(team=changed),
        registration.TeamRegistered(team=make_team(TEAM)),
        registration.TeamWithdrawn(team=make_team(TEAM)),
    )
    _append(publicity, "review", review.RecommendationFiled(recommender_id=RECOMMENDER))
    subjects = ({"team_id": f"team-{TEAM}"}, {"organiser_id": RECOMMENDER})
    for subject, code in zip(subjects, ("H2_UNKNOWN_TEAM", "H2_UNKNOWN_ORGANISER"), strict=True):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.reports.FileReport, _report(publicity, **subject))
        assert refusal(error.value) == code
    for _ in range(2):  # again changes nothing
        given = list(backfill(publicity.mongodb_url, publicity.amqp_url, publicity.prefix))
        assert given == [
            Backfilled("publicity", "dasai.registration.v1.TeamRegistered", 1, 0),
            Backfilled("publicity", "dasai.registration.v1.TeamAccountsChanged", 1, 0),
            Backfilled("publicity", "dasai.registration.v1.SubmissionMade", 0, 0),
            Backfilled("publicity", "dasai.accounts.v1.StaffChanged", 0, 0),
            Backfilled("publicity", "dasai.registration.v1.SchemePublished", 0, 0),
            Backfilled("publicity", "dasai.review.v1.RecommendationFiled", 1, 0),
            Backfilled("registration", "dasai.accounts.v1.StaffChanged", 0, 0),
            Backfilled("registration", "dasai.scoring.v1.ExpertsAppointed", 0, 0),
            Backfilled("review", "dasai.accounts.v1.StaffChanged", 0, 0),
            Backfilled("scoring", "dasai.registration.v1.TeamAccountsChanged", 1, 0),
            Backfilled("scoring", "dasai.accounts.v1.StaffChanged", 0, 0),
            Backfilled("scoring", "dasai.registration.v1.SubmissionMade", 0, 0),
        ]
    known = {"_id": f"team-{TEAM}", "account_ids": ["account-of-a-colleague"]}
    wait_for(lambda: publicity.database["known_teams"].find_one(known))
    wait_for(lambda: publicity.database["known_recommenders"].find_one({"_id": RECOMMENDER}))
    for subject in subjects:
        filed = publicity.call(publicity.reports.FileReport, _report(publicity, **subject))
        assert filed.state == reports_pb2.REPORT_STATE_FILED


def test_k4_an_event_whose_body_was_erased_is_counted_and_not_given(publicity: Publicity) -> None:
    """K4: after the retention of its data has ended nobody gets it back."""
    _append(publicity, "registration", registration.TeamRegistered(team=make_team(TEAM + 1)))
    trail = publicity.database.client[f"{publicity.prefix}_registration"]["audit_trail"]
    last = max(link["_id"] for link in trail.find({}, {"_id": 1}))
    trail.update_one({"_id": last}, {"$unset": {"body": ""}})
    given = list(backfill(publicity.mongodb_url, publicity.amqp_url, publicity.prefix))
    assert [(each.event.rsplit(".", 1)[-1], each.erased) for each in given] == [
        ("TeamRegistered", 1),
        ("TeamAccountsChanged", 1),
        ("SubmissionMade", 1),
        ("StaffChanged", 0),
        ("SchemePublished", 1),
        ("RecommendationFiled", 0),
        ("StaffChanged", 0),
        ("ExpertsAppointed", 0),
        ("StaffChanged", 0),
        ("TeamAccountsChanged", 1),
        ("StaffChanged", 0),
        ("SubmissionMade", 1),
    ]
    assert publicity.database["known_teams"].find_one({"_id": f"team-{TEAM + 1}"}) is None


def test_h2_of_each_team_the_newest_event_alone_is_given(publicity: Publicity) -> None:
    """H2, D2: whoever follows the list does not go through all that a team or an account ever was."""

    def given() -> dict[str, int]:
        done = backfill(publicity.mongodb_url, publicity.amqp_url, publicity.prefix)
        return {f"{each.service} {each.event.rsplit('.', 1)[-1]}": each.events for each in done}

    before = given()
    links = []
    for version in (1, 2, 3):
        team = make_team(TEAM + 2)
        team.account_ids[:], team.accounts_changed = [f"account-{version}"], version
        key = new_id()
        event = registration.TeamAccountsChanged(team=team)
        envelope = Envelope.FromString(in_envelope(event, publicity.clock.now(), key))
        envelope.aggregate_id, envelope.aggregate_version = team.team_id, version
        links.append((key, envelope.SerializeToString()))
    _trail(publicity, "registration").append(links)
    more = {name: count - before[name] for name, count in given().items() if count != before[name]}
    assert more == {"publicity TeamAccountsChanged": 1, "scoring TeamAccountsChanged": 1}
    known = {"_id": f"team-{TEAM + 2}", "account_ids": ["account-3"], "accounts_changed": 3}
    wait_for(lambda: publicity.database["known_teams"].find_one(known))
