"""Facts mirror their messages, and a team's hold nothing by which its people could be matched."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from chassis.facts.persons import SamePerson, keys_of
from chassis.facts.schemes import Aggregation, Channel, Criterion, LocalAward, Stage
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
from chassis.mapping import enum_value, from_message, id_beside, to_message

LEAD = Organisation(uscc="USCC1", name="测试企业", kind=OrganisationKind.ENTERPRISE)
PARTNER = Organisation(uscc="USCC2", name="测试高校", kind=OrganisationKind.UNIVERSITY)
TEAM = TeamFacts(
    team_id="team",
    edition="2024",
    division_code="110000",
    track="industry",
    topic_id="industry-1",
    team_name="测试团队",
    project_name="测试项目",
    lead=LEAD,
    co_organisations=(PARTNER,),
    account_ids=("account",),
    accounts_changed=2,
)
MIRRORS: list[tuple[Any, type[Message], set[str]]] = [
    (TEAM, contest_pb2.TeamFacts, {"person_keys"}),
    (LEAD, contest_pb2.Organisation, set()),
    (Section(id="a", text="b", rich="<p>b</p>"), contest_pb2.Section, set()),
    (
        Evidence(id="a", kind="b", file_name="c", sha256="d", size_bytes=1, media_type="e", owner_uscc="F"),
        contest_pb2.Evidence,
        set(),
    ),
    (Criterion(id="a", name="b", weight="1", text="c"), contest_pb2.Criterion, set()),
    (LocalAward(category="a", quota=1, prize="b", rights="c"), contest_pb2.LocalAward, set()),
    (SamePerson(keys=("a", "b")), events_pb2.SamePerson, set()),
]


@pytest.mark.parametrize(("value", "message_type", "deprecated"), MIRRORS)
def test_facts_have_every_field_of_their_message(value: Any, message_type: type[Message], deprecated: set[str]) -> None:
    """But for those that the contract has given up; and they come back the same."""
    # a choice of the edition is one field of the facts and two of the message
    beside = {id_beside(field) for field in message_type.DESCRIPTOR.fields} - {None}
    fields: list[FieldDescriptor] = [field for field in message_type.DESCRIPTOR.fields if field not in beside]
    given_up = [field for field in fields if field.GetOptions().deprecated and id_beside(field) is None]
    assert {field.name for field in given_up} == deprecated
    assert {field.name for field in fields} - deprecated == {field.name for field in dataclasses.fields(value)}
    assert from_message(to_message(value, message_type), type(value)) == value


@pytest.mark.parametrize(
    ("kind", "name"),
    [(OrganisationKind, "OrganisationKind"), (Aggregation, "Aggregation"), (Stage, "Stage"), (Channel, "Channel")],
)
def test_enums_have_every_value_of_their_contract(kind: Any, name: str) -> None:
    descriptor = contest_pb2.DESCRIPTOR.enum_types_by_name[name]
    assert [enum_value(value.number, descriptor) for value in descriptor.values if value.number] == [*kind]


@pytest.mark.parametrize(("kind", "enum"), [("university", contest_pb2.ORGANISATION_KIND_UNIVERSITY), ("guild", 0)])
def test_a1_a_kind_that_only_the_edition_knows_travels_by_its_id(kind: str, enum: int) -> None:
    """A1, B1: an older process reads the enum where there is one; what an older process wrote is read by the enum."""
    organisation = Organisation(uscc="USCC1", name="测试单位", kind=kind)
    message = to_message(organisation, contest_pb2.Organisation)
    assert (message.kind_id, message.kind) == (kind, enum)
    assert from_message(message, Organisation) == organisation
    older = contest_pb2.Organisation(uscc="USCC1", kind=contest_pb2.ORGANISATION_KIND_ENTERPRISE)
    assert from_message(older, Organisation).kind == "enterprise"


def test_k4_person_keys_of_an_older_process_are_dropped_where_they_come_in() -> None:
    """K4: an event of the version before may hold them; what is built from its facts can't."""
    old = to_message(TEAM, contest_pb2.TeamFacts, person_keys=["key"])
    assert to_message(from_message(old, TeamFacts), contest_pb2.TeamFacts).person_keys == []


def test_a_team_s_organisations_begin_with_its_lead() -> None:
    assert TEAM.organisations == (LEAD, PARTNER)
    assert TEAM.organisation_names == ("测试企业", "测试高校")
    assert TEAM.usccs == {"USCC1", "USCC2"}


def test_b5_people_are_matched_by_any_of_their_keys() -> None:
    """B5: while keys rotate, each person has several."""
    assert keys_of([SamePerson(keys=("a", "b")), SamePerson(keys=("c",))]) == {"a", "b", "c"}
    assert keys_of([]) == frozenset()
