"""The award list of an edition: the rankings of the final, and who wins by them (G2)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, Term, enumerated, refuse, refuse_unless

from ...shared.rulings import LONGEST_REASON
from .. import rules
from ..events import AwardFacts, AwardsProposed

_NO_FINALISTS = Term("", "尚无入围项目", "there are no finalists yet")


class ListState(enum.StrEnum):
    """`gathering` until the winners are announced."""

    GATHERING = "gathering"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A team's place in a ranking; a struck team keeps its line and has rank 0. It is suspended while its case is open again."""

    team: TeamFacts
    rank: int
    score: str
    struck: bool = False
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class TrackRanking:
    """A frozen ranking of a track of the final; `number` counts the freezes of its round from 1."""

    track: str
    ranking_id: str
    number: int
    projects: tuple[RankedTeam, ...]
    amended: bool = False

    @property
    def age(self) -> tuple[int, bool, int]:
        """Return what grows with every newer form of the ranking: amending only ever strikes more."""
        return self.number, self.amended, sum(project.struck for project in self.projects)


@dataclass(frozen=True, slots=True)
class PrizePlan:
    """A prize of the edition: its identifier, names, how many there are, and the digit it has in certificate numbers."""

    id: str
    zh: str
    en: str
    quota: int
    digit: int
    to_organiser: bool = False

    @property
    def term(self) -> Term:
        """Return the prize as a refusal names it."""
        return Term(self.id, self.zh, self.en)


@dataclass(frozen=True, slots=True)
class VacantPlaces:
    """Places of a track's prize that are not given, and why (G2)."""

    track: str
    prize: str
    places: int
    reason: str


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """A track of the edition: its code, its number and its names."""

    code: str
    number: int
    zh: str
    en: str

    @property
    def term(self) -> Term:
        """Return the track as a refusal names it."""
        return Term(self.code, self.zh, self.en)


@dataclass(frozen=True, slots=True)
class ProposedAward:
    """An award on the list. `recipient_id` is the team's or organiser's identifier; `recipient_name` an organiser's name."""

    facts: AwardFacts
    recipient_id: str
    recipient_name: str
    prize_zh: str
    prize_en: str
    certificate_number: str


def certificate_number(edition: str, track_number: int, digit: int, nth: int) -> str:
    """Return for example `2024-03-201`: edition, track (00: special award), prize and place among its winners (G3)."""
    return f"{edition}-{track_number:02d}-{digit}{nth:02d}"


