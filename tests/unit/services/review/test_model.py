"""Review's rules: cases, desks, recommendations, the national check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.review import wire
from services.review.model import duplicates, rules
from services.review.model.case import Case, CaseState, Judgements, Submitted, check
from services.review.model.desk import Desk, Reviewer
from services.review.model.events import CaseDecided, CaseOpened, Finalist, Outcome
from services.review.model.facts import Channel, Evidence, Organisation, OrganisationKind, Section, TeamFacts
from services.review.model.national import FinalistList, Hit
from services.review.model.recommendation import RankedProject, RankingCopy, Recommendation

AT = datetime(2024, 8, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)
HOLD = Judgements(compliance=True, authenticity=True, lawfulness=True)


def team(name: str = "t", track: str = "industry", division: str = "110000") -> TeamFacts:
    """A team by its name."""
    return TeamFacts(
        team_id=name,
        edition="2024",
        division_code=division,
        track=track,
        topic_id=f"{track}-1",
        team_name=name,
        project_name=f"项目{name}",
        lead=Organisation(uscc=f"lead-{name}", name=name, kind=OrganisationKind.ENTERPRISE),
        person_keys=(f"p-{name}",),
        account_ids=(f"a-{name}",),
    )


def submitted(number: int = 1, **changes: Any) -> Submitted:
    """A submission."""
    right = {"team": team(), "number": number, "digest": "d", "declaration": (), "evidence": ()}
    return Submitted(**(right | changes))


def case(number: int = 1) -> Case:
    """A case with a submission."""
    made = Case.empty("t", "110000")
    made.take(submitted(number), (), at=AT)
    made.take_events()
    return made


def decide(of: Case, outcome: Outcome, judgements: Judgements = HOLD, number: int = 1, **changes: Any) -> None:
    """Decide with everything right but for the changes."""
    given: dict[str, Any] = {"reason": "理由", "submission_closes": AT, "by": "r", "at": AT} | changes
    reason = given.pop("reason")
    of.decide(number, outcome, judgements, reason, **given)


def code_of(action: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code.name


def test_d1_a_submission_opens_a_case_and_a_pass_is_told() -> None:
    """D1, D3: opened, decided, and the newest word counts."""
    made = Case.empty("t", "110000")
    made.take(submitted(), (), at=AT)
    decide(made, Outcome.PASSED)
    assert [type(one.event) for one in made.raised] == [CaseOpened, CaseDecided]
    assert made.passed
    made.take(submitted(2), (), at=AT)
    assert not made.passed
    made.take(submitted(1), (), at=AT)
    assert made.number == 2


def test_d4_a_pass_needs_all_three_judgements() -> None:
    """D4: one that does not hold keeps from passing, not from rejecting."""
    doubtful = Judgements(compliance=True, authenticity=False, lawfulness=True)
    assert code_of(lambda: decide(case(), Outcome.PASSED, doubtful)) == "D4_JUDGEMENT_AGAINST"
    rejected = case()
    decide(rejected, Outcome.REJECTED, doubtful)
    assert rejected.state is CaseState.DECIDED


def test_d1_what_no_decision_may_be() -> None:
    """D1: of another version, without reason, returned after the deadline, or of a case that is decided."""
    assert code_of(lambda: decide(case(2), Outcome.PASSED)) == "D1_NEWER_SUBMISSION"
    assert code_of(lambda: decide(case(), Outcome.PASSED, reason=" ")) == "D1_REASON_MISSING"
    decide(case(), Outcome.RETURNED, at=AT)
    assert code_of(lambda: decide(case(), Outcome.RETURNED, at=AT + MS)) == "D1_RETURN_TOO_LATE"
    done = case()
    decide(done, Outcome.PASSED)
    assert code_of(lambda: decide(done, Outcome.REJECTED)) == "D1_WRONG_STATE"


def test_d3_one_appeal_in_time() -> None:
    """D3: of a rejection, to the millisecond, once; granted the case is open again."""
    rejected = case()
    decide(rejected, Outcome.REJECTED)
    assert code_of(lambda: rejected.lodge_appeal("不服", days=5, at=AT + timedelta(days=5) + MS)) == "D3_APPEAL_LATE"
    rejected.lodge_appeal("不服", days=5, at=AT + timedelta(days=5))
    rejected.settle_appeal(granted=True)
    decide(rejected, Outcome.REJECTED)
    assert code_of(lambda: rejected.lodge_appeal("再诉", days=5, at=AT)) == "D3_APPEALED_BEFORE"


def test_events_may_come_in_any_order() -> None:
    """C12, H4: withdrawn before it was heard of, it stays withdrawn; disqualified is told once."""
    gone = Case.empty("t", "110000")
    gone.withdraw()
    gone.take(submitted(), (), at=AT)
    assert (gone.state, gone.raised) == (CaseState.WITHDRAWN, ())
    lost = case()
    lost.disqualify("X", "x", at=AT)
    lost.disqualify("X", "x", at=AT)
    assert len(lost.raised) == 1


def test_d1_every_automatic_check_finds_and_passes() -> None:
    """D1, B5, B7, B8, C4, C5: each finding with its evidence; nothing found where nothing is wrong."""
    piece = Evidence(
        id="e", kind="audit", file_name="f", sha256="s", size_bytes=1, media_type="application/pdf", owner_uscc="lead-t"
    )
    right = submitted(declaration=(Section(id="a", text="文"),), evidence=(piece,))
    asked: dict[str, Any] = {"sections": ("a",), "evidence_kinds": ("audit",)}
    none: dict[str, Any] = {"organisers": frozenset(), "same_persons": (), "same_project": ()}
    assert check(right, **asked, **none) == ()
    wrong = submitted(evidence=(Evidence(**(vars(piece) | {"owner_uscc": "parent", "kind": "video"})),))
    found = check(wrong, organisers=frozenset({"lead-t"}), same_persons=("u",), same_project=("v",), **asked)
    assert [(one.code, one.evidence) for one in found] == [
        ("C4_SECTION_MISSING", "a"),
        ("C5_EVIDENCE_MISSING", "audit"),
        ("C5_FOREIGN_OWNER", "e parent"),
        ("B8_ORGANISER_TAKES_PART", "lead-t"),
        ("B5_PERSON_IN_ANOTHER_TEAM", "u"),
        ("B7_PROJECT_REGISTERED_TWICE", "v"),
    ]


@given(st.integers(1, 6), st.integers(0, 40))
def test_d2_cases_are_spread_evenly_and_never_to_ones_own(reviewers: int, cases: int) -> None:
    """D2: loads differ by one at most; a reviewer's own organisation's case goes to another or waits."""
    desk = Desk(id="110000")
    desk.appoint(tuple(Reviewer(account_id=f"r{n}", organisation_uscc=f"o{n}") for n in range(reviewers)))
    desk.assign((f"c{n}", frozenset({"elsewhere"})) for n in range(cases))
    loads = [one.load for one in desk.reviewers]
    assert sum(loads) == cases
    assert max(loads) - min(loads) <= 1
    own = desk.assign([("own", frozenset({"o0"}))])
    assert own.get("own") != "r0"
    assert ("own" in own) == (reviewers > 1)
    assert code_of(lambda: desk.require_reviewer("r0", frozenset({"o0"}))) == "D2_OWN_ORGANISATION"
    assert code_of(lambda: desk.require_reviewer("nobody", frozenset())) == "D2_NOT_A_REVIEWER"


def ranked(name: str, rank: int = 1, track: str = "industry") -> RankedProject:
    """A line of a ranking."""
    return RankedProject(team=team(name, track), rank=rank, score="90")


def filed(*projects: RankedProject, at: datetime = AT, report: str = "报告") -> Recommendation:
    """A recommendation of these."""
    made = Recommendation(id="110000")
    made.file(projects, report, quota_per_track=2, until=AT, at=at)
    return made


def test_f1_at_most_two_a_track_by_the_date_with_a_report() -> None:
    """F1, F4: two of a track and others of another; a third, a repeated one, a late one, one without report are refused."""
    assert len(filed(ranked("a"), ranked("b"), ranked("c", track="finance")).standing) == 3
    assert code_of(lambda: filed(ranked("a"), ranked("b"), ranked("c"))) == "F1_QUOTA_EXCEEDED"
    assert code_of(lambda: filed(ranked("a"), ranked("a"))) == "F4_RECOMMENDED_TWICE"
    assert code_of(lambda: filed(ranked("a"), at=AT + MS)) == "F1_DEADLINE_PASSED"
    assert code_of(lambda: filed(ranked("a"), report=" ")) == "F1_REPORT_MISSING"


def test_f6_a_fallen_place_is_filled_within_a_week() -> None:
    """F6: by another of the same track, to the millisecond, once."""
    made = filed(ranked("a"), ranked("b"))
    late = AT + timedelta(days=7)
    assert code_of(lambda: made.substitute("a", ranked("c"), days=7, at=AT)) == "F6_NOT_A_SUBSTITUTE"
    assert made.lose("a", "F5_DUPLICATE_PROJECT", at=AT)
    assert not made.lose("a", "F5_DUPLICATE_PROJECT", at=AT)
    assert code_of(lambda: made.substitute("a", ranked("c", track="finance"), days=7, at=AT)) == "F6_NOT_A_SUBSTITUTE"
    assert code_of(lambda: made.substitute("a", ranked("c"), days=7, at=late + MS)) == "F6_TOO_LATE"
    made.substitute("a", ranked("c"), days=7, at=late)
    assert [one.team.team_id for one in made.standing] == ["b", "c"]
    assert code_of(lambda: made.substitute("a", ranked("d"), days=7, at=AT)) == "F6_NOT_A_SUBSTITUTE"


def test_an_older_ranking_never_overwrites_a_newer() -> None:
    """F1: events may come out of order."""
    copy = RankingCopy(id="r", division_code="110000", track="industry")
    copy.learn(2, (ranked("b"),))
    copy.learn(1, (ranked("a"),))
    assert [one.team.team_id for one in copy.projects] == ["b"]


def compared(name: str, text: str, **changes: Any) -> duplicates.Compared:
    """A candidate to compare."""
    right = {"project_name": name, "person_keys": frozenset({name}), "files": frozenset({name})}
    return duplicates.Compared(team_id=name, text=text, **(right | changes))


def test_f5_the_same_project_in_few_other_words_is_found_and_another_is_not() -> None:
    """F5: near-same text, same name, same person, same file; unlike ones are left alone."""
    text = "".join(chr(0x4E00 + (n * 37) % 5000) for n in range(600))
    other = "".join(chr(0x4E00 + (n * 91 + 7) % 5000) for n in range(600))
    near = text[:300] + "改动" + text[302:]
    kinds = {one.kind for one in duplicates.find([compared("a", text), compared("b", near)])}
    assert kinds == {"project_text"}
    assert duplicates.find([compared("a", text), compared("b", other)]) == []
    for changes, kind in (
        ({"project_name": " A "}, "project_name"),
        ({"person_keys": frozenset({"a"})}, "person"),
        ({"files": frozenset({"a"})}, "file"),
    ):
        (found,) = duplicates.find([compared("a", text), compared("b", other, **changes)])
        assert (found.kind, found.team_ids) == (kind, ("a", "b"))


def test_f5_a_hit_is_settled_once_by_a_human_and_names_who_loses() -> None:
    """F5, H5: confirmed with losers of the hit, or dismissed with none."""

    def hit() -> Hit:
        suspicion = duplicates.Suspicion(team_ids=("a", "b"), kind="project_text", likeness="0.9")
        made = Hit.suspect("h", suspicion, (team("a"), team("b")), at=AT)
        made.take_events()
        return made

    confirmed = hit()
    confirmed.settle(confirmed=True, losers=("b",), reason="同一项目", at=AT)
    assert [type(one.event).__name__ for one in confirmed.raised] == ["DuplicateSettled", "TeamDisqualified"]
    assert confirmed.raised[1].event.code == rules.F5_DUPLICATE_PROJECT
    for yes, losers in ((True, ()), (True, ("stranger",)), (False, ("a",))):
        assert code_of(
            lambda yes=yes, losers=losers: hit().settle(confirmed=yes, losers=losers, reason="x", at=AT)
        ) == ("F5_NOT_OF_THE_HIT")
    assert code_of(lambda: confirmed.settle(confirmed=False, losers=(), reason="x", at=AT)) == "F5_SETTLED_BEFORE"


def test_f8_the_list_waits_for_open_hits_and_is_final_without_the_upheld() -> None:
    """F5, F8: refused while a hit is open or nothing is recommended; confirmed once, without those who fell."""
    both = tuple(
        Finalist(team=team(name), channel=Channel.DIVISION, recommender_id="110000") for name in ("a", "b", "c")
    )
    assert code_of(lambda: FinalistList.propose("f", both, open_hits=1, at=AT)) == "F5_HITS_OPEN"
    assert code_of(lambda: FinalistList.propose("f", (), open_hits=0, at=AT)) == "F8_NO_FINALISTS"
    made = FinalistList.propose("f", both, open_hits=0, at=AT)
    made.strike("a")
    made.confirm(frozenset({"b"}), at=AT)
    made.confirm(frozenset(), at=AT)
    assert [one.team.team_id for one in made.finalists] == ["c"]
    assert len(made.raised) == 2


@pytest.mark.parametrize("kind", sorted(wire.EVENTS, key=lambda cls: cls.__name__))
def test_every_event_mirrors_its_message(kind: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = wire.EVENTS[kind]
    assert (message.DESCRIPTOR.name, set(message.DESCRIPTOR.fields_by_name)) == (
        kind.__name__,
        set(kind.__dataclass_fields__),
    )
