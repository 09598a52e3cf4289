"""The contest, stage by stage, as its people run it: everything goes through the gateway."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

import httpx

from chassis.kernel.clock import FileClock

from .client import RefusedError, Tally, User, browserless
from .world import REVIEWERS_PER_DIVISION, STRANGERS, Plan, PlannedTeam, later

T = TypeVar("T")
WORKERS = 8
# how long a stage may wait for what the services do by themselves, seconds of real time
WAIT_SECONDS = 180.0


class DemoError(Exception):
    """The contest did not go as it must."""


class Progress(Protocol):
    """Shows how far a stage is."""

    def track(self, items: Iterable[T], title: str, total: int) -> Iterable[T]:
        """Yield the items, and show the progress."""
        ...

    def note(self, text: str) -> None:
        """Say something."""
        ...


@dataclass
class Demo:
    """The state of a run: who is signed in, and what came of what."""

    url: str
    accounts: dict[str, str]
    plan: Plan
    clock: FileClock
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    teams: list[PlannedTeam] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    expected_refusals: list[str] = field(default_factory=list)
    revoked_award: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = browserless(WORKERS * 2)
        self._passwords: dict[str, str] = {}
        self.secretariat = self.user("secretariat", self.accounts["secretariat"])
        self.committee = self.user("committee", self.accounts["committee"])
        self.public = User(self.url, self.tally, http=self._http)
        self.hosts: dict[str, User] = {}
        self.reviewers: dict[str, User] = {}
        self.experts: dict[str, User] = {}
        self.participants: dict[int, User] = {}

    def close(self) -> None:
        """Close the connections of all users."""
        self._http.close()

    def user(self, login: str, password: str) -> User:
        """Someone signed in."""
        return User(self.url, self.tally, http=self._http).sign_in(login, password)

    def staff(self, login: str, roles: list[dict[str, str]], by: User) -> User:
        """A new account with roles, signed in; a login that a repeated call made already is signed in."""
        password = self._passwords.setdefault(login, secrets.token_urlsafe(16))
        with contextlib.suppress(RefusedError):
            by.post("/api/v1/staff-accounts", {"login": login, "password": password, "roles": roles})
        return self.user(login, password)

    def count(self, stage: str, division: str, number: int = 1) -> None:
        """Count something of a stage in a division."""
        self.counts[stage][division] += number

    def each(self, items: list[T], action: Callable[[T], Any], title: str) -> list[Any]:
        """Do something for each, several at a time, with a progress bar."""
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(self.progress.track(pool.map(action, items), title, len(items)))

    def refused(self, code: str, action: Callable[[], Any]) -> None:
        """Something planted that a rule must refuse."""
        self.expected_refusals.append(code)
        try:
            action()
        except RefusedError as refused:
            if refused.code != code:
                raise DemoError(f"expected {code}, got {refused}") from refused
        else:
            raise DemoError(f"{code} was not refused")

    def until(self, what: str, holds: Callable[[], Any]) -> Any:
        """Wait for what the services do by themselves; raises DemoError after WAIT_SECONDS."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            if value := holds():
                return value
            if time.monotonic() > end:
                raise DemoError(f"waited {WAIT_SECONDS:.0f} s in vain: {what}")
            time.sleep(0.25)

    def move_to(self, moment: datetime) -> None:
        """Move contest time for every process."""
        self.clock.move_to(moment)
        self.progress.note(f"比赛时间 contest time: {moment:%Y-%m-%d %H:%M}")

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        self.progress.note(name)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def divisions(demo: Demo) -> None:
    """32 divisions apply with their schemes, are approved, publish, and open by the clock (rules A3 to A5)."""
    plan = demo.plan
    demo.move_to(plan.applies)
    places = list(enumerate(plan.divisions))

    def host(one: tuple[int, str]) -> None:
        _, code = one
        demo.hosts[code] = demo.staff(f"host-{code}", [{"role": "host", "division": code}], demo.secretariat)

    demo.each(places, host, "分赛主办方账号 hosts")
    first = plan.divisions[0]
    fee = plan.scheme(0, fees=[{"purpose": "报名费", "amount_fen": 10_000}])
    demo.refused(
        "A3_FEE_STATED", lambda: demo.hosts[first].put(f"/api/v1/divisions/{first}/application", {"scheme": fee})
    )

    def apply(one: tuple[int, str]) -> None:
        place, code = one
        address = f"/api/v1/divisions/{code}"
        demo.hosts[code].put(f"{address}/application", {"scheme": plan.scheme(place)})
        if place % 8 == 3:
            demo.secretariat.post(f"{address}/return", {"reasons": ["请补充评审细化方案说明。"]})
            demo.hosts[code].put(f"{address}/application", {"scheme": plan.scheme(place)})
            demo.count("退回 returned", code)
        demo.secretariat.post(f"{address}/approval")
        demo.hosts[code].post(f"{address}/publication")
        demo.count("公布方案 schemes published", code)

    demo.each(places, apply, "申请与公布方案 applications")
    demo.move_to(later(plan.opens, minutes=1))

    def all_open() -> bool:
        found = demo.secretariat.every("/api/v1/divisions", "divisions")
        return len(found) == len(places) and all(one["state"] == "open" for one in found)

    demo.until("all divisions open", all_open)


