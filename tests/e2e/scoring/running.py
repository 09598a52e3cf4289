"""Scoring through the gateway: a division's rounds from submission to the frozen ranking, by the people who run them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.demo.client import User
from cli.demo.world import EXPERTS_PER_PROJECT
from tests.e2e.registration.running import Contest

PASSED = {"compliance": True, "authenticity": True, "lawfulness": True}


@dataclass
class ScoredDivision:
    """A division of its own with a reviewer, experts and a host; each test takes a track of it."""

    contest: Contest
    place: int
    code: str
    host: User
    reviewer: User
    experts: list[User]
    participants: dict[str, User] = field(default_factory=dict)

    @classmethod
    def open(cls, contest: Contest, experts: int = EXPERTS_PER_PROJECT, **scheme: Any) -> ScoredDivision:
        """Open a division, and appoint its reviewer and so many experts."""
        place = contest.own_place()
        code, host = contest.open(place, **scheme)
        reviewer = contest.staff({"role": "reviewer", "division": code}, organisation_uscc=contest.office())
        role = {"role": "expert", "division": code}
        panel = [contest.staff(role, organisation_uscc=contest.office("research_institute")) for _ in range(experts)]
        contest.appoint_reviewers(host, code, reviewer)
        contest.appoint_experts(host, f"division-{code}", *panel)
        return cls(contest, place, code, host, reviewer, panel)

    def track(self, number: int) -> str:
        """Return a track that the division runs."""
        return self.contest.plan.tracks_of(self.place)[number]

    def submit(self, track: str, **changes: Any) -> str:
        """Let a new team of a track submit; return its id."""
        user = self.contest.user()
        topic = self.contest.plan.edition.track(track).topics[0].id
        team = self.contest.register(user, self.place, track=track, topic_id=topic, **changes)
        self.contest.submit(user, team)
        team_id = str(team["facts"]["team_id"])
        self.participants[team_id] = user
        return team_id

    def decide(self, team_id: str, outcome: str = "passed", submission: int = 1) -> None:
        """Let the reviewer decide a team's submission, once the case is there and open."""
        address = f"/api/v1/cases/{team_id}"

        def is_open() -> bool:
            cases = self.reviewer.every("/api/v1/cases", "cases", state="assigned")
            return any(case["case_id"] == team_id and case["submission_number"] == submission for case in cases)

        self.contest.until(is_open, f"submission {submission} of the team is with its reviewer")
        judgements = PASSED if outcome == "passed" else PASSED | {"authenticity": False}
        body = {"submission_number": submission, "outcome": outcome, "reason": "合成理由", "judgements": judgements}
        self.reviewer.post(f"{address}/decision", body)

    def round_of(self, track: str, team_ids: Sequence[str]) -> str:
        """Wait until the round of a track has these teams, and return the round's address."""
        address = f"/api/v1/rounds/division-{self.code}-{track}"

        def complete() -> bool:
            rounds = self.host.every("/api/v1/rounds", "rounds", division_code=self.code)
            entries = [each["entries"] for each in rounds if each["track"] == track]
            return {entry["team_id"] for each in entries for entry in each} == set(team_ids)

        self.contest.until(complete, "every passed project is in the round")
        return address

    def draw(self, address: str, seed: str = "a seed for tests") -> None:
        """Commit a seed, then assign experts by it."""
        self.host.post(f"{address}/seed-commitments", {"seed_hash": hash_of(seed)})
        self.host.post(f"{address}/assignment", {"seed": seed})

    def score(self, address: str, points: dict[str, str]) -> None:
        """Let every expert score and submit what is still open in a round; points by project name."""
        for expert in self.experts:
            for sheet in self.sheets_of(expert, address):
                if sheet["state"] != "submitted":
                    sheet_address = f"/api/v1/sheets/{sheet['sheet_id']}"
                    expert.put(sheet_address, {"scores": self.scores(points[sheet["project_name"]])})
                    expert.post(f"{sheet_address}/submission")

    def sheets_of(self, expert: User, address: str) -> list[dict[str, Any]]:
        """Return an expert's sheets of a round."""
        round_id = address.rpartition("/")[2]
        return [sheet for sheet in expert.every("/api/v1/sheets", "sheets") if sheet["round_id"] == round_id]

    def scores(self, points: str) -> list[dict[str, str]]:
        """Return so many points for each criterion."""
        criteria = self.contest.plan.edition.scoring.criteria
        return [{"criterion_id": criterion.id, "score": points, "comment": "合成评语"} for criterion in criteria]

    def frozen(self, track: str, points: Sequence[str]) -> tuple[str, list[str]]:
        """Make a frozen ranking of as many teams; return the round's address and the team ids in the order of `points`."""
        team_ids = [self.submit(track) for _ in points]
        for team_id in team_ids:
            self.decide(team_id)
        address = self.round_of(track, team_ids)
        self.draw(address)
        names = {entry["team_id"]: entry["project_name"] for entry in self.host.get(address)["entries"]}
        self.score(address, {names[team_id]: value for team_id, value in zip(team_ids, points, strict=True)})
        self.host.post(f"{address}/freeze")
        return address, team_ids


def hash_of(seed: str) -> str:
    """Return what is published of a seed before it is drawn from."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lines_of(ranking: dict[str, Any]) -> list[tuple[str, int, bool, bool]]:
    """Return team, rank, struck and suspended of each line."""
    return [
        (line["team"]["team_id"], int(line["rank"]), line["struck"], line["suspended"]) for line in ranking["projects"]
    ]