@dataclass(kw_only=True)
class AwardList(Aggregate):
    """The award list of an edition; its identifier is the edition's."""

    state: ListState = ListState.GATHERING
    finalist_tracks: tuple[str, ...] = ()
    recommender_ids: tuple[str, ...] = ()
    rankings: tuple[TrackRanking, ...] = ()
    reopened: tuple[str, ...] = ()
    special: tuple[ProposedAward, ...] = ()
    proposed: tuple[ProposedAward, ...] = ()
    vacant: tuple[VacantPlaces, ...] = ()
    statement: str = ""
    proposed_at: Instant | None = None

    def record_finalists(self, tracks: Collection[str], recommender_ids: Collection[str]) -> None:
        """Add tracks that have finalists, and who recommended them."""
        self.finalist_tracks = tuple(sorted({*self.finalist_tracks, *tracks}))
        self.recommender_ids = tuple(sorted({*self.recommender_ids, *recommender_ids}))

    def record_ranking(self, ranking: TrackRanking) -> None:
        """Keep the newest ranking of each track, in whatever order they arrive."""
        known = self.ranking_of(ranking.track)
        if known is None or ranking.age > known.age:
            others = (other for other in self.rankings if other.track != ranking.track)
            self.rankings = tuple(sorted((*others, ranking), key=lambda ranking: ranking.track))

    def record_reopening(self, ranking_id: str) -> None:
        """Count a reopened ranking no more, also if it arrives after its reopening (E6)."""
        self.reopened = tuple(sorted({*self.reopened, ranking_id}))

    def ranking_of(self, track: str) -> TrackRanking | None:
        """Return the newest ranking of a track, reopened or not; None if there is none."""
        return next((ranking for ranking in self.rankings if ranking.track == track), None)

    def ranked_in(self, tracks: Collection[str]) -> list[str]:
        """Return the identifiers of the teams that are ranked in these tracks."""
        rankings = [ranking for ranking in self.rankings if ranking.track in tracks]
        return sorted(line.team.team_id for ranking in rankings for line in ranking.projects)

    def announce(
        self,
        prizes: tuple[PrizePlan, ...],
        tracks: tuple[TrackPlan, ...],
        *,
        fallen: Collection[str],
        under_review: Collection[str] = (),
        statement: str,
        vacant: tuple[VacantPlaces, ...] = (),
        at: Instant,
    ) -> None:
        """Give every track's prizes by rank and propose the list (G2); `fallen` are teams and organisers that lost their place.

        A place that is left vacant makes its prize's quota smaller: who ranks next gets the prize that follows.
        None of `under_review`, whose review is open again, gets an award until it is decided anew (B3, D1).
        Refuses G2_RANKINGS_MISSING, G2_TIE, G2_CASE_OPEN, G2_ALREADY_ANNOUNCED, G2_VACANCY_INVALID.
        """
        self.require_gathering()
        self.require_vacant(vacant, prizes)
        named = {track.code: track.term for track in tracks}
        missing = [
            named.get(code, Term(code, code, code)) for code in self.finalist_tracks if not self._is_frozen(code)
        ]
        complete = bool(self.finalist_tracks) and not missing
        refuse_unless(complete, rules.G2_RANKINGS_MISSING, tracks=enumerated(missing) if missing else _NO_FINALISTS)
        won = [
            award
            for track in tracks
            if track.code in self.finalist_tracks
            for award in self._winners(track, _without_vacant(track, prizes, vacant), fallen)
        ]
        special = [award for award in self.special if award.recipient_id not in fallen]
        self._require_decided((*won, *special), under_review)
        self.proposed = (*won, *special)
        self.vacant = vacant
        self.statement = statement
        self.proposed_at = at
        self.state = ListState.PROPOSED
        self.raise_event(AwardsProposed(self.id, tuple(award.facts for award in self.proposed)), at)

    def grant_special(
        self,
        prize: PrizePlan | None,
        recipient_id: str,
        recipient_name: str,
        *,
        fallen: Collection[str],
    ) -> ProposedAward:
        """Grant a special award to a team of the final or to an organiser who recommended to it, within its quota (G2).

        It goes through the winners' notice with the others, so it is granted before they are announced. `prize` is None if the
        edition has no such prize. `fallen` are teams and organisers that lost their place: what was granted to them before uses
        no quota.
        """
        if prize is None:
            refuse(rules.G2_UNKNOWN_AWARD)
        self.require_gathering()
        earlier = [award for award in self.special if award.facts.prize == prize.id]
        refuse_unless(all(award.recipient_id != recipient_id for award in earlier), rules.G2_ALREADY_GRANTED)
        used = sum(award.recipient_id not in fallen for award in earlier)
        refuse_unless(used < prize.quota, rules.G2_QUOTA_USED, quota=prize.quota)
        team = None if prize.to_organiser else self._team(recipient_id)
        in_final = recipient_id in self.recommender_ids if prize.to_organiser else team is not None
        refuse_unless(in_final and recipient_id not in fallen, rules.G2_NOT_IN_FINAL)
        # numbered by all that were ever granted: no certificate's number comes twice
        granted = self._award(prize, team, 0, 0, len(earlier) + 1, recipient_id, recipient_name)
        self.special = (*self.special, granted)
        return granted

    def require_gathering(self) -> None:
        """Refuse G2_ALREADY_ANNOUNCED if the winners were announced (G2)."""
        refuse_unless(self.state is ListState.GATHERING, rules.G2_ALREADY_ANNOUNCED)

    def require_vacant(self, vacant: tuple[VacantPlaces, ...], prizes: tuple[PrizePlan, ...]) -> None:
        """Refuse G2_VACANCY_INVALID for places that there are not, a prize named twice, or no reason (G2), each at its field."""
        quotas = {prize.id: prize.quota for prize in prizes}
        faults = [
            FieldFault(f"vacant[{place}].{field}", zh, en)
            for place, each in enumerate(vacant)
            for field, zh, en in self._faults_of(each, quotas, vacant[:place])
        ]
        if faults:
            refuse(rules.G2_VACANCY_INVALID, faults=faults)

    def _faults_of(
        self, each: VacantPlaces, quotas: dict[str, int], before: tuple[VacantPlaces, ...]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield the fields of vacant places that are wrong, with what is wrong in Chinese and English (G2)."""
        quota = quotas.get(each.prize, 0)
        if each.track not in self.finalist_tracks:
            yield (
                "track",
                "该赛道没有入围项目，不填写奖项空缺。",
                "This track has no finalists: leave no place of it vacant.",
            )
        if not quota:
            yield "prize", "该奖项不是赛道奖项，请核对。", "This is no prize of a track: check it."
        elif any((other.track, other.prize) == (each.track, each.prize) for other in before):
            yield (
                "prize",
                "该赛道的此项奖项已填写空缺，请合并填写。",
                "This prize of the track is named before: name it once.",
            )
        elif not 1 <= each.places <= quota:
            yield "places", f"空缺名额应为1至{quota}名。", f"Give 1 to {quota} as the number of places."
        if not 0 < len(each.reason.strip()) <= LONGEST_REASON:
            yield "reason", "请写明空缺理由，不超过2000字。", "Give the reason, in at most 2,000 characters."

    def _require_decided(self, awards: Collection[ProposedAward], under_review: Collection[str]) -> None:
        """Refuse G2_CASE_OPEN for a team whose review case is open again: it gets no award before that is decided (D1).

        Its ranking says so, and the finalist list, whichever is heard of first.
        """
        lines = (line for ranking in self.rankings for line in ranking.projects)
        suspended = {line.team.team_id for line in lines if line.suspended}
        teams = sorted({award.recipient_id for award in awards} & (suspended | set(under_review)))
        refuse_unless(not teams, rules.G2_CASE_OPEN, teams=enumerated(map(self._project_term, teams)))

    def _project_term(self, team_id: str) -> Term:
        team = self._team(team_id)
        name = team_id if team is None else team.project_name
        return Term(team_id, name, name)

    def _is_frozen(self, track: str) -> bool:
        ranking = self.ranking_of(track)
        return ranking is not None and ranking.ranking_id not in self.reopened

    def _team(self, team_id: str) -> TeamFacts | None:
        lines = (line for ranking in self.rankings for line in ranking.projects)
        return next((line.team for line in lines if line.team.team_id == team_id and not line.struck), None)

    def _winners(
        self, track: TrackPlan, prizes: tuple[PrizePlan, ...], fallen: Collection[str]
    ) -> Iterator[ProposedAward]:
        ranking = self.ranking_of(track.code)
        lines = [
            line
            for line in (ranking.projects if ranking else ())
            if not line.struck and line.rank > 0 and line.team.team_id not in fallen
        ]
        lines.sort(key=lambda line: (line.rank, line.team.team_id))
        start = 0
        for prize in prizes:
            end = start + prize.quota
            winners = lines[start:end]
            if winners and len(lines) > end and lines[end - 1].rank == lines[end].rank:
                refuse(rules.G2_TIE, track=track.term, rank=lines[end].rank, prize=prize.term)
            for nth, line in enumerate(winners, 1):
                yield self._award(prize, line.team, track.number, line.rank, nth, line.team.team_id, "")
            start = end

    def _award(
        self,
        prize: PrizePlan,
        team: TeamFacts | None,
        track_number: int,
        rank: int,
        nth: int,
        recipient_id: str,
        recipient_name: str,
    ) -> ProposedAward:
        facts = AwardFacts(
            award_id=derived_id("award", self.id, prize.id, recipient_id),
            team=team,
            track=team.track if team else "",
            prize=prize.id,
            rank=rank,
        )
        number = certificate_number(self.id, track_number, prize.digit, nth)
        return ProposedAward(facts, recipient_id, recipient_name, prize.zh, prize.en, number)


def _without_vacant(
    track: TrackPlan, prizes: tuple[PrizePlan, ...], vacant: tuple[VacantPlaces, ...]
) -> tuple[PrizePlan, ...]:
    """Return the prizes of a track with the places that are given."""
    places = {each.prize: each.places for each in vacant if each.track == track.code}
    return tuple(replace(prize, quota=prize.quota - places.get(prize.id, 0)) for prize in prizes)