def registration(demo: Demo) -> None:
    """Teams register, write, attach and submit; what is planted is refused (rules A2, B, C)."""
    plan = demo.plan
    demo.teams = plan.planned_teams()

    def account(number: int) -> None:
        user = User(demo.url, demo.tally, http=demo._http)
        demo.participants[number] = user.sign_up(f"participant-{number:05d}", secrets.token_urlsafe(16))

    demo.each(sorted({team.account for team in demo.teams}), account, "参赛账号 accounts")
    _planted_at_registration(demo)

    def register(team: PlannedTeam) -> None:
        user = demo.participants[team.account]
        registered = user.post("/api/v1/teams", team.body)
        team.id = registered["facts"]["team_id"]
        demo.count("报名 registered", team.division)

    demo.each(demo.teams, register, "报名 registrations")

    def enter(team: PlannedTeam) -> None:
        user, address = demo.participants[team.account], f"/api/v1/teams/{team.id}"
        half = len(team.sections) // 2
        for part in (team.sections[:half], team.sections[half:]):
            body = {
                "draft_revision": team.draft_revision,
                "sections": [{"id": name, "text": text} for name, text in part],
            }
            team.draft_revision = user.put(f"{address}/declaration", body)["draft_revision"]
        for piece in team.evidence:
            user.upload(team.id, piece)
        receipt = user.post(f"{address}/submissions", {"draft_revision": team.draft_revision})
        demo.receipts[team.id] = receipt
        demo.count("提交 submitted", team.division)

    _planted_before_submission(demo)
    demo.each(demo.teams, enter, "申报与提交 submissions")
    _planted_after_submission(demo)


def _planted_at_registration(demo: Demo) -> None:
    user, team = demo.participants[0], demo.teams[0]
    made = demo.plan.synthetic

    def post(**changes: Any) -> Callable[[], Any]:
        return lambda: user.post("/api/v1/teams", team.body | changes)

    organiser = demo.plan.scheme(0)["organising_bodies"][0]
    body = {"uscc": organiser["uscc"], "name": organiser["name"], "kind": "public_institution"}
    demo.refused("B8_ORGANISER_TAKES_PART", post(co_organisations=[body]))
    demo.refused("B1_USCC_INVALID", post(co_organisations=[body | {"uscc": organiser["uscc"][:-1] + "!"}]))
    person = team.body["representatives"][0]
    six = [person | {"identity_number": made.person(STRANGERS + place).identity_number} for place in range(6)]
    demo.refused("B4_TOO_MANY_REPRESENTATIVES", post(representatives=six))
    demo.refused("B5_IDENTITY_INVALID", post(representatives=[person | {"identity_number": "110199199001010000"}]))
    demo.refused("B10_NOT_DECLARED_TRUE", post(declared_true=False))
    other = next(track.code for track in demo.plan.edition.tracks if track.code not in demo.plan.tracks_of(0))
    topic = demo.plan.edition.track(other).topics[0].id
    demo.refused("A2_TRACK_NOT_RUN", post(track=other, topic_id=topic))
    listed = made.organisation(STRANGERS + 1000)
    entry = {"uscc": listed.uscc, "name": listed.name}
    imported = {
        "list": "dishonest_judgment_debtor",
        "as_of": demo.plan.applies.isoformat(),
        "source": "合成名单",
        "entries": [entry],
    }
    demo.secretariat.post("/api/v1/credit-lists", imported)
    partner = {"uscc": listed.uscc, "name": listed.name, "kind": "enterprise"}
    demo.refused("B3_CREDIT_LISTED", post(co_organisations=[partner]))


