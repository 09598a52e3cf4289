"""Teams, drafts, submissions."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from chassis.facts.persons import SamePerson
from chassis.facts.submissions import Section
from chassis.kernel.canonical import digest
from chassis.kernel.refusal import Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.shared.receipts import check_character, receipt_number, signed_form
from services.registration.teams import rules as teams_rules
from services.registration.teams.events import SubmissionMade, TeamRegistered, TeamWithdrawn
from services.registration.teams.model.reviews import AppealAnswer, ReviewState
from services.registration.teams.model.team import Team, TeamState
from tests.unit.services.registration import builders as a

MS = timedelta(milliseconds=1)


def _register(at: Any = a.WHILE_OPEN, **changes: Any) -> Team:
    return Team.register("team", a.entry(**changes), a.division(), a.REQUIREMENTS, at=at)


def test_registering_a_team_raises_an_event_without_personal_data() -> None:
    """B2, B4, K4: one event with the team's facts, persons by key only."""
    team = _register()
    (raised,) = team.raised
    assert raised.event == TeamRegistered(team=team.facts)
    assert team.persons == (SamePerson(keys=("p1",)),)
    assert (team.state, team.held_persons) == (TeamState.REGISTERED, ("p1",))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"declared_true": False}, teams_rules.B10_NOT_DECLARED_TRUE),
        ({"track": "finance", "topic_id": "finance-1"}, divisions_rules.A2_TRACK_NOT_RUN),
        ({"topic_id": "industry-2"}, divisions_rules.A2_TOPIC_NOT_RUN),
        ({"co_organisations": (a.organisation(),)}, teams_rules.B2_TEAM_COMPOSITION),
        ({"team_name": " "}, teams_rules.B2_TEAM_COMPOSITION),
        ({"project_name": "长" * 101}, teams_rules.B2_TEAM_COMPOSITION),
        ({"representatives": ()}, teams_rules.B4_TOO_MANY_REPRESENTATIVES),
        ({"representatives": tuple(a.person(f"p{n}") for n in range(6))}, teams_rules.B4_TOO_MANY_REPRESENTATIVES),
        ({"representatives": (a.person(), a.person())}, teams_rules.B5_REPRESENTATIVE_TWICE),
        ({"representatives": (a.person(uscc=a.code(9)),)}, teams_rules.B2_TEAM_COMPOSITION),
    ],
)
def test_b2_b4_b5_b10_a2_an_invalid_entry_is_refused(changes: dict[str, Any], code: Any) -> None:
    """A2, B2, B4, B5, B10: each refused by its own code; the same entry without the change is accepted above."""
    with pytest.raises(Refusal) as refused:
        _register(**changes)
    assert refused.value.code == code


def test_b4_five_representatives_are_accepted() -> None:
    """B4: at most 5."""
    assert len(_register(representatives=tuple(a.person(f"p{n}") for n in range(5))).representatives) == 5


def test_b8_an_organising_body_is_refused_as_lead_and_as_partner() -> None:
    """B8: neither leads nor joins in its own division."""
    organiser = a.organisation().__class__(uscc=a.ORGANISER, name="合成测试数据管理机构", kind=a.organisation().kind)
    for changes in (
        {"co_organisations": (organiser,)},
        {"lead": organiser, "representatives": (a.person(uscc=a.ORGANISER),)},
    ):
        with pytest.raises(Refusal) as refused:
            _register(**changes)
        assert refused.value.code == teams_rules.B8_ORGANISER_TAKES_PART


def test_b6_representatives_are_fixed_after_the_registration_deadline() -> None:
    """B6: changed at the last millisecond, refused at the next."""
    team = a.team()
    change = {"team_name": "", "project_name": "", "requirements": a.REQUIREMENTS}
    team.change(representatives=(a.person("p2"),), at=a.REGISTRATION_CLOSES, **change)
    assert team.held_persons == ("p2",)
    with pytest.raises(Refusal) as refused:
        team.change(representatives=(a.person("p3"),), at=a.REGISTRATION_CLOSES + MS, **change)
    assert refused.value.code == teams_rules.B6_REPRESENTATIVES_FIXED


