"""Messages as the API shows them."""

from __future__ import annotations

from typing import Any

import pytest
from dasai.accounts.v1 import limits_pb2, messages_pb2, sessions_pb2, sign_on_pb2
from dasai.common.v1 import contest_pb2, envelope_pb2
from dasai.registration.v1 import activities_pb2, materials_pb2, submissions_pb2, teams_pb2

from gateway.answers import as_json


def test_what_is_internal_is_left_out_wherever_it_is() -> None:
    """What no client needs is in no answer, at any depth."""
    team = teams_pb2.Team()
    team.facts.person_keys.append("key")
    team.facts.accounts_changed = 3
    team.facts.account_ids.append("account-1")
    facts = as_json(team)["facts"]
    assert facts.keys() & {"person_keys", "accounts_changed"} == set()
    assert facts["account_ids"] == ["account-1"]
    begun = sign_on_pb2.BeginSignOnResponse(authorization_url="https://provider.example.test", attempt="sealed")
    assert as_json(begun) == {"authorization_url": "https://provider.example.test"}
    assert "metadata" not in as_json(materials_pb2.Upload(metadata="filename YQ=="))
    assert (
        as_json(sessions_pb2.Session(is_token=True, scopes=["account:read"])).keys() & {"is_token", "scopes"} == set()
    )


def test_a_value_of_a_newer_contract_is_shown_as_none() -> None:
    """A service of the next release may answer with a state that this gateway does not know: that is no error."""
    team = teams_pb2.Team.FromString(b"\x10\x63")  # state = 99
    assert team.state == 99
    assert as_json(team)["state"] == ""


def test_what_the_contract_marks_as_always_there_is_there() -> None:
    """A list's page and a team's facts are objects, set or not; another message is left out until it is set."""
    assert as_json(teams_pb2.ListTeamsResponse()) == {"teams": [], "page": {"next_page_token": ""}}
    shown = as_json(teams_pb2.Team())
    assert shown["facts"]["lead"] == {"uscc": "", "name": "", "kind": ""}
    assert shown.keys() & {"appeal_answer", "registered_at"} == set()


@pytest.mark.parametrize(("kind_id", "kind"), [("enterprise", 4), ("", 1), ("cooperative", 0), ("", 0)])
def test_a_choice_of_the_edition_is_shown_in_place_of_its_enum(kind_id: str, kind: Any) -> None:
    """The id counts; without one, as processes of the release before send it, the enum does."""
    organisation = contest_pb2.Organisation(kind_id=kind_id, kind=kind)
    assert as_json(organisation) == {"uscc": "", "name": "", "kind": kind_id or {1: "enterprise", 0: ""}[kind]}


def test_bytes_maps_and_optional_texts() -> None:
    """Base64, objects of texts, and nothing at all unless it is set."""
    assert as_json(activities_pb2.ExportSignUpsResponse(content=b"\xff"))["content"] == "/w=="
    assert as_json(messages_pb2.Message(facts={"team": "合成一队"}))["facts"] == {"team": "合成一队"}
    assert "trail_head" not in as_json(submissions_pb2.Receipt())
    assert as_json(submissions_pb2.Receipt(trail_head=""))["trail_head"] == ""
    assert as_json(limits_pb2.TakeResponse(wait_seconds=1.5))["wait_seconds"] == 1.5


def test_a_message_that_has_no_form_in_the_api_is_refused() -> None:
    """An event is no answer: its payload may be anything."""
    with pytest.raises(TypeError, match=r"the API shows no google\.protobuf\.Any"):
        as_json(envelope_pb2.Envelope())