def _planted_before_submission(demo: Demo) -> None:
    first, second = demo.teams[0], demo.teams[1]
    user = demo.participants[first.account]
    lead = demo.plan.synthetic.organisation(STRANGERS + 2000)
    stolen = first.body | {
        "project_name": "另一个数据项目",
        "lead": {"uscc": lead.uscc, "name": lead.name, "kind": "enterprise"},
        "co_organisations": [],
        "representatives": [first.body["representatives"][0] | {"organisation_uscc": lead.uscc}],
    }
    demo.refused("B5_REPRESENTATIVE_IN_ANOTHER_TEAM", lambda: user.post("/api/v1/teams", stolen))
    again = first.body | {
        "representatives": [
            first.body["representatives"][0]
            | {"identity_number": demo.plan.synthetic.person(STRANGERS + 50).identity_number}
        ]
    }
    demo.refused("B7_REGISTERED_ELSEWHERE", lambda: user.post("/api/v1/teams", again))
    address = f"/api/v1/teams/{first.id}"
    demo.refused("C4_INCOMPLETE", lambda: user.post(f"{address}/submissions", {"draft_revision": 0}))
    foreign = replace(first.evidence[0], owner_uscc=second.body["lead"]["uscc"])
    demo.refused("C5_FOREIGN_OWNER", lambda: user.upload(first.id, foreign))
    hiding = replace(first.evidence[0], content=first.evidence[0].content + b"PK and something more")
    demo.refused("C7_POLYGLOT", lambda: user.upload(first.id, hiding))


def _planted_after_submission(demo: Demo) -> None:
    team = demo.teams[0]
    user = demo.participants[team.account]
    demo.move_to(later(demo.plan.submission_closes, seconds=1))
    late = {"draft_revision": team.draft_revision}
    demo.refused("C1_SUBMISSION_CLOSED", lambda: user.post(f"/api/v1/teams/{team.id}/submissions", late))


