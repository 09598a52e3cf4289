"""The plan of a demo, drawn from a seed: divisions, teams and what is planted among them; all plainly synthetic."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from dasai_client import models

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING
from cli.synthetic import Piece, Synthetic

TRACKS_PER_DIVISION = 4
EXPERTS_PER_PROJECT = 3
EXPERTS_PER_DIVISION = EXPERTS_PER_PROJECT + 1  # so that assignment has a choice
REVIEWERS_PER_DIVISION = 2
# fewer teams than this have no room for what is planted
FEWEST_TEAMS = 33
CROWD = 3  # teams that join another in one division and track: more than the division may recommend
TEAMS_PER_ACCOUNT = 6
# synthetic people and organisations from this index on belong to no planned team
STRANGERS = 500_000
AGGREGATIONS: tuple[Literal["mean", "trimmed_mean", "normalised"], ...] = ("mean", "trimmed_mean", "normalised")


def beijing(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of 2024 in Beijing; `Plan` puts it into its edition's year."""
    return datetime(2024, month, day, hour, minute, tzinfo=BEIJING)


@dataclass
class PlannedTeam:
    """A team: what is planned of it, and what is known once it has registered."""

    index: int
    division: str
    topic: str
    body: models.NewTeam
    sections: list[models.SectionBody]
    evidence: tuple[Piece, ...]
    account: int
    copies: int | None = None  # index of the team whose project it repeats
    excellent: bool = False  # experts score it above every other, so that it is recommended
    id: str = ""
    draft_revision: int = 0


@dataclass
class Plan:
    """The divisions' schemes and the teams, for a number of teams (FEWEST_TEAMS or more) and a seed."""

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
        """Return the codes of all divisions."""
        return [division.code for division in self.edition.divisions]

    def tracks_of(self, place: int) -> list[str]:
        """Return the tracks that the division at this place runs; all divisions together run all that are not closed."""
        codes = [track.code for track in self.edition.tracks if track.open_topics]
        return [codes[(place * TRACKS_PER_DIVISION + step) % len(codes)] for step in range(TRACKS_PER_DIVISION)]

    def scheme(self, place: int, **changes: Any) -> models.SchemeBody:
        """Return the scheme of the division at this place; aggregation differs from division to division."""
        organiser = self.synthetic.organisation(STRANGERS + place, "public_institution")
        scoring = self.edition.scoring
        scheme: models.SchemeBody = {
            "tracks": [
                {"track": code, "topics": [{"topic_id": topic.id} for topic in self.edition.track(code).open_topics]}
                for code in self.tracks_of(place)
            ],
            "rubric": [
                {"id": criterion.id, "name": criterion.zh, "weight": format(criterion.weight, "f")}
                for criterion in scoring.criteria
            ],
            "scale": "100",
            "experts_per_project": EXPERTS_PER_PROJECT,
            "aggregation": AGGREGATIONS[place % len(AGGREGATIONS)],
            "decimals": 2,
            "tie_breakers": [criterion.id for criterion in scoring.criteria],
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
            "contact": self.synthetic.contact(place, organiser.name),
        }
        return cast(models.SchemeBody, {**scheme, **changes})

    def _stages(self) -> list[models.SchemeStageBody]:
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
        """Return all teams, spread over the divisions, with what is planted among them.

        Every 40th repeats the project of another division's team. The last CROWD join the first team in its division and track,
        where more take part then than may be recommended; the very last repeats a project of another division, and both that and
        its original are excellent, so that they are recommended, found to be one, and the next in the ranking is needed.
        """
        planned = [self._spread(index) for index in range(self.teams - CROWD)]
        for index in range(20, len(planned), 40):
            original = planned[index - 7]
            planned[index] = self._planned(index, self._elsewhere(original), original.topic, original.index)
        first = planned[0]
        while len(planned) < self.teams - 1:
            planned.append(self._planned(len(planned), first.division, first.topic))
        original = next(
            team
            for team in planned
            if team.division != first.division
            and team.copies is None
            and self.edition.track_of(team.topic) == self.edition.track_of(first.topic)
            and team not in self.rejected(planned)
        )
        original.excellent = True
        last = self._planned(len(planned), first.division, original.topic, original.index)
        last.excellent = True
        return [*planned, last]

    @staticmethod
    def rejected(teams: list[PlannedTeam]) -> list[PlannedTeam]:
        """Return the teams whose submissions the reviewers reject."""
        return teams[5::60]

    def _spread(self, index: int) -> PlannedTeam:
        """Return the team of that index: one in each division, then again; a division's first four share a track."""
        turn, place = divmod(index, len(self.divisions))
        # teams gather in a few tracks of a division, so that quotas have something to refuse
        track = self.edition.track(self.tracks_of(place)[turn // 4 % 2])
        return self._planned(index, self.divisions[place], track.open_topics[index % len(track.open_topics)].id)

    def _elsewhere(self, team: PlannedTeam) -> str:
        """Return the code of another division that runs the team's track."""
        track = self.edition.track_of(team.topic).code
        return next(
            code
            for place, code in enumerate(self.divisions)
            if code != team.division and track in self.tracks_of(place)
        )

    def _planned(self, index: int, division: str, topic: str, copies: int | None = None) -> PlannedTeam:
        body = self.synthetic.registration(index, division, topic, people=1 + index % 5)
        project = self.synthetic.project(index, topic)
        if copies is not None:
            project = self.synthetic.near_copy(self.synthetic.project(copies, topic), index)
            body["team_name"], body["project_name"] = project.team_name, project.project_name
        return PlannedTeam(
            index=index,
            division=division,
            topic=topic,
            body=body,
            sections=project.written(),
            evidence=self.synthetic.evidence(index, body["lead"]["uscc"]),
            account=index // TEAMS_PER_ACCOUNT,
            copies=copies,
        )


def later(moment: datetime, **span: float) -> datetime:
    """Return the moment that is this span (`days=1`) after another."""
    return moment + timedelta(**span)
