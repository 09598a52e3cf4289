"""Registration through the gateway: accounts, divisions and teams in the contest of the session's whole stack.

Each test makes its own teams, in the shared division or in a division of its own.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from dasai_client import Refused

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo.client import STAFF_USCC, Tally, User, appoint, browserless
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.synthetic import NOTICE_VERSION
from tests.divisions import OWN, SHARED

PASSWORD = "a password for tests"
SEED = 5  # of organisations and people that nothing else in this run uses
PATIENCE_SECONDS = 60.0
_FIRST_LIST = datetime(2024, 5, 2, tzinfo=UTC)  # a month before the shared division opens
STATED = {"identity_consent": NOTICE_VERSION}  # with representatives that replace others (rule K4)


@dataclass
class Contest:
    """The contest in the running stack, with what a test does in it."""

    stack: LocalStack
    plan: Plan
    clock: FileClock
    secretariat: User
    _connections: httpx.Client
    _indexes: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lists: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _places: Iterator[int] = field(default_factory=lambda: iter(OWN))

    def user(self) -> User:
        """Sign up a new participant and return them signed in."""
        return self._user().sign_up(f"rules-{next(self._indexes)}", PASSWORD)

    def public(self) -> User:
        """Return a user who did not sign in."""
        return self._user()

    def staff(self, *roles: dict[str, str], organisation_uscc: str = STAFF_USCC) -> User:
        """Make a staff account with roles, such as `{"role": "reviewer", "division": "110000"}`; return it signed in."""
        login = f"rules-staff-{next(self._indexes)}"
        self.secretariat.invite(login, PASSWORD, list(roles), organisation_uscc)
        return self._user().sign_in(login, PASSWORD)

    def appoint_reviewers(self, host: User, code: str, *reviewers: User) -> dict[str, Any]:
        """Appoint a division's reviewers, once their accounts are known there; return its desk."""
        body = {"reviewers": [{"account_id": reviewer.account_id} for reviewer in reviewers]}
        return dict(appoint(lambda: host.put(f"/api/v1/divisions/{code}/reviewers", body)))

    def appoint_experts(self, owner: User, panel: str, *experts: User) -> dict[str, Any]:
        """Appoint the experts of a panel, once their accounts are known there; return the panel."""
        body = {"experts": [{"account_id": expert.account_id} for expert in experts]}
        return dict(appoint(lambda: owner.put(f"/api/v1/panels/{panel}/experts", body)))

    def office(self, kind: str = "public_institution") -> str:
        """Return the code of an organisation that takes no part."""
        return self.plan.synthetic.organisation(self.index(), kind).uscc

    def committee(self) -> User:
        """Return the committee's account, signed in."""
        return self._user().sign_in_first("committee", self.stack.accounts["committee"])

    def national(self, role: str, organisation_uscc: str) -> User:
        """Make an account of the secretariat or the committee, whose holder is of an organisation; return it signed in."""
        login = f"rules-staff-{next(self._indexes)}"
        operator = self._user().sign_in_first("operator", self.stack.accounts["operator"])
        operator.invite(login, PASSWORD, [{"role": role, "division": ""}], organisation_uscc)
        return self._user().sign_in(login, PASSWORD)

    def index(self) -> int:
        """Return an index of synthetic people and organisations that no other test has."""
        return next(self._indexes)

    def list_date(self) -> str:
        """Return the date of a new list, later than every one before: no complete list of another test lifts what is on it."""
        return (_FIRST_LIST + timedelta(minutes=next(self._lists))).isoformat()

    def own_place(self) -> int:
        """Return the place of a division that no other test has; fail if all are given away."""
        place = next(self._places, None)
        assert place is not None, f"all {len(OWN)} divisions of the stack are taken: let tests share one"
        return place

    def scheme(self, place: int, **changes: Any) -> dict[str, Any]:
        """Return the scheme of the division at this place."""
        return self.plan.scheme(place, **changes)

    def apply(self, place: int, **changes: Any) -> tuple[str, User]:
        """Move the clock to when divisions may apply, and let the division apply; return its code and its host."""
        code = self.plan.divisions[place]
        host = self.staff({"role": "host", "division": code})
        self.clock.move_to(self.plan.applies)
        host.put(f"/api/v1/divisions/{code}/application", {"scheme": self.scheme(place, **changes)})
        return code, host

    def apply_now(self, place: int, **changes: Any) -> dict[str, Any]:
        """Let the division apply, by a new host of its, whatever the clock says; return the answer."""
        code = self.plan.divisions[place]
        host = self.staff({"role": "host", "division": code})
        body = {"scheme": self.scheme(place, **changes)}
        return dict(host.put(f"/api/v1/divisions/{code}/application", body))

    def open(self, place: int, **changes: Any) -> tuple[str, User]:
        """Open the division and move the clock to a minute after its opening; return its code and its host."""
        code, host = self.apply(place, **changes)
        self.secretariat.post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        opens = datetime.fromisoformat(self.scheme(place, **changes)["registration_opens"])
        self.clock.move_to(opens + timedelta(minutes=1))
        self.until(lambda: self.public().get(f"/api/v1/divisions/{code}")["state"] == "open", "the division opens")
        return code, host

    def body(self, place: int = SHARED, people: int = 2, **changes: Any) -> dict[str, Any]:
        """Return a request for a new team in the division at this place: a lead, no co-organisation."""
        topic = self.plan.edition.track(self.plan.tracks_of(place)[0]).topics[0].id
        body = self.plan.synthetic.registration(self.index(), self.plan.divisions[place], topic, people=people)
        return body | {"co_organisations": []} | changes

    def register(self, user: User, place: int = SHARED, **changes: Any) -> dict[str, Any]:
        """Register a new team of the user and return it."""
        return dict(user.post("/api/v1/teams", self.body(place, **changes)))

    def write(self, user: User, team: dict[str, Any]) -> dict[str, Any]:
        """Write the complete declaration; return the team, whose draft holds the sections just written."""
        facts = team["facts"]
        project = self.plan.synthetic.project(self.index(), facts["topic_id"])
        sections = [{"id": name, "text": text} for name, text in project.sections]
        body = {"draft_revision": team["draft_revision"], "sections": sections}
        return dict(user.put(f"/api/v1/teams/{facts['team_id']}/declaration", body))

    def attach(self, user: User, team: dict[str, Any]) -> dict[str, Any]:
        """Upload all required evidence; return the team with its whole draft."""
        for evidence in self.plan.synthetic.evidence(self.index(), team["facts"]["lead"]["uscc"]):
            user.upload(team["facts"]["team_id"], evidence)
        return dict(user.get(f"/api/v1/teams/{team['facts']['team_id']}"))

    def submit(self, user: User, team: dict[str, Any]) -> dict[str, Any]:
        """Complete declaration and evidence, submit, and return the receipt."""
        self.write(user, team)
        ready = self.attach(user, team)
        body = {"draft_revision": ready["draft_revision"]}
        return dict(user.post(f"/api/v1/teams/{team['facts']['team_id']}/submissions", body))

    def page(self, user: User, path: str) -> str:
        """Return the HTML of a page as the user reads it."""
        return self.page_answer(user, path).text

    def page_answer(self, user: User, path: str) -> httpx.Response:
        """Return the answer to a user who asks for a page, with its status."""
        headers = {"Authorization": f"Bearer {user.token}", "Accept": "text/html"}
        return self._connections.get(self.stack.url + path, headers=headers)

    def problem(self, call: Callable[[], Any]) -> dict[str, Any]:
        """Return the problem with which the call is refused; fail if it is not refused."""
        with pytest.raises(Refused) as caught:
            call()
        return caught.value.problem

    def until(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the condition holds, for relays and workers take a moment; fail after so many seconds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited in vain: {what}"
            time.sleep(0.1)

    def _user(self) -> User:
        return User(self.stack.url, Tally(), http=self._connections)


def fetch(contest: Contest, user: User, path: str, **headers: str) -> httpx.Response:
    """Download a file and return the response."""
    sent = {"Authorization": f"Bearer {user.token}", **headers}
    return httpx.get(contest.stack.url + path, headers=sent, timeout=30)


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    """Return status and stable code with which the call is refused; fail if it is not refused."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.status, caught.value.code


@contextmanager
def opened(stack: LocalStack, clock: FileClock) -> Iterator[Contest]:
    """Sign the secretariat in and open the shared division of a stack; yield the contest."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 3, SEED)
    with browserless() as connections:
        secretariat = User(stack.url, Tally(), http=connections)
        secretariat.sign_in_first("secretariat", stack.accounts["secretariat"])
        contest = Contest(stack, plan, clock, secretariat, connections)
        contest.open(SHARED)
        yield contest
