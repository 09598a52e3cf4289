"""Conflicts, disagreement, crashes, blindness, awards over the running service (E2, E3, E5, E6, E7, H4, K1)."""

from __future__ import annotations

import grpc
import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, local_awards_pb2, panels_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.actor import Grant, Role
from services.scoring.model.facts import LocalAward
from tests.service.publicity.running import refusal, wait_for
from tests.service.scoring.running import (
    DIVISION,
    EXPERT,
    HOST,
    OTHER_HOST,
    PUBLIC_KEY,
    SECRETARIAT,
    Scoring,
    collected,
    decided,
    entries,
    facts,
    frozen,
    published,
    ranks,
    score_all,
    sheets_of,
)
from tests.unit.services.scoring.builders import RUBRIC, team

pytestmark = pytest.mark.parts
PANEL = f"division-{DIVISION}"


def freeze(scoring: Scoring, identifier: str, **more: bool) -> rankings_pb2.Ranking:
    """The host freezes."""
    request = rankings_pb2.FreezeRoundRequest(round_id=identifier, **more)
    found: rankings_pb2.Ranking = scoring.call(scoring.rounds.FreezeRound, request, HOST)
    return found


def test_a_host_that_names_no_division_sees_its_own_only(scoring: Scoring) -> None:
    """K1: another division's rounds are there to be leaked."""
    identifier = collected(scoring, "green", [61])
    everything = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), SECRETARIAT).rounds
    own = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), HOST).rounds
    assert identifier in {one.round_id for one in own}
    assert {one.division_code for one in own} == {DIVISION}
    assert {one.round_id for one in own} <= {one.round_id for one in everything}
    assert list(scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), OTHER_HOST).rounds) == []
    asked = rounds_pb2.ListRoundsRequest(division_code=DIVISION)
    for grant in (OTHER_HOST, EXPERT, Grant(Role.PARTICIPANT)):
        assert scoring.refused(scoring.rounds.ListRounds, asked, grant) == "K1_FORBIDDEN"


def test_a_newer_rejected_submission_leaves_the_round(scoring: Scoring) -> None:
    """D1: also where the decisions arrive in the other order."""
    identifier = f"division-{DIVISION}-urban"
    scoring.tell(decided(62, "urban", submission=1))
    scoring.tell(decided(63, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.tell(decided(63, "urban", submission=1))
    wait_for(lambda: entries(scoring, identifier) == [team(62).team_id])
    scoring.tell(decided(62, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.tell(decided(64, "urban"))
    wait_for(lambda: entries(scoring, identifier) == [team(64).team_id])


def test_a_disqualified_team_does_not_enter_the_final_by_a_late_list(scoring: Scoring) -> None:
    """H4, F8: the disqualification arrived first."""
    scoring.tell(
        review.TeamDisqualified(team_id=team(65).team_id, division_code=DIVISION, track="emergency", code="F5")
    )
    wait_for(lambda: scoring.database["rounds"].find_one({"_id": "final-emergency"}))
    finalists = [review.Finalist(team=facts(team(n, track="emergency"))) for n in (65, 66)]
    scoring.tell(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists), times=2)
    wait_for(lambda: entries(scoring, "final-emergency") == [team(66).team_id])


def test_wide_disagreement_needs_a_further_expert_or_acceptance(scoring: Scoring) -> None:
    """E5: refused with the projects; a further expert is assigned; accepted, the ranking names them."""
    identifier = collected(scoring, "science", [71, 72])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="s")
    scoring.call(scoring.rounds.AssignExperts, assign, HOST)
    score_all(scoring, identifier, {team(71).project_name: "50", team(72).project_name: "50"})
    owner = next(f"expert-{n}" for n in range(3) if len(sheets_of(scoring, f"expert-{n}", identifier)) > 0)
    sheet = sheets_of(scoring, owner, identifier)[0]
    given = [sheets_pb2.Score(criterion_id=line.id, score="90") for line in RUBRIC]
    save = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=given, reason="更正")
    scoring.call(scoring.sheets.SaveSheet, save, EXPERT, account=owner)
    submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
    scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=owner)
    asked = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, asked, HOST) == "E5_DISAGREEMENT"
    disputed = next(team(n) for n in (71, 72) if team(n).project_name == sheet.project_name)
    more = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="s", further_team_ids=[disputed.team_id])
    assert scoring.call(scoring.rounds.AssignExperts, more, HOST).sheets == 5
    assert scoring.refused(scoring.rounds.FreezeRound, asked, HOST) == "E3_SHEETS_MISSING"
    for number in range(3):
        for one in sheets_of(scoring, f"expert-{number}", identifier):
            if one.number == 0:
                first = sheets_pb2.SaveSheetRequest(sheet_id=one.sheet_id, scores=given)
                scoring.call(scoring.sheets.SaveSheet, first, EXPERT, account=f"expert-{number}")
                only = sheets_pb2.SubmitSheetRequest(sheet_id=one.sheet_id)
                scoring.call(scoring.sheets.SubmitSheet, only, EXPERT, account=f"expert-{number}")
    assert scoring.refused(scoring.rounds.FreezeRound, asked, HOST) == "E5_DISAGREEMENT"
    ranking = freeze(scoring, identifier, accept_disagreements=True)
    assert (list(ranking.disputed_team_ids), ranking.disagreement, len(ranking.sheets)) == ([disputed.team_id], "20", 5)