def review(demo: Demo) -> None:
    """Every submission gets its case; reviewers decide; one rejection is appealed (rules D1 to D4)."""
    plan = demo.plan

    def appoint(one: tuple[int, str]) -> None:
        place, code = one
        staff = []
        for number in range(REVIEWERS_PER_DIVISION):
            user = demo.staff(f"reviewer-{code}-{number}", [{"role": "reviewer", "division": code}], demo.hosts[code])
            demo.reviewers[user.account_id] = user
            own = plan.synthetic.organisation(STRANGERS + 3000 + place * 10 + number, "public_institution")
            staff.append({"account_id": user.account_id, "organisation_uscc": own.uscc})
        demo.hosts[code].put(f"/api/v1/divisions/{code}/reviewers", {"reviewers": staff})

    demo.each(list(enumerate(plan.divisions)), appoint, "审查员 reviewers")

    def assigned() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/cases", "cases", state="assigned")
        return found if len(found) == len(demo.teams) else None

    cases = demo.until("every submission has an assigned case", assigned)
    demo.move_to(later(plan.submission_closes, days=3))
    rejected = {team.id for team in demo.teams[5::60]}

    def decide(case: dict[str, Any]) -> None:
        user = demo.reviewers[case["reviewer_id"]]
        fails = case["case_id"] in rejected
        decision = {
            "submission_number": case["submission_number"],
            "outcome": "rejected" if fails else "passed",
            "judgements": {"compliance": True, "authenticity": not fails, "lawfulness": True},
            "reason": "应用案例证明与申报内容不一致。" if fails else "材料完整，符合参赛条件。",
        }
        user.post(f"/api/v1/cases/{case['case_id']}/decision", decision)
        demo.count("审查不通过 rejected" if fails else "审查通过 passed review", case["team"]["division_code"])

    against = {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "通过",
    }
    one = cases[0]
    reviewer = demo.reviewers[one["reviewer_id"]]
    demo.refused("D4_JUDGEMENT_AGAINST", lambda: reviewer.post(f"/api/v1/cases/{one['case_id']}/decision", against))
    stranger = next(user for user in demo.reviewers.values() if user.account_id != one["reviewer_id"])
    code = "NOT_FOUND" if one["team"]["division_code"] not in _divisions_of(stranger) else "K1_FORBIDDEN"
    demo.refused(code, lambda: stranger.post(f"/api/v1/cases/{one['case_id']}/decision", against))
    demo.each(cases, decide, "资格审查 decisions")


def _divisions_of(user: User) -> set[str]:
    return {role["division"] for role in user.get("/api/v1/accounts/me")["roles"]}


def scoring(demo: Demo) -> None:
    """Divisions' experts score; rankings freeze, signed (rules E1 to E6)."""
    demo.move_to(later(demo.plan.review_closes, hours=1))

    def panel(one: tuple[int, str]) -> None:
        place, code = one
        roles = [{"role": "expert", "division": code}]
        _panel(demo, f"division-{code}", f"expert-{code}", roles, demo.hosts[code], 4000 + place * 10)

    demo.each(list(enumerate(demo.plan.divisions)), panel, "评审专家 experts")
    passed = sum(demo.counts["审查通过 passed review"].values())

    def rounds() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/rounds", "rounds", stage="division")
        return found if sum(len(one["entries"]) for one in found) == passed else None

    found = demo.until("every passed project is in a round", rounds)
    _score(demo, found, lambda one: demo.hosts[one["division_code"]], "分赛评审 division scores")


def _panel(demo: Demo, panel: str, login: str, roles: list[dict[str, str]], by: User, organisations: int) -> None:
    experts = []
    for number in range(5):
        user = demo.staff(f"{login}-{number}", roles, by)
        demo.experts[user.account_id] = user
        own = demo.plan.synthetic.organisation(STRANGERS + organisations + number, "research_institute")
        experts.append({"account_id": user.account_id, "organisation_uscc": own.uscc, "tracks": []})
    by.put(f"/api/v1/panels/{panel}/experts", {"experts": experts})


def _score(demo: Demo, rounds: list[dict[str, Any]], owner: Callable[[dict[str, Any]], User], title: str) -> None:
    first = rounds[0]
    demo.each(
        rounds,
        lambda one: owner(one).post(f"/api/v1/rounds/{one['round_id']}/assignment", {"seed": f"seed-{demo.plan.seed}"}),
        "专家分配 assignments",
    )
    demo.refused("E3_SHEETS_MISSING", lambda: owner(first).post(f"/api/v1/rounds/{first['round_id']}/freeze"))
    wanted = {one["round_id"] for one in rounds}
    sheets = [
        (user, sheet)
        for user in demo.experts.values()
        for sheet in user.every("/api/v1/sheets", "sheets")
        if sheet["round_id"] in wanted and sheet["state"] != "submitted"
    ]
    criteria = [one.id for one in demo.plan.edition.scoring.criteria]

    def fill(one: tuple[User, dict[str, Any]]) -> None:
        user, sheet = one
        # a project's own level and an expert's own mood, from the seed: a repeated run scores alike
        level = demo.plan.synthetic._random("level", sheet["project_name"]).randint(45, 90)
        mood = demo.plan.synthetic._random("mood", sheet["project_name"], sheet["sheet_id"])
        scores = [
            {
                "criterion_id": name,
                "score": f"{level + mood.randint(-6, 6)}.{mood.randint(0, 9)}",
                "comment": "合成评语",
            }
            for name in criteria
        ]
        address = f"/api/v1/sheets/{sheet['sheet_id']}"
        user.put(address, {"scores": scores})
        user.post(f"{address}/submission")

    demo.each(sheets, fill, title)
    demo.each(rounds, lambda one: owner(one).post(f"/api/v1/rounds/{one['round_id']}/freeze"), "冻结排名 rankings")


