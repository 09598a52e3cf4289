"""The form by which a team registers: rows without scripts, and identity numbers that no page holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chassis.edition.current import edition
from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import FIELDS_INVALID
from chassis.settings import settings
from gateway.portals.participant.entry import Entry, OrganisationRow, PersonRow, entry_of
from gateway.portals.sealing import mark_of, seal, unseal
from gateway.problems import ProblemError
from tests.unit.gateway.running import ROOT

NUMBER = "11019919900101001X"


@pytest.fixture(autouse=True)
def settings_of_a_gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the secret that gateways share, and the edition."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", "only-for-tests-" * 3)
    monkeypatch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
    for cached in (settings, edition):
        cached.cache_clear()
    yield
    for cached in (settings, edition):
        cached.cache_clear()


def test_k4_a_sealed_number_opens_in_its_session_only() -> None:
    """K4: two seals of a number differ and hold nothing of it; another session, and altered text, open nothing."""
    first, second = seal(NUMBER, "s1"), seal(NUMBER, "s1")
    assert (first != second, NUMBER in first) == (True, False)
    assert [unseal(text, "s1") for text in (first, second)] == [NUMBER, NUMBER]
    altered = first[:-6] + ("A" if first[-6] != "A" else "B") + first[-5:]
    assert [unseal(text, session) for text, session in ((first, "s2"), (altered, "s1"), ("", "s1"), ("é", "s1"))] == [
        ""
    ] * 4


def test_k4_a_mark_is_the_same_for_a_number_of_a_session_and_has_nothing_of_it() -> None:
    """C9, K4: by it a form that comes again is known; another session's, and another number's, are others."""
    assert mark_of(NUMBER, "s1") == mark_of(NUMBER, "s1")
    assert len({mark_of(NUMBER, "s1"), mark_of(NUMBER, "s2"), mark_of("110199199001010019", "s1")}) == 3
    assert NUMBER not in mark_of(NUMBER, "s1")


def test_k5_registration_judges_all_that_was_typed_of_a_team_that_is_not_declared_true() -> None:
    """B10, K5: what is missing keeps nothing else from being judged, and what is judged can't be registered."""
    entry = Entry(
        division="110000",
        lead=OrganisationRow("U1", " 牵头 ", ""),
        partners=(OrganisationRow("U2"),),
        people=(PersonRow(" 甲 ", "resident", NUMBER, organisation="0", is_other=True),),
        declared_true=True,
        identity_consent="2024-1",
    )
    judged = entry.to_judge("industry")
    assert (judged.declared_true, judged.identity_consent, judged.track) == (False, "2024-1", "industry")
    assert [(each.uscc, each.name) for each in (judged.lead, *judged.co_organisations)] == [("U1", "牵头"), ("U2", "")]
    (person,) = judged.representatives
    assert (person.name, person.identity_number, person.organisation_uscc) == ("甲", NUMBER, "U2")
    assert (person.HasField("is_account_holder"), person.is_account_holder) == (True, False)


def test_k4_the_form_goes_to_the_page_and_back_without_a_number_in_it() -> None:
    """B5, K4: what was typed comes back whole from the hidden fields; a number that is typed anew takes the place of the old."""
    form = {
        "division": "110000",
        "topic": "industry-1",
        "lead-uscc": "U1",
        "lead-name": "牵头",
        "lead-kind": "enterprise",
        "partner-0-name": "伙伴",
        "person-0-name": "甲",
        "person-0-kind": "resident",
        "person-0-number": NUMBER,
        "person-1-name": "乙",
        "person-1-organisation": "0",
    }
    entry = entry_of(form, "s1", 10)
    assert [person.masked for person in entry.people] == ["1****************X", ""]
    assert entry.organisation_of(entry.people[1]).name == "伙伴"
    assert entry.organisation_of(replace(entry.people[1], organisation="9" * 5000)).name == ""
    shown = entry.values("s1")
    assert NUMBER not in str(shown)
    again = entry_of({"division": "110000", "topic": "industry-1", **shown}, "s1", 10)
    assert again == entry
    stolen = entry_of({"division": "110000", "topic": "industry-1", **shown}, "s2", 10)
    assert stolen.people[0].number == ""
    assert entry_of({**shown, "person-0-number": "other"}, "s1", 10).people[0].number == "other"


def test_b2_b4_rows_are_added_and_removed_by_the_forms_buttons() -> None:
    """B2, B4: people of a removed co-organisation belong to the lead, those of the ones behind it move up; one person stays."""
    entry = Entry(
        partners=(OrganisationRow(name="一"), OrganisationRow(name="二")),
        people=(PersonRow("甲", organisation="0"), PersonRow("乙", organisation="1")),
    )
    changed = entry.changed_by("remove-partner-0")
    assert [partner.name for partner in changed.partners] == ["二"]
    assert [person.organisation for person in changed.people] == ["lead", "0"]
    assert len(entry.changed_by("add-partner").partners) == 3
    assert len(entry.changed_by("add-person").people) == 3
    assert [person.name for person in entry.changed_by("remove-person-0").people] == ["乙"]
    assert len(Entry().changed_by("remove-person-0").people) == 1
    assert entry.changed_by("remove-person-x") == entry
    assert entry.changed_by(f"remove-person-{'9' * 5000}") == entry, "no number of a row, however long"
    assert len(entry_of({f"person-{place}-name": "甲" for place in range(90)}, "s1", 5).people) == 5


def test_k5_each_field_that_was_left_empty_is_named() -> None:
    """K5: by its path, in both languages, with whose it is; a form that is whole becomes the API's body."""
    faults = Entry(partners=(OrganisationRow(),)).faults("industry")
    named = {fault.field: (fault.zh, fault.en) for fault in faults}
    assert len(named) == len(faults), "each field is told once"
    assert named["lead.kind"] == ("请选择牵头单位的单位类型。", "Choose the kind of the lead organisation.")
    assert named["co_organisations[0].uscc"] == (
        "请填写第1家联合单位的统一社会信用代码。",
        "Give the credit code of co-organisation 1.",
    )
    assert named["representatives[0].name"] == ("请填写第1位参赛代表的姓名。", "Give the name of representative 1.")
    assert {"project_name", "team_name", "identity_consent", "declared_true"} <= set(named)
    whole = Entry(
        division="110000",
        topic="industry-1",
        team_name="队",
        project_name="数据项目",
        lead=OrganisationRow("U1", "牵头", "enterprise"),
        people=(PersonRow("甲", "resident", NUMBER),),
        declared_true=True,
        identity_consent="2024-1",
    )
    assert whole.faults("industry") == []
    long = replace(whole, contest_reason="长" * 2_001, team_name="")
    assert [fault.field for fault in long.faults("industry")] == ["team_name", "contest_reason"]
    body = whole.body("industry")
    assert (body.lead.uscc, body.representatives[0].organisation_uscc, body.declared_true) == ("U1", "U1", True)


def test_b5_only_the_numbers_that_were_refused_are_typed_again() -> None:
    """B5, K4: after a refusal the number at fault is gone from the form, the others stay."""
    entry = Entry(people=(PersonRow("甲", "resident", NUMBER), PersonRow("乙", "resident", NUMBER)))
    fault = FieldFault("representatives[1].identity_number", "不正确", "wrong")
    left = entry.without_numbers(ProblemError.of(Refusal(FIELDS_INVALID, faults=(fault,))))
    assert [person.number for person in left.people] == [NUMBER, ""]
