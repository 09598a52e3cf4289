"""Which experts read which files of a team, over a real database (rules C7, E2, E3, K1)."""

from __future__ import annotations

import hashlib

import pytest
from dasai.registration.v1 import materials_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.actor import Actor, system
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from cli.synthetic import small_pdf
from services.registration.materials import queries, wire
from services.registration.materials import store as materials_store
from services.registration.materials.commands import experts
from services.registration.teams import store as teams_store
from services.registration.teams.model.reviews import ReviewState
from tests.service.registration.uploading import AT, begin_upload, complete_upload, submit

DIVISION = "110000"
EXPERT = Actor("expert", frozenset({Grant(Role.EXPERT, DIVISION)}))
FIRST, PASSED, DRAFT = (small_pdf(text) for text in ("the first version", "what passed", "a draft"))


@pytest.fixture(autouse=True)
def team(registration: None) -> None:
    """Let the team submit twice, and the second submission pass; a third file is only uploaded."""
    for content in (FIRST, PASSED, DRAFT):
        complete_upload(begin_upload(content))
    for content in (FIRST, PASSED):
        submit(teams_store.teams.get("t1"), content)
    stored = teams_store.teams.get("t1")
    stored.record_review(2, ReviewState.PASSED, "合格", 1)
    teams_store.teams.save(stored)


def assign(
    *account_ids: str, not_blind: bool = True, round_id: str = "division-110000-industry", version: int = 1
) -> None:
    """Hear that these experts score the team, by the round's event of that version."""
    division = DIVISION if round_id.startswith("division-") else ""
    named = [scoring.ExpertAssignment(team_id="t1", account_id=each, not_blind=not_blind) for each in account_ids]
    event = scoring.ExpertsAssigned(round_id=round_id, division_code=division, assignments=named)
    actor = system("registration")
    with handling(Context(actor=actor, aggregate_version=version, event_id=f"{round_id} {version}")):
        experts.record_experts(wire.record_experts(event), actor, AT)


def read(actor: Actor = EXPERT) -> set[bytes] | str:
    """Return the contents that the actor is listed and handed out, or the code of the refusal."""
    contents = {hashlib.sha256(content).hexdigest(): content for content in (FIRST, PASSED, DRAFT)}
    stored = {each.id for each in materials_store.materials.every({"state.team_id": "t1"})}
    handed_out = {each.sha256: each.id for each in (_get(material_id, actor) for material_id in stored) if each}
    try:
        listed = queries.list_materials(materials_pb2.ListMaterialsRequest(team_id="t1"), actor).materials
    except Refusal as refusal:
        return refusal.code.name if not handed_out else "handed out"
    assert {each.sha256: each.id for each in listed} == handed_out
    return {contents[sha256] for sha256 in handed_out}


def _get(material_id: str, actor: Actor) -> materials_pb2.Material | None:
    """Return material as it is handed out to the actor, None if that is refused as if there were none."""
    request = materials_pb2.GetMaterialRequest(team_id="t1", material_id=material_id)
    try:
        return queries.get_material(request, actor)
    except Refusal as refusal:
        return None if refusal.code.name in ("NOT_FOUND", "K1_FORBIDDEN") else pytest.fail(refusal.code.name)


def test_e3_an_expert_who_is_not_blind_reads_the_files_of_the_submission_that_passed() -> None:
    """E3, K1: no earlier version, no draft; nobody else, and nobody of the role's holders in another division."""
    assert read() == "NOT_FOUND"
    assign("expert")
    assert read() == {PASSED}
    other = Actor("other", EXPERT.grants)
    elsewhere = Actor("expert", frozenset({Grant(Role.EXPERT, "120000")}))
    without_role = Actor("expert", frozenset({Grant(Role.REVIEWER, "120000")}))
    assert [read(actor) for actor in (other, elsewhere, without_role)] == ["NOT_FOUND"] * 3


def test_e3_an_expert_who_scores_blind_reads_no_files() -> None:
    """E3: nor one of an event from before it said so; in the final, which is not blind, whoever holds the role nation-wide."""
    assign("expert", not_blind=False)
    assert read() == "NOT_FOUND"
    finalist = Actor("expert", frozenset({Grant(Role.EXPERT)}))
    assert read(finalist) == "NOT_FOUND"
    assign("expert", round_id="final-industry")
    assert read(finalist) == {PASSED}
    assert read() == {PASSED}


def test_e2_whoever_has_an_interest_or_lost_the_sheet_reads_no_files_any_more() -> None:
    """E2: by a recusal, a declared interest, or another assignment; an older event that comes late changes nothing."""
    actor = system("registration")
    assign("expert", "second", "third", version=5)
    assign("other", version=4)
    assert read() == {PASSED}
    assert read(Actor("other", EXPERT.grants)) == "NOT_FOUND"
    panel = f"division-{DIVISION}"
    recused = scoring.ExpertRecused(panel_id=panel, account_id="expert", team_id="t1")
    elsewhere = scoring.ExpertRecused(panel_id="final", account_id="second", team_id="t1")
    lead = teams_store.teams.look("t1").lead.uscc
    declared = scoring.InterestsDeclared(panel_id=panel, account_id="third", interests=["t2", lead])
    experts.record_interests(wire.record_recusal(elsewhere), actor, AT)
    assert read(Actor("second", EXPERT.grants)) == {PASSED}
    for _ in range(2):
        experts.record_interests(wire.record_recusal(recused), actor, AT)
        experts.record_interests(wire.record_interests(declared), actor, AT)
    assert [read(), read(Actor("third", EXPERT.grants))] == ["NOT_FOUND"] * 2
    assign("third", version=6)
    assert read(Actor("second", EXPERT.grants)) == "NOT_FOUND"


def appoint(*account_ids: str, version: int, inactive: str = "", interests: tuple[str, ...] = ()) -> None:
    """Hear that these experts, with these interests, are the division's panel."""
    panel_id, actor = f"division-{DIVISION}", system("registration")
    named = [
        scoring.AppointedExpert(account_id=each, interests=interests, inactive=each == inactive) for each in account_ids
    ]
    event = scoring.ExpertsAppointed(panel_id=panel_id, experts=named)
    with handling(Context(actor=actor, aggregate_version=version, event_id=f"{panel_id} {version}")):
        experts.record_panel(wire.record_panel(event), actor, AT)


def test_e1_whoever_was_taken_off_the_panel_reads_no_files_any_more() -> None:
    """E1, K1: at once, not only when the host assigns again; in whatever order the events come. On it again, it reads again."""
    assign("expert", "second")
    assert read() == {PASSED}
    appoint("expert", "second", version=3)
    assert read() == {PASSED}
    appoint("second", version=4)
    appoint("expert", "second", version=2)
    assert read() == "NOT_FOUND"
    assert read(Actor("second", EXPERT.grants)) == {PASSED}
    appoint("expert", "second", version=5, inactive="expert")
    assert read() == "NOT_FOUND"
    appoint("expert", "second", version=6)
    assert read() == {PASSED}
    # the panel of the final is another
    assign("expert", round_id="final-industry")
    appoint("second", version=7)
    assert read() == {PASSED}
    assert materials_store.panels_of_reader("t1", "expert") == ("final",)


def test_e2_the_organisation_that_an_expert_has_left_stays_an_interest() -> None:
    """E2: scoring says so with the panel, also for whoever never declared it."""
    assign("expert")
    lead = teams_store.teams.look("t1").lead.uscc
    appoint("expert", version=2, interests=(lead.lower(),))
    assert read() == "NOT_FOUND"
    appoint("expert", version=3)
    assert read() == "NOT_FOUND"