def test_b7_names_are_fixed_after_the_registration_deadline_by_a_refusal_of_their_own() -> None:
    """B7, C10: a rename alone is not refused with words about representatives."""
    team = a.team()
    change = {"team_name": "合成二队", "project_name": "", "representatives": (), "requirements": a.REQUIREMENTS}
    team.change(at=a.REGISTRATION_CLOSES, **change)
    with pytest.raises(Refusal) as refused:
        team.change(at=a.REGISTRATION_CLOSES + MS, **change | {"team_name": "合成三队"})
    assert (refused.value.code, team.team_name) == (teams_rules.B7_NAMES_FIXED, "合成二队")


def test_b2_k4_a_refusal_does_not_repeat_what_was_typed_as_a_code() -> None:
    """B2, K4: an identity number in the field beside it is named by its place, and said nowhere."""
    number = "110199199001010010"
    with pytest.raises(Refusal) as refused:
        _register(representatives=(a.person("p1"), a.person("p2", uscc=number)))
    assert refused.value.code == teams_rules.B2_TEAM_COMPOSITION
    assert [fault.field for fault in refused.value.faults] == ["representatives[1].organisation_uscc"]
    assert number not in f"{refused.value.zh}{refused.value.en}{refused.value.facts}{refused.value.faults}"


def test_k4_c8_a_form_commits_to_the_people_without_showing_their_hashes() -> None:
    """K4, C8: whoever has the form and the hashing key can't try numbers without the salt; with it the form is made again."""
    team = a.complete_team()
    receipt = team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert team.submission_form(1)["representatives"] == [hashlib.sha256(b"salt/p1").hexdigest()]
    assert receipt.digest == digest(team.submission_form(1))
    team.salt = "another"
    assert receipt.digest != digest(team.submission_form(1))


def _withdrawn(team: Team) -> Team:
    team.withdraw(at=a.WHILE_OPEN)
    return team


def test_c12_a_revived_team_holds_its_people_and_project_again() -> None:
    """C12, B5, B7: revived at the last millisecond of registration with the same holds; not a millisecond later."""
    team = a.team()
    held = (team.held_persons, team.held_names)
    _withdrawn(team).take_events()
    with pytest.raises(Refusal) as refused:
        team.revive(a.division(), at=a.REGISTRATION_CLOSES + MS)
    assert (refused.value.code, team.held_persons) == (divisions_rules.A4_NOT_OPEN, ())
    team.revive(a.division(), at=a.REGISTRATION_CLOSES)
    assert (team.state, (team.held_persons, team.held_names)) == (TeamState.REGISTERED, held)
    assert [raised.event for raised in team.raised] == [TeamRegistered(team=team.facts)]


def test_c12_a_team_that_is_active_submitted_or_disqualified_is_not_revived() -> None:
    """C12, B10: neither a team that is there, nor one that had submitted, nor one disqualified after it left."""
    submitted, barred = a.complete_team(), _withdrawn(a.team())
    submitted.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    barred.record_disqualification("B10_FALSEHOOD", "材料不实")
    for team, code in (
        (a.team(), teams_rules.TEAM_NOT_ACTIVE),
        (_withdrawn(submitted), teams_rules.C12_SUBMITTED_BEFORE),
        (barred, teams_rules.TEAM_NOT_ACTIVE),
    ):
        with pytest.raises(Refusal) as refused:
            team.revive(a.division(), at=a.WHILE_OPEN)
        assert refused.value.code == code


def test_b7_the_project_is_held_for_each_organisation() -> None:
    """B7: a partner that consented meets the hold with the same project, or a team of that name; another name does not."""
    joint = a.team(co_organisations=(a.organisation(2),))
    joint.answer_invitation(a.code(2), "partner", consent=True, at=a.WHILE_OPEN)
    partner = {"lead": a.organisation(2), "representatives": (a.person("p2", a.code(2)),)}
    for same in (
        {"project_name": "合成·数据 项目", "team_name": "别的队"},
        {"project_name": "别的", "team_name": "合成一队"},
    ):
        assert len(set(joint.held_names) & set(a.team(**partner, **same).held_names)) == 1
    other = a.team(**partner, project_name="别的项目", team_name="别的队")
    assert set(joint.held_names) & set(other.held_names) == set()