def test_an_expert_recuses_and_another_takes_over(scoring: Scoring) -> None:
    """E2: a reason is needed; from then on the sheet is neither written nor listed nor counted."""
    identifier = collected(scoring, "transport", [73])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="s")
    scoring.call(scoring.rounds.AssignExperts, assign, HOST)
    holders = {f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier)}
    owner = min(holders)
    sheet = sheets_of(scoring, owner, identifier)[0]
    score_all(scoring, identifier, {team(73).project_name: "80"})
    silent = panels_pb2.RecuseRequest(panel_id=PANEL, sheet_id=sheet.sheet_id)
    assert scoring.refused(scoring.panels.Recuse, silent, EXPERT, account=owner) == "E3_REASON_MISSING"
    recuse = panels_pb2.RecuseRequest(panel_id=PANEL, sheet_id=sheet.sheet_id, reason="曾任该项目顾问")
    other = next(f"expert-{n}" for n in range(3) if f"expert-{n}" != owner)
    assert scoring.refused(scoring.panels.Recuse, recuse, EXPERT, account=other) == "NOT_FOUND"
    assert scoring.call(scoring.panels.Recuse, recuse, EXPERT, account=owner).released is True
    write = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, reason="再改")
    assert scoring.refused(scoring.sheets.SaveSheet, write, EXPERT, account=owner) == "E2_RELEASED"
    asked = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, asked, HOST) == "E2_INTEREST_DECLARED"
    scoring.call(scoring.rounds.AssignExperts, assign, HOST)
    now = {f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier)}
    assert (len(now), owner in now, holders - {owner} <= now) == (2, False, True)


def test_an_expert_reads_the_declaration_without_whose_it_is(scoring: Scoring) -> None:
    """E3: the submission that passed, not a later one; no organisation in it, and no team."""
    one = team(74, track="commerce", topic_id="commerce-1")
    for number, text in ((1, f"{one.lead.name}的做法"), (2, "后来的版本")):
        section = contest_pb2.Section(id="overview.background", text=text)
        made = registration.SubmissionMade(team=facts(one), number=number, declaration=[section])
        scoring.tell(made, times=2)
    wait_for(lambda: scoring.database["declarations"].count_documents({"team_id": one.team_id}) == 2)
    identifier = collected(scoring, "commerce", [74])
    scoring.call(scoring.rounds.AssignExperts, rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="s"), HOST)
    owner = next(f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier))
    read = sheets_pb2.GetSheetRequest(sheet_id=sheets_of(scoring, owner, identifier)[0].sheet_id)
    sheet = scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner)
    assert [(one.id, one.text) for one in sheet.declaration] == [("overview.background", "〔隐去〕的做法")]
    assert (sheet.team_id, sheet.project_name) == ("", one.project_name)


@pytest.mark.parametrize("cut", ["before sealing", "after sealing", "before the ranking"])
def test_a_freeze_that_was_cut_short_is_gone_on_with(scoring: Scoring, cut: str) -> None:
    """E3, E6: after a crash at any step, freezing again gives the one ranking, and no late change is in it."""
    track = {"before sealing": "agriculture", "after sealing": "health", "before the ranking": "meteorology"}[cut]
    identifier = frozen(scoring, track, {81: "80", 82: "70"})
    whole = scoring.call(scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id=identifier))
    wait_for(lambda: [one for one in scoring.heard(events_pb2.RankingFrozen) if one.round_id == identifier])
    rounds, rankings, sheets = (scoring.database[name] for name in ("rounds", "rankings", "sheets"))
    # what a crash leaves: the writes up to it, and none after
    rankings.delete_one({"_id": f"{identifier}-1"})
    if cut != "before the ranking":
        rounds.update_one(
            {"_id": identifier},
            {"$set": {"state.state": "freezing"}, "$unset": {"state.frozen": "", "state.rankings": ""}},
        )
    if cut == "before sealing":
        sheets.update_many({"state.round_id": identifier}, {"$unset": {"state.sealed": ""}})
    owner = next(f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier))
    late = sheets_pb2.SaveSheetRequest(
        sheet_id=sheets_of(scoring, owner, identifier)[0].sheet_id,
        scores=[sheets_pb2.Score(criterion_id=line.id, score="100") for line in RUBRIC],
        reason="太晚",
    )
    assert scoring.refused(scoring.sheets.SaveSheet, late, EXPERT, account=owner) == "E3_SEALED"
    again = freeze(scoring, identifier)
    assert (again.digest, again.signature, again.number) == (whole.digest, whole.signature, 1)
    asked = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, asked, HOST) == "E6_WRONG_STATE"


