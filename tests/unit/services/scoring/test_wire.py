"""Scoring's two languages (E3, K1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import panels_pb2
from google.protobuf import text_format

from chassis.edition import load_edition
from chassis.mapping import to_message
from services.scoring import wire
from services.scoring.model.facts import Aggregation, LocalAward
from services.scoring.model.panel import Expert
from tests.unit.services.scoring.builders import experts, filed, frozen, round_of, scheme, scored, sheet, team

FACTS = to_message(team(1), contest_pb2.TeamFacts)


def test_only_a_pass_lets_a_project_be_scored() -> None:
    """E2: rejected, returned or asked for more, it is not."""
    outcomes = (review.OUTCOME_REJECTED, review.OUTCOME_RETURNED, review.OUTCOME_SUPPLEMENT, review.OUTCOME_PASSED)
    found = [
        wire.judge_team(review.CaseDecided(team=FACTS, submission_number=3, outcome=outcome)) for outcome in outcomes
    ]
    assert [one.passed for one in found] == [False, False, False, True]
    assert {(one.team, one.submission_number) for one in found} == {(team(1), 3)}


def test_finalists_enter_the_final() -> None:
    """F8: all of the list."""
    event = review.FinalistsConfirmed(finalists=[review.Finalist(team=FACTS, recommender_id="110000")])
    assert wire.enter_finalists(event).teams == (team(1),)


def test_whatever_takes_a_place_away_names_team_and_rounds() -> None:
    """C12, H4: withdrawal, disqualification, a revoked award; an organiser's award names no team."""
    expected = ("team-001", "110000", "industry")
    disqualified = review.TeamDisqualified(
        team_id="team-001", division_code="110000", track="industry", code="F5_DUPLICATE_PROJECT"
    )
    found = (
        wire.drop_withdrawn(registration.TeamWithdrawn(team=FACTS)),
        wire.drop_disqualified(disqualified),
        wire.drop_revoked(publicity.AwardRevoked(award=publicity.Award(team=FACTS), code="C5_FOREIGN_MATERIAL")),
    )
    assert [(one.team_id, one.division_code, one.track) for one in found] == [expected] * 3
    assert [one.reason for one in found] == ["C12_WITHDRAWN", "F5_DUPLICATE_PROJECT", "C5_FOREIGN_MATERIAL"]
    assert wire.drop_revoked(publicity.AwardRevoked(award=publicity.Award(prize="organisation"))).team_id == ""


def test_the_finals_scheme_is_the_editions() -> None:
    """A1, E4: as configured for the final, not for divisions."""
    edition = load_edition(Path("editions/2024.yaml"))
    national = wire.national_scheme(edition)
    assert [(one.id, one.weight) for one in national.rubric] == [
        (one.id, format(one.weight, "f")) for one in edition.scoring.criteria
    ]
    assert (national.experts_per_project, national.decimals) == (
        edition.scoring.experts_per_project.final,
        edition.scoring.decimals,
    )
    assert (national.aggregation, national.tie_breakers) == (Aggregation.MEAN, edition.scoring.tie_breakers)


def test_no_view_shows_whom_a_person_key_belongs_to() -> None:
    """K1, K4: the teams here have keys and accounts that a view could show."""
    shown = wire.round_view(round_of(2)).entries
    assert [(one.team_id, list(one.person_keys)) for one in shown] == [("team-000", []), ("team-001", [])]
    ranked = wire.ranking_view(frozen((scored(1, 1, "80"),))).projects[0].team
    assert (ranked.team_id, list(ranked.person_keys), list(ranked.account_ids)) == ("team-001", [], [])


def test_a_ranking_shows_all_that_it_is_recomputed_from() -> None:
    """E4: scheme and sheets; experts by number, not by account."""
    view = wire.ranking_view(frozen((scored(1, 1, "80", "70", "60"), scored(1, 2, "90"))))
    assert [(one.sheet_id, one.expert, dict(one.scores)) for one in view.sheets] == [
        ("sheet-001-1", 1, {"value": "80", "novelty": "70", "team": "60"}),
        ("sheet-001-2", 2, {"value": "90", "novelty": "90", "team": "90"}),
    ]
    assert [(one.id, one.weight) for one in view.rubric] == [(one.id, one.weight) for one in scheme().rubric]
    assert (view.aggregation, view.decimals, view.scale) == (contest_pb2.AGGREGATION_MEAN, 2, "100")


def test_a_blind_sheet_says_nothing_of_whose_the_project_is() -> None:
    """E3: no name, code or id of team and organisations in sheet or declaration; in the final they are there."""
    one = team(1)
    event = registration.SubmissionMade(
        team=FACTS,
        number=2,
        declaration=[contest_pb2.Section(id="overview.background", text=f"{one.lead.name}（{one.lead.uscc}）的项目")],
    )
    kept = wire.keep_declaration(event)
    assert (kept.team_id, kept.number) == ("team-001", 2)
    words = (one.lead.uscc, one.lead.name, one.team_name, one.team_id)
    for blind, expected in ((True, []), (False, [one.lead.uscc, one.lead.name, one.team_id])):
        view = wire.sheet_view(sheet(blind=blind))
        view.declaration.extend(wire.declared(kept.content, one, blind=blind))
        text = text_format.MessageToString(view, as_utf8=True)
        assert view.project_name == one.project_name
        assert [word for word in words if word in text] == expected


def test_a_request_becomes_its_command() -> None:
    """Experts with tracks and interests."""
    request = panels_pb2.AppointExpertsRequest(
        panel_id="final",
        experts=[
            panels_pb2.Expert(account_id="expert-0", organisation_uscc="EXPERT0"),
            panels_pb2.Expert(account_id="a", organisation_uscc="b", tracks=["industry"], interests=["c"]),
        ],
    )
    command = wire.command(request)
    rich = Expert(account_id="a", organisation_uscc="b", tracks=("industry",), interests=("c",))
    assert (command.panel_id, command.experts) == ("final", (experts(1)[0], rich))


def test_a_published_scheme_is_read_as_it_was_filed() -> None:
    """A5, E3."""
    awards = (LocalAward(category="优秀项目", quota=3, prize="证书"),)
    one = scheme(local_awards=awards, disagreement="")
    event = registration.SchemePublished(division_code="110000", scheme_version=2, scheme=filed(local_awards=awards))
    cmd = wire.learn_scheme(event)
    assert (cmd.division_code, cmd.version, cmd.scheme) == ("110000", 2, one)


@pytest.mark.parametrize("kind", sorted(wire.EVENTS, key=lambda cls: cls.__name__))
def test_every_event_mirrors_its_message(kind: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = wire.EVENTS[kind]
    assert message.DESCRIPTOR.name == kind.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(kind.__dataclass_fields__)
