"""F5 to F8: from a division's recommendation to the finalists, with a duplicate, a substitute and a finalist that falls."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from dasai_client import Refused

from chassis.kernel.clock import BEIJING, days_end
from cli.demo.client import User
from cli.demo.world import EXPERTS_PER_PROJECT
from tests.e2e.registration.running import Contest, refused
from tests.e2e.registration.test_b2_colleagues import invited

# an appeal that arrived in time may be on its way for some minutes
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HOLD = {"compliance": True, "authenticity": True, "lawfulness": True}
FINALISTS, CHECK = "/api/v1/finalists", "/api/v1/national-check"


class Division:
    """A division with ranked projects of one track."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.place = contest.own_place()
        self.code, self.host = contest.open(self.place)
        self.track = contest.plan.tracks_of(self.place)[0]
        self.address = f"/api/v1/divisions/{self.code}/recommendation"
        self.usccs: dict[str, str] = {}
        self.users: dict[str, User] = {}

    def submit(self, sections: list[dict[str, str]] | None = None) -> tuple[str, list[dict[str, str]]]:
        """Let a team submit a project, and pass it; return the team's id and its declaration."""
        user = self.contest.user()
        team = self.contest.register(user, self.place)
        facts = team["facts"]
        project = self.contest.plan.synthetic.project(self.contest.index(), facts["topic_id"])
        sections = sections or [{"id": name, "text": text} for name, text in project.sections]
        body = {"draft_revision": team["draft_revision"], "sections": sections}
        user.put(f"/api/v1/teams/{facts['team_id']}/declaration", body)
        ready = self.contest.attach(user, team)
        user.post(f"/api/v1/teams/{facts['team_id']}/submissions", {"draft_revision": ready["draft_revision"]})
        self.usccs[facts["team_id"]] = facts["lead"]["uscc"]
        self.users[facts["team_id"]] = user
        self.decide(facts["team_id"], "passed", "形式审查通过")
        return facts["team_id"], sections

    def decide(self, team_id: str, outcome: str, reason: str) -> None:
        """Decide on a case as the host, once there is something to decide."""
        judgements = HOLD if outcome == "passed" else HOLD | {"compliance": False}
        body = {"submission_number": 1, "outcome": outcome, "reason": reason, "judgements": judgements}
        # after the division's review has closed a decision says why it is late
        if self.contest.clock.now() > self.contest.plan.review_closes:
            body |= {"late_reason": "名单更新后复核"}

        def open_case() -> bool:
            cases = self.host.every("/api/v1/cases", "cases", division_code=self.code)
            return team_id in [case["case_id"] for case in cases if case["state"] in ("waiting", "assigned")]

        self.contest.until(open_case, "there is a case to decide")
        self.host.post(f"/api/v1/cases/{team_id}/decision", body)

    def experts(self, panel: str, count: int, owner: User, role: dict[str, str]) -> list[User]:
        """Appoint a panel of experts, each of an office of its own."""
        office = self.contest.office
        users = [self.contest.staff(role, organisation_uscc=office("research_institute")) for _ in range(count)]
        self.contest.appoint_experts(owner, panel, *users)
        return users

    def draw(self, round_id: str, owner: User, projects: int) -> None:
        """Draw a round of so many projects from a seed whose hash is public before."""
        address = f"/api/v1/rounds/{round_id}"

        def complete() -> bool:
            listed = owner.every("/api/v1/rounds", "rounds")
            return projects in [len(each["entries"]) for each in listed if each["round_id"] == round_id]

        self.contest.until(complete, "the projects are in the round")
        seed = f"seed of {round_id}"
        owner.post(f"{address}/seed-commitments", {"seed_hash": hashlib.sha256(seed.encode()).hexdigest()})
        owner.post(f"{address}/assignment", {"seed": seed})

    def rank(self, *team_ids: str) -> None:
        """Let experts score the projects so that they are ranked in this order, and freeze the ranking."""
        round_id = f"division-{self.code}-{self.track}"
        experts = self.experts(
            f"division-{self.code}", EXPERTS_PER_PROJECT, self.host, {"role": "expert", "division": self.code}
        )
        self.draw(round_id, self.host, len(team_ids))
        names = {
            case["team"]["project_name"]: case["case_id"]
            for case in self.host.every("/api/v1/cases", "cases", division_code=self.code)
        }
        criteria = [criterion.id for criterion in self.contest.plan.edition.scoring.criteria]
        for expert in experts:
            for sheet in expert.every("/api/v1/sheets", "sheets"):
                score = f"{90 - 5 * team_ids.index(names[sheet['project_name']])}"
                scores = [{"criterion_id": name, "score": score, "comment": "合成评语"} for name in criteria]
                expert.put(f"/api/v1/sheets/{sheet['sheet_id']}", {"scores": scores})
                expert.post(f"/api/v1/sheets/{sheet['sheet_id']}/submission")
        self.host.post(f"/api/v1/rounds/{round_id}/freeze")

    def recommend(self, *team_ids: str) -> None:
        """File the recommendation, once review knows the ranking."""
        body = {"team_ids": list(team_ids), "report": "推荐规则、遴选过程、专家名单见附件（合成）。"}

        def filed() -> bool:
            try:
                self.host.put(self.address, body)
            except Refused as refusal:
                if refusal.code == "F1_NOT_RANKED":
                    return False
                raise
            return True

        self.contest.until(filed, "review knows the ranking")

    def entry(self, team_id: str) -> dict[str, Any]:
        """Return a recommended project as the host sees it."""
        entries = self.host.get(self.address)["entries"]
        return next(entry for entry in entries if entry["team"]["team_id"] == team_id)

    def substitute(self, lost: str, substitute: str) -> Any:
        """Fill a lost place."""
        return self.host.post(f"{self.address}/substitutions", {"lost_team_id": lost, "substitute_team_id": substitute})

    def notify(self, team_id: str, by: User) -> None:
        """Give notice of a lost place."""
        by.post(f"{self.address}/loss-notices", {"lost_team_id": team_id, "text": "请于期限内递补。"})


