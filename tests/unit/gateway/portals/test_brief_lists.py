"""Pages ask services for what they show and no more: no schemes of divisions, no entries of notices, nobody unnamed."""

from __future__ import annotations

import grpc
import pytest
from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc
from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc, notices_pb2, notices_pb2_grpc
from dasai.review.v1 import cases_pb2, cases_pb2_grpc, desks_pb2, desks_pb2_grpc
from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, sheets_pb2, sheets_pb2_grpc

from tests.unit.gateway.running import ALL_ROLES, Gateway


class Notices(notices_pb2_grpc.NoticesServicer):
    """A servicer of notices that keeps how it was asked, and has one notice in short."""

    def __init__(self) -> None:
        self.listed: list[notices_pb2.ListNoticesRequest] = []
        self.finalists: list[notices_pb2.ListPublishedFinalistsRequest] = []

    def ListNotices(
        self, request: notices_pb2.ListNoticesRequest, context: grpc.ServicerContext
    ) -> notices_pb2.ListNoticesResponse:
        self.listed.append(request)
        answer = notices_pb2.ListNoticesResponse()
        answer.summaries.add(
            notice_id="n1", kind="NOTICE_KIND_FINALISTS", state="NOTICE_STATE_OPEN", title="合成入围公示"
        ).opens_at.FromJsonString("2024-06-20T00:00:00Z")
        return answer

    def ListPublishedFinalists(
        self, request: notices_pb2.ListPublishedFinalistsRequest, context: grpc.ServicerContext
    ) -> notices_pb2.ListPublishedFinalistsResponse:
        self.finalists.append(request)
        first = request.page.page_token == ""
        entry = {"team_name": "合成队", "project_name": "合成项目甲" if first else "合成项目乙", "track": "industry"}
        return notices_pb2.ListPublishedFinalistsResponse(
            finalists=[{"notice_id": "n1", "entry": entry}],
            page={"next_page_token": "second" if first else "", "total": 2},
        )


class Awards(awards_pb2_grpc.AwardsServicer):
    """A servicer of awards that keeps how it was asked, and has one of a project in short."""

    def __init__(self) -> None:
        self.listed: list[awards_pb2.ListAwardsRequest] = []

    def ListAwards(
        self, request: awards_pb2.ListAwardsRequest, context: grpc.ServicerContext
    ) -> awards_pb2.ListAwardsResponse:
        self.listed.append(request)
        answer = awards_pb2.ListAwardsResponse()
        answer.summaries.add(
            award_id="w1",
            track="industry",
            prize_zh="一等奖",
            prize_en="First prize",
            rank=1,
            state="AWARD_STATE_CONFIRMED",
            team_name="合成队",
            project_name="获奖项目",
            organisations=["合成单位"],
        )
        answer.summaries.add(
            award_id="w2",
            prize_zh="优秀组织奖",
            prize_en="Organisation award",
            state="AWARD_STATE_CONFIRMED",
            recipient_name="合成主办单位",
        )
        return answer


@pytest.fixture
def notices(gateway: Gateway) -> Notices:
    """Serve notices beside divisions."""
    servicer = Notices()
    gateway.stop()
    gateway.more.append((notices_pb2_grpc.add_NoticesServicer_to_server, servicer))
    gateway.serve()
    return servicer


@pytest.mark.parametrize("path", ["/", "/divisions", "/divisions?state=open", "/tracks/industry"])
def test_a5_a_page_with_divisions_asks_for_their_summaries(gateway: Gateway, notices: Notices, path: str) -> None:
    """A5: one call, for the summaries of all divisions, without a scheme."""
    answer = gateway.get(path)
    assert answer.status_code == 200
    assert [request.brief for request in gateway.divisions.listed] == [True]


@pytest.mark.parametrize("path", ["/", "/notices", "/notices?kind=finalists"])
def test_h1_a_page_with_notices_asks_for_their_summaries(gateway: Gateway, notices: Notices, path: str) -> None:
    """H1: one call, without texts and entries; what the summary says is shown."""
    answer = gateway.get(path)
    assert answer.status_code == 200
    assert "合成入围公示" in answer.text
    assert [request.brief for request in notices.listed] == [True]


@pytest.fixture
def awards(gateway: Gateway, notices: Notices) -> Awards:
    """Serve awards beside notices and divisions."""
    servicer = Awards()
    gateway.stop()
    gateway.more.append((awards_pb2_grpc.add_AwardsServicer_to_server, servicer))
    gateway.serve()
    return servicer


def test_g2_h1_the_results_page_asks_for_awards_in_short(gateway: Gateway, notices: Notices, awards: Awards) -> None:
    """G2, H1: in one call, of the chosen track alone; no finalist is asked for without a search."""
    for path, track in (("/results", ""), ("/results?track=industry", "industry"), ("/results?track=none", "")):
        answer = gateway.get(path)
        assert answer.status_code == 200
        assert "获奖项目" in answer.text
        assert (awards.listed[-1].brief, awards.listed[-1].track) == (True, track)
    assert (len(awards.listed), notices.finalists) == (3, [])


def test_g2_an_award_of_an_organiser_is_found_by_its_name(gateway: Gateway, notices: Notices, awards: Awards) -> None:
    """G2: as one of a project is by those of the project, its team and their organisations; nothing else is found with it."""
    for text, project, organiser in (("主办", False, True), ("合成单位", True, False), ("合成", True, True)):
        answer = gateway.get(f"/results?q={text}")
        assert answer.status_code == 200
        found = answer.text.partition('id="found"')[2].partition('id="awards"')[0]
        assert [name in found for name in ("获奖项目", "合成主办单位")] == [project, organiser]


