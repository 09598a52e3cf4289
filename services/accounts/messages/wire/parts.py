"""Parts of what events mean: teams, instants, and whom a notice reaches."""

from __future__ import annotations

from datetime import UTC

from dasai.common.v1 import contest_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.clock import Instant, instant

from ...directory.requests import RecordTeam
from ..requests import Audience, Heard, Notice

NOTHING = Heard()


def moment(stamp: Timestamp) -> Instant:
    """Return the instant of a timestamp."""
    return instant(stamp.ToDatetime(tzinfo=UTC))


def text_of(stamp: Timestamp) -> str:
    """Return a timestamp as a fact of a message."""
    return moment(stamp).isoformat()


def known(team: contest_pb2.TeamFacts, consents_missing: int | None = None) -> RecordTeam:
    """Return what is kept of a team that an event tells of."""
    return RecordTeam(
        team_id=team.team_id,
        division_code=team.division_code,
        team_name=team.team_name,
        project_name=team.project_name,
        account_ids=tuple(team.account_ids),
        accounts_changed=team.accounts_changed,
        consents_missing=consents_missing,
    )


def to_team(template: str, team: contest_pb2.TeamFacts, **facts: str) -> Notice:
    """Return a notice to the accounts that act for a team now, which may be others than those the event tells of."""
    named = {"team_id": team.team_id, "team_name": team.team_name}
    return Notice(template=template, facts=named | facts, audience=Audience(teams=(team.team_id,)))


def to_team_of(template: str, team_id: str, **facts: str) -> Notice:
    """Return a notice to the accounts of a team of which the event tells the identifier alone."""
    return Notice(template=template, facts=facts, audience=Audience(teams=(team_id,)), team_id=team_id)


def to_hosts(template: str, division: str, *, team_id: str = "", **facts: str) -> Notice:
    """Return a notice to the hosts of a division."""
    audience = Audience(hosts_of=(division,) if division else ())
    return Notice(template=template, facts={"division": division} | facts, audience=audience, team_id=team_id)
