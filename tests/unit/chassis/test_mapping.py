"""Dataclasses to messages and back."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

import pytest
from dasai.common.v1.contest_pb2 import Organisation as OrganisationMessage
from dasai.common.v1.contest_pb2 import SchemeStage
from dasai.registration.v1 import events_pb2

from chassis.facts.teams import Organisation, OrganisationKind
from chassis.mapping import from_message, to_message
from services.registration import catalogue
from services.registration.divisions import events as divisions_events
from services.registration.teams import events as teams_events
from tests.unit.services.registration import builders as a


@pytest.mark.parametrize("kind", sorted(catalogue.EVENTS, key=lambda cls: cls.__name__))
def test_every_event_of_registration_mirrors_its_message(kind: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = catalogue.EVENTS[kind]
    assert message.DESCRIPTOR.name == kind.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(kind.__dataclass_fields__)


def test_a_nested_event_is_read_unchanged() -> None:
    """Enums, times, nested and repeated values survive the trip."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    event = team.raised[-1].event
    assert from_message(to_message(event, events_pb2.SubmissionMade), teams_events.SubmissionMade) == event
    published = divisions_events.SchemePublished(division_code="110000", scheme_version=1, scheme=a.scheme())
    assert (
        from_message(to_message(published, events_pb2.SchemePublished), divisions_events.SchemePublished) == published
    )


def test_drift_between_model_and_contract_is_an_error() -> None:
    """A field that the contract lacks, or an enum value it lacks, does not vanish silently."""

    @dataclass(frozen=True)
    class Drifted:
        uscc: str
        colour: str

    with pytest.raises(TypeError, match="colour"):
        to_message(Drifted("x", "red"), OrganisationMessage)

    class Kinds(enum.StrEnum):
        CIRCUS = "circus"

    @dataclass(frozen=True)
    class Odd:
        kind: Kinds

    with pytest.raises(TypeError, match="circus"):
        to_message(Odd(Kinds.CIRCUS), SchemeStage)


def test_an_absent_optional_is_none_and_an_absent_message_field_is_its_default() -> None:
    """None means not given."""

    @dataclass(frozen=True)
    class Maybe:
        published_at: datetime | None
        code: str

    from dasai.registration.v1.divisions_pb2 import Division

    assert from_message(Division(code="1"), Maybe) == Maybe(None, "1")


def test_b1_a_credit_code_is_read_in_its_one_form() -> None:
    """B1: whoever sends a message, codes are compared by equality."""
    message = OrganisationMessage(uscc=" 12110199-000000027x", name=" 甲-乙 ", kind="ORGANISATION_KIND_ENTERPRISE")
    organisation = from_message(message, Organisation)
    assert organisation == Organisation(uscc="12110199000000027X", name=" 甲-乙 ", kind=OrganisationKind.ENTERPRISE)
