"""Request bodies are strict, and become messages by field name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dasai.registration.v1 import divisions_pb2, organisations_pb2, teams_pb2
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.edition.current import edition
from chassis.settings import settings
from gateway.api.body import Interest, LongText, Moment, PersonName, Sha256, Text, TypedId, TypedUscc, Uscc, to_message
from gateway.api.examples import EXAMPLES
from gateway.api.registration.divisions import Application
from gateway.api.registration.organisations import CreditListImport
from gateway.api.registration.teams import NewTeam

moments = TypeAdapter(Moment)
USCC = "91110199000000019X"


def test_a_body_becomes_its_message() -> None:
    """Nested and repeated fields, enums, times; an alias keeps its name; the address adds its fields."""
    scheme = to_message(
        Application.model_validate(EXAMPLES["Application"]),
        divisions_pb2.ApplyForDivisionRequest(),
        division_code="110000",
    )
    assert scheme.division_code == "110000"
    assert scheme.scheme.registration_opens.ToJsonString() == "2024-06-02T16:00:00Z"
    assert scheme.scheme.tracks[0].topics[0].topic_id == "industry-1"
    assert [criterion.weight for criterion in scheme.scheme.rubric] == ["0.40", "0.60"]
    credit = to_message(
        CreditListImport.model_validate(EXAMPLES["CreditListImport"]), organisations_pb2.ImportCreditListRequest()
    )
    assert credit.list == organisations_pb2.CREDIT_LIST_DISHONEST_JUDGMENT_DEBTOR
    assert len(credit.entries) == 1
    team = to_message(NewTeam.model_validate(EXAMPLES["NewTeam"]), teams_pb2.RegisterTeamRequest())
    assert (team.declared_true, team.lead.name) == (True, "合成测试企业0001有限公司")
    assert team.representatives[0].identity_kind == teams_pb2.IDENTITY_KIND_RESIDENT


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"declared_true": 1}, "declared_true"),
        ({"declared_true": "true"}, "declared_true"),
        ({"team_name": 5}, "team_name"),
        ({"team_name": None}, "team_name"),
        ({"team_name": "x" * 201}, "team_name"),
        ({"division_code": "11000"}, "division_code"),
        ({"division_code": "１１００００"}, "division_code"),
        ({"representatives": {}}, "representatives"),
        ({"representatives": [{}] * 51}, "representatives"),
        ({"lead": []}, "lead"),
        ({"lead": {"uscc": "x", "name": "y", "kind": "person"}}, "lead.kind"),
    ],
)
def test_unknown_fields_and_wrong_types_are_refused(change: dict[str, Any], field: str) -> None:
    """No value is converted to another type."""
    with pytest.raises(ValidationError) as refused:
        NewTeam.model_validate(EXAMPLES["NewTeam"] | change)
    [error] = refused.value.errors()
    assert ".".join(map(str, error["loc"])) == field


def test_k4_a_bodys_repr_holds_no_personal_data() -> None:
    """K4: a log or a traceback that prints a body prints no identity number and no name."""
    body = NewTeam.model_validate(EXAMPLES["NewTeam"])
    for secret in ("110199199001010010", "合成甲"):
        assert secret not in repr(body)


@pytest.mark.parametrize(
    "text",
    ["2024-05-31T23:59:59+08:00", "2024-05-31T23:59:59.999Z", "1970-01-01T00:00:00+14:00", "2999-12-31T23:59:59Z"],
)
def test_a_time_is_rfc_3339_with_its_zone(text: str) -> None:
    """The first and the last year that a service can take."""
    moment = moments.validate_python(text)
    message = organisations_pb2.ImportCreditListRequest()
    to_message(CreditListImport.model_validate(EXAMPLES["CreditListImport"] | {"as_of": text}), message)
    assert message.as_of.ToDatetime(moment.tzinfo) == moment


@pytest.mark.parametrize(
    "value",
    [
        1717171199,
        "1717171199",
        "2024-05-31",
        "2024-05-31T23:59:59",
        "2024-02-30T00:00:00Z",
        "2024-05-31T24:61:00Z",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "２024-05-31T23:59:59Z",
        "2024-05-31T23:59:59+99:00",
        None,
        ["2024-05-31T23:59:59Z"],
    ],
)
def test_any_other_time_is_refused(value: Any) -> None:
    """Numbers, dates without time, times without zone, days that do not exist, years that no service can take."""
    with pytest.raises(ValidationError):
        moments.validate_python(value)


@given(st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", fullmatch=True))
def test_every_accepted_time_fits_a_message(text: str) -> None:
    """No time is accepted by the body and refused by the message."""
    try:
        body = CreditListImport.model_validate(EXAMPLES["CreditListImport"] | {"as_of": text})
    except ValidationError:
        return
    assert to_message(body, organisations_pb2.ImportCreditListRequest()).as_of.ToJsonString()


@pytest.mark.parametrize("kind", [Uscc, TypedUscc, Interest])
@pytest.mark.parametrize(
    "typed",
    [
        USCC,
        "91110199-0000-0001 9x",
        "９１１１０１９９０００００００１９Ｘ",
        f"\ufeff{USCC}\u200b",
        f" {USCC.lower()}\n",
    ],
)
def test_d2_e2_a_credit_code_has_one_form_however_it_is_typed(kind: Any, typed: str) -> None:
    """B1, D2, E2: a conflict of interest is found by equality, so blanks, hyphens, width and case are no part of a code."""
    assert TypeAdapter(kind).validate_python(typed) == USCC


@pytest.mark.parametrize("typed", ["", "某某公司", USCC[:-1], USCC[:-1] + "1", "nobody's"])
def test_d2_e2_what_is_no_code_is_refused(typed: str) -> None:
    """D2, E2: free text would be no conflict with anybody; of other codes the service says what is wrong."""
    for kind, error in ((Uscc, "uscc"), (Interest, "interest")):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(kind).validate_python(typed)
        assert [fault["type"] for fault in caught.value.errors()] == [error]
    assert TypeAdapter(TypedUscc).validate_python("某某公司") == "某某公司"


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("\ufeff 6F2B1C7E-0000-4000-8000-00000000000A\n", "6f2b1c7e-0000-4000-8000-00000000000a"),
        ("\u3000６ｆ2b1c7e-0000-4000-8000-00000000000a\u200b", "6f2b1c7e-0000-4000-8000-00000000000a"),
        (" １１００００", "110000"),
        ("Contest-A", "Contest-A"),
        ("", ""),
    ],
)
def test_h2_an_identifier_has_one_form_however_it_was_copied(typed: str, identifier: str) -> None:
    """F8, H2: nobody is told that there is no such team for a blank or a capital letter; other identifiers keep their case."""
    assert TypeAdapter(TypedId).validate_python(typed) == identifier


def test_e2_an_interest_may_be_a_team() -> None:
    """E2: by its id, in either case."""
    team_id = "6f2b1c7e-0000-4000-8000-00000000000a"
    assert TypeAdapter(Interest).validate_python(f" {team_id.upper()}") == team_id


@pytest.mark.parametrize("kind", [Text, LongText, PersonName])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\u200b", 1),
        ("张\u3164三", 2),
        ("\u202e张三", 1),
        ("张三\x7f", 3),
        ("\ufeff张三", 1),
        ("张\u2066三", 2),
    ],
)
def test_b9_what_no_reader_sees_is_refused_with_its_place(kind: Any, text: str, place: int) -> None:
    """B9: as in the names of teams; zero-width characters, letters without a shape, overrides of direction, controls."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    assert [(fault["type"], fault["ctx"]) for fault in caught.value.errors()] == [("unseen", {"place": place})]