def tried(division: Division, *team_ids: str) -> str:
    """Return the code with which a list of these teams alone would be refused, or an empty text; it is not filed."""
    lines = "\n".join(("team_id", *team_ids))
    body = {"file": base64.b64encode(lines.encode()).decode(), "report": "合成报告", "dry_run": True}
    try:
        division.host.post(f"/api/v1/divisions/{division.code}/recommendation-imports", body)
    except Refused as refusal:
        return str(refusal.code)
    return ""


def listed(contest: Contest) -> dict[str, tuple[int, str, str]]:
    """Return version, state and the code of its fall for each finalist."""
    lines = contest.secretariat.get(FINALISTS)["listed"]
    return {
        line["finalist"]["team"]["team_id"]: (line["version"], line["state"], line["struck_code"]) for line in lines
    }


def wait_checked(contest: Contest, *team_ids: str) -> None:
    """Wait until the check, which nobody began, has compared these projects."""

    def checked() -> bool:
        progress = contest.secretariat.get(CHECK)
        return progress["candidates"] > 0 and not set(team_ids) & set(progress["unchecked_team_ids"])

    contest.until(checked, "the projects are checked")


def refused_unchecked(contest: Contest) -> str:
    """Begin the check anew, and return the code with which the list is refused at once, while a hit holds it up anyway."""
    contest.secretariat.post(CHECK)
    return refused(lambda: contest.secretariat.post(FINALISTS))[1]


def notice_of(user: User, team_id: str) -> dict[str, Any]:
    """Return the finalists' notice that lists a team; empty if there is none yet."""
    notices = user.every("/api/v1/notices", "notices", kind="finalists")
    return next((notice for notice in notices if team_id in [entry["team_id"] for entry in notice["entries"]]), {})


def visited(contest: Contest, path: str) -> tuple[int, str]:
    """Return the status and the text of a page as a visitor's browser gets it."""
    answer = httpx.get(contest.stack.url + path, headers={"Accept": "text/html"}, timeout=30)
    return answer.status_code, answer.text


def published(user: User, project_name: str, team_id: str) -> list[str]:
    """Return the notices in which a search by the end of its project's name finds a team (rule F8)."""
    listed = user.every("/api/v1/published-finalists", "finalists", text=project_name[-6:])
    return [line["notice_id"] for line in listed if line["entry"]["team_id"] == team_id]


