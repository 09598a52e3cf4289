"""Forms of pages: what was left empty or can't be is said at each field, and summed up."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from dasai.registration.v1 import divisions_pb2

from chassis.edition.current import edition
from chassis.kernel.refusal import Code, FieldFault, Kind, Refusal
from chassis.refusals import FIELDS_INVALID, KEY_REUSED, NOT_FOUND, UNAVAILABLE
from gateway.api.publicity.awards import WinnersAnnouncement
from gateway.auth.cookies import SESSION
from gateway.portals.forms import Form, body_of, fault_of, form_key, number_typed, refuse_all, with_missing
from gateway.problems import ProblemError
from tests.unit.gateway.running import Gateway

_BROWSER = {"accept": "text/html", "sec-fetch-site": "same-origin"}
_FORM = {**_BROWSER, "content-type": "application/x-www-form-urlencoded"}
NOT_DECLARED = Code("B10_NOT_DECLARED_TRUE", Kind.INVALID, "请承诺。", "Declare it.")
_SIGNED_IN = {"cookie": f"{SESSION}=all-roles"}


def _errors(page: str) -> tuple[list[str], list[str]]:
    """Return the fields that the summary links to, and those that have an error beside them."""
    summary = page.partition('class="govuk-error-summary')[2].partition("</ul>")[0]
    return re.findall(r'href="#([^"]+)"', summary), re.findall(r'<p id="([^"]+)-error"', page)


def test_a_fault_names_what_it_is_about_in_plain_text() -> None:
    """The page escapes it, once: a name with a sign of HTML is read as it was written."""
    fault = fault_of("score-value", "staff_sheets.score_missing", criterion="质量 & <安全>")
    assert (fault.field, fault.zh) == ("score-value", "请填写“质量 & <安全>”的分数。")
    assert fault.en == "Give a score for: 质量 & <安全>."


def test_the_lines_of_a_text_end_as_the_api_takes_them() -> None:
    """A browser ends them with CR LF, also in what stands in a list: a text of the longest length is not refused for that."""
    body = body_of(
        WinnersAnnouncement,
        statement="一\r\n二",
        vacant=[{"track": "industry", "prize": "second", "places": 1, "reason": "三\r\n四"}],
    )
    assert (body.statement, body.vacant[0].reason) == ("一\n二", "三\n四")


def test_a_new_account_is_asked_for_all_that_is_missing_at_once(gateway: Gateway) -> None:
    """Nobody sends the form again and again to learn the next thing that it lacks."""
    gateway.patience(0.2)
    page = gateway.request("POST", "/sign-up", content=b"login=", headers=_FORM)
    assert page.status_code == 422
    # without the notice, which this gateway can't read, there is no box
    assert _errors(page.text) == (["login", "password", "privacy_notice"], ["login", "password"])
    one = gateway.request("POST", "/sign-up", content=b"login=somebody&privacy_notice=1", headers=_FORM)
    assert _errors(one.text) == (["password"], ["password"])
    invited = gateway.request("POST", "/invitation", content=b"", headers=_FORM)
    assert _errors(invited.text)[1] == ["code", "login", "password"]


def test_c8_what_is_no_receipt_is_said_at_its_field(gateway: Gateway) -> None:
    """C8: nothing, or another file than a receipt, however long it is; what was pasted stays."""
    empty = gateway.request("POST", "/receipts/verify", content=b"number=&receipt=", headers=_FORM)
    assert (empty.status_code, _errors(empty.text)) == (422, (["number"], ["number"]))
    pasted = b"receipt=" + b"x" * 50_000
    other = gateway.request("POST", "/receipts/verify", content=pasted, headers=_FORM)
    assert (other.status_code, _errors(other.text)) == (400, (["receipt"], ["receipt"]))
    assert "x" * 50_000 in other.text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("042", 42),
        ("９", 9),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("x", None),
        ("²", None),
        ("9" * 10, None),
    ],
)
def test_a_number_is_read_as_it_was_typed(text: str, number: int | None) -> None:
    """Python reads none of more than some thousand digits: such a one is none, and not the platform's fault."""
    assert number_typed(text) == number
    assert number_typed("9" * 5_000) is None
    assert number_typed("123", 2) is None