def test_b9_what_belongs_to_the_spelling_is_taken() -> None:
    """B9: joiners of Uyghur, Hindi and Mongolian, rare characters, families of emoji; lines in a text of several only."""
    for text in ("ئۇي\u200cغۇر", "क्\u200dष", "ᠬᠠ\u180eᠠ", "㵟", "\U0002ebf0\U00031350", "👨\u200d👩", "张 三"):
        assert [TypeAdapter(kind).validate_python(text) for kind in (Text, LongText, PersonName)] == [text] * 3
    lines = "张\r\n三\t甲"
    assert TypeAdapter(LongText).validate_python(lines) == lines
    for kind in (Text, PersonName):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python("张\n三")


def test_c8_a_digest_is_the_same_in_capitals() -> None:
    """C8: as some programs print it."""
    assert TypeAdapter(Sha256).validate_python(" " + "AB" * 32) == "ab" * 32


def test_a1_kinds_are_those_that_the_edition_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A1, B1, B5: another kind of organisation and another paper in the edition's file are accepted and in the API's document."""
    text = Path("editions/2024.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "  - {id: university, zh: 高校, en: University}\n",
        "  - {id: university, zh: 高校, en: University}\n  - {id: cooperative, zh: 农民专业合作社, en: Farmers' cooperative}\n",
    )
    text = text.replace(
        "{id: passport, zh: 护照",
        "{id: seaman_book, zh: 海员证, en: Seaman's book, forms: [passport]}\n  - {id: passport, zh: 护照",
    )
    body = EXAMPLES["NewTeam"] | {"lead": EXAMPLES["NewTeam"]["lead"] | {"kind": "cooperative"}}
    body["representatives"] = [body["representatives"][0] | {"identity_kind": "seaman_book"}]
    with pytest.raises(ValidationError) as refused:
        NewTeam.model_validate(body)
    assert [error["loc"] for error in refused.value.errors()] == [
        ("lead", "kind"),
        ("representatives", 0, "identity_kind"),
    ]
    (tmp_path / "edition.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("DASAI_EDITION_FILE", str(tmp_path / "edition.yaml"))
    settings.cache_clear()
    edition.cache_clear()
    try:
        message = to_message(NewTeam.model_validate(body), teams_pb2.RegisterTeamRequest())
        shown = NewTeam.model_json_schema()["$defs"]["StatedOrganisation"]["properties"]["kind"]
        kinds = [kind.id for kind in edition().organisation_kinds]
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        edition.cache_clear()
    assert (message.lead.kind_id, message.lead.kind) == ("cooperative", 0)
    assert (message.representatives[0].identity_kind_id, message.representatives[0].identity_kind) == ("seaman_book", 0)
    assert shown["enum"] == kinds
    assert kinds[-2:] == ["cooperative", "other"]
