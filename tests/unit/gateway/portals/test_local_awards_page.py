"""The page on which a host grants its division's awards (E7): what it offers, what stays, and what it sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NoReturn

import grpc
import pytest
from dasai.registration.v1 import divisions_pb2
from dasai.review.v1 import recommendations_pb2, recommendations_pb2_grpc
from dasai.scoring.v1 import local_awards_pb2, local_awards_pb2_grpc

from chassis.kernel.refusal import refuse
from services.scoring.local_awards import rules
from tests.unit.gateway.running import ALL_ROLES, Gateway

CHOSEN, CASE_OPEN, RANKING_OPEN, OTHER = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(4))
PAGE = "/staff/divisions/110000/local-awards"


class LocalAwards(local_awards_pb2_grpc.LocalAwardsServicer):
    """A servicer of a division's awards that keeps what is granted; it refuses if there is a refusal to make."""

    def __init__(self) -> None:
        self.granted: list[set[tuple[str, str]]] = []
        self.seen: list[set[tuple[str, str]]] = []
        self.refusal: Callable[[], NoReturn] | None = None

    def GetLocalAwards(
        self, request: local_awards_pb2.GetLocalAwardsRequest, context: grpc.ServicerContext
    ) -> local_awards_pb2.DivisionAwards:
        answer = local_awards_pb2.DivisionAwards(division_code=request.division_code)
        for team_id, category, suspended in (
            (CHOSEN, "优秀项目", False),
            (CHOSEN, "往年奖项", False),  # of an earlier version of the scheme
            (CASE_OPEN, "优秀项目", True),
            (RANKING_OPEN, "优秀项目", True),
        ):
            name = f"项目{team_id}"
            answer.awards.add(team_id=team_id, category=category, project_name=name, suspended=suspended)
        return answer

    def GrantLocalAwards(
        self, request: local_awards_pb2.GrantLocalAwardsRequest, context: grpc.ServicerContext
    ) -> local_awards_pb2.DivisionAwards:
        self.seen.append({(grant.team_id, grant.category) for grant in request.seen.grants})
        if self.refusal is not None:
            self.refusal()
        self.granted.append({(grant.team_id, grant.category) for grant in request.grants})
        return local_awards_pb2.DivisionAwards(division_code=request.division_code)


