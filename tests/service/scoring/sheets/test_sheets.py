"""Score sheets over the running service: whose they are, what is read and written on them, recusal (E2, E3, E6, K1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.scoring.v1 import events_pb2, panels_pb2, rankings_pb2, sheets_pb2

from chassis.actor import Grant, Role
from services.scoring.shared.scheme import SchemeStage
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    EXPERTS,
    HOST,
    PANEL,
    SECRETARIAT,
    Scoring,
    all_scores,
    assign_experts,
    collect_round,
    facts_of,
    freeze_round,
    make_frozen_round,
    newest_ranking,
    scheme_published,
    score_all,
    sheet_owners,
    sheets_of,
    submit_scores,
)
from tests.unit.services.scoring.builders import NOW, make_team

pytestmark = pytest.mark.parts
PARTICIPANT = Grant(Role.PARTICIPANT)


def test_a_sheet_is_read_and_written_by_its_expert_only(scoring: Scoring) -> None:
    """E3, K1: neither the host, nor the secretariat, nor another expert reads or writes it."""
    identifier = collect_round(scoring, "meteorology", [51])
    assign_experts(scoring, identifier)
    owner = sheet_owners(scoring, identifier)[0]
    stranger = next(account for account in EXPERTS if account != owner)
    sheet = sheets_of(scoring, owner, identifier)[0]
    read = sheets_pb2.GetSheetRequest(sheet_id=sheet.sheet_id)
    submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
    shown = scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner)
    assert shown.project_name == make_team(51).project_name
    assert scoring.refused(scoring.sheets.GetSheet, read, EXPERT, account=stranger) == "NOT_FOUND"
    for grant, account in ((HOST, ""), (SECRETARIAT, ""), (COMMITTEE, ""), (HOST, owner)):
        assert scoring.refused(scoring.sheets.GetSheet, read, grant, account=account) == "K1_FORBIDDEN"
    assert scoring.refused(scoring.sheets.GetSheet, read) == "K1_UNAUTHENTICATED"
    assert scoring.refused(scoring.sheets.SubmitSheet, submit, EXPERT, account=stranger) == "NOT_FOUND"
    for grant in (HOST, SECRETARIAT, PARTICIPANT):
        assert scoring.refused(scoring.sheets.ListSheets, sheets_pb2.ListSheetsRequest(), grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.sheets.SubmitSheet, submit, grant) == "K1_FORBIDDEN"


def test_an_expert_reads_the_declaration_without_whose_it_is(scoring: Scoring) -> None:
    """E3: the submission that passed, not a later one; no organisation in it, and no team."""
    team = make_team(74, track="commerce", topic_id="commerce-1")
    for number, text in ((1, f"{team.lead.name}的做法"), (2, "后来的版本")):
        section = contest_pb2.Section(id="overview.background", text=text, rich=f"<p>{text}</p>")
        submitted = registration.SubmissionMade(
            team=facts_of(team), number=number, declaration=[section], evidence=[contest_pb2.Evidence(id="e1")]
        )
        scoring.publish(submitted, times=2)
    wait_for(lambda: scoring.database["declarations"].count_documents({"team_id": team.team_id}) == 2)
    identifier = collect_round(scoring, "commerce", [74])
    assign_experts(scoring, identifier)
    owner = sheet_owners(scoring, identifier)[0]
    read = sheets_pb2.GetSheetRequest(sheet_id=sheets_of(scoring, owner, identifier)[0].sheet_id)
    sheet = scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner)
    assert [(section.id, section.text, section.rich) for section in sheet.declaration] == [
        ("overview.background", "〔隐去〕的做法", "")
    ]
    assert (sheet.team_id, sheet.project_name, list(sheet.evidence)) == ("", team.project_name, [])


def test_a_stage_that_the_scheme_does_not_call_blind_is_scored_openly(scoring: Scoring) -> None:
    """E3: team, names and rich text are there; the stage that runs when experts are assigned decides."""
    stages = (
        SchemeStage(id="first", closes=NOW - timedelta(days=9), blind=True),
        SchemeStage(id="roadshow", closes=NOW + timedelta(days=9), blind=False),
    )
    newer = scheme_published(DIVISION, stages=stages)
    newer.scheme_version = 2
    scoring.publish(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 2}))
    team = make_team(75, track="urban", topic_id="urban-1")
    words = f"{team.lead.name}的做法"
    section = contest_pb2.Section(id="overview.background", text=words, rich=f"<p>{words}</p>")
    piece = contest_pb2.Evidence(id="e1", kind="audit", file_name="审计报告.pdf", sha256="a" * 64, size_bytes=9)
    # as a release before this one heard of it, and again as it is backfilled: with the list of files
    for evidence in ([], [piece]):
        submitted = registration.SubmissionMade(team=facts_of(team), number=1, declaration=[section], evidence=evidence)
        scoring.publish(submitted)
        content = sheets_pb2.Sheet(declaration=[section], evidence=evidence).SerializeToString(deterministic=True)
        kept = {"team_id": team.team_id, "content": content}
        wait_for(lambda kept=kept: scoring.database["declarations"].find_one(kept))  # type: ignore[misc]
    identifier = collect_round(scoring, "urban", [75])
    assign_experts(scoring, identifier)
    owner = sheet_owners(scoring, identifier)[0]
    read = sheets_pb2.GetSheetRequest(sheet_id=sheets_of(scoring, owner, identifier)[0].sheet_id)
    sheet = scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner)
    assert (sheet.blind, sheet.team_id, sheet.project_name) == (False, team.team_id, team.project_name)
    assert [(shown.text, shown.rich) for shown in sheet.declaration] == [(words, f"<p>{words}</p>")]
    assert list(sheet.evidence) == [piece]
    recusal = panels_pb2.RecuseRequest(panel_id=PANEL, sheet_id=sheet.sheet_id, reason="曾任顾问")
    scoring.call(scoring.panels.Recuse, recusal, EXPERT, account=owner)
    assert list(scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner).evidence) == []


def test_a_score_after_the_close_needs_a_reason_and_shows_as_late(scoring: Scoring) -> None:
    """E3: by arrival; on the sheet, in the event and in the ranking; a later close that is published counts."""
    identifier = collect_round(scoring, "green", [76])
    assign_experts(scoring, identifier)
    first, second = sheet_owners(scoring, identifier)
    newer = scheme_published(DIVISION, scoring_closes=NOW - timedelta(hours=1))
    newer.scheme_version = 3
    scoring.publish(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 3}))
    sheet = sheets_of(scoring, first, identifier)[0]
    assert sheet.HasField("scoring_closes")
    save = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=all_scores("80"))
    scoring.call(scoring.sheets.SaveSheet, save, EXPERT, account=first)
    silent = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
    assert scoring.refused(scoring.sheets.SubmitSheet, silent, EXPERT, account=first) == "E3_LATE_REASON_MISSING"
    late = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id, reason="住院期间未能评审")
    answer = scoring.call(scoring.sheets.SubmitSheet, late, EXPERT, account=first)
    assert [(version.late, version.reason) for version in answer.versions] == [(True, "住院期间未能评审")]
    later = scheme_published(DIVISION, scoring_closes=NOW + timedelta(days=1))
    later.scheme_version = 4
    scoring.publish(later)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 4}))
    submit_scores(scoring, second, sheets_of(scoring, second, identifier)[0].sheet_id, "80")
    ranking = freeze_round(scoring, identifier)
    assert {shown.sheet_id: shown.late for shown in ranking.sheets} == {
        sheet.sheet_id: True,
        sheets_of(scoring, second, identifier)[0].sheet_id: False,
    }
    events = wait_for(lambda: scoring.events(events_pb2.ScoresheetSubmitted, identifier))
    assert sorted((event.late, event.reason) for event in events) == [(False, ""), (True, "住院期间未能评审")]


def test_a_sealed_sheet_stays_until_the_committee_reopens(scoring: Scoring) -> None:
    """E3, E6: nobody else reopens; both rankings stay on record, and the newer one is shown."""
    identifier = make_frozen_round(scoring, "finance", {11: "80", 12: "70"})
    owner = sheet_owners(scoring, identifier)[0]
    sheet = sheets_of(scoring, owner, identifier)[0]
    change = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=all_scores("82"), reason="复核后更正")
    assert scoring.refused(scoring.sheets.SaveSheet, change, EXPERT, account=owner) == "E3_SEALED"
    reopen = rankings_pb2.ReopenRankingRequest(round_id=identifier, reason="复核分数")
    for grant in (HOST, SECRETARIAT, EXPERT):
        assert scoring.refused(scoring.rounds.ReopenRanking, reopen, grant) == "K1_FORBIDDEN"
    scoring.call(scoring.rounds.ReopenRanking, reopen, COMMITTEE)
    scoring.call(scoring.sheets.SaveSheet, change, EXPERT, account=owner)
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E3_SHEETS_MISSING"
    submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
    assert scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=owner).number == 2
    second = freeze_round(scoring, identifier)
    assert (second.number, newest_ranking(scoring, identifier)) == (2, second)
    documents = scoring.database["rankings"].find({"state.round_id": identifier})
    assert {document["state"]["number"] for document in documents} == {1, 2}
    reopened = wait_for(lambda: scoring.events(events_pb2.RankingReopened, identifier))
    assert [(event.ranking_id, event.reason) for event in reopened] == [(f"{identifier}-1", "复核分数")]


def test_an_expert_recuses_and_another_takes_over(scoring: Scoring) -> None:
    """E2: a reason is needed; from then on the sheet is neither written nor listed nor counted."""
    identifier = collect_round(scoring, "transport", [73])
    assign_experts(scoring, identifier)
    before = sheet_owners(scoring, identifier)
    owner = before[0]
    sheet = sheets_of(scoring, owner, identifier)[0]
    score_all(scoring, identifier, {make_team(73).project_name: "80"})
    silent = panels_pb2.RecuseRequest(panel_id=PANEL, sheet_id=sheet.sheet_id)
    assert scoring.refused(scoring.panels.Recuse, silent, EXPERT, account=owner) == "E3_REASON_MISSING"
    recuse = panels_pb2.RecuseRequest(panel_id=PANEL, sheet_id=sheet.sheet_id, reason="曾任该项目顾问")
    other = next(account for account in EXPERTS if account != owner)
    assert scoring.refused(scoring.panels.Recuse, recuse, EXPERT, account=other) == "NOT_FOUND"
    elsewhere = panels_pb2.RecuseRequest(panel_id="final", sheet_id=sheet.sheet_id, reason="曾任该项目顾问")
    final = panels_pb2.AppointExpertsRequest(panel_id="final", experts=[])
    scoring.call(scoring.panels.AppointExperts, final, SECRETARIAT)
    assert scoring.refused(scoring.panels.Recuse, elsewhere, EXPERT, account=owner) == "E1_NOT_ON_PANEL"
    answers = [scoring.call(scoring.panels.Recuse, recuse, EXPERT, account=owner, key="recuse") for _ in range(2)]
    assert [answer.released for answer in answers] == [True, True]
    read = sheets_pb2.GetSheetRequest(sheet_id=sheet.sheet_id)
    seen = scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner)
    assert (seen.released, list(seen.declaration), sheets_of(scoring, owner, identifier)) == (True, [], [])
    write = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, reason="再改")
    assert scoring.refused(scoring.sheets.SaveSheet, write, EXPERT, account=owner) == "E2_RELEASED"
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E2_INTEREST_DECLARED"
    assign_experts(scoring, identifier)
    after = set(sheet_owners(scoring, identifier))
    assert (len(after), owner in after, set(before) - {owner} <= after) == (2, False, True)


def test_e2_a_sheet_is_released_as_soon_as_its_expert_declares_an_interest(scoring: Scoring) -> None:
    """E2: it shows so, without the declaration, though nobody else is assigned yet; another expert's sheet stays open."""
    identifier = collect_round(scoring, "agriculture", [79])
    assign_experts(scoring, identifier)
    owner, other = sheet_owners(scoring, identifier)
    declared = panels_pb2.DeclareInterestsRequest(panel_id=PANEL, interests=[make_team(79).team_id])
    scoring.call(scoring.panels.DeclareInterests, declared, EXPERT, account=owner)
    for account, released in ((owner, True), (other, False)):
        (sheet,) = sheets_of(scoring, account, identifier)
        read = sheets_pb2.GetSheetRequest(sheet_id=sheet.sheet_id)
        assert (sheet.released, scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=account).released) == (
            released,
            released,
        )
        write = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=all_scores("80"))
        if released:
            assert scoring.refused(scoring.sheets.SaveSheet, write, EXPERT, account=account) == "E2_RELEASED"
        else:
            assert not scoring.call(scoring.sheets.SaveSheet, write, EXPERT, account=account).released


def test_a_blind_stage_that_is_extended_stays_blind_for_experts_who_come_later(scoring: Scoring) -> None:
    """A5, E3: by the scheme as published last; its rubric stays the one that the round began with."""

    def publish(version: int, first_closes: timedelta) -> None:
        stages = (
            SchemeStage(id="first", closes=NOW + first_closes, blind=True),
            SchemeStage(id="roadshow", closes=NOW + timedelta(days=9), blind=False),
        )
        newer = scheme_published(DIVISION, stages=stages)
        newer.scheme_version = version
        scoring.publish(newer)
        wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": version}))

    def blind(identifier: str) -> list[bool]:
        owners = sheet_owners(scoring, identifier)
        return [sheet.blind for owner in owners for sheet in sheets_of(scoring, owner, identifier)]

    publish(8, timedelta(days=-1))
    identifier = collect_round(scoring, "health", [78])
    assign_experts(scoring, identifier)
    assert blind(identifier) == [False, False]
    publish(9, timedelta(days=1))
    assign_experts(scoring, identifier, make_team(78).team_id)
    assert sorted(blind(identifier)) == [False, False, True]