def _ranking(demo: Demo, round_id: str) -> list[dict[str, Any]]:
    projects: list[dict[str, Any]] = demo.public.get(f"/api/v1/rounds/{round_id}/ranking")["projects"]
    return sorted((one for one in projects if not one["struck"]), key=lambda one: one["rank"])


def recommendation(demo: Demo) -> None:
    """Divisions recommend at most 2 a track; a third is refused (rule F1)."""
    demo.move_to(later(demo.plan.scoring_closes, hours=1))
    report = "推荐规则、遴选过程、评审专家名单、宣传和成果转化情况见附件（合成）。"
    quota = demo.plan.edition.quotas.recommended_per_division_track
    ranked: dict[str, list[list[str]]] = defaultdict(list)
    for one in demo.secretariat.every("/api/v1/rounds", "rounds", stage="division"):
        ranked[one["division_code"]].append([line["team"]["team_id"] for line in _ranking(demo, one["round_id"])])
    crowded = next((code for code, lists in ranked.items() if any(len(teams) > quota for teams in lists)), None)

    def recommend(code: str) -> None:
        address = f"/api/v1/divisions/{code}/recommendation"
        chosen = [team for teams in ranked[code] for team in teams[:quota]]
        filed = demo.until(
            f"{code} knows its rankings", lambda: _file(demo, code, address, {"team_ids": chosen, "report": report})
        )
        demo.count("推荐 recommended", code, len(filed["entries"]))

    demo.each(sorted(ranked), recommend, "推荐 recommendations")
    if crowded is not None:
        every = {"team_ids": [team for teams in ranked[crowded] for team in teams], "report": report}
        address = f"/api/v1/divisions/{crowded}/recommendation"
        demo.refused("F1_QUOTA_EXCEEDED", lambda: demo.hosts[crowded].put(address, every))


def _file(demo: Demo, code: str, address: str, body: dict[str, Any]) -> Any:
    try:
        return demo.hosts[code].put(address, body)
    except RefusedError as refused:
        if refused.code == "F1_NOT_RANKED":  # the ranking is on its way
            return None
        raise