def test_c12_a_withdrawn_team_frees_its_persons_and_project() -> None:
    """C12, B5, B7: nothing is held any more, and nothing revives it; after the deadline it is too late."""
    team = a.team()
    team.withdraw(at=a.SUBMISSION_CLOSES)
    assert (team.held_persons, team.held_names) == ((), ())
    assert [type(raised.event) for raised in team.raised] == [TeamWithdrawn]
    for again in (
        lambda: team.withdraw(at=a.WHILE_OPEN),
        lambda: team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=a.WHILE_OPEN),
        lambda: team.change(
            team_name="新", project_name="", representatives=(), requirements=a.REQUIREMENTS, at=a.WHILE_OPEN
        ),
    ):
        with pytest.raises(Refusal) as refused:
            again()
        assert refused.value.code == teams_rules.TEAM_NOT_ACTIVE
    with pytest.raises(Refusal) as refused:
        a.team().withdraw(at=a.SUBMISSION_CLOSES + MS)
    assert refused.value.code == teams_rules.C12_WITHDRAWAL_LATE


def test_c4_missing_items_are_listed_in_the_editions_order() -> None:
    """C4: what is missing shrinks to nothing, in the edition's order."""
    team = a.team()
    assert [item.item for item in team.missing(a.REQUIREMENTS)] == ["overview.background", "value.cases", "audit"]
    team.save_declaration(a.SECTIONS[:1], 0, a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert [item.item for item in team.missing(a.REQUIREMENTS)] == ["value.cases", "audit"]
    team.save_declaration(a.SECTIONS[1:], 1, a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert team.missing(a.REQUIREMENTS) == ()


def test_c4_a_save_of_a_section_that_changed_since_is_refused() -> None:
    """C4: different sections are both saved; of the same section the second save is refused, and the first stays."""
    team = a.team()
    team.save_declaration((Section(id="overview.background", text="甲写的背景"),), 0, a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.save_declaration((Section(id="value.cases", text="乙写的案例"),), 0, a.REQUIREMENTS, at=a.WHILE_OPEN)
    with pytest.raises(Refusal) as refused:
        team.save_declaration(
            (Section(id="overview.background", text="乙写的背景"),), 0, a.REQUIREMENTS, at=a.WHILE_OPEN
        )
    assert refused.value.code == teams_rules.C4_DRAFT_MOVED_ON
    assert [section.text for section in team.draft.sections] == ["甲写的背景", "乙写的案例"]
    team.save_declaration((Section(id="overview.background", text="乙写的背景"),), 2, a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert team.draft.revision == 3


def test_c4_unknown_and_overlong_sections_are_named() -> None:
    """C4: every field at fault is named; nothing of the draft changes."""
    team = a.team()
    written = (Section(id="poem", text="x"), Section(id="value.cases", text="长" * 51))
    with pytest.raises(Refusal) as refused:
        team.save_declaration(written, 0, a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert [fault.field for fault in refused.value.faults] == ["sections[0].id", "sections[1].text"]
    assert team.draft.revision == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"owner": a.code(9)}, teams_rules.C5_FOREIGN_OWNER),
        ({"kind": "selfie"}, teams_rules.C5_UNKNOWN_KIND),
    ],
)
def test_c5_evidence_of_another_owner_or_an_unknown_kind_is_refused(changes: dict[str, Any], code: Any) -> None:
    """C5: the owner is one of the team's organisations, the kind one that the edition knows."""
    team = a.team()
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    with pytest.raises(Refusal) as refused:
        team.attach(a.audit(**changes), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert refused.value.code == code
    assert len(team.evidence) == 1
    if code is teams_rules.C5_UNKNOWN_KIND:
        assert refused.value.facts == {"kinds": ", ".join(sorted(a.REQUIREMENTS.evidence_kinds))}


def test_c7_a_team_has_at_most_as_many_files_as_the_edition_allows() -> None:
    """C7: the last one that fits is attached; one more is refused with the limit, until another is removed."""
    team, pieces = a.team(), [a.audit(sha256=f"{number:064x}", id=f"e{number}") for number in range(4)]
    for piece in pieces[:3]:
        team.attach(piece, a.REQUIREMENTS, at=a.WHILE_OPEN)
    with pytest.raises(Refusal) as refused:
        team.attach(pieces[3], a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert (refused.value.code, refused.value.facts) == (teams_rules.C7_TOO_MANY_FILES, {"limit": "3"})
    team.detach("e1", at=a.WHILE_OPEN)
    team.attach(pieces[3], a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert [piece.id for piece in team.evidence] == ["e0", "e2", "e3"]


def test_c7_a_refused_file_is_named_and_attaching_one_again_changes_nothing() -> None:
    """C7: three here; the same again changes nothing and is no refusal."""
    team = a.team()
    for digit in "abc":
        team.attach(a.audit(sha256=digit * 64), a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.attach(a.audit(sha256="a" * 64), a.REQUIREMENTS, at=a.WHILE_OPEN)
    with pytest.raises(Refusal) as refused:
        team.attach(a.audit(sha256="d" * 64), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert refused.value.code is teams_rules.C7_TOO_MANY_FILES
    assert "最多3个文件" in refused.value.zh
    assert len(team.evidence) == 3


def test_c8_a_submission_is_frozen_and_has_a_receipt() -> None:
    """C8: number, time, hash over everything submitted; the event carries what review needs."""
    team = a.complete_team()
    receipt = team.submit(1, a.REQUIREMENTS, a.sign, at=a.SUBMISSION_CLOSES)
    assert receipt.digest == digest(team.submission_form(1))
    assert receipt.submitted_at == a.SUBMISSION_CLOSES
    assert (receipt.key_id, receipt.signature) == a.sign(signed_form(receipt))
    (raised,) = team.raised
    assert raised.event == SubmissionMade(
        team=team.facts,
        number=1,
        submitted_at=a.SUBMISSION_CLOSES,
        digest=receipt.digest,
        declaration=a.SECTIONS,
        evidence=team.evidence,
        persons=(SamePerson(keys=("p1",)),),
    )
    assert team.state is TeamState.SUBMITTED


def test_c1_c4_a_late_incomplete_or_unseen_draft_is_not_submitted() -> None:
    """C1, C4: too late by a millisecond, incomplete, or not what the submitter saw."""
    for made, revision, at, code in (
        (a.complete_team(), 1, a.SUBMISSION_CLOSES + MS, teams_rules.C1_SUBMISSION_CLOSED),
        (a.team(), 0, a.WHILE_OPEN, teams_rules.C4_INCOMPLETE),
        (a.complete_team(), 0, a.WHILE_OPEN, teams_rules.C8_CONTENT_MOVED_ON),
    ):
        with pytest.raises(Refusal) as refused:
            made.submit(revision, a.REQUIREMENTS, a.sign, at=at)
        assert refused.value.code == code
        assert made.receipts == ()


def test_c10_versions_are_numbered_and_the_project_name_is_fixed() -> None:
    """C10: an improved version gets the next number; the project's name can't change once submitted."""
    team = a.complete_team()
    first = team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.save_declaration((Section(id="value.cases", text="更好的案例"),), 1, a.REQUIREMENTS, at=a.WHILE_OPEN)
    second = team.submit(3, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert [receipt.submission_number for receipt in team.receipts] == [1, 2]
    assert first.digest != second.digest
    with pytest.raises(Refusal) as refused:
        team.change(
            team_name="", project_name="别的项目", representatives=(), requirements=a.REQUIREMENTS, at=a.WHILE_OPEN
        )
    assert refused.value.code == teams_rules.C10_PROJECT_NAME_FIXED


def test_d3_an_older_event_of_review_never_overwrites_a_newer() -> None:
    """D3: events may come out of order, also those about one submission; the sequence counts, not the submission."""
    team = a.complete_team()
    team.record_review(2, ReviewState.PASSED, "通过", 2)
    team.record_review(1, ReviewState.RETURNED, "退回", 1)
    assert (team.reviews.state, team.reviews.reason) == (ReviewState.PASSED, "通过")


@pytest.mark.parametrize("order", list(permutations(["pass", "reopen", "reject"])))
def test_d1_d3_the_newest_word_of_review_counts_in_any_order(order: tuple[str, ...]) -> None:
    """D1, D3: passed, reopened and rejected under one submission number: rejected, in whatever order these arrive."""
    team = a.complete_team()
    words = {
        "pass": lambda: team.record_review(1, ReviewState.PASSED, "通过", 1),
        "reopen": lambda: team.record_reopening(1, "later_finding", 2),
        "reject": lambda: team.record_review(1, ReviewState.REJECTED, "列入失信名单", 3),
    }
    for word in order:
        words[word]()
    assert (team.reviews.state, team.reviews.reason, team.reviews.reopened_because) == (
        ReviewState.REJECTED,
        "列入失信名单",
        "",
    )


def test_d3_a_team_may_appeal_until_it_has_and_reads_the_answer() -> None:
    """D3: in any order of the events; a later submission's rejection can be appealed if the first appeal was not needed."""
    until, answer = a.WHILE_OPEN, AppealAnswer(granted=False, reason="不符", settled_at=a.WHILE_OPEN)
    team = a.complete_team()
    team.record_review(1, ReviewState.REJECTED, "不通过", 1, appeal_until=until)
    assert (team.reviews.open_until, team.reviews.appeal_answer) == (until, None)
    team.record_appeal(1)
    assert team.reviews.open_until is None
    team.record_reopening(2, "new_submission", 2)
    team.record_review(2, ReviewState.REJECTED, "不通过", 3, appeal_until=until)
    assert team.reviews.open_until == until
    team.record_appeal_answer(answer)
    for number in (2, 1):
        team.record_appeal(number)
    assert (team.reviews.open_until, team.reviews.appeal_answer) == (None, answer)
    early = a.complete_team()
    early.record_appeal(1)
    early.record_review(1, ReviewState.REJECTED, "不通过", 1, appeal_until=until)
    assert early.reviews.open_until is None


def test_d3_a_reopened_team_has_no_decision() -> None:
    """D3: state and reason of the earlier decision are gone, the cause of the reopening is known; a late pass changes nothing."""
    team = a.complete_team()
    team.record_review(1, ReviewState.PASSED, "通过", 1)
    for _ in range(2):
        team.record_reopening(1, "later_finding", 2)
        team.record_review(1, ReviewState.PASSED, "通过", 1)
        assert (team.reviews.state, team.reviews.reason, team.reviews.reopened_because) == (
            ReviewState.REOPENED,
            "",
            "later_finding",
        )


def test_b10_a_disqualified_team_changes_nothing_and_keeps_its_people_bound() -> None:
    """B10, B5: a disqualification is no way to change teams."""
    team = a.complete_team()
    team.record_disqualification("B10_FALSEHOOD", "材料不实")
    assert (team.state, team.held_persons) == (TeamState.DISQUALIFIED, ("p1",))
    with pytest.raises(Refusal) as refused:
        team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert refused.value.code == teams_rules.TEAM_NOT_ACTIVE


def test_c8_receipt_numbers_catch_a_wrong_and_a_swapped_character() -> None:
    """C8: read on the phone, a mistake shows in the check character."""
    number = receipt_number("team", 1, a.sign).replace("-", "")
    body, check = number[:-1], number[-1]
    assert check_character(body) == check
    for place in range(len(body)):
        other = "0" if body[place] != "0" else "1"
        assert check_character(body[:place] + other + body[place + 1 :]) != check
    for place in range(len(body) - 1):
        if body[place] != body[place + 1]:
            swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
            assert check_character(swapped) != check