class Recommendations(recommendations_pb2_grpc.RecommendationsServicer):
    """A servicer of the projects of the rankings that count."""

    def ListCandidates(
        self, request: recommendations_pb2.ListCandidatesRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.ListCandidatesResponse:
        answer = recommendations_pb2.ListCandidatesResponse(quota_per_track=2)
        answer.until.FromJsonString("2024-09-30T15:59:59.999Z")
        for rank, team in enumerate((CHOSEN, CASE_OPEN, OTHER), 1):
            answer.candidates.add(team={"team_id": team, "track": "industry", "project_name": f"项目{team}"}, rank=rank)
        return answer


@pytest.fixture
def awards(gateway: Gateway) -> LocalAwards:
    """Serve a division with two awards in its scheme, its ranked projects, and what it granted."""

    def answer(code: str) -> divisions_pb2.Division:
        division = divisions_pb2.Division(code=code, state="DIVISION_STATE_OPEN")
        for category in ("优秀项目", "创新"):
            division.scheme.local_awards.add(category=category, quota=3)
        return division

    servicer = LocalAwards()
    gateway.stop()
    gateway.divisions.answer = answer
    gateway.more.append((local_awards_pb2_grpc.add_LocalAwardsServicer_to_server, servicer))
    gateway.more.append((recommendations_pb2_grpc.add_RecommendationsServicer_to_server, Recommendations()))
    gateway.serve()
    return servicer


def fields_of(page: str) -> tuple[set[tuple[str, str, bool]], set[tuple[str, str]]]:
    """Return team, award and if it is ticked of each choice, and the awards that the form sends along as they are."""
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*name="award-([^"]+)" value="([^"]+)"[^>]*?( checked)?>', page)
    hidden = re.findall(r'<input type="hidden" name="award-([^"]+)" value="([^"]+)">', page)
    return {(team, award, checked != "") for team, award, checked in boxes}, set(hidden)


STAYING = {(CASE_OPEN, "优秀项目"), (RANKING_OPEN, "优秀项目"), (CHOSEN, "往年奖项")}


def seen_by(page: str) -> set[tuple[str, str]]:
    """Return the awards with which the form was shown, as it sends them along."""
    return set(re.findall(r'<input type="hidden" name="seen" value="([^" ]+) ([^"]+)">', page))


def post(gateway: Gateway, grants: set[tuple[str, str]], seen: Iterable[tuple[str, str]] = ()) -> str:
    """Send the form with these grants; return the page or the address that it leads to."""
    form: dict[str, list[str]] = {"seen": [f"{team} {award}" for team, award in seen]}
    for team, award in sorted(grants):
        form.setdefault(f"award-{team}", []).append(award)
    answer = gateway.request("POST", PAGE, headers=ALL_ROLES, data=form)
    return answer.headers.get("location", "") or answer.text


def test_e6_e7_an_award_that_has_no_choice_is_listed_with_the_reason_and_sent_along(
    gateway: Gateway, awards: LocalAwards
) -> None:
    """D1, E6, E7: of a project whose case or ranking is open again, or of a category that the scheme lost: none is dropped."""
    page = gateway.get(PAGE, **ALL_ROLES).text
    choices, staying = fields_of(page)
    assert choices == {
        (CHOSEN, "优秀项目", True),
        (CHOSEN, "创新", False),
        (OTHER, "优秀项目", False),
        (OTHER, "创新", False),
    }
    assert staying == STAYING
    for words in ("资格审查已重新开启", "所在赛道的排名已重新开启", "现行方案已不设该奖项"):
        assert page.count(words) == 1
    sent = {(team, award) for team, award, checked in choices if checked} | staying | {(OTHER, "创新")}
    assert "done=local_awards_granted" in post(gateway, sent)
    assert awards.granted == [sent]


def too_many() -> NoReturn:
    """Refuse a grant for its number."""
    refuse(rules.E7_QUOTA_EXCEEDED, category="创新", quota=1, count=2)


def moved_on() -> NoReturn:
    """Refuse a grant because others are granted by now than the form was shown with."""
    refuse(rules.E7_AWARDS_MOVED_ON)


def test_e7_awards_that_moved_on_are_shown_as_they_are_now_beside_what_was_chosen(
    gateway: Gateway, awards: LocalAwards
) -> None:
    """E7: a form names the awards that it was shown with, also when it is refused for something else; nothing chosen is lost."""
    now, before, chosen = STAYING | {(CHOSEN, "优秀项目")}, {(OTHER, "优秀项目")}, {(OTHER, "创新")}
    assert seen_by(gateway.get(PAGE, **ALL_ROLES).text) == now
    for refusal, shown in ((too_many, before), (moved_on, now)):
        awards.refusal = refusal
        page = post(gateway, chosen | STAYING, before)
        assert (awards.seen.pop(), seen_by(page)) == (before, shown)
        assert {(team, award) for team, award, checked in fields_of(page)[0] if checked} == chosen
    assert "本分赛的奖项在此期间已由他人变更，本次授奖未保存" in page
    english = gateway.request("POST", f"/en{PAGE}", headers=ALL_ROLES, data={f"award-{OTHER}": "创新"}).text
    assert "Somebody else has changed the awards of the division meanwhile" in english
    awards.refusal = None
    assert "done=local_awards_granted" in post(gateway, chosen | STAYING, now)
    assert awards.granted == [chosen | STAYING]


def test_e7_a_refused_form_keeps_what_was_chosen_and_what_stays(gateway: Gateway, awards: LocalAwards) -> None:
    """E7: chosen in the form, not what was granted before; what stays is there once."""
    awards.refusal = too_many
    page = post(gateway, {(OTHER, "创新")} | STAYING)
    assert rules.E7_QUOTA_EXCEEDED.name not in page
    assert "最多1个，当前为2个" in page
    choices, staying = fields_of(page)
    assert {(team, award) for team, award, checked in choices if checked} == {(OTHER, "创新")}
    assert (staying, len(re.findall('type="hidden" name="award-', page)), awards.granted) == (STAYING, 3, [])