def test_a2_who_chooses_no_topic_is_asked_for_one_at_the_field(gateway: Gateway) -> None:
    """A2: at first there is no error; sent without a choice, or with a topic of another division, there is."""
    track = edition().tracks[0]
    division = divisions_pb2.Division(code="110000", state=divisions_pb2.DIVISION_STATE_OPEN)
    division.scheme.tracks.add(track=track.code).topics.add(topic_id=track.open_topics[0].id)
    gateway.divisions.answer = lambda _: division
    headers = {**_BROWSER, **_SIGNED_IN}
    asked = [
        gateway.request("GET", f"/teams/new?division=110000{rest}", headers=headers).text
        for rest in ("", "&step=topic", "&topic=no-such-topic")
    ]
    first = f"topic-{track.code}"
    assert [_errors(page) for page in asked] == [([], []), ([first], [first]), ([first], [first])]
    assert f'id="{first}"' in asked[1]


def test_a2_who_chooses_no_division_is_asked_for_one_and_none_is_chosen_beforehand(gateway: Gateway) -> None:
    """A2: the division of a team never changes, so the first of the list is not taken for granted."""
    gateway.divisions.answer = lambda code: divisions_pb2.Division(code=code, state=divisions_pb2.DIVISION_STATE_OPEN)
    headers = {**_BROWSER, **_SIGNED_IN}
    asked, sent = (
        gateway.request("GET", f"/en/teams/new{rest}", headers=headers).text
        for rest in ("", "?division=&step=division")
    )
    assert [_errors(page) for page in (asked, sent)] == [([], []), (["division"], ["division"])]
    options = re.findall(r'<option value="([^"]*)"( selected)?[^>]*>([^<]+)</option>', asked)
    assert options == [("", " selected", "Choose"), ("110000", "", "Beijing")]


@pytest.mark.parametrize(
    ("path", "field", "words"),
    [
        ("/objections/status", "tracking_code", "Give the tracking code."),
        ("/reports/status", "tracking_code", "Give the tracking code."),
        ("/certificates/verify", "code", "Give the verification code."),
    ],
)
def test_an_empty_code_is_asked_for_and_not_looked_up(gateway: Gateway, path: str, field: str, words: str) -> None:
    """Nobody reads that a code is unknown who gave none."""
    page = gateway.request("POST", f"/en{path}", content=f"{field}=+".encode(), headers=_FORM)
    assert (page.status_code, _errors(page.text)) == (422, ([field], [field]))
    assert words in page.text


def test_a_form_that_was_sent_before_says_so_without_the_words_for_programs() -> None:
    """Who goes back, changes something and sends the old form gets it again with another key."""
    problem = ProblemError.of(Refusal(KEY_REUSED))
    (error,) = Form(problem=problem).errors
    assert (error.field, "Idempotency" in error.zh + error.en) == ("", False)
    assert error.zh == "此表单已提交过，且两次提交的内容不同。请核对后再次提交。"
    assert form_key("a-key", problem) != "a-key" == form_key("a-key")


def test_what_was_left_empty_and_what_else_is_refused_are_told_at_once() -> None:
    """An empty field is asked for in the form's own words, in place of the service's; too many tries are told alone."""
    weak = FieldFault("password", "密码强度不足。", "The password is too weak.")
    login = FieldFault("login", "登录名有误。", "Not a login name.")
    refused = ProblemError(422, "LOGIN_INVALID", "有误", "wrong", faults=[login, weak])
    texts = {"login": "sign_up.login_missing", "privacy_notice": "sign_up.agree_missing"}
    told = with_missing(refused, {"login": " ", "privacy_notice": ""}, texts)
    assert [fault.field for fault in told.faults] == ["login", "privacy_notice", "password"]
    assert login not in told.faults
    given = {"login": "somebody", "privacy_notice": "1"}
    assert with_missing(refused, given, texts) is refused
    busy = ProblemError.of(Refusal(Code("BUSY", Kind.REFUSED, "", "")))
    busy.status = 429
    assert with_missing(busy, {}, texts) is busy
    away = ProblemError.of(Refusal(UNAVAILABLE))
    assert [fault.field for fault in with_missing(away, {}, texts).faults] == ["login", "privacy_notice"]