def national_check(demo: Demo) -> None:
    """The secretariat finds the planted duplicates; a fallen place is filled; the finalists' notice runs (rules F5, F6, F8)."""
    demo.move_to(later(demo.plan.edition.timetable.division_reports_until.at, hours=12))
    demo.secretariat.post("/api/v1/national-check")
    hits = demo.secretariat.every("/api/v1/national-check/hits", "hits", state="open")
    by_id = {team.id: team for team in demo.teams}
    by_index = {team.index: team for team in demo.teams}
    recommended = {entry["team"]["team_id"] for code in demo.hosts for entry in _entries(demo, code)}
    planted = {
        frozenset((team.id, by_index[team.copies].id))
        for team in demo.teams
        if team.copies is not None and {team.id, by_index[team.copies].id} <= recommended
    }
    found = {frozenset(team["team_id"] for team in hit["teams"]) for hit in hits}
    if planted != found:
        raise DemoError(f"the check found {len(found)} pairs, {len(planted)} were planted among the recommended")
    if hits:
        demo.refused("F5_HITS_OPEN", lambda: demo.secretariat.post("/api/v1/finalists"))
    for hit in hits:
        copy = next(team["team_id"] for team in hit["teams"] if by_id[team["team_id"]].copies is not None)
        settled = {
            "confirmed": True,
            "disqualified_team_ids": [copy],
            "reason": "经与推荐单位核实，属同一项目重复推荐。",
        }
        demo.secretariat.post(f"/api/v1/national-check/hits/{hit['hit_id']}/settlement", settled)
        demo.count("重复取消资格 duplicates disqualified", by_id[copy].division)
        _substitute(demo, by_id[copy])
    demo.move_to(later(demo.plan.edition.timetable.division_reports_until.at, days=1))
    finalists = demo.secretariat.post("/api/v1/finalists")["finalists"]
    for one in finalists:
        demo.count("入围 finalists", one["recommender_id"])
    demo.until("the finalists' notice stands", lambda: _notices(demo, demo.secretariat, "finalists"))
    _run_notice(demo, "finalists", demo.plan.edition.durations.finalist_notice.days)
    demo.until("the finalists are confirmed", lambda: demo.secretariat.get("/api/v1/finalists")["state"] == "confirmed")


def _entries(demo: Demo, code: str) -> list[dict[str, Any]]:
    try:
        entries: list[dict[str, Any]] = demo.hosts[code].get(f"/api/v1/divisions/{code}/recommendation")["entries"]
    except RefusedError as refused:
        if refused.status == httpx.codes.NOT_FOUND:
            return []
        raise
    return entries


def _substitute(demo: Demo, lost: PlannedTeam) -> None:
    """The next of the division's ranking takes the place, where there is one (rule F6)."""
    code = lost.division
    demo.until(
        f"{code} was told",
        lambda: any(entry["team"]["team_id"] == lost.id and entry["lost_code"] for entry in _entries(demo, code)),
    )
    track = demo.plan.edition.track_of(lost.topic).code
    known = {entry["team"]["team_id"] for entry in _entries(demo, code)}
    for line in _ranking(demo, f"division-{code}-{track}"):
        if line["team"]["team_id"] not in known:
            body = {"lost_team_id": lost.id, "substitute_team_id": line["team"]["team_id"]}
            demo.hosts[code].post(f"/api/v1/divisions/{code}/recommendation/substitutions", body)
            demo.count("递补 substituted", code)
            return


def _notices(demo: Demo, user: User, kind: str, state: str = "") -> list[dict[str, Any]]:
    found = user.every("/api/v1/notices", "notices", kind=kind)
    return [one for one in found if not state or one["state"] == state]


def _run_notice(demo: Demo, kind: str, days: int) -> None:
    now = demo.clock.now()
    demo.move_to(later(now, days=1))
    demo.until(f"the {kind} notice is open", lambda: _notices(demo, demo.public, kind, "open"))
    demo.move_to(later(now, days=days + 1.5))
    demo.until(f"the {kind} notice is closed", lambda: _notices(demo, demo.public, kind, "closed"))


def final(demo: Demo) -> None:
    """National experts score the final (rule G1)."""
    roles = [{"role": "expert", "division": ""}]
    _panel(demo, "final", "national-expert", roles, demo.secretariat, 9000)
    finalists = len(demo.secretariat.get("/api/v1/finalists")["finalists"])

    def rounds() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/rounds", "rounds", stage="final")
        return found if sum(len(one["entries"]) for one in found) == finalists else None

    found = demo.until("every finalist is in a round", rounds)
    _score(demo, found, lambda _: demo.secretariat, "总决赛评审 final scores")


