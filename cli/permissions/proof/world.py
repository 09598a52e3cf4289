"""The small world that the table is proved on: two divisions with the same people and objects, and two more.

Of these the scheme of one is not known yet, and a team of the other goes on to the final (`ending`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dasai_client import Refused, models

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.facts.scopes import TokenScope
from cli.demo.client import STAFF_USCC, User, appoint, consent
from cli.demo.stages import Demo
from cli.demo.world import EXPERTS_PER_DIVISION, STRANGERS, later
from cli.synthetic import Piece, ReportFile, small_pdf

_JUDGED = {"compliance": True, "authenticity": True, "lawfulness": True}
# indexes of synthetic teams for each division; every third has a co-organisation
_TEAMS_OF_A_SIDE = 30
# bytes that an upload lacks which has begun
_LACKING = 10


@dataclass
class Caller:
    """Somebody who calls: an account at the gateway, or the public, and what the table knows of it."""

    name: str
    actor: Actor
    user: User
    login: str = ""
    is_token: bool = False


@dataclass
class Side:
    """A division of the world: its people, and the ids of its objects by the names that paths and bodies have for them."""

    place: int
    code: str
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    # texts that only some may read, by what they are of
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def team_accounts(self) -> tuple[str, ...]:
        """Return the accounts of its teams."""
        return (*self.lead_accounts, self.people["partner"].account_id)

    @property
    def lead_accounts(self) -> tuple[str, ...]:
        """Return the accounts of its teams' lead."""
        return (self.people["lead"].account_id,)


