"""Who takes part in a demo: a plan made of a seed, all of it plainly synthetic."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING
from cli.synthetic import Piece, Synthetic

TRACKS_PER_DIVISION = 4
EXPERTS_PER_PROJECT = 3
REVIEWERS_PER_DIVISION = 2
TEAMS_PER_ACCOUNT = 6
# indexes of synthetic people and organisations that no planned team uses
STRANGERS = 500_000
AGGREGATIONS = ("mean", "trimmed_mean", "normalised")


def beijing(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of the edition's year in Beijing; the year is set by `Plan`."""
    return datetime(2024, month, day, hour, minute, tzinfo=BEIJING)


@dataclass
class PlannedTeam:
    """A team before and after it registered."""

    index: int
    division: str
    topic: str
    body: dict[str, Any]
    sections: tuple[tuple[str, str], ...]
    evidence: tuple[Piece, ...]
    account: int
    copies: int | None = None  # the team whose project it repeats
    id: str = ""
    draft_revision: int = 0


@dataclass
class Plan:
    """Divisions, teams and what is planted, for a number of teams and a seed."""

    edition: Edition
    teams: int
    seed: int
    synthetic: Synthetic = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.synthetic = Synthetic(self.edition, self.seed)
        self.chance = random.Random(self.seed)  # noqa: S311 - a plan, not a secret
        year = self.edition.year
        self.applies = beijing(5, 20).replace(year=year)
        self.opens = beijing(6, 3, 9).replace(year=year)
        self.registration_closes = beijing(7, 31, 23, 59).replace(year=year)
        self.submission_closes = beijing(8, 5, 23, 59).replace(year=year)
        self.review_closes = beijing(8, 20, 23, 59).replace(year=year)
        self.scoring_closes = beijing(9, 10, 23, 59).replace(year=year)

    @property
    def divisions(self) -> list[str]:
        """Codes of all divisions."""
        return [division.code for division in self.edition.divisions]

    def tracks_of(self, place: int) -> list[str]:
        """The tracks that the division at this place runs; together they run all that are not closed."""
        codes = [track.code for track in self.edition.tracks if track.open_topics]
        return [codes[(place * TRACKS_PER_DIVISION + step) % len(codes)] for step in range(TRACKS_PER_DIVISION)]

    def scheme(self, place: int, **changes: Any) -> dict[str, Any]:
        """The scheme of the division at this place; aggregation differs from division to division."""
        organiser = self.synthetic.organisation(STRANGERS + place, "public_institution")
        scoring = self.edition.scoring
        scheme = {
            "tracks": [
                {"track": code, "topics": [{"topic_id": topic.id} for topic in self.edition.track(code).open_topics]}
                for code in self.tracks_of(place)
            ],
            "rubric": [{"id": one.id, "name": one.zh, "weight": format(one.weight, "f")} for one in scoring.criteria],
            "scale": "100",
            "experts_per_project": EXPERTS_PER_PROJECT,
            "aggregation": AGGREGATIONS[place % len(AGGREGATIONS)],
            "decimals": 2,
            "tie_breakers": [one.id for one in scoring.criteria],
            "registration_opens": self.opens.isoformat(),
            "registration_closes": self.registration_closes.isoformat(),
            "submission_closes": self.submission_closes.isoformat(),
            "review_closes": self.review_closes.isoformat(),
            "scoring_closes": self.scoring_closes.isoformat(),
            "recommended_per_track": self.edition.quotas.recommended_per_division_track,
            "local_awards": [
                {
                    "category": "优秀项目",
                    "quota": 3,
                    "prize": "证书",
                    "rights": "优先入驻本地数据产业园区，并对接产业基金。",
                }
            ],
            "stages": self._stages(),
            "text": f"{self.edition.official_division_name(self.divisions[place])}评审分初评与路演两个阶段，不收取任何费用。",
            "organising_bodies": [{"name": organiser.name, "uscc": organiser.uscc, "role": "host"}],
            "fees": [],
        }
        return scheme | changes

    def _stages(self) -> list[dict[str, Any]]:
        return [
            {
                "id": "first",
                "name": "初评",
                "opens": later(self.submission_closes, minutes=1).isoformat(),
                "closes": later(self.review_closes, days=7).isoformat(),
                "blind": True,
                "experts_per_project": EXPERTS_PER_PROJECT,
            },
            {
                "id": "roadshow",
                "name": "路演",
                "kind": "roadshow",
                "opens": later(self.review_closes, days=8).isoformat(),
                "closes": self.scoring_closes.isoformat(),
                "experts_per_project": EXPERTS_PER_PROJECT + 2,
            },
        ]

    def planned_teams(self) -> list[PlannedTeam]:
        """All teams, spread over divisions and their tracks; every 40th repeats the project of another division's team."""
        planned: list[PlannedTeam] = []
        for index in range(self.teams):
            place = index % len(self.divisions)
            tracks = self.tracks_of(place)
            # teams gather in a few tracks of a division, so that quotas have something to refuse
            track = self.edition.track(tracks[(index // len(self.divisions)) % 2])
            topic = track.open_topics[index % len(track.open_topics)].id
            planned.append(self._planned(index, self.divisions[place], topic, None))
        for index in range(20, self.teams, 40):
            original = planned[index - 7]
            place = next(
                place
                for place, division in enumerate(self.divisions)
                if division != original.division and self.edition.track_of(original.topic).code in self.tracks_of(place)
            )
            planned[index] = self._planned(index, self.divisions[place], original.topic, original.index)
        return planned

    def _planned(self, index: int, division: str, topic: str, copies: int | None) -> PlannedTeam:
        body = self.synthetic.registration(index, division, topic, people=1 + index % 5)
        project = self.synthetic.project(index, topic)
        if copies is not None:
            project = self.synthetic.near_copy(self.synthetic.project(copies, topic), index)
            body |= {"team_name": project.team_name, "project_name": project.project_name}
        return PlannedTeam(
            index=index,
            division=division,
            topic=topic,
            body=body,
            sections=project.sections,
            evidence=self.synthetic.evidence(index, body["lead"]["uscc"]),
            account=index // TEAMS_PER_ACCOUNT,
            copies=copies,
        )


def later(moment: datetime, **span: float) -> datetime:
    """The moment and a span."""
    return moment + timedelta(**span)