def test_of_a_field_that_was_left_empty_nothing_else_is_said() -> None:
    """Drop what a service refuses of it by another path or by its code; keep all that is said of other fields."""
    counted = FieldFault("people[2].name", "请填写姓名。", "Give the name.")
    wrong = FieldFault("people[2].number", "号码不正确。", "Not a number.")
    barred = FieldFault("people[2].number", "号码不可用。", "Barred.")
    refused = ProblemError(422, "PEOPLE", "有误", "wrong", faults=[counted, wrong, barred])
    form = Form(
        problem=with_missing(refused, {}, {"name": "sign_up.login_missing"}),
        fields={"people[*].name": "name", "people[*].number": "number"},
    )
    assert [error.field for error in form.errors] == ["name", "number", "number"]
    unknown = with_missing(ProblemError.of(Refusal(NOT_FOUND, {"what": "link"})), {}, {"code": "sign_up.login_missing"})
    assert [error.en for error in Form(problem=unknown, codes={"NOT_FOUND": "code"}).errors] == ["Choose a login name."]


def test_a_refusal_without_faults_stays_at_its_field_beside_what_was_left_empty() -> None:
    """It is known by its code, and may be said in the form's own words; one for programs is put into the page's own."""
    unknown = ProblemError.of(Refusal(NOT_FOUND, {"what": "team"}))
    told = with_missing(unknown, {}, {"login": "sign_up.login_missing"})
    form = Form(problem=told, codes={"NOT_FOUND": "code"}, texts={"NOT_FOUND": "certificate.code_unknown"})
    assert [(error.field, error.zh) for error in form.errors] == [
        ("login", "请填写登录名。"),
        ("code", fault_of("code", "certificate.code_unknown").zh),
    ]
    sent = with_missing(ProblemError.of(Refusal(KEY_REUSED)), {}, {"login": "sign_up.login_missing"})
    assert [error.field for error in Form(problem=sent).errors] == ["login", ""]
    assert "Idempotency" not in Form(problem=sent).errors[1].en
    assert form_key("a-key", sent) != "a-key"


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (Refusal(NOT_DECLARED), ["name"]),
        (Refusal(FIELDS_INVALID, faults=(FieldFault("kind", "", ""),)), ["name"]),
        (Refusal(FIELDS_INVALID, faults=(FieldFault("kind", "", ""), FieldFault("uscc", "", ""))), ["name", "uscc"]),
        (Refusal(FIELDS_INVALID, faults=(FieldFault("name", "", ""), FieldFault("uscc", "", ""))), ["name", "uscc"]),
        (Refusal(NOT_FOUND, {"what": "team"}), ["name", "NOT_FOUND"]),
        (None, ["name"]),
    ],
)
def test_what_a_service_refuses_of_a_form_is_told_with_the_forms_own_faults(
    refusal: Refusal | None, told: list[str]
) -> None:
    """What makes the service refuse in any case is not told; a form with nothing wrong is not refused."""

    async def judging() -> None:
        if refusal is not None:
            raise ProblemError.of(replace(refusal))

    by = NOT_DECLARED.name if refusal is not None and refusal.code is NOT_DECLARED else "kind"
    own = [fault_of("name", "sign_up.login_missing")]
    with pytest.raises(ProblemError) as refused:
        asyncio.run(refuse_all(own, judging(), refused_by=by))
    assert [fault.field for fault in refused.value.faults] == told
    if told == ["name"]:
        asyncio.run(refuse_all([], judging(), refused_by=by))