class World:
    """Everybody and everything that the proof needs, made through the gateway as people do it."""

    def __init__(self, demo: Demo, first: int = 0) -> None:
        self.demo = demo
        made = [Side(place, demo.plan.divisions[place]) for place in range(first, first + 4)]
        self.sides, self.waiting, self.ahead = made[:2], made[2], made[3]
        self.operator = demo.first_account("operator")
        self.stranger = demo.sign_up("stranger")
        self.callers: list[Caller] = []

    def open(self) -> None:
        """Open all divisions but the one that has only applied."""
        demo = self.demo
        demo.move_to(demo.plan.applies)
        demo.each([*self.sides, self.waiting, self.ahead], self._apply, "分赛 divisions")
        demo.move_to(later(demo.plan.opens, minutes=1))
        codes = {side.code for side in (*self.sides, self.ahead)}

        def all_open() -> bool:
            listed = demo.public.every("/api/v1/divisions", "divisions")
            return codes <= {each["code"] for each in listed if each["state"] == "open"}

        demo.until("the divisions open", all_open)

    def fill(self) -> None:
        """Let people of each division do what is done while it is open."""
        self.demo.each(self.sides, self._fill, "团队、活动、审查 teams, activities, cases")
        self._enter_ahead()
        self.callers = list(self._callers())

    def score(self) -> None:
        """Close both divisions, and have experts assigned to what passed."""
        demo = self.demo
        demo.move_to(later(demo.plan.submission_closes, days=3))
        for side in (*self.sides, self.ahead):
            decision = {"submission_number": 1, "outcome": "passed", "judgements": _JUDGED, "reason": "材料完整。"}
            side.people["reviewer"].post(f"/api/v1/cases/{side.ids['scored_team_id']}/decision", decision)
        demo.each(self.sides, self._request_dossier, "申报材料包 dossiers")
        demo.move_to(later(demo.plan.review_closes, hours=1))
        demo.each(self.sides, self._assign, "评审 rounds")
        # by its timer, which is not to be taken for a change by a call
        demo.until("no team is asked for material any more", lambda: not any(map(_is_asked, self.sides)))

    def _enter_ahead(self) -> None:
        """Enter the team that goes on to the final."""
        demo, side = self.demo, self.ahead
        for who in ("lead", "partner"):
            side.people[who] = demo.sign_up(f"{who}-{side.code}")
        self._staff(side)
        self._enter(side, "scored_team_id", 0, submissions=1)
        reviewer, team_id = side.people["reviewer"], side.ids["scored_team_id"]

        def assigned() -> bool:
            return any(
                each["case_id"] == team_id for each in reviewer.every("/api/v1/cases", "cases", state="assigned")
            )

        demo.until("its case is assigned", assigned)

    def _request_dossier(self, side: Side) -> None:
        """Have a division's submissions made one file."""
        host = side.people["host"]
        identifier = host.post(f"/api/v1/divisions/{side.code}/dossiers")["dossier_id"]
        side.ids["dossier_id"] = identifier
        address = f"/api/v1/dossiers/{identifier}"
        self.demo.until("a dossier is ready", lambda: host.get(address)["state"] == "ready")

    def _apply(self, side: Side) -> None:
        demo = self.demo
        host = demo.staff(f"host-{side.code}", [{"role": "host", "division": side.code}], demo.secretariat)
        side.people["host"] = host
        address = f"/api/v1/divisions/{side.code}"
        side.texts["application"] = f"本分赛由合成单位{_mark(side, 'application')}承办，不收取任何费用。"
        waits = side is self.waiting
        changes = {"text": side.texts["application"]} if waits else {}
        host.put(f"{address}/application", {"scheme": demo.plan.scheme(side.place, **changes)})
        if not waits:
            demo.secretariat.post(f"{address}/approval")
            host.post(f"{address}/publication")

    def _fill(self, side: Side) -> None:
        demo, people, ids = self.demo, side.people, side.ids
        for who in ("lead", "partner"):
            people[who] = demo.sign_up(f"{who}-{side.code}")
        ids["code"] = ids["division_code"] = ids["division"] = side.code
        ids["panel_id"] = f"division-{side.code}"
        ids["number"] = ids["version"] = ids["left"] = "1"
        ids["right"] = "2"
        self._staff(side)
        self._file_version(side)
        self._announce_activity(side)
        self._enter(side, "scored_team_id", 0, submissions=1)
        self._enter(side, "team_id", 3, submissions=2)
        ids["case_id"] = ids["team_id"]
        self._draft(side)
        self._begin_upload(side)
        self._ask_for_more(side)
        self._report(side)
        self._claim(side)
        self._account_objects(side)

    def _staff(self, side: Side) -> None:
        demo, people = self.demo, side.people
        own = demo.plan.synthetic.organisation(STRANGERS + 3000 + side.place, "public_institution")
        roles: list[Any] = [{"role": "reviewer", "division": side.code}]
        people["reviewer"] = demo.staff(f"reviewer-{side.code}", roles, people["host"], own.uscc)
        people["host"].get("/api/v1/accounts/me")
        seats: models.Reviewers = {"reviewers": [{"account_id": people["reviewer"].account_id}]}
        appoint(lambda: people["host"].api.appoint_reviewers(side.code, seats))
        side.ids["reviewer_id"] = people["reviewer"].account_id
        roles = [{"role": "expert", "division": side.code}]
        people["spare"] = demo.staff(f"spare-{side.code}", roles, people["host"], own.uscc)
        side.ids["account_id"] = people["spare"].account_id

    def _file_version(self, side: Side) -> None:
        """File a new version of the scheme, which waits for its approval."""
        side.texts["version"] = f"本分赛由合成单位{_mark(side, 'version')}承办，不收取任何费用。"
        scheme = self.demo.plan.scheme(side.place, text=side.texts["version"])
        body = {"scheme": scheme, "reason": "更正承办单位名称。"}
        side.people["host"].post(f"/api/v1/divisions/{side.code}/scheme-versions", body)
        side.ids["filed_version"] = "2"

    def _announce_activity(self, side: Side) -> None:
        opens = self.demo.plan.opens
        body = activity_body(opens)
        activity = side.people["host"].post(f"/api/v1/divisions/{side.code}/activities", body)["activity_id"]
        side.ids["activity_id"] = activity
        side.texts["contact"] = f"{_mark(side, 'contact')}@example.test"
        sign_up = {"name": "合成乙", "organisation": "合成测试企业", "contact": side.texts["contact"]}
        side.people["lead"].post(f"/api/v1/activities/{activity}/sign-ups", sign_up)

    def _enter(self, side: Side, name: str, number: int, submissions: int) -> None:
        """Register a joint team of the lead's account, write its declaration, attach material, submit."""
        plan, user = self.demo.plan, side.people["lead"]
        index = side.place * _TEAMS_OF_A_SIDE + number
        topic = plan.edition.track(plan.tracks_of(side.place)[0]).open_topics[0].id
        body = plan.synthetic.registration(index, side.code, topic, people=2)
        team = user.post("/api/v1/teams", body)
        team_id = team["facts"]["team_id"]
        side.ids[name] = team_id
        consent(user, side.people["partner"], team_id)
        address = f"/api/v1/teams/{team_id}"
        sections = [{"id": part, "text": text} for part, text in plan.synthetic.project(index, topic).sections]
        side.texts[f"{name} text"] = _mark(side, name)
        sections[0]["text"] += side.texts[f"{name} text"]
        revision = user.put(f"{address}/declaration", {"draft_revision": 0, "sections": sections})["draft_revision"]
        for piece in plan.synthetic.evidence(index, body["lead"]["uscc"]):
            user.upload(team_id, piece)
        for turn in range(submissions):
            if turn:
                sections[0]["text"] += "第二版。"
                saved = {"draft_revision": revision, "sections": sections[:1]}
                revision = user.put(f"{address}/declaration", saved)["draft_revision"]
            receipt = user.post(f"{address}/submissions", {"draft_revision": revision})
        side.ids |= {
            "topic_id": topic,
            "track": body["track"],
            "uscc": body["lead"]["uscc"],
            "partner_uscc": body["co_organisations"][0]["uscc"],
            "receipt": receipt["number"],
            "section": sections[0]["id"],
            "revision": str(revision),
        }
        side.texts[f"{name} name"] = body["team_name"]
        side.texts[f"{name} project"] = body["project_name"]
        side.texts[f"{name} lead"] = body["lead"]["uscc"]
        current = user.get(address)
        side.ids["evidence_id"] = current["evidence"][0]["id"]
        side.ids["material_id"] = user.get(f"{address}/material")["materials"][0]["id"]

    def _draft(self, side: Side) -> None:
        """Write what is not submitted, and let two accounts write at once, so that a text is kept."""
        lead, partner, address = side.people["lead"], side.people["partner"], f"/api/v1/teams/{side.ids['team_id']}"
        revision = int(side.ids["revision"])
        for who, name in ((lead, "draft"), (partner, "kept")):
            side.texts[name] = _mark(side, name)
            sections = [{"id": side.ids["section"], "text": f"{side.texts[name]}尚未提交的内容。"}]
            try:
                who.put(f"{address}/declaration", {"draft_revision": revision, "sections": sections})
            except Refused as refused:
                if refused.code != "C4_DRAFT_MOVED_ON":
                    raise
        (kept,) = lead.get(f"{address}/kept-texts")["kept"]
        side.ids["kept_id"] = kept["id"]

    def _begin_upload(self, side: Side) -> None:
        lead, team_id = side.people["lead"], side.ids["team_id"]
        kind = self.demo.plan.edition.evidence.required[0].id
        piece = Piece(kind, "合成.pdf", side.ids["uscc"], small_pdf(f"Upload of {side.code}"))
        headers = piece.headers() | {
            "Upload-Length": str(len(piece.content) + _LACKING),
            "Authorization": f"Bearer {lead.token}",
        }
        address = f"{self.demo.url}/api/v1/teams/{team_id}/material"
        began = lead.http.post(address, headers=headers, content=piece.content).raise_for_status()
        side.ids["upload_id"] = began.headers["location"].rpartition("/")[2]

    def _ask_for_more(self, side: Side) -> None:
        """Let the reviewer ask for material, and so make a message to the team."""
        demo, people, case = self.demo, side.people, f"/api/v1/cases/{side.ids['case_id']}"

        def assigned() -> bool:
            cases = people["reviewer"].every("/api/v1/cases", "cases", state="assigned")
            numbers = {each["case_id"]: each["submission_number"] for each in cases}
            return numbers.get(side.ids["case_id"]) == 2 and side.ids["scored_team_id"] in numbers

        demo.until("the cases are assigned", assigned)
        side.texts["asked"] = f"请补充{_mark(side, 'asked')}"
        decision = {
            "submission_number": 2,
            "outcome": "supplement",
            "judgements": _JUDGED,
            "reason": side.texts["asked"],
        }
        people["reviewer"].post(f"{case}/decision", decision)
        address = f"/api/v1/teams/{side.ids['team_id']}/supplements"
        demo.until("the team is asked", lambda: people["lead"].get(address)["supplements"])

    def _report(self, side: Side) -> None:
        demo = self.demo
        public = demo.public
        kept = public.upload_evidence(ReportFile("合成证据.pdf", small_pdf(f"Report about {side.code}")))
        side.texts["report"] = f"该团队提交了其他单位的材料{_mark(side, 'report')}。"
        person = demo.plan.synthetic.person(STRANGERS + 900 + side.place)
        side.texts["reporter"] = person.name
        body = {
            "team_id": side.ids["team_id"],
            "text": side.texts["report"],
            "evidence": [{"evidence_id": kept["evidence_id"]}],
            "reporter": {
                "real_name": person.name,
                "identity_kind": "resident",
                "identity_number": person.identity_number,
                "contact": "reporter@example.invalid",
            },
        }

        def filed() -> Any:
            try:
                return public.post("/api/v1/reports", body)
            except Refused as refused:
                if refused.code == "H2_UNKNOWN_TEAM":  # on its way
                    return None
                raise

        side.ids["report_id"] = demo.until("the report is filed", filed)["report_id"]
        side.ids["report_evidence_id"] = kept["evidence_id"]

    def _claim(self, side: Side) -> None:
        """Let somebody who has registered nothing yet contest a team's names (rule B7)."""
        demo, plan = self.demo, self.demo.plan
        claimant = demo.sign_up(f"claimant-{side.code}")
        side.people["claimant"] = claimant
        first = side.place * _TEAMS_OF_A_SIDE
        held = plan.synthetic.registration(first + 3, side.code, side.ids["topic_id"], people=2)
        other = plan.synthetic.registration(first + 7, side.code, side.ids["topic_id"], people=2)
        wanted = held | {
            "co_organisations": [],
            "representatives": [
                person | {"organisation_uscc": held["lead"]["uscc"]} for person in other["representatives"]
            ],
            "contest_reason": f"该团队未经本单位授权{_mark(side, 'claim')}。",
        }
        side.texts["claim"] = _mark(side, "claim")
        team = claimant.post("/api/v1/teams", wanted)["facts"]["team_id"]
        side.ids["claiming_team_id"] = team
        claims = demo.until("the claim is filed", lambda: claimant.get(f"/api/v1/teams/{team}/name-claims")["claims"])
        side.ids["claim_id"] = claims[0]["claim_id"]

    def _account_objects(self, side: Side) -> None:
        """Make a second session, a token, an invitation, and wait for a message."""
        demo, people = self.demo, side.people
        lead, host = people["lead"], people["host"]
        login = f"lead-{side.code}"
        demo.user(login, demo.passwords[login]).get("/api/v1/accounts/me")
        # the newest first
        side.ids["session_id"] = lead.get("/api/v1/sessions")["sessions"][0]["session_id"]
        token = lead.post("/api/v1/tokens", {"name": "合成令牌", "scopes": ["registration:read"], "days": 9})
        side.ids["token_id"] = token["token"]["token_id"]
        invitation = {"roles": [{"role": "reviewer", "division": side.code}], "organisation_uscc": STAFF_USCC}
        invited = host.post("/api/v1/invitations", invitation)
        side.texts["invitation"] = invited["code"]
        side.ids["invitation_id"] = invited["invitation"]["invitation_id"]
        messages = demo.until("the lead has a message", lambda: lead.get("/api/v1/messages")["messages"])
        side.ids["message_id"] = messages[0]["message_id"]

    def _assign(self, side: Side) -> None:
        demo, people, plan = self.demo, side.people, self.demo.plan
        host = people["host"]
        experts = []
        for seat in range(EXPERTS_PER_DIVISION):
            own = plan.synthetic.organisation(STRANGERS + 4000 + side.place * 10 + seat, "research_institute")
            roles: list[Any] = [{"role": "expert", "division": side.code}]
            experts.append(demo.staff(f"expert-{side.code}-{seat}", roles, host, own.uscc))
        seats: models.Experts = {"experts": [{"account_id": expert.account_id, "tracks": []} for expert in experts]}
        appoint(lambda: host.api.appoint_experts(f"division-{side.code}", seats))

        def rounds() -> Any:
            listed = host.every("/api/v1/rounds", "rounds", division_code=side.code)
            return [each for each in listed if each["entries"]]

        round_id = demo.until("the round has its project", rounds)[0]["round_id"]
        side.ids["round_id"] = round_id
        seed = f"seed-{side.code}"
        seed_hash = hashlib.sha256(seed.encode()).hexdigest()
        host.post(f"/api/v1/rounds/{round_id}/seed-commitments", {"seed_hash": seed_hash})
        host.post(f"/api/v1/rounds/{round_id}/assignment", {"seed": seed})
        for seat, expert in enumerate(experts):
            sheets = expert.get("/api/v1/sheets")["sheets"]
            if sheets:
                side.ids["sheet_id"] = sheets[0]["sheet_id"]
                people["expert"] = expert
                roles_of = Actor(expert.account_id, frozenset({Grant(Role.EXPERT, side.code)}))
                self.callers.append(Caller(f"expert {side.code}", roles_of, expert, f"expert-{side.code}-{seat}"))
                return
        raise LookupError("no expert has a sheet")

    def _callers(self) -> list[Caller]:
        demo = self.demo
        callers = [Caller("nobody", PUBLIC, demo.public)]
        nation = {"secretariat": demo.secretariat, "committee": demo.committee, "operator": self.operator}
        for name, user in nation.items():
            user.get("/api/v1/accounts/me")
            callers.append(Caller(name, _actor(user, Role(name)), user, name))
        callers.append(Caller("stranger", _actor(self.stranger, Role.PARTICIPANT), self.stranger, "stranger"))
        roles: dict[str, Callable[[Side], Grant]] = {
            "host": lambda side: Grant(Role.HOST, side.code),
            "reviewer": lambda side: Grant(Role.REVIEWER, side.code),
            "lead": lambda _: Grant(Role.PARTICIPANT),
            "partner": lambda _: Grant(Role.PARTICIPANT),
        }
        for side in self.sides:
            for name, grant in roles.items():
                user = side.people[name]
                user.get("/api/v1/accounts/me")
                actor = Actor(user.account_id, frozenset({grant(side)}))
                callers.append(Caller(f"{name} {side.code}", actor, user, f"{name}-{side.code}"))
        own = {caller.name: caller for caller in callers}
        first = self.sides[0].code
        for name in (f"lead {first}", f"host {first}"):
            holder = own[name]
            made = holder.user.post(
                "/api/v1/tokens", {"name": "合成令牌", "scopes": [str(scope) for scope in TokenScope], "days": 9}
            )
            user = User(demo.url, demo.tally, http=holder.user.http, account_id=holder.user.account_id)
            user.token = made["text"]
            callers.append(Caller(f"token of {name}", holder.actor, user, is_token=True))
        return callers


def _is_asked(side: Side) -> bool:
    """Return True if a team has yet to answer a request for material."""
    address = f"/api/v1/teams/{side.ids['team_id']}/supplements"
    return any(each["state"] == "asked" for each in side.people["lead"].get(address)["supplements"])


def activity_body(opens: Any, **changes: Any) -> dict[str, Any]:
    """Return the body of an activity that is to come."""
    return {
        "kind": "topic_briefing",
        "title": "合成赛题宣讲会",
        "text": "介绍本分赛区赛题，免费参加。",
        "place": "合成会议中心一层",
        "begins": later(opens, days=120).isoformat(),
        "ends": later(opens, days=120, hours=2).isoformat(),
        "sign_up_closes": later(opens, days=119).isoformat(),
        "capacity": 5,
    } | changes


def _mark(side: Side, name: str) -> str:
    """Return a text that is found nowhere else."""
    digest = hashlib.sha256(f"{side.code} {name}".encode()).hexdigest()
    return f"zb{digest[:14]}"


def _actor(user: User, role: Role) -> Actor:
    return Actor(user.account_id, frozenset({Grant(role)}))
