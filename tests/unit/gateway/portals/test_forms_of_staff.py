"""Forms of staff that are refused: what was chosen and typed is still there, and all that is wrong is told at once."""

from __future__ import annotations

import re

import grpc
import httpx
import pytest
from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc, invitations_pb2, invitations_pb2_grpc
from dasai.publicity.v1 import (
    awards_pb2,
    awards_pb2_grpc,
    notices_pb2,
    notices_pb2_grpc,
    objections_pb2,
    objections_pb2_grpc,
)
from dasai.registration.v1 import activities_pb2, activities_pb2_grpc, divisions_pb2, names_pb2, names_pb2_grpc
from dasai.review.v1 import (
    cases_pb2,
    cases_pb2_grpc,
    desks_pb2,
    desks_pb2_grpc,
    national_check_pb2,
    national_check_pb2_grpc,
    recommendations_pb2,
    recommendations_pb2_grpc,
)
from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, sheets_pb2, sheets_pb2_grpc

from chassis.context import current
from chassis.edition.current import edition
from chassis.kernel.refusal import Code, FieldFault, Kind, refuse
from chassis.refusals import FIELDS_INVALID, NOT_FOUND, UNAVAILABLE
from services.registration.activities.rules import A6_CHANGED_MEANWHILE
from services.review.recommendations.rules import F1_FILED_MEANWHILE
from tests.unit.gateway.running import ALL_ROLES, Gateway

FILED_AT = "2024-06-02T00:00:00Z"
K1_ROLES_MOVED_ON = Code("K1_ROLES_MOVED_ON", Kind.CONFLICT, "角色已由他人变更。", "The roles moved on.")


class Objections(objections_pb2_grpc.ObjectionsServicer):
    """A servicer with two pages of objections that wait, each of one."""

    def ListObjections(
        self, request: objections_pb2.ListObjectionsRequest, context: grpc.ServicerContext
    ) -> objections_pb2.ListObjectionsResponse:
        token = request.page.page_token
        name = "on-the-second" if token else "on-the-first"
        objection = {"objection_id": name, "state": "OBJECTION_STATE_FILED", "text": "合成异议"}
        page = {"next_page_token": "" if token else "second"}
        return objections_pb2.ListObjectionsResponse(objections=[objection], page=page)

    def GetObjection(
        self, request: objections_pb2.GetObjectionRequest, context: grpc.ServicerContext
    ) -> objections_pb2.Objection:
        return objections_pb2.Objection(
            objection_id=request.objection_id, notice_id="n1", team_id="t1", state="OBJECTION_STATE_FILED"
        )


class Notices(notices_pb2_grpc.NoticesServicer):
    """A servicer of a notice without entries."""

    def GetNotice(self, request: notices_pb2.GetNoticeRequest, context: grpc.ServicerContext) -> notices_pb2.Notice:
        return notices_pb2.Notice(notice_id=request.notice_id)


