"""The proof of the table of permissions sees what is otherwise than the table says (rule K1)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import httpx
import pytest

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.permissions import Target, registration
from cli.demo.client import Tally, User
from cli.permissions.proof.calls import Call
from cli.permissions.proof.canaries import Canary, before_publication
from cli.permissions.proof.judge import judge
from cli.permissions.proof.world import Caller

TEAM = Target(division="110000", team_accounts=("member",), lead_accounts=("member",))
NOBODY = Caller("nobody", PUBLIC, User("http://127.0.0.1", Tally()))
MEMBER, ELSEWHERE = (
    Caller(name, Actor(name, frozenset({grant})), NOBODY.user)
    for name, grant in (("member", Grant(Role.PARTICIPANT)), ("elsewhere", Grant(Role.HOST, "120000")))
)
TOKEN = Caller("token", MEMBER.actor, NOBODY.user, is_token=True)
GET_TEAM = Call(registration.GET_TEAM.routes[0], registration.GET_TEAM, "/api/v1/teams/t1", "110000", lambda _: TEAM)
CANARY = Canary("zb0123", "team", ((registration.GET_TEAM, lambda _: TEAM),))


def answered(status: int, code: str = "", text: str = "") -> httpx.Response:
    return httpx.Response(status, json={"code": code} if code else {"text": text})


@pytest.mark.parametrize(
    ("caller", "answer"),
    [
        (NOBODY, answered(401, "K1_UNAUTHENTICATED")),
        (ELSEWHERE, answered(404, "NOT_FOUND")),
        (MEMBER, answered(200, text="zb0123")),
        (TOKEN, answered(200)),
        (NOBODY, httpx.Response(401, html='<p class="govuk-hint" data-code="K1_UNAUTHENTICATED">')),
    ],
    ids=["nobody", "foreign host", "member", "token", "nobody, by a page"],
)
def test_an_answer_as_the_table_says_is_right(caller: Caller, answer: httpx.Response) -> None:
    assert judge(GET_TEAM, caller, answer, [CANARY]) == []


@pytest.mark.parametrize(
    ("caller", "answer", "expected"),
    [
        (NOBODY, answered(200), "401 K1_UNAUTHENTICATED"),
        (ELSEWHERE, answered(403, "K1_FORBIDDEN"), "404 NOT_FOUND"),
        (MEMBER, answered(403, "K1_FORBIDDEN"), "allowed"),
        (MEMBER, answered(404, "NOT_FOUND"), "to be found"),
        (MEMBER, answered(418), "a status of the table"),
        (MEMBER, answered(500, "INTERNAL"), "no 5xx"),
        (NOBODY, httpx.Response(401, html="<p>"), "401 K1_UNAUTHENTICATED"),
    ],
)
def test_another_answer_is_wrong(caller: Caller, answer: httpx.Response, expected: str) -> None:
    wrong = [violation.expected for violation in judge(GET_TEAM, caller, answer, [CANARY])]
    assert wrong == [expected]


def test_what_is_foreign_is_found_in_any_answer() -> None:
    """Also in that of a list which the caller may see; not if the caller itself named it."""
    row = registration.LIST_DIVISIONS
    listed = Call(row.routes[0], row, "/api/v1/divisions", "", lambda _: Target())
    (violation,) = judge(listed, ELSEWHERE, answered(200, text="of zb0123"), [CANARY])
    assert violation.expected == "nothing of: team"
    named = Call(row.routes[0], row, "/api/v1/divisions", "", lambda _: Target(), query={"text": "zb0123"})
    assert judge(named, ELSEWHERE, answered(200, text="of zb0123"), [CANARY]) == []
    again = replace(CANARY, routes=(row.routes[0],))
    assert judge(listed, ELSEWHERE, answered(200, text="of zb0123"), [again]) == []


def test_what_is_foreign_is_found_in_a_spreadsheet() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "of zb0123")
    row = registration.LIST_DIVISIONS
    listed = Call(row.routes[0], row, "/api/v1/divisions", "", lambda _: Target())
    (violation,) = judge(listed, ELSEWHERE, httpx.Response(200, content=content.getvalue()), [CANARY])
    assert violation.expected == "nothing of: team"


def test_what_is_not_published_is_not_for_the_public() -> None:
    row = before_publication(registration.GET_SCHEME_VERSION)
    waiting = Canary("zb4567", "waiting scheme", ((row, lambda _: Target(division="120000")),))
    row = registration.LIST_DIVISIONS
    assert [waiting.is_open_to(caller.actor, row, row.routes[0]) for caller in (NOBODY, ELSEWHERE)] == [False, True]