def awards(demo: Demo) -> None:
    """Prizes 1/2/3 a track; the winners' notice runs its days; awards are confirmed with certificates (rules G2, G3, H1)."""

    def announce() -> Any:
        try:
            return demo.secretariat.post("/api/v1/winners", {})
        except RefusedError as refused:
            if refused.code == "G2_RANKINGS_MISSING":  # on their way
                return None
            raise

    demo.until("the winners are announced", announce)
    demo.until("the winners' notice stands", lambda: _notices(demo, demo.secretariat, "winners"))
    _run_notice(demo, "winners", demo.plan.edition.durations.winners_notice.days)
    found = demo.until("all awards are confirmed", lambda: _awards(demo, "confirmed"))
    for one in found:
        demo.count(f"获奖 {one['award']['prize']}", "全国 national")


def _awards(demo: Demo, state: str) -> list[dict[str, Any]] | None:
    found = demo.committee.every("/api/v1/awards", "awards")
    return found if found and all(one["state"] == state for one in found) else None


def report(demo: Demo) -> None:
    """One planted report is upheld and its award is revoked; an anonymous one is refused (rules H2 to H4, G3)."""
    award = demo.committee.every("/api/v1/awards", "awards")[0]
    team_id = award["award"]["team"]["team_id"]
    person = demo.plan.synthetic.person(STRANGERS + 99)
    evidence = [{"file_name": "合成证据.pdf", "sha256": "0" * 64}]
    text = "该项目提交了非参赛单位的材料（合成举报）。"
    demo.refused(
        "H2_ANONYMOUS",
        lambda: demo.public.post("/api/v1/reports", {"team_id": team_id, "text": text, "evidence": evidence}),
    )
    reporter = {
        "real_name": person.name,
        "identity_kind": "resident",
        "identity_number": person.identity_number,
        "contact": "reporter@example.invalid",
    }
    body = {"team_id": team_id, "text": text, "reporter": reporter}
    demo.refused("H2_NO_EVIDENCE", lambda: demo.public.post("/api/v1/reports", body | {"evidence": []}))
    filed = demo.public.post("/api/v1/reports", body | {"evidence": evidence})
    address = f"/api/v1/reports/{filed['report_id']}"
    demo.committee.post(f"{address}/acceptance", {"reason": "证据具体，予以受理。"})
    demo.committee.post(f"{address}/hearing", {"record": "已听取参赛团队陈述。"})
    ruling = {"upheld": True, "code": "C5_FOREIGN_MATERIAL", "reason": "经核查，提交了非参赛单位的材料。"}
    demo.committee.post(f"{address}/adjudication", ruling)

    def revoked() -> dict[str, Any] | None:
        found = demo.committee.every("/api/v1/awards", "awards")
        same = (one for one in found if one["award"]["award_id"] == award["award"]["award_id"])
        return next((one for one in same if one["state"] == "revoked"), None)

    demo.revoked_award = demo.until("the award is revoked", revoked)
    code = award["verification_code"]
    if demo.public.get(f"/api/v1/certificates/{code}")["state"] != "revoked":
        raise DemoError("a revoked award's certificate does not verify as revoked")
    final_round = f"final-{award['award']['track']}"
    demo.until(
        "the ranking follows",
        lambda: all(one["team"]["team_id"] != team_id for one in _ranking(demo, final_round)),
    )
    demo.until("the change is published", lambda: _notices(demo, demo.public, "change"))
    user = next(demo.participants[team.account] for team in demo.teams if team.id == team_id)
    demo.until("the team sees it", lambda: user.get(f"/api/v1/teams/{team_id}")["state"] == "disqualified")


STAGES: tuple[tuple[str, Callable[[Demo], None]], ...] = (
    ("分赛申请与开放 divisions", divisions),
    ("报名与提交 registration", registration),
    ("资格审查 review", review),
    ("分赛评审 scoring", scoring),
    ("推荐 recommendation", recommendation),
    ("全国审核与公示 national check", national_check),
    ("总决赛 final", final),
    ("获奖公示 awards", awards),
    ("举报与追回 report", report),
)


def run(demo: Demo) -> None:
    """All stages in order."""
    for name, action in STAGES:
        with demo.stage(name):
            action(demo)


__all__ = ["STAGES", "Demo", "DemoError", "Progress", "run"]
