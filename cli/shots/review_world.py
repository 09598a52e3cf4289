"""Bring teams of a division before its reviewers, so that the pages of review have cases to show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.demo.client import User, appoint
from cli.demo.world import Plan
from cli.stack.program import StackProblem
from cli.synthetic import Piece

# synthetic organisations and people from this index on belong to nobody else
_INDEX = 660_000
_PATIENCE_SECONDS = 90.0
_FOUNDED = {"compliance": False, "authenticity": True, "lawfulness": True}


@dataclass
class Review:
    """The review of a division that is open: its reviewers, and the teams whose projects they review.

    `user` makes a user of the gateway who is not signed in yet.
    """

    host: User
    user: Callable[[], User]
    plan: Plan
    code: str
    password: str
    index: int = _INDEX
    teams: dict[str, User] = field(default_factory=dict)

    def invite(self, *logins: str) -> dict[str, str]:
        """Invite reviewers, who each work for an organisation of their own, and return their accounts by login name."""
        role: list[Any] = [{"role": "reviewer", "division": self.code}]
        return {
            login: self.host.invite(
                login, self.password, role, self.plan.synthetic.organisation(next(self._indexes), "enterprise").uscc
            )
            for login in logins
        }

    def appoint(self, *accounts: str) -> None:
        """Appoint the division's reviewers, as soon as review knows their accounts."""
        body = {"reviewers": [{"account_id": account} for account in accounts]}
        appoint(lambda: self.host.put(f"/api/v1/divisions/{self.code}/reviewers", body))

    def submit(self, login: str, further: Callable[[int, str], Sequence[Piece]] = lambda index, owner: ()) -> str:
        """Let a new participant register a team and submit its project; return the team's id.

        `further` returns what it uploads beside the required evidence, by its index and its lead's code (rule C6).
        """
        user, index = self.user().sign_up(login, self.password), next(self._indexes)
        topic = self.plan.edition.track(self._track).open_topics[0].id
        body = self.plan.synthetic.registration(index, self.code, topic, people=2) | {"co_organisations": []}
        team = user.post("/api/v1/teams", body)
        team_id = str(team["facts"]["team_id"])
        sections = [{"id": name, "text": text} for name, text in self.plan.synthetic.project(index, topic).sections]
        user.put(
            f"/api/v1/teams/{team_id}/declaration", {"draft_revision": team["draft_revision"], "sections": sections}
        )
        uscc = team["facts"]["lead"]["uscc"]
        for piece in (*self.plan.synthetic.evidence(index, uscc), *further(index, uscc)):
            user.upload(team_id, piece)
        revision = user.get(f"/api/v1/teams/{team_id}")["draft_revision"]
        user.post(f"/api/v1/teams/{team_id}/submissions", {"draft_revision": revision})
        self.teams[team_id] = user
        return team_id

    def wait_for(self, team_id: str, *states: str) -> None:
        """Wait until a team's case is in one of the states; raises StackProblem if it does not come to that."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while self._states().get(team_id) not in states:
            if time.monotonic() > end:
                raise StackProblem(f"等待超时：案件状态 {states}", f"waited in vain: a case is {states}")
            time.sleep(0.2)

    def decide(self, team_id: str, outcome: str, reason: str) -> None:
        """Let the host decide a case; what is rejected is judged not to comply."""
        judgements = _FOUNDED if outcome == "rejected" else dict.fromkeys(_FOUNDED, True)
        body = {"submission_number": 1, "outcome": outcome, "reason": reason, "judgements": judgements}
        self.host.post(f"/api/v1/cases/{team_id}/decision", body)

    def appeal(self, team_id: str, reason: str) -> None:
        """Let the team appeal against its rejection."""
        self.teams[team_id].post(f"/api/v1/cases/{team_id}/appeal", {"reason": reason})

    def _states(self) -> dict[str, str]:
        cases = self.host.every("/api/v1/cases", "cases", division_code=self.code)
        return {case["case_id"]: str(case["state"]) for case in cases}

    @property
    def _track(self) -> str:
        return self.plan.tracks_of(self.plan.divisions.index(self.code))[0]

    @property
    def _indexes(self) -> Iterator[int]:
        self.index += 1
        yield self.index
