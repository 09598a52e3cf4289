"""Play a small contest to its winners, so that the public's pages have notices, rankings and awards to show."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from dasai_client import Refused

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User, appoint
from cli.demo.stages.scoring import FINAL_EXPERTS
from cli.demo.world import EXPERTS_PER_PROJECT, Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem
from cli.synthetic import Piece

PASSWORD = "a password for pictures"  # noqa: S105 - of synthetic accounts on a throw-away stack
# what plays it, beside the processes that every picture needs
PROCESSES = (
    *(f"{service}-{part}" for service in ("review", "scoring", "publicity") for part in ("server", "worker", "relay")),
    "accounts-relay",
    "accounts-worker",
)
# whom review asked for more, and whom it rejected
ANSWERER, APPELLANT = "answerer", "appellant"
_PATIENCE_SECONDS = 90.0
# synthetic organisations and people from this index on belong to nobody else
_INDEX = 640_000
_HOLD = {"compliance": True, "authenticity": True, "lawfulness": True}


@dataclass
class Played:
    """The contest of one track of one division, played until its winners are on notice, or only until its experts score.

    `scoring_days` are the days from the opening of registration to the end of scoring; `is_blind` says if experts score blind.
    `further` returns what a team uploads beside the required evidence, by its index and its lead's code (rule C6).
    """

    stack: LocalStack
    plan: Plan
    clock: FileClock
    secretariat: User
    place: int
    http: httpx.Client
    password: str = PASSWORD
    scoring_days: int = 6
    is_blind: bool = True
    further: Callable[[int, str], Sequence[Piece]] = lambda index, owner: ()
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.code = self.plan.divisions[self.place]
        self.track = self.plan.tracks_of(self.place)[0]
        self._seats = 0

    def scheme(self) -> Any:
        """Return the division's scheme: it ends in June, while other divisions still take teams."""
        opens = self.plan.opens
        scoring_closes = later(opens, days=self.scoring_days).isoformat()
        stage = {
            "id": "roadshow",
            "name": "路演",
            "kind": "roadshow",
            "opens": later(opens, days=4, minutes=1).isoformat(),
            "closes": scoring_closes,
            "experts_per_project": EXPERTS_PER_PROJECT,
            "blind": False,
        }
        return self.plan.scheme(
            self.place,
            registration_closes=later(opens, days=3).isoformat(),
            submission_closes=later(opens, days=4).isoformat(),
            review_closes=later(opens, days=5).isoformat(),
            scoring_closes=scoring_closes,
            # a scheme without stages is scored blind
            stages=[] if self.is_blind else [stage],
        )

    def apply(self) -> None:
        """File, approve and publish the scheme; contest time must be that of applications (rules A4, A5)."""
        self.host = self._staff(self.secretariat, {"role": "host", "division": self.code}, f"played-host-{self.code}")
        self.host.put(f"/api/v1/divisions/{self.code}/application", {"scheme": self.scheme()})
        self.secretariat.post(f"/api/v1/divisions/{self.code}/approval")
        self.host.post(f"/api/v1/divisions/{self.code}/publication")

    def enter(self, count: int = 2) -> list[str]:
        """Go from registration to the end of review: this many teams have passed; return their ids."""
        teams = self.pass_review(count)
        self.clock.move_to(later(self.plan.opens, days=5, minutes=1))
        return teams

    def pass_review(self, count: int = 2) -> list[str]:
        """Go to the day on which registration opens, and let this many teams submit and pass; return their ids."""
        # the second project has the first one's text, so that the national check puts both to the secretariat (rule F5)
        teams = self.submit(count, like=_INDEX)
        for team_id in teams:
            self.decide(team_id, "passed", "材料完整，符合参赛条件。")
        return teams

    def submit(self, count: int, *, like: int = 0) -> list[str]:
        """Go to the day on which registration opens, and let this many teams submit; return their ids."""
        self.clock.move_to(later(self.plan.opens, minutes=1))
        self._until(lambda: self._state() == "open", "the division opens")
        return [self._submitted(self._user(f"played-{self.code}-{place}"), like=like) for place in range(count)]

    def await_scores(self, teams: list[str]) -> str:
        """Draw who scores the teams, after the end of review; return a sheet of the first expert, which nobody has filled in."""
        panel = f"division-{self.code}"
        users = self._draw(f"{panel}-{self.track}", panel, self.host, EXPERTS_PER_PROJECT, self.code, teams)
        return str(users[0].get("/api/v1/sheets")["sheets"][0]["sheet_id"])

    def play(self) -> dict[str, str]:
        """Go from registration to the winners' notice, which is open then; return the names that paths of shots may have."""
        opens = self.plan.opens
        teams = self.enter()
        division_round = f"division-{self.code}-{self.track}"
        self._score(division_round, f"division-{self.code}", self.host, EXPERTS_PER_PROJECT, self.code, teams)
        self.clock.move_to(later(opens, days=6, minutes=1))
        grants = [{"category": "优秀项目", "team_id": teams[0]}]
        self._until(lambda: self._grants(grants), "the local award is granted")
        self._until(lambda: self._recommends(teams), "review knows the ranking")
        self._until(self._dismisses_hit, "the hit of the national check is there")
        self._until(self._lists_finalists, "the projects are checked")
        finalists = self._notice("finalists")
        self.clock.move_to(later(_moment(finalists["closes_at"]), days=1))
        self._until(lambda: self._notice("finalists")["state"] == "closed", "the finalists' notice is closed")
        self._score(f"final-{self.track}", "final", self.secretariat, FINAL_EXPERTS, "", teams)
        self._until(self._announces, "the winners are announced")
        winners = self._notice("winners")
        self.clock.move_to(later(_moment(winners["opens_at"]), minutes=1))
        self._until(lambda: self._notice("winners")["state"] == "open", "the winners' notice is open")
        return {
            "played": self.code,
            "division_round": division_round,
            "final_round": f"final-{self.track}",
            "track": self.track,
            "winner": teams[0],
            "finalists": finalists["notice_id"],
            "winners": winners["notice_id"],
            "hit": self.names["hit"],
        }

    def verification_code(self) -> str:
        """Let the winners' notice run out, and return the code of a certificate that is valid then (rules G3, H1)."""
        self.clock.move_to(later(_moment(self._notice("winners")["closes_at"]), days=1))
        self._until(lambda: {award["state"] for award in self._awards()} == {"confirmed"}, "the awards are confirmed")
        return str(self._awards()[0]["verification_code"])

    def _awards(self) -> list[dict[str, Any]]:
        return self.secretariat.every("/api/v1/awards", "awards")

    def _anonymous(self) -> User:
        return User(self.stack.url, Tally(), http=self.http)

    def _user(self, login: str) -> User:
        return self._anonymous().sign_up(login, PASSWORD)

    def _staff(self, by: User, role: dict[str, str], login: str) -> User:
        self._seats += 1
        office = self.plan.synthetic.organisation(_INDEX + 500 + self.place * 50 + self._seats, "research_institute")
        by.invite(login, PASSWORD, [role], office.uscc)  # type: ignore[list-item]
        return self._anonymous().sign_in(login, PASSWORD)

    def _state(self) -> str:
        return str(self._anonymous().get(f"/api/v1/divisions/{self.code}")["state"])

    def _submitted(self, user: User, *, like: int = 0) -> str:
        """Let a team register and submit, with the text of the synthetic project `like` if one is named; return its id."""
        self._seats += 1
        index = _INDEX + self.place * 50 + self._seats
        topic = self.plan.edition.track(self.track).open_topics[0].id
        body = self.plan.synthetic.registration(index, self.code, topic, people=2) | {"co_organisations": []}
        team = user.post("/api/v1/teams", body)
        address, uscc = f"/api/v1/teams/{team['facts']['team_id']}", team["facts"]["lead"]["uscc"]
        sections = [
            {"id": name, "text": text} for name, text in self.plan.synthetic.project(like or index, topic).sections
        ]
        user.put(f"{address}/declaration", {"draft_revision": team["draft_revision"], "sections": sections})
        for piece in (*self.plan.synthetic.evidence(index, uscc), *self.further(index, uscc)):
            user.upload(team["facts"]["team_id"], piece)
        user.post(f"{address}/submissions", {"draft_revision": user.get(address)["draft_revision"]})
        return str(team["facts"]["team_id"])

    def await_answers(self, host: User) -> dict[str, str]:
        """Let review ask a team for more and reject another, so that both may answer; return their names (rules C11, D3)."""
        self.host = host
        answerer, appellant = self._user(ANSWERER), self._user(APPELLANT)
        asked, rejected = self._submitted(answerer), self._submitted(appellant)
        self.decide(asked, "supplement", "请补充数据来源的授权证明，并说明其使用范围和期限。")
        self.decide(rejected, "rejected", "项目内容与所报赛题方向不符。", compliance=False)
        self._until(lambda: answerer.get(f"/api/v1/teams/{asked}/supplements")["supplements"], "the team is asked")
        self._until(lambda: appellant.get(f"/api/v1/teams/{rejected}").get("appeal_until"), "the team may appeal")
        return {"asked": asked, "rejected": rejected}

    def decide(self, team_id: str, outcome: str, reason: str, **judged: bool) -> None:
        """Let the host decide on a team's case, once there is one (rule D1)."""

        def is_there() -> bool:
            cases = self.host.every("/api/v1/cases", "cases", division_code=self.code)
            return team_id in {case["case_id"] for case in cases if case["state"] in ("waiting", "assigned")}

        self._until(is_there, "there is a case to decide")
        body = {"submission_number": 1, "outcome": outcome, "reason": reason, "judgements": _HOLD | judged}
        self.host.post(f"/api/v1/cases/{team_id}/decision", body)

    def _score(self, round_id: str, panel: str, owner: User, experts: int, division: str, teams: list[str]) -> None:
        """Appoint a panel, draw, fill all sheets so that the teams are ranked in their order, and freeze (rules E1 to E6)."""
        users = self._draw(round_id, panel, owner, experts, division, teams)
        names = self._project_names(teams)
        criteria = [criterion.id for criterion in self.plan.edition.scoring.criteria]
        for number, user in enumerate(users):
            for sheet in user.every("/api/v1/sheets", "sheets"):
                score = f"{92 - 6 * names.index(sheet['project_name']) - number}.5"
                scores = [{"criterion_id": name, "score": score, "comment": "合成评语"} for name in criteria]
                user.put(f"/api/v1/sheets/{sheet['sheet_id']}", {"scores": scores})
                user.post(f"/api/v1/sheets/{sheet['sheet_id']}/submission")
        owner.post(f"/api/v1/rounds/{round_id}/freeze", {"accept_disagreements": True})

    def _draw(
        self, round_id: str, panel: str, owner: User, experts: int, division: str, teams: list[str]
    ) -> list[User]:
        """Appoint a panel and draw its projects; return the experts (rules E1, E2)."""
        role = {"role": "expert", "division": division}
        users = [self._staff(owner, role, f"played-expert-{division or 'final'}-{n + 1}") for n in range(experts)]
        appointed = {"experts": [{"account_id": user.account_id} for user in users]}
        appoint(lambda: owner.put(f"/api/v1/panels/{panel}/experts", appointed))
        address = f"/api/v1/rounds/{round_id}"

        def complete() -> bool:
            rounds = owner.every("/api/v1/rounds", "rounds")
            return len(teams) in [len(each["entries"]) for each in rounds if each["round_id"] == round_id]

        self._until(complete, "the projects are in the round")
        seed = f"seed of {round_id}"
        owner.post(f"{address}/seed-commitments", {"seed_hash": hashlib.sha256(seed.encode()).hexdigest()})
        owner.post(f"{address}/assignment", {"seed": seed})
        return users

    def _project_names(self, teams: list[str]) -> list[str]:
        cases = self.host.every("/api/v1/cases", "cases", division_code=self.code)
        names = {case["case_id"]: str(case["team"]["project_name"]) for case in cases}
        return [names[team_id] for team_id in teams]

    def _grants(self, grants: list[dict[str, str]]) -> bool:
        return self._done(
            lambda: self.host.put(f"/api/v1/divisions/{self.code}/local-awards", {"grants": grants}), "E7_"
        )

    def _recommends(self, teams: list[str]) -> bool:
        body = {"team_ids": teams, "report": "推荐规则、遴选过程、专家名单见附件（合成）。"}
        address = f"/api/v1/divisions/{self.code}/recommendation"
        return self._done(lambda: self.host.put(address, body), "F1_NOT_RANKED")

    def _dismisses_hit(self) -> bool:
        """Dismiss the hit of the two projects, once the check has found it; return False before that (rule F5)."""
        hits = self.secretariat.every("/api/v1/national-check/hits", "hits", state="open")
        for hit in hits:
            body = {"confirmed": False, "reason": "经核实，两个项目的数据来源和应用场景不同。"}
            self.secretariat.post(f"/api/v1/national-check/hits/{hit['hit_id']}/settlement", body)
            self.names["hit"] = hit["hit_id"]
        return bool(hits)

    def _lists_finalists(self) -> bool:
        return self._done(lambda: self.secretariat.post("/api/v1/finalists"), "F5_NOT_CHECKED", "F8_NOTHING", "F5_")

    def _announces(self) -> bool:
        return self._done(lambda: self.secretariat.post("/api/v1/winners"), "G2_RANKINGS_MISSING")

    def _notice(self, kind: str) -> dict[str, Any]:
        """Return the newest notice of a kind, once it is there."""
        listed: list[dict[str, Any]] = []

        def is_there() -> bool:
            listed[:] = self.secretariat.every("/api/v1/notices", "notices", kind=kind)
            return bool(listed)

        self._until(is_there, f"the {kind} notice is there")
        return listed[0]

    @staticmethod
    def _done(call: Callable[[], Any], *early: str) -> bool:
        """Return True once a call is taken, False while it is refused with such a code because events are on their way."""
        try:
            call()
        except Refused as refused:
            if refused.code.startswith(early):
                return False
            raise
        return True

    @staticmethod
    def _until(condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise StackProblem(f"等待超时：{what}", f"waited in vain: {what}")
            time.sleep(0.1)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def hold_activities(host: User, code: str, plan: Plan) -> list[str]:
    """Publish two activities of a division and cancel a third; return their ids (rule A6)."""
    facts = {
        "kind": "topic_briefing",
        "title": "赛题宣讲会",
        "text": "讲解各赛道赛题和评分标准，现场答疑。",
        "place": "市民中心一层报告厅",
        "begins": later(plan.opens, days=40).isoformat(),
        "ends": later(plan.opens, days=40, hours=3).isoformat(),
        "sign_up_closes": later(plan.opens, days=38).isoformat(),
        "capacity": 200,
    }
    online = {
        **facts,
        "kind": "supply_and_demand",
        "title": "数据供需对接会",
        "text": "数据提供单位与应用单位线上对接。",
        "place": "",
        "online_address": "会议链接于活动前一日以站内消息发送",
        "begins": later(plan.opens, days=45).isoformat(),
        "ends": later(plan.opens, days=45, hours=2).isoformat(),
    }
    address = f"/api/v1/divisions/{code}/activities"
    ids = [
        str(host.post(address, body)["activity_id"]) for body in (facts, online, {**facts, "title": "数据企业调研交流"})
    ]
    host.post(f"/api/v1/activities/{ids[2]}/cancellation", {"reason": "场地临时调整，另行安排。"})
    return ids