class NationalCheck(national_check_pb2_grpc.NationalCheckServicer):
    """A servicer of a hit that is open; nothing else is answered."""

    def GetHit(
        self, request: national_check_pb2.GetHitRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.HitDetails:
        teams = [{"team_id": name, "division_code": "110000", "project_name": f"合成项目{name}"} for name in ("a", "b")]
        hit = {"hit_id": "h1", "kind": "project_name", "teams": teams, "likeness": "1", "state": "HIT_STATE_OPEN"}
        return national_check_pb2.HitDetails(hit=hit)


class Recommendations(recommendations_pb2_grpc.RecommendationsServicer):
    """A servicer of a recommendation with a lost place, whose recommender was notified."""

    def GetRecommendation(
        self, request: recommendations_pb2.GetRecommendationRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        answer = recommendations_pb2.Recommendation(division_code=request.division_code, report="已报送的分赛情况")
        answer.filed_at.FromJsonString(FILED_AT)
        entry = answer.entries.add(team={"team_id": "lost", "track": "industry", "project_name": "失去名额的项目"})
        entry.lost_at.FromJsonString("2024-06-01T00:00:00Z")
        entry.notice.until.FromJsonString("2024-06-20T00:00:00Z")
        return answer

    def FileRecommendation(
        self, request: recommendations_pb2.FileRecommendationRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        if request.seen.filed_at.ToJsonString() != FILED_AT:
            refuse(F1_FILED_MEANWHILE)
        refuse(FIELDS_INVALID, faults=[FieldFault("report", "不符合要求。", "Not right.")])

    def ListCandidates(
        self, request: recommendations_pb2.ListCandidatesRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.ListCandidatesResponse:
        answer = recommendations_pb2.ListCandidatesResponse(quota_per_track=2)
        answer.until.FromJsonString("2024-09-30T15:59:59.999Z")
        for rank, team in enumerate(("lost", "second", "third"), 1):
            answer.candidates.add(team={"team_id": team, "track": "industry"}, rank=rank, score="90")
        return answer


class Cases(cases_pb2_grpc.CasesServicer):
    """A servicer of a case of the reader, in which no decision is possible."""

    def GetCase(self, request: cases_pb2.GetCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        team = {"team_id": "c1", "division_code": "110000", "team_name": "合成队", "project_name": "合成项目"}
        return cases_pb2.Case(case_id="c1", team=team, state="CASE_STATE_ASSIGNED", reviewer_id="somebody")

    def ListCases(
        self, request: cases_pb2.ListCasesRequest, context: grpc.ServicerContext
    ) -> cases_pb2.ListCasesResponse:
        return cases_pb2.ListCasesResponse()

    def CountCases(self, request: cases_pb2.CountCasesRequest, context: grpc.ServicerContext) -> cases_pb2.CaseCounts:
        states = (number for number in cases_pb2.CaseState.values() if number)
        return cases_pb2.CaseCounts(counts=[cases_pb2.CaseCount(state=state) for state in states])

    def DecideCase(self, request: cases_pb2.DecideCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        faults = [FieldFault("outcome", "不能作出该决定。", "Not possible.")]
        if not request.reason.strip():
            faults.append(FieldFault("reason", "须有理由。", "A reason."))
        refuse(FIELDS_INVALID, faults=faults)


class Activities(activities_pb2_grpc.ActivitiesServicer):
    """A servicer of an activity, of which no change is accepted."""

    def GetActivity(
        self, request: activities_pb2.GetActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        facts = {"kind": "ACTIVITY_KIND_TOPIC_BRIEFING", "title": "合成宣讲会", "capacity": 2}
        activity = activities_pb2.Activity(
            activity_id="1", division_code="110000", state="ACTIVITY_STATE_PUBLISHED", edition=3
        )
        activity.facts.MergeFrom(activities_pb2.ActivityFacts(**facts))
        activity.facts.begins.FromJsonString("2024-06-20T01:00:00Z")
        return activity

    def ChangeActivity(
        self, request: activities_pb2.ChangeActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        if request.seen.edition != 3:
            refuse(A6_CHANGED_MEANWHILE)
        faults = [FieldFault("capacity", "名额只能增加。", "No fewer places.")]
        if not request.reason.strip():
            faults.append(FieldFault("reason", "须有原因。", "A reason."))
        refuse(FIELDS_INVALID, faults=faults)


class Sheets(sheets_pb2_grpc.SheetsServicer):
    """A servicer of a sheet with three criteria, of which scoring has closed; no score above ten is right."""

    def __init__(self) -> None:
        self.saved: list[sheets_pb2.SaveSheetRequest] = []

    def GetSheet(self, request: sheets_pb2.GetSheetRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        rubric = [{"id": name, "name": f"评分项{name}", "weight": "0.5"} for name in ("a", "b", "c")]
        sheet = sheets_pb2.Sheet(sheet_id="s1", round_id="division-110000-industry", rubric=rubric, scale="10")
        sheet.state, sheet.project_name, sheet.reason = sheets_pb2.SHEET_STATE_DRAFT, "合成项目", "草稿中的逾期理由"
        sheet.scoring_closes.FromJsonString("2024-06-09T15:59:59.999Z")
        return sheet

    def ListSheets(
        self, request: sheets_pb2.ListSheetsRequest, context: grpc.ServicerContext
    ) -> sheets_pb2.ListSheetsResponse:
        return sheets_pb2.ListSheetsResponse(page={"total": 1})

    def SaveSheet(self, request: sheets_pb2.SaveSheetRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        faults = [
            FieldFault(f"scores[{place}].{'score' if score.criterion_id else 'criterion_id'}", "不对。", "Wrong.")
            for place, score in enumerate(request.scores)
            if not score.criterion_id or score.score > "10"
        ]
        if faults:
            refuse(FIELDS_INVALID, faults=faults)
        self.saved.append(request)
        return sheets_pb2.Sheet(sheet_id="s1")


class Invitations(invitations_pb2_grpc.InvitationsServicer):
    """A servicer that refuses each invitation as accounts does: for a wrong code, and without a role.

    It is away when a file is imported, and keeps the keys of those calls.
    """

    def __init__(self) -> None:
        self.keys: list[str] = []

    def ImportInvitations(
        self, request: invitations_pb2.ImportInvitationsRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.ImportInvitationsResponse:
        if not request.dry_run:
            self.keys.append(current().idempotency_key)
            refuse(UNAVAILABLE)
        return invitations_pb2.ImportInvitationsResponse(lines=1)

    def Invite(
        self, request: invitations_pb2.InviteRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.InviteResponse:
        assert not request.roles
        faults = [FieldFault("organisation_uscc", "有误。", "Wrong."), FieldFault("roles", "须有角色。", "A role.")]
        refuse(FIELDS_INVALID, faults=faults)


class Names(names_pb2_grpc.NamesServicer):
    """A servicer that is away when a word list is imported, and keeps the keys of those calls."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def ImportWordList(
        self, request: names_pb2.ImportWordListRequest, context: grpc.ServicerContext
    ) -> names_pb2.ImportWordListResponse:
        if not request.dry_run:
            self.keys.append(current().idempotency_key)
            refuse(UNAVAILABLE)
        return names_pb2.ImportWordListResponse(replaced=True, list={"versions": [{"words": 1}]})


class Awards(awards_pb2_grpc.AwardsServicer):
    """A servicer that announces nothing, for the places that are to be left vacant."""

    def AnnounceWinners(
        self, request: awards_pb2.AnnounceWinnersRequest, context: grpc.ServicerContext
    ) -> awards_pb2.AnnounceWinnersResponse:
        wrong = {"places": lambda each: not 1 <= each.places <= 3, "reason": lambda each: not each.reason}
        faults = [
            FieldFault(f"vacant[{place}].{field}", "不对。", "Wrong.")
            for place, each in enumerate(request.vacant)
            for field, is_wrong in wrong.items()
            if is_wrong(each)
        ]
        refuse(FIELDS_INVALID, faults=faults)


class Staff(
    accounts_pb2_grpc.AccountsServicer,
    desks_pb2_grpc.DesksServicer,
    panels_pb2_grpc.PanelsServicer,
):
    """A servicer of two accounts that are appointed nowhere, of a desk and of a panel, empty at first.

    Each change of roles is refused, because others hold than it names, or else for its reason.
    """

    has_desk = True

    def __init__(self) -> None:
        self.members: list[str] = []
        self.keys: list[str] = []
        self.changed: list[desks_pb2.AppointReviewersRequest | panels_pb2.AppointExpertsRequest] = []

    def AppointReviewers(
        self, request: desks_pb2.AppointReviewersRequest, context: grpc.ServicerContext
    ) -> desks_pb2.Desk:
        self.changed.append(request)
        self.keys.append(current().idempotency_key)
        return desks_pb2.Desk()

    def AppointExperts(
        self, request: panels_pb2.AppointExpertsRequest, context: grpc.ServicerContext
    ) -> panels_pb2.Panel:
        self.changed.append(request)
        self.keys.append(current().idempotency_key)
        return panels_pb2.Panel()

    def GetAccount(
        self, request: accounts_pb2.GetAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        roles = [{"role": "ROLE_EXPERT"}, {"role": "ROLE_REVIEWER", "division": "110000"}]
        return accounts_pb2.Account(account_id=request.account_id, roles=roles, state="ACCOUNT_STATE_ACTIVE")

    def ChangeRoles(
        self, request: accounts_pb2.ChangeRolesRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        held = self.GetAccount(accounts_pb2.GetAccountRequest(), context).roles
        if request.HasField("seen") and request.seen.roles != held:
            refuse(K1_ROLES_MOVED_ON)
        refuse(FIELDS_INVALID, faults=[FieldFault("reason", "不符合要求。", "Not right.")])

    def ListAccounts(
        self, request: accounts_pb2.ListAccountsRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ListAccountsResponse:
        roles = [{"role": f"ROLE_{role}", "division": "110000"} for role in ("REVIEWER", "EXPERT")]
        accounts = [
            {"account_id": name, "name": name, "roles": roles, "state": "ACCOUNT_STATE_ACTIVE"}
            for name in ("first", "second")
            if name in request.account_ids or (not request.account_ids and name.startswith(request.text))
        ]
        return accounts_pb2.ListAccountsResponse(accounts=accounts)

    def GetDesk(self, request: desks_pb2.GetDeskRequest, context: grpc.ServicerContext) -> desks_pb2.Desk:
        if not self.has_desk:
            refuse(NOT_FOUND, what="desk")
        reviewers = [{"account_id": name} for name in self.members]
        return desks_pb2.Desk(division_code=request.division_code, reviewers=reviewers)

    def GetPanel(self, request: panels_pb2.GetPanelRequest, context: grpc.ServicerContext) -> panels_pb2.Panel:
        experts = [{"account_id": name} for name in self.members]
        return panels_pb2.Panel(panel_id=request.panel_id, experts=experts)


@pytest.fixture
def sheets() -> Sheets:
    """Return the servicer of a sheet."""
    return Sheets()


@pytest.fixture
def staff() -> Staff:
    """Return the servicer of accounts, a desk and a panel."""
    return Staff()


@pytest.fixture
def invitations() -> Invitations:
    """Return the servicer of invitations."""
    return Invitations()


@pytest.fixture
def names() -> Names:
    """Return the servicer of word lists."""
    return Names()


@pytest.fixture
def staffed(gateway: Gateway, sheets: Sheets, staff: Staff, invitations: Invitations, names: Names) -> Gateway:
    """Serve what staff work on beside divisions."""
    gateway.stop()
    gateway.more += [
        (accounts_pb2_grpc.add_AccountsServicer_to_server, staff),
        (desks_pb2_grpc.add_DesksServicer_to_server, staff),
        (panels_pb2_grpc.add_PanelsServicer_to_server, staff),
        (objections_pb2_grpc.add_ObjectionsServicer_to_server, Objections()),
        (notices_pb2_grpc.add_NoticesServicer_to_server, Notices()),
        (national_check_pb2_grpc.add_NationalCheckServicer_to_server, NationalCheck()),
        (recommendations_pb2_grpc.add_RecommendationsServicer_to_server, Recommendations()),
        (cases_pb2_grpc.add_CasesServicer_to_server, Cases()),
        (activities_pb2_grpc.add_ActivitiesServicer_to_server, Activities()),
        (sheets_pb2_grpc.add_SheetsServicer_to_server, sheets),
        (invitations_pb2_grpc.add_InvitationsServicer_to_server, invitations),
        (names_pb2_grpc.add_NamesServicer_to_server, names),
        (awards_pb2_grpc.add_AwardsServicer_to_server, Awards()),
    ]
    gateway.serve()
    return gateway


def _sent(gateway: Gateway, path: str, form: dict[str, str]) -> httpx.Response:
    return gateway.request("POST", path, headers=ALL_ROLES, data=form)


def test_f8_objections_that_were_chosen_on_a_further_page_stay_chosen(staffed: Gateway) -> None:
    """F8: with a reason that is too long nothing is set aside, and the page of the list from which it was chosen comes again."""
    path = "/staff/objections"
    shown = staffed.get(f"{path}?state=filed&page=second", **ALL_ROLES).text
    held = dict(re.findall(r'type="hidden" name="(state|page)" value="([^"]*)"', shown))
    assert held == {"state": "filed", "page": "second"}
    form = {**held, "objection_ids": "on-the-second", "reason": "x" * 20_001}
    refused = _sent(staffed, f"{path}/dismissals", form)
    assert refused.status_code == 422
    assert re.search(r'value="on-the-second"[^>]* checked', refused.text)
    assert ("on-the-first" in refused.text, "x" * 20_001 in refused.text) == (False, True)


def test_f6_a_substitute_that_was_refused_stays_chosen(staffed: Gateway) -> None:
    """F6: here by its identifier, which is none; and the report that was filed is still in the form that files the list again."""
    path = "/staff/divisions/110000/recommendation"
    form = {"lost_team_id": "lost", "substitute-lost": "third"}
    refused = _sent(staffed, f"{path}/substitution", form)
    assert refused.status_code == 422
    assert re.search(r'<option value="third"[^>]* selected', refused.text)
    assert re.search(r'<textarea[^>]* name="report"[^>]*>\s*已报送的分赛情况', refused.text)


def _errors(answer: httpx.Response) -> list[str]:
    """Return the fields to which the summary of errors leads."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', answer.text, re.DOTALL)
    assert summary is not None
    return re.findall(r'href="#([\w-]+)"', summary[1])


def test_f5_teams_that_are_chosen_although_the_hit_is_dismissed_are_not_passed_over(staffed: Gateway) -> None:
    """F5: no settlement can be taken back; what was chosen is shown again, and what else is missing is told with it."""
    form = {"confirmed": "no", "disqualified_team_ids": "b", "reason": " "}
    refused = _sent(staffed, "/staff/national-check/hits/h1", form)
    assert (refused.status_code, _errors(refused)) == (422, ["disqualified_team_ids", "reason"])
    assert ("须取消团队资格的，请选择“确认重复”" in refused.text, "请写明理由。" in refused.text) == (True, True)
    assert re.findall(r'name="disqualified_team_ids"[^>]* value="(\w)"[^>]* checked', refused.text) == ["b"]


def test_f8_what_only_an_objection_that_is_upheld_has_is_not_passed_over(staffed: Gateway) -> None:
    """F8: an objection is settled once; whoever filled in the rule and the hearing may have meant to uphold it."""
    form = {"outcome": "dismissed", "rule": "B10_FALSE_DECLARATION", "code": "X1", "hearing": "已听取意见。"}
    refused = _sent(staffed, "/staff/objections/o1/settlement", form)
    assert (refused.status_code, _errors(refused)) == (422, ["rule", "code", "hearing", "reason"])
    assert ("已听取意见。" in refused.text, "处理结果为不成立的" in refused.text) == (True, True)


JUDGED = {"compliance": "yes", "authenticity": "yes", "lawfulness": "yes", "outcome": "rejected"}


def test_d1_d4_an_impossible_outcome_and_no_reason_are_told_at_once(staffed: Gateway) -> None:
    """D1, D4: the page asks for the reason in its own words, and says what else the service refuses."""
    refused = _sent(staffed, "/staff/cases/c1/decision", {**JUDGED, "submission_number": "1"})
    assert (refused.status_code, _errors(refused)) == (422, ["outcome", "reason"])
    assert ("请写明理由。" in refused.text, "须有理由。" in refused.text) == (True, False)


@pytest.mark.parametrize(
    ("closes", "errors"), [("2024-06-09", ["outcome", "reason", "late_reason"]), ("2024-06-11", ["outcome", "reason"])]
)
def test_a5_a_late_decision_is_asked_for_both_reasons_at_once(staffed: Gateway, closes: str, errors: list[str]) -> None:
    """A5: also if nothing is chosen yet; one in time is asked for no reason of a delay."""

    def answer(code: str) -> divisions_pb2.Division:
        division = divisions_pb2.Division(code=code, state="DIVISION_STATE_OPEN")
        division.scheme.review_closes.FromJsonString(f"{closes}T15:59:59.999Z")
        return division

    staffed.divisions.answer = answer
    refused = _sent(staffed, "/staff/cases/c1/decision", {**JUDGED, "outcome": "", "submission_number": "1"})
    assert (refused.status_code, _errors(refused)) == (422, errors)


FACTS = {
    "kind": "topic_briefing",
    "title": "合成宣讲会",
    "place": "合成会议中心",
    "begins": "2024-06-20T09:00",
    "ends": "2024-06-20T11:00",
    "sign_up_closes": "2024-06-19T18:00",
    "capacity": "1",
}


@pytest.mark.parametrize(("changed", "errors"), [({}, ["capacity", "reason"]), ({"title": ""}, ["title", "reason"])])
def test_a6_a_change_without_a_reason_is_told_what_else_is_wrong(
    staffed: Gateway, changed: dict[str, str], errors: list[str]
) -> None:
    """A6: what the service refuses of the activity, and what of it was left empty."""
    refused = _sent(staffed, "/staff/activities/1/change", {**FACTS, **changed, "seen": "3", "reason": " "})
    assert (refused.status_code, _errors(refused)) == (422, errors)


def test_e3_all_that_a_late_sheet_lacks_is_told_at_once(staffed: Gateway, sheets: Sheets) -> None:
    """E3: a wrong score, one that is missing beside its comment, one that is missing, and the reason; nothing is saved."""
    form = {"score-a": "99", "comment-b": "尚待核对", "act": "submit"}
    refused = _sent(staffed, "/staff/sheets/s1", form)
    assert (refused.status_code, _errors(refused)) == (422, ["score-a", "score-b", "score-c", "reason"])
    assert sheets.saved == []


def test_e3_the_reason_that_a_draft_has_is_shown_again(staffed: Gateway, sheets: Sheets) -> None:
    """E3: also a comment without its score is saved with the draft."""
    shown = staffed.get("/staff/sheets/s1", **ALL_ROLES).text
    assert re.search(r'<textarea[^>]* name="reason"[^>]*>\s*草稿中的逾期理由', shown)
    saved = _sent(staffed, "/staff/sheets/s1", {"comment-b": "尚待核对", "reason": "理由", "act": "save"})
    assert saved.status_code == 303
    assert [[(score.criterion_id, score.score) for score in each.scores] for each in sheets.saved] == [[("b", "")]]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/staff/divisions/110000/desk/appointment", "account_ids"),
        ("/staff/panels/division-110000/appointment", "account_id"),
    ],
)
def test_d2_e1_who_was_chosen_stays_chosen_while_others_are_searched(staffed: Gateway, path: str, name: str) -> None:
    """D2, E1: those found are offered beside, and a search that finds nobody says so; nobody is offered twice."""
    for text, offered, words in (
        ("second", ["first", "second"], False),
        ("first", ["first"], False),
        ("x", ["first"], True),
    ):
        shown = _sent(staffed, path, {name: "first", "text": text, "act": "search"})
        boxes = re.findall(rf'name="{name}"[^>]* value="(\w+)"([^>]*)>', shown.text)
        assert [value for value, _ in boxes] == offered
        assert [value for value, more in boxes if "checked" in more] == ["first"]
        assert ("以此开头" in shown.text or "没有可任命的专家" in shown.text) == words


def test_k1_roles_that_moved_on_are_shown_as_they_are_now(staffed: Gateway) -> None:
    """K1: a form from before names the roles that it was shown with; what was typed stays, no role is granted again by it."""
    path = "/staff/accounts/a1/roles"

    def state_of(page: str) -> tuple[list[str], list[str]]:
        kept = re.findall(r'name="kept"[^>]* value="([^"]*)"[^>]* checked', page)
        return re.findall(r'name="seen" value="([^"]*)"', page), kept

    now = (["expert: reviewer:110000"], ["expert:", "reviewer:110000"])
    assert state_of(staffed.get(path, **ALL_ROLES).text) == now
    form = {"kept": "expert:", "role": "reviewer", "division": "110000", "reason": "调整分工。"}
    for seen in ("", "expert: host:110000"):
        old = _sent(staffed, path, {**form, "seen": seen})
        assert (old.status_code, state_of(old.text)) == (409, now)
        assert ("已由他人变更" in old.text, "调整分工。" in old.text) == (True, True)
    refused = _sent(staffed, path, {**form, "seen": now[0][0]})
    assert (refused.status_code, _errors(refused)) == (422, ["reason"])
    assert state_of(refused.text) == (now[0], ["expert:"])


TEAM = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("path", "form", "current", "words"),
    [
        (
            "/staff/divisions/110000/recommendation",
            {"team_ids": TEAM, "report": "重新撰写的分赛情况"},
            FILED_AT,
            "推荐名单在此期间已由他人报送",
        ),
        ("/staff/activities/1/change", {**FACTS, "reason": "重新撰写的原因"}, "3", "该活动在此期间已由他人变更"),
    ],
    ids=["recommendation", "activity"],
)
def test_f1_a6_what_a_colleague_changed_meanwhile_is_not_overwritten(
    staffed: Gateway, path: str, form: dict[str, str], current: str, words: str
) -> None:
    """F1, A6: a form says what it was shown with; after a refusal what was typed is there, and it says what holds by now."""

    def seen_by(page: str) -> list[str]:
        return re.findall(r'name="seen" value="([^"]*)"', page)

    shown = staffed.get(path, **ALL_ROLES).text
    assert seen_by(shown) == [current]
    for old in ("", "2" if current == "3" else "2024-06-01T00:00:00Z"):
        refused = _sent(staffed, path, {**form, "seen": old})
        assert (refused.status_code, seen_by(refused.text)) == (409, [current])
        assert (words in refused.text, "重新撰写的" in refused.text) == (True, True)
    refused = _sent(staffed, path, {**form, "seen": current})
    assert (refused.status_code, seen_by(refused.text), words in refused.text) == (422, [current], False)


def test_k1_an_invitation_without_a_role_is_told_what_else_is_wrong(staffed: Gateway) -> None:
    """K1: what the API's body refuses of it, here a name that is too long, and what the service does; nobody is invited."""
    form = {"role": "", "name": "名" * 61, "organisation_uscc": "wrong"}
    refused = _sent(staffed, "/staff/invitations/new", form)
    assert (refused.status_code, _errors(refused)) == (422, ["role", "name", "organisation_uscc"])
    assert "请选择" in refused.text


def test_g2_all_that_is_wrong_with_vacant_places_is_told_at_once(staffed: Gateway) -> None:
    """G2: what is no number, or an impossible one, beside the reason that another prize lacks."""
    first, second = edition().prizes.per_track[:2]
    fields = [f"vacant-{edition().tracks[0].code}-{prize.id}" for prize in (first, second)]
    for typed in ("两个", "9" * 20):
        form = {fields[0]: typed, f"{fields[0]}-reason": "未达到要求。", fields[1]: "1", "act": "look"}
        refused = _sent(staffed, "/staff/awards/announcement", form)
        assert (refused.status_code, _errors(refused)) == (422, [fields[0], f"{fields[1]}-reason"])
        assert typed in refused.text
    # beside a statement that the API's body refuses
    form = {"statement": "获奖\u200b名单", fields[1]: "1", f"{fields[1]}-reason": "", "act": "look"}
    refused = _sent(staffed, "/staff/awards/announcement", form)
    assert (refused.status_code, _errors(refused)) == (422, ["statement", f"{fields[1]}-reason"])


def test_d2_e1_an_appointment_says_who_was_seen(staffed: Gateway, staff: Staff) -> None:
    """D2, E1: so that whoever is appointed meanwhile stays; what is sent again is the same though the desk has changed."""
    desk, panel = "/staff/divisions/110000/desk", "/staff/panels/division-110000/appointment"

    def sent(path: str, **form: str) -> tuple[list[str], list[str]]:
        assert _sent(staffed, path, form).status_code == 303
        request = staff.changed.pop()
        named = request.reviewers if isinstance(request, desks_pb2.AppointReviewersRequest) else request.experts
        return [each.account_id for each in named], list(request.seen.account_ids)

    for members in (["second"], ["second", "first"]):
        staff.members = members
        assert sent(f"{desk}/appointment", account_ids="first", act="appoint") == (["second", "first"], ["second"])
        assert sent(panel, account_id="first", act="appoint") == (["second", "first"], ["second"])
    staff.keys.clear()
    for members in (["first", "second"], ["second"]):
        staff.members = members
        removal = f"{desk}/reviewers/first/removal"
        assert sent(removal, key="of-the-form") == (["second"], ["second", "first"])
    assert sent(removal, key="of-another-form") == (["second"], ["second", "first"])
    first, again, other = staff.keys
    assert (first == again, first == other) == (True, False)


@pytest.mark.parametrize("path", ["", "/appointment"])
def test_d2_a_desk_is_shown_before_review_knows_it(staffed: Gateway, staff: Staff, path: str) -> None:
    """D2: a host appoints reviewers before its scheme is published too: its home leads there from the beginning."""
    staff.has_desk = False
    shown = staffed.get(f"/staff/divisions/110000/desk{path}", **ALL_ROLES)
    assert shown.status_code == 200
    assert path == "" or 'value="second"' in shown.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/staff/invitations/import", {}),
        ("/staff/imports/word-lists", {"name": "合成词表", "as_of": "2024-06-01", "source": "合成来源"}),
    ],
    ids=["invitations", "word-list"],
)
def test_k3_an_import_whose_answer_was_lost_is_sent_again_under_its_key(
    staffed: Gateway, invitations: Invitations, names: Names, path: str, fields: dict[str, str]
) -> None:
    """K3: the tried file, its fields and its key are in the page that says so; else the import would be done twice."""

    def carried(page: str) -> dict[str, str]:
        form = page.partition(f'action="{path}/completion"')[2].partition("</form>")[0]
        return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))

    file = {"file": ("list.csv", "合成名单".encode(), "text/csv")}
    tried = staffed.request("POST", path, headers=ALL_ROLES, data=fields, files=file)
    sent = carried(tried.text)
    assert {name: sent[name] for name in fields} == fields
    for _ in range(2):
        refused = _sent(staffed, f"{path}/completion", sent)
        assert (refused.status_code, carried(refused.text)) == (503, sent)
        assert "再次导入“list.csv”" in re.sub("<[^>]*>", "", refused.text)
    first, second = invitations.keys or names.keys
    assert first == second