def moment(text: str) -> datetime:
    """Return an instant of an answer."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def import_credit_list(contest: Contest, uscc: str) -> None:
    """List an organisation as of now."""
    body = {
        "list": "dishonest_judgment_debtor",
        "as_of": contest.clock.now().isoformat(),
        "source": "synthetic list for tests",
        "entries": [{"uscc": uscc, "name": "合成测试企业"}],
    }
    contest.secretariat.post("/api/v1/credit-lists", body)


def wait_refused(contest: Contest, call: Callable[[], Any], code: str) -> None:
    """Wait until a call, which is refused anyway, is refused with this code, for the service hears of accounts by and by."""
    contest.until(lambda: refused(call) == (409, code), f"the call is refused with {code}")


def refused_of_own_organisation(contest: Contest, division: Division, listed_team: str, other: str) -> None:
    """Try to file a list, and to fill a place, as hosts of organisations that are in teams of the list (F1, F6)."""
    role = {"role": "host", "division": division.code}
    host = contest.staff(role, organisation_uscc=division.usccs[listed_team])
    for team_ids in ([listed_team], [other]):  # on the new list, or on the one that it takes the place of
        body = {"team_ids": team_ids, "report": " "}
        wait_refused(contest, lambda: host.put(division.address, body), "F1_OWN_ORGANISATION")  # noqa: B023 - called at once
    for lost, substitute in ((other, listed_team), (listed_team, other)):
        body = {"lost_team_id": lost, "substitute_team_id": substitute}
        answer = refused(lambda: host.post(f"{division.address}/substitutions", body))  # noqa: B023 - called at once
        assert answer == (409, "F6_OWN_ORGANISATION")


def test_f5_to_f8_the_finalists_from_recommendation_to_the_drawn_order(contest: Contest) -> None:
    """B3, F5 to F8, G1, K1: refuse unchecked, unsettled, unnotified, late in the draw; substitute, strike, and say so.

    B2, G3, H1: then the winner's certificate, whose code is for the accounts that act for the team now.
    """
    secretariat, edition = contest.secretariat, contest.plan.edition
    division = Division(contest)
    first, sections = division.submit()
    longer = [
        section | {"text": (section["text"] + section["text"][::-1])[: edition.section(section["id"]).max_length]}
        for section in sections
    ]
    copied, _ = division.submit(longer)
    second, third, fourth, left = (division.submit()[0] for _ in range(4))
    contest.clock.move_to(contest.plan.review_closes + MINUTE)
    division.rank(first, copied, second, third, fourth, left)
    contest.clock.move_to(contest.plan.scoring_closes + MINUTE)
    division.recommend(first, copied)
    refused_of_own_organisation(contest, division, first, copied)

    # F5: the check runs by itself; a copy that is twice as long is a hit, and holds the list up until it is settled
    wait_checked(contest, first, copied)
    hits = [
        hit
        for hit in secretariat.every(f"{CHECK}/hits", "hits", state="open")
        if copied in [team["team_id"] for team in hit["teams"]]
    ]
    assert [hit["kind"] for hit in hits] == ["project_contained"]
    assert refused(lambda: secretariat.post(FINALISTS)) == (409, "F5_HITS_OPEN")
    contest.until(lambda: refused_unchecked(contest) == "F5_NOT_CHECKED", "a check that is not done is met")
    settlement = {"confirmed": True, "disqualified_team_ids": [copied], "reason": "经核实，属同一项目重复推荐。"}
    # J1, K4: the reason is published, so it goes through the check of all published texts
    for reason, code in (
        ("不符合2024数据要素x大赛规则", "J1_NAME_ALTERED"),
        ("代表110199190001010001重复参赛", "K4_IDENTITY_NUMBER"),
    ):
        unfit = settlement | {"reason": reason}
        address = f"{CHECK}/hits/{hits[0]['hit_id']}/settlement"
        assert refused(lambda: secretariat.post(address, unfit)) == (422, code)  # noqa: B023 - called at once
    conflicted = contest.national("secretariat", division.usccs[copied])
    unsettled = settlement | {"disqualified_team_ids": []}
    wait_refused(contest, lambda: conflicted.post(address, unsettled), "F5_OWN_ORGANISATION")
    secretariat.post(f"{CHECK}/hits/{hits[0]['hit_id']}/settlement", settlement)
    contest.until(lambda: division.entry(copied)["lost_code"] == "F5_DUPLICATE_PROJECT", "the copy lost its place")

    # F6: only once the secretariat gave notice, which the host reads with the end of its days
    assert refused(lambda: division.substitute(copied, second)) == (409, "F6_NOT_NOTIFIED")
    assert refused(lambda: division.notify(copied, division.host)) == (403, "K1_FORBIDDEN")
    assert refused(lambda: division.notify(first, secretariat)) == (409, "F6_PLACE_NOT_LOST")
    assert refused(lambda: division.notify(copied, conflicted)) == (409, "F6_OWN_ORGANISATION")
    division.notify(copied, secretariat)
    notice = division.entry(copied)["notice"]
    days = edition.durations.substitution.days
    assert (notice["text"], moment(notice["until"])) == (
        "请于期限内递补。",
        days_end(moment(notice["notified_at"]), days),
    )
    division.substitute(copied, second)

    # F8: the first version of the list
    wait_checked(contest, first, second)
    secretariat.post(FINALISTS)
    version = listed(contest)[first][0]
    assert [listed(contest)[team_id] for team_id in (first, second)] == [(version, "on_notice", "")] * 2
    assert copied not in listed(contest)
    assert refused(lambda: secretariat.post(FINALISTS)) == (409, "F8_PROPOSED_BEFORE")
    # F1: what is on the list is not taken back by filing again
    contest.until(lambda: tried(division, first) == "F1_LISTED", "both are listed")
    assert refused(lambda: division.recommend(first)) == (409, "F1_LISTED")
    assert listed(contest)[second] == (version, "on_notice", "")
    contest.until(lambda: bool(notice_of(secretariat, first)), "the notice is there")
    assert notice_of(contest.public(), first) == {}  # K1: not before its day
    page = f"/notices/{notice_of(secretariat, first)['notice_id']}"
    for _ in range(2):
        assert (visited(contest, page)[0], page in visited(contest, "/notices")[1]) == (404, False)
    assert [division.entry(team_id)["listed"] for team_id in (first, second)] == [False, False]
    name = next(
        entry["project_name"] for entry in notice_of(secretariat, first)["entries"] if entry["team_id"] == first
    )
    assert published(secretariat, name, first) == published(contest.public(), name, first) == []

    # F8: anyone objects that a team was left off; upheld, it enters a version of its own, which nobody has to propose
    contest.clock.move_to(moment(notice_of(secretariat, first)["opens_at"]) + MINUTE)
    notice_id, public = notice_of(contest.public(), first)["notice_id"], contest.public()
    contest.until(lambda: visited(contest, page)[0] == 200, "visitors see the notice", seconds=2)
    contest.until(lambda: page in visited(contest, "/notices")[1], "and that it is there", seconds=2)
    assert published(public, name, first) == [notice_id]
    contest.until(lambda: all(division.entry(team_id)["listed"] for team_id in (first, second)), "the host sees it")
    assert refused(lambda: public.get("/api/v1/published-finalists", page_token="no token")) == (
        422,
        "PAGE_TOKEN_INVALID",
    )
    objections = f"/api/v1/notices/{notice_id}/objections"
    refusals = {
        "team_id": refused(lambda: public.post(objections, {"team_id": "nope", "text": "漏列该团队。"})),
        "text": refused(lambda: public.post(objections, {"team_id": left, "text": " "})),
    }
    assert refusals == {"team_id": (422, "H2_UNKNOWN_TEAM"), "text": (422, "F8_TEXT_MISSING")}
    filed = public.post(objections, {"team_id": left, "text": "该团队通过审查，应当列入名单。"})
    address = f"/api/v1/objections/{filed['objection_id']}/settlement"
    upheld = {"upheld": True, "reason": "经核实，应当列入名单。"}
    assert refused(lambda: secretariat.post(address, upheld)) == (403, "K1_FORBIDDEN")
    of_the_team = contest.national("committee", division.usccs[left])
    unreasoned = {"upheld": False, "reason": ""}
    wait_refused(contest, lambda: of_the_team.post(address, unreasoned), "F8_OWN_ORGANISATION")
    together = {"objection_ids": [filed["objection_id"]], "reason": "名单无误。"}
    assert refused(lambda: of_the_team.post("/api/v1/objection-dismissals", together)) == (409, "F8_OWN_ORGANISATION")
    contest.committee().post(address, upheld)
    contest.until(lambda: listed(contest).get(left) == (version + 1, "on_notice", ""), "it is on the list")
    assert [division.entry(team_id)["admitted"] for team_id in (left, first)] == [True, False]
    contest.until(lambda: bool(notice_of(secretariat, left)), "it has a notice")
    added = notice_of(secretariat, left)
    assert [entry["team_id"] for entry in added["entries"]] == [left]
    assert (added["version"], "（增补）" in added["title"]) == (version + 1, True)
    assert moment(added["closes_at"]) == days_end(contest.clock.now(), edition.durations.finalist_notice.days)
    told = public.post("/api/v1/objection-status", {"tracking_code": filed["tracking_code"]})
    assert (told["state"], told["reason"]) == ("upheld", "经核实，应当列入名单。")

    # B3, F7: a finalist that is listed on notice is marked, decided anew, and struck once its time to appeal is over
    import_credit_list(contest, division.usccs[second])

    def under_review() -> bool:
        lines = secretariat.get(FINALISTS)["listed"]
        return any(line["under_review"] for line in lines if line["finalist"]["team"]["team_id"] == second)

    contest.until(under_review, "the finalist is under review")
    division.decide(second, "rejected", "B3：列入失信被执行人名单")
    assert listed(contest)[second] == (version, "on_notice", "")
    contest.clock.move_to(days_end(contest.clock.now(), edition.durations.appeal.days) + HOUR)
    contest.until(lambda: listed(contest)[second] == (version, "struck", "D1_REJECTED"), "the finalist is struck")

    def struck_publicly() -> bool:
        entries = notice_of(contest.public(), second)["entries"]
        changes = contest.public().every("/api/v1/notices", "notices", kind="change")
        published = [entry["team_id"] for change in changes for entry in change["entries"]]
        return second in published and [entry["struck"] for entry in entries if entry["team_id"] == second] == [True]

    visited(contest, page)  # a copy that is right until then
    contest.until(struck_publicly, "the notice says so, and the change is published")
    # H4: nor do visitors read anything else from a copy
    contest.until(lambda: "已失去资格" in visited(contest, page)[1], "visitors see that it is struck", seconds=2)

    # F8: the substitute enters with a version and seven days of its own
    contest.until(lambda: division.entry(second)["lost_code"] == "D1_REJECTED", "the place is lost")
    division.notify(second, secretariat)
    division.substitute(second, third)
    wait_checked(contest, third)
    secretariat.post(FINALISTS)
    assert listed(contest)[third] == (version + 2, "on_notice", "")
    contest.until(lambda: bool(notice_of(secretariat, third)), "the substitute has a notice")
    own = notice_of(secretariat, third)
    proposed_on = contest.clock.now().astimezone(BEIJING).date()
    assert [entry["team_id"] for entry in own["entries"]] == [third]
    assert moment(own["opens_at"]).astimezone(BEIJING).date() == proposed_on + DAY
    assert moment(own["closes_at"]) == days_end(contest.clock.now(), edition.durations.finalist_notice.days)
    contest.clock.move_to(moment(notice_of(secretariat, first)["closes_at"]) + 1.1 * DAY)
    contest.until(lambda: listed(contest)[first] == (version, "confirmed", ""), "the first version is confirmed")
    assert listed(contest)[third] == (version + 2, "on_notice", "")
    contest.clock.move_to(moment(own["closes_at"]) + 1.1 * DAY)
    contest.until(lambda: listed(contest)[third] == (version + 2, "confirmed", ""), "the substitute is confirmed")

    # F7, H4: struck after its notice, and out of the final's round; G1: nobody enters once the order is drawn
    final = f"final-{division.track}"
    experts = division.experts(
        "final", edition.scoring.experts_per_project.final, secretariat, {"role": "expert", "division": ""}
    )
    division.draw(final, secretariat, 3)
    import_credit_list(contest, division.usccs[third])
    division.decide(third, "rejected", "B3：列入失信被执行人名单")
    contest.clock.move_to(days_end(contest.clock.now(), edition.durations.appeal.days) + HOUR)
    contest.until(lambda: listed(contest)[third] == (version + 2, "struck", "D1_REJECTED"), "the substitute is struck")

    def in_final() -> list[str]:
        return [team["team_id"] for team in secretariat.get(f"/api/v1/rounds/{final}")["entries"]]

    contest.until(lambda: sorted(in_final()) == sorted([first, left]), "it has left the final")
    contest.until(lambda: division.entry(third)["lost_code"] == "D1_REJECTED", "its place is lost")
    division.notify(third, secretariat)
    assert refused(lambda: division.substitute(third, fourth)) == (409, "F8_ORDER_DRAWN")

    freeze_final(contest, final, {first: "90", left: "80"}, experts)
    winner, colleague = division.users[first], contest.user()
    refused_awards_of_own_organisation(contest, division, first)
    award_winner(contest, winner)
    change_accounts(contest, first, winner, colleague)


def freeze_final(contest: Contest, final: str, score_of: dict[str, str], experts: list[User]) -> None:
    """Give these teams of the final their scores, and freeze its ranking; nobody but the staff reads it (E6, K1)."""
    criteria = [criterion.id for criterion in contest.plan.edition.scoring.criteria]
    for expert in experts:
        for sheet in [sheet for sheet in expert.every("/api/v1/sheets", "sheets") if sheet["team_id"] in score_of]:
            score = score_of[sheet["team_id"]]
            scores = [{"criterion_id": name, "score": score, "comment": "合成评语"} for name in criteria]
            expert.put(f"/api/v1/sheets/{sheet['sheet_id']}", {"scores": scores})
            expert.post(f"/api/v1/sheets/{sheet['sheet_id']}/submission")
    contest.secretariat.post(f"/api/v1/rounds/{final}/freeze")
    ranking = f"/api/v1/rounds/{final}/ranking"
    assert refused(lambda: contest.public().get(ranking)) == (404, "NOT_FOUND")
    ranked = contest.secretariat.get(ranking)["projects"]
    assert [project["team"]["team_id"] for project in ranked] == list(score_of)


def refused_awards_of_own_organisation(contest: Contest, division: Division, team_id: str) -> None:
    """Try to give special awards and to leave a place vacant, as people of a team's or a division's organisations (G2)."""
    own = contest.national("secretariat", division.usccs[team_id])
    barred = (409, "G2_OWN_ORGANISATION")
    vacant = {
        "vacant": [{"track": division.track, "prize": "third", "places": 1, "reason": "水平未达到"}],
        "dry_run": True,
    }
    # refused anyway, until publicity has heard of the account and the submission
    wait_refused(contest, lambda: own.post("/api/v1/special-awards", {"prize": "none", "team_id": team_id}), barred[1])
    assert refused(lambda: own.post("/api/v1/special-awards", {"prize": "potential", "team_id": team_id})) == barred
    wait_refused(contest, lambda: own.post("/api/v1/winners", vacant), barred[1])
    assert "notice_id" in contest.secretariat.post("/api/v1/winners", vacant)
    organiser = contest.national("committee", contest.scheme(division.place)["organising_bodies"][0]["uscc"])
    award = {"prize": "organisation", "organiser_id": division.code}
    assert contest.secretariat.post("/api/v1/special-awards", award)["recipient_id"] == division.code
    wait_refused(contest, lambda: organiser.post("/api/v1/special-awards", award), barred[1])


def award_winner(contest: Contest, winner: User) -> None:
    """Announce the winners, and wait until their notice has run and the winner reads the code of its certificate (G3, H1)."""
    contest.until(lambda: is_announced(contest), "the winners are announced")
    contest.until(lambda: bool(contest.secretariat.every("/api/v1/notices", "notices", kind="winners")), "their notice")
    (notice,) = contest.secretariat.every("/api/v1/notices", "notices", kind="winners")
    contest.clock.move_to(moment(notice["closes_at"]) + 1.1 * DAY)
    contest.until(lambda: bool(codes(winner)), "the winner reads the code")


def change_accounts(contest: Contest, team_id: str, winner: User, colleague: User) -> None:
    """Let a colleague join and the winner's first account leave: the code is read by who acts for the team now (B2, G3, K1)."""
    (code,) = codes(winner)
    assert (codes(colleague), codes(contest.user())) == ([], [])
    colleague.post("/api/v1/colleague-answers", invited(winner, {"facts": {"team_id": team_id}}))
    contest.until(lambda: codes(colleague) == [code], "the colleague reads the code")
    assert codes(winner) == [code]
    colleague.call("DELETE", f"/api/v1/teams/{team_id}/accounts/{winner.account_id}")
    contest.until(lambda: codes(winner) == [], "who left does not read it any more")
    assert codes(colleague) == [code]
    assert contest.public().get(f"/api/v1/certificates/{code}")["state"] == "valid"


def codes(user: User) -> list[str]:
    """Return the codes of the certificates that the user may read."""
    listed = (award["verification_code"] for award in user.every("/api/v1/awards", "awards"))
    return [code for code in listed if code]


def is_announced(contest: Contest) -> bool:
    """Announce the winners, and return True once the final's ranking is there to do so."""
    try:
        contest.secretariat.post("/api/v1/winners", {})
    except Refused as refusal:
        if refusal.code != "G2_RANKINGS_MISSING":
            raise
        return False
    return True