def test_two_fall_at_once_and_both_are_struck(scoring: Scoring) -> None:
    """H4: whichever comes first, every ranking up to the newest is there and the newest has neither."""
    identifier = frozen(scoring, "culture", {84: "90", 85: "80", 86: "70"})
    for number in (84, 85):
        code = "F5_DUPLICATE_PROJECT"
        fallen = review.TeamDisqualified(
            team_id=team(number).team_id, division_code=DIVISION, track="culture", code=code
        )
        scoring.tell(fallen, times=2)
    wait_for(lambda: scoring.database["rankings"].find_one({"_id": f"{identifier}-3"}))
    newest = scoring.call(scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id=identifier))
    assert ranks(newest)[0] == (team(86).team_id, 1, "70.00", False)
    assert sorted(one.team.team_id for one in newest.projects if one.struck) == [team(84).team_id, team(85).team_id]
    listed = scoring.call(scoring.rounds.ListRankings, rankings_pb2.ListRankingsRequest(round_id=identifier))
    assert [one.number for one in listed.rankings] == [1, 2, 3]
    told = wait_for(
        lambda: (
            [one for one in scoring.heard(events_pb2.RankingAmended) if one.round_id == identifier][1:]
            and [one for one in scoring.heard(events_pb2.RankingAmended) if one.round_id == identifier]
        )
    )
    assert sorted(one.number for one in told) == [2, 3]


def test_local_awards_within_the_scheme(scoring: Scoring) -> None:
    """E7, H4: by the host alone, from its frozen rankings, within its quotas; public; lost with the place."""
    awards = (LocalAward(category="优秀项目", quota=1, prize="证书"),)
    identifier = frozen(scoring, "finance", {91: "90", 92: "80"})
    newer = published(DIVISION, local_awards=awards)
    newer.scheme_version = 2
    scoring.tell(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 2}))

    def request(*teams: int) -> local_awards_pb2.GrantLocalAwardsRequest:
        grants = [local_awards_pb2.LocalGrant(category="优秀项目", team_id=team(n).team_id) for n in teams]
        return local_awards_pb2.GrantLocalAwardsRequest(division_code=DIVISION, grants=grants)

    grant = scoring.local_awards.GrantLocalAwards
    assert scoring.refused(grant, request(91), OTHER_HOST) == "K1_FORBIDDEN"
    assert scoring.refused(grant, request(91), SECRETARIAT) == "K1_FORBIDDEN"
    assert scoring.refused(grant, request(91, 92), HOST) == "E7_QUOTA_EXCEEDED"
    assert scoring.refused(grant, request(99), HOST) == "E7_NO_RANKING"
    scoring.call(grant, request(91), HOST)
    read = local_awards_pb2.GetLocalAwardsRequest(division_code=DIVISION)
    shown = scoring.call(scoring.local_awards.GetLocalAwards, read).awards
    assert [(one.category, one.prize, one.project_name) for one in shown] == [
        ("优秀项目", "证书", team(91).project_name)
    ]
    fallen = review.TeamDisqualified(team_id=team(91).team_id, division_code=DIVISION, track="finance", code="C5")
    scoring.tell(fallen)
    wait_for(lambda: not scoring.call(scoring.local_awards.GetLocalAwards, read).awards)
    assert identifier == f"division-{DIVISION}-finance"


def test_the_public_key_is_for_anyone(scoring: Scoring) -> None:
    """E6."""
    found = scoring.call(scoring.rounds.GetPublicKey, rankings_pb2.GetPublicKeyRequest())
    assert found.public_key == PUBLIC_KEY.public_bytes_raw().hex()


def test_what_nobody_heard_of_is_not_found(scoring: Scoring) -> None:
    """K1: a round, its ranking, its local awards."""
    for method, request in (
        (scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id="division-120000-industry")),
        (scoring.local_awards.GetLocalAwards, local_awards_pb2.GetLocalAwardsRequest(division_code="120000")),
    ):
        with pytest.raises(grpc.RpcError) as error:
            scoring.call(method, request)
        assert refusal(error.value) == "NOT_FOUND"