def test_f8_a_search_asks_for_a_page_of_what_it_finds(gateway: Gateway, notices: Notices, awards: Awards) -> None:
    """F8: awards on the first page, finalists a page at a time; nothing that the page does not show is asked for."""
    first = gateway.get("/results?q=项目").text.split('id="awards"')[0]
    assert [word in first for word in ("找到3项", "获奖项目", "合成项目甲", "page=second")] == [True] * 4
    assert 'rel="next"' in first
    second = gateway.get("/results?q=项目&page=second").text.split('id="awards"')[0]
    assert [word in second for word in ("找到3项", "合成项目乙", 'rel="prev"')] == [True] * 3
    assert [word in second for word in ("获奖项目", "合成项目甲", 'rel="next"')] == [False] * 3
    asked = [(request.text, request.page.page_size, request.page.page_token) for request in notices.finalists]
    assert asked == [("项目", 30, ""), ("项目", 30, "second")]
    assert notices.listed == []
    assert gateway.get("/results?q=%20").text.count('id="found"') == 0


class Review(cases_pb2_grpc.CasesServicer, desks_pb2_grpc.DesksServicer):
    """A servicer of two cases and of a desk."""

    def GetCase(self, request: cases_pb2.GetCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        case = self._case("reviewer-1")
        case.decisions.add(outcome="OUTCOME_REJECTED", decided_by="reviewer-2")
        return case

    def ListCases(
        self, request: cases_pb2.ListCasesRequest, context: grpc.ServicerContext
    ) -> cases_pb2.ListCasesResponse:
        waiting = cases_pb2.Case(case_id="c2", state="CASE_STATE_WAITING", team={"division_code": "110000"})
        return cases_pb2.ListCasesResponse(cases=[self._case("reviewer-1"), waiting])

    def CountCases(self, request: cases_pb2.CountCasesRequest, context: grpc.ServicerContext) -> cases_pb2.CaseCounts:
        states = (number for number in cases_pb2.CaseState.values() if number)
        return cases_pb2.CaseCounts(counts=[cases_pb2.CaseCount(state=state) for state in states])

    def _case(self, reviewer: str) -> cases_pb2.Case:
        team = {"team_id": "c1", "division_code": "110000", "team_name": "合成队", "project_name": "合成项目"}
        return cases_pb2.Case(case_id="c1", team=team, state="CASE_STATE_ASSIGNED", reviewer_id=reviewer)

    def GetDesk(self, request: desks_pb2.GetDeskRequest, context: grpc.ServicerContext) -> desks_pb2.Desk:
        reviewers = [desks_pb2.Reviewer(account_id=f"reviewer-{number}", organisation_uscc="of") for number in (1, 3)]
        return desks_pb2.Desk(division_code=request.division_code, reviewers=reviewers)


class Scoring(panels_pb2_grpc.PanelsServicer, sheets_pb2_grpc.SheetsServicer):
    """A servicer of a panel with two experts, who have nothing to score."""

    def GetPanel(self, request: panels_pb2.GetPanelRequest, context: grpc.ServicerContext) -> panels_pb2.Panel:
        experts = [panels_pb2.Expert(account_id=f"expert-{number}") for number in (1, 2)]
        return panels_pb2.Panel(panel_id=request.panel_id, experts=experts)

    def GetScoringProgress(
        self, request: sheets_pb2.GetScoringProgressRequest, context: grpc.ServicerContext
    ) -> sheets_pb2.ScoringProgress:
        return sheets_pb2.ScoringProgress()


class Accounts(accounts_pb2_grpc.AccountsServicer):
    """A servicer of accounts that keeps how it was asked, and names everybody by the account."""

    def __init__(self) -> None:
        self.listed: list[accounts_pb2.ListAccountsRequest] = []

    def ListAccounts(
        self, request: accounts_pb2.ListAccountsRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ListAccountsResponse:
        self.listed.append(request)
        accounts = [accounts_pb2.Account(account_id=name, name=f"合成{name}") for name in request.account_ids]
        return accounts_pb2.ListAccountsResponse(accounts=accounts)


@pytest.fixture
def accounts(gateway: Gateway) -> Accounts:
    """Serve accounts, review and scoring beside divisions."""
    servicer, review, scoring = Accounts(), Review(), Scoring()
    gateway.stop()
    gateway.more += [
        (accounts_pb2_grpc.add_AccountsServicer_to_server, servicer),
        (cases_pb2_grpc.add_CasesServicer_to_server, review),
        (desks_pb2_grpc.add_DesksServicer_to_server, review),
        (panels_pb2_grpc.add_PanelsServicer_to_server, scoring),
        (sheets_pb2_grpc.add_SheetsServicer_to_server, scoring),
    ]
    gateway.serve()
    return servicer


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/staff/cases", ["reviewer-1"]),
        ("/staff/cases?division=110000", ["reviewer-1"]),
        ("/staff/cases/c1", ["reviewer-1", "reviewer-2"]),
        ("/staff/cases/c1/reviewer", ["reviewer-3"]),
        ("/staff/divisions/110000/desk", ["reviewer-1", "reviewer-3"]),
        ("/staff/divisions/110000/desk/reviewers/reviewer-3/removal", ["reviewer-3"]),
        ("/staff/panels/division-110000", ["expert-1", "expert-2"]),
        ("/staff/panels/division-110000/removal?account_id=expert-2", ["expert-2"]),
    ],
)
def test_k1_a_page_asks_for_the_accounts_that_it_names(
    gateway: Gateway, accounts: Accounts, path: str, named: list[str]
) -> None:
    """K1: in one call, by their identifiers; each is named on the page."""
    answer = gateway.get(path, **ALL_ROLES)
    assert answer.status_code == 200
    assert [sorted(request.account_ids) for request in accounts.listed] == [named]
    for name in named:
        assert f"合成{name}" in answer.text
