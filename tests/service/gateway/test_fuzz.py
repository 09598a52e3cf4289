"""`./dasai fuzz` sees an answer that the document does not allow, and counts what it tried."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from cli.client import document
from cli.fuzz import EXCLUDED, LOGINS
from cli.fuzz.known import identifiers
from cli.fuzz.trial import Draws, Trial, trial
from tests.service.gateway.conftest import Api

pytestmark = pytest.mark.long
READ = "/api/v1/divisions/{code}"
TRIED = ("/api/v1/divisions", READ, "/api/v1/teams/{team_id}")


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """Return the gateway's document."""
    return document()


@pytest.fixture
def some(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a few operations, to be changed."""
    return deepcopy({**whole, "paths": {path: whole["paths"][path] for path in TRIED}})


def tried(api: Api, some: dict[str, Any], token: str = "") -> Trial:
    known = {"code": [api.division], "team_id": ["none"]}
    return trial(api.stack.url, "somebody", token, Draws(some, 6, 1), known, 60)


def test_what_the_document_allows_is_no_fault(api: Api, some: dict[str, Any]) -> None:
    """Each operation is called as the document allows and as it does not, as nobody and as somebody."""
    for token in ("", api.participant.token):
        result = tried(api, some, token)
        assert result.faults == {}
        assert result.operations == {"listDivisions", "getDivision", "getTeam", "changeTeam"}
        assert result.calls == sum(result.answers.values()) >= 4 * 3
        assert result.left == []


def test_a_status_that_the_document_does_not_name_is_a_fault(api: Api, some: dict[str, Any]) -> None:
    """A call of a team that is not there is answered 404, which the document no longer says."""
    del some["paths"]["/api/v1/teams/{team_id}"]["get"]["responses"]["404"]
    faults = tried(api, some, api.participant.token).faults
    assert {(fault.operation, fault.status) for fault in faults.values()} == {("getTeam", 404)}


def test_an_answer_of_another_form_is_a_fault(api: Api, some: dict[str, Any]) -> None:
    """The document says that a division's code is a number."""
    some["components"]["schemas"]["Division"]["properties"]["code"] = {"type": "integer"}
    faults = tried(api, some).faults
    assert ("getDivision", 200) in {(fault.operation, fault.status) for fault in faults.values()}


def test_a_session_that_ended_is_a_fault(api: Api, some: dict[str, Any]) -> None:
    """Else a whole role would be tried as nobody, unseen."""
    faults = tried(api, some, "of-no-session").faults
    assert {fault.title for fault in faults.values()} == {"The session ended meanwhile"}


def test_no_more_time_is_taken_than_given(api: Api, some: dict[str, Any]) -> None:
    """What there was no time for is named."""
    result = trial(api.stack.url, "nobody", "", Draws(some, 2, 1), {}, 0)
    assert (result.calls, sorted(result.left)) == (0, ["changeTeam", "getDivision", "getTeam", "listDivisions"])


def test_the_same_seed_draws_the_same_calls(some: dict[str, Any]) -> None:
    """So that a fault can be seen again."""

    def drawn(word: int) -> list[Any]:
        draws = Draws(some, 6, word)
        return [(path, case.query, body) for name in draws.names() for case, path, body in draws.cases(name)]

    assert drawn(3) == drawn(3) != drawn(4)


def test_known_identifiers_are_read_from_the_lists(api: Api, whole: dict[str, Any]) -> None:
    """An address with a division's code gets one that exists."""
    read = ("/api/v1/accounts/me", "/api/v1/accounts/{account_id}", "/api/v1/divisions", READ)
    lists = {path: whole["paths"][path] for path in read}
    known = identifiers(api.stack.url, {**whole, "paths": lists}, ["", api.host.token])
    assert api.division in known["code"]
    assert api.host.account_id in known["account_id"]


def test_excluded_operations_are_those_of_the_document(whole: dict[str, Any]) -> None:
    """Each has its reason; every role is tried."""
    names = {operation["operationId"] for methods in whole["paths"].values() for operation in methods.values()}
    assert set(EXCLUDED) < names
    assert all(EXCLUDED.values())
    assert {"nobody", "participant", "host", "reviewer", "expert", "secretariat", "committee", "operator"} <= set(
        LOGINS
    )
