"""What registration says of a team that is not registered yet: asked for before the last look, with what is missing."""

from __future__ import annotations

import re
from typing import NoReturn

import grpc
import pytest
from dasai.registration.v1 import divisions_pb2, teams_pb2, teams_pb2_grpc

from chassis.edition.current import edition
from chassis.kernel.refusal import Code, FieldFault, Kind, refuse
from gateway.auth.cookies import SESSION
from tests.unit.gateway.running import Gateway

NOT_DECLARED = Code("B10_NOT_DECLARED_TRUE", Kind.INVALID, "请承诺。", "Declare it.")
WRONG = Code("B1_USCC_INVALID", Kind.INVALID, "不符合校验规则。", "Not valid.")
HEADERS = {"accept": "text/html", "sec-fetch-site": "same-origin", "cookie": f"{SESSION}=all-roles"}
NUMBER = "110199199001010019"


class Teams(teams_pb2_grpc.TeamsServicer):
    """A servicer that refuses each team, by its lead's code or because it is not declared true, and keeps what it was asked."""

    def __init__(self) -> None:
        self.judged: list[teams_pb2.RegisterTeamRequest] = []

    def RegisterTeam(self, request: teams_pb2.RegisterTeamRequest, context: grpc.ServicerContext) -> NoReturn:
        self.judged.append(request)
        if request.lead.uscc == "wrong":
            refuse(WRONG, faults=[FieldFault("lead.uscc", WRONG.zh, WRONG.en)])
        if request.lead.uscc == "wrong-person":
            faults = [
                FieldFault("representatives[1].identity_number", "证件号码不正确，请核对。", "The number is wrong.")
            ]
            refuse(WRONG, faults=faults)
        refuse(NOT_DECLARED)


@pytest.fixture
def teams(gateway: Gateway) -> Teams:
    """Serve teams beside an open division."""
    servicer = Teams()
    gateway.stop()
    gateway.more.append((teams_pb2_grpc.add_TeamsServicer_to_server, servicer))
    gateway.serve()
    return servicer


def looked_at(gateway: Gateway, **changes: str) -> str:
    """Return the page after the button for the last look."""
    track = edition().tracks[0]
    topic = track.open_topics[0].id
    division = divisions_pb2.Division(code="110000", state=divisions_pb2.DIVISION_STATE_OPEN)
    division.scheme.tracks.add(track=track.code).topics.add(topic_id=topic)
    gateway.divisions.answer = lambda _: division
    form = {
        "act": "look",
        "division": "110000",
        "topic": topic,
        "project_name": "数据平台",
        "team_name": "合成队",
        "lead-uscc": "U1",
        "lead-name": "牵头",
        "lead-kind": "enterprise",
        "person-0-name": "甲",
        "person-0-kind": "resident",
        "person-0-number": NUMBER,
        "identity_consent": "2024-1",
        "declared_true": "yes",
    }
    return gateway.request("POST", "/teams/new", headers=HEADERS, data=form | changes).text


def errors(page: str) -> list[str]:
    """Return the fields that the summary of errors leads to."""
    summary = page.partition('class="govuk-error-summary')[2].partition("</ul>")[0]
    return re.findall(r'href="#([^"]+)"', summary)


def test_b1_b10_what_is_wrong_is_told_with_what_is_missing_and_nobody_is_registered(
    gateway: Gateway, teams: Teams
) -> None:
    """B1, B10: a wrong code beside an empty name, at once; the team that is judged is not declared true."""
    page = looked_at(gateway, team_name=" ", **{"lead-uscc": "wrong", "lead-kind": ""})
    assert errors(page) == ["team_name", "lead-uscc", "lead-kind"]
    (judged,) = teams.judged
    assert (judged.declared_true, judged.representatives[0].identity_number) == (False, NUMBER)
    assert NUMBER not in page


def test_b1_a_team_with_a_wrong_code_is_not_shown_for_a_last_look(gateway: Gateway, teams: Teams) -> None:
    """B1: refuse it at its field; show a team of which registration refuses nothing but that it is not declared true yet."""
    assert errors(looked_at(gateway, **{"lead-uscc": "wrong"})) == ["lead-uscc"]
    assert errors(looked_at(gateway, declared_true="")) == ["declared_true"]
    page = looked_at(gateway)
    assert (errors(page), "核对报名信息" in page, NUMBER in page) == ([], True, False)
    assert [judged.declared_true for judged in teams.judged] == [False] * 3


def test_b5_a_form_with_several_representatives_says_whose_number_is_wrong(gateway: Gateway, teams: Teams) -> None:
    """B5, K5: beside the name that another one lacks; a refusal by itself speaks of the field alone."""
    second = {"person-1-name": "乙", "person-1-kind": "resident", "person-1-number": NUMBER}
    page = looked_at(gateway, **second, **{"lead-uscc": "wrong-person", "person-0-name": ""})
    assert errors(page) == ["person-0-name", "person-1-number"]
    for words in ("请填写第1位参赛代表的姓名。", "第2位参赛代表：证件号码不正确，请核对。"):
        assert page.count(words) == 2  # in the summary and at the field
