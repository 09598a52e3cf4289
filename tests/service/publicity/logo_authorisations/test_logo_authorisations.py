"""Authorisations of the logo over the running service, by gRPC and by HTTP: granted, looked up, withdrawn (J1, J3, K1, K4)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import httpx
import pytest
from dasai.accounts.v1 import events_pb2 as accounts
from dasai.publicity.v1 import logo_authorisations_pb2 as contract

from chassis.actor import Actor, Grant, Role, sign
from chassis.audit.comparison import compare
from chassis.kernel.identifiers import new_id
from cli.synthetic import uscc
from services.publicity.audited import AUDITED
from tests.service.publicity.running import ACTOR_KEY, Publicity, Walk, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

NOW = beijing("2024-07-01T10:00:00.000")
CODE = uscc("12", "110199", 7701)
COMMITTEE = {"as": "committee"}
AUTHORISATIONS, LOOK_UP = "/api/v1/logo-authorisations", "/api/v1/logo-use"


def use(**other: str) -> dict[str, str]:
    """Return the body of a request that may be granted; without a code it is about another body, which has none."""
    given = {
        "body_name": "合成测试研究院7701" if other.get("body_uscc") else "合成境外研究院7701",
        "scope": "分赛宣传活动、网站、印刷品",
        "first_day": "2024-07-01",
        "last_day": "2024-12-31",
    }
    return given | other


def grant(publicity: Publicity, *, key: str = "", account: str = "", **other: str) -> contract.LogoAuthorisation:
    """Grant an authorisation as the committee."""
    request = contract.GrantLogoAuthorisationRequest(**use(**other))
    method = publicity.logo_authorisations.GrantLogoAuthorisation
    return publicity.call(method, request, Role.COMMITTEE, key=key, account=account)  # type: ignore[no-any-return]


def withdraw(publicity: Publicity, authorisation_id: str, *, key: str = "", account: str = "") -> Any:
    """Withdraw an authorisation as the committee."""
    request = contract.WithdrawLogoAuthorisationRequest(authorisation_id=authorisation_id, reason="超出授权范围使用")
    method = publicity.logo_authorisations.WithdrawLogoAuthorisation
    return publicity.call(method, request, Role.COMMITTEE, key=key, account=account)


def listed(publicity: Publicity, **wanted: Any) -> list[str]:
    """Return the numbers of a list, as the secretariat sees it."""
    request = contract.ListLogoAuthorisationsRequest(**wanted)
    answer = publicity.call(publicity.logo_authorisations.ListLogoAuthorisations, request, Role.SECRETARIAT)
    return [authorisation.number for authorisation in answer.authorisations]


@pytest.fixture(autouse=True)
def today(publicity: Publicity) -> None:
    """Let it be the first day of a term that may be granted."""
    publicity.clock.move_to(NOW)


def test_a_use_is_authorised_looked_up_and_withdrawn_by_http(
    walk: Callable[[Walk], None], publicity: Publicity
) -> None:
    """J3, K1: by the committee alone; the public is told scope and term, and then that it is withdrawn, but not why."""

    async def steps(client: httpx.AsyncClient) -> None:
        publicity.clock.move_to(NOW)
        granted = await client.post(AUTHORISATIONS, json=use(body_uscc=CODE.lower()), headers=COMMITTEE)
        assert granted.status_code == 201
        number, identifier = granted.json()["number"], granted.json()["authorisation_id"]
        assert granted.json()["use"] == use(body_uscc=CODE)
        for text in (number, number.lower().replace("-", " "), CODE, "合成測試研究院7701", "合成测试研究院77"):
            told = await client.get(LOOK_UP, params={"text": text})
            assert told.status_code == 200
            assert told.json()["authorisations"] == [
                {
                    "number": number,
                    "state": "in_force",
                    "use": use(body_uscc=CODE),
                    "granted_at": granted.json()["granted_at"],
                }
            ]
        nothing = await client.get(LOOK_UP, params={"text": "合成测试研究院7799"})
        assert (nothing.status_code, nothing.json()["authorisations"]) == (200, [])
        withdrawal = f"{AUTHORISATIONS}/{identifier}/withdrawal"
        reason = {"reason": "超出授权范围使用"}
        for role in ("", "secretariat", "host", "operator", "participant"):
            refused = await client.post(withdrawal, json=reason, headers={"as": role} if role else {})
            assert refused.status_code == (403 if role else 401)
            refused = await client.post(AUTHORISATIONS, json=use(), headers={"as": role} if role else {})
            assert refused.json()["code"] == ("K1_FORBIDDEN" if role else "K1_UNAUTHENTICATED")
        withdrawn = await client.post(withdrawal, json=reason, headers=COMMITTEE)
        assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
        told = (await client.get(LOOK_UP, params={"text": number})).json()["authorisations"]
        assert [(each["state"], each["withdrawn_at"]) for each in told] == [
            ("withdrawn", withdrawn.json()["withdrawn_at"])
        ]
        assert "超出" not in str(told)
        seen = await client.get(f"{AUTHORISATIONS}/{identifier}", headers={"as": "secretariat"})
        assert (seen.json()["withdrawal_reason"], seen.json()["withdrawn_by"]) == (
            "超出授权范围使用",
            "account-committee",
        )
        again = await client.post(withdrawal, json=reason, headers=COMMITTEE)
        assert (again.status_code, again.json()["code"]) == (409, "J3_ALREADY_WITHDRAWN")
        unknown = await client.post(f"{AUTHORISATIONS}/nothing/withdrawal", json=reason, headers=COMMITTEE)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "NOT_FOUND")

    walk(steps)


def test_everything_that_is_wrong_with_a_grant_is_refused_at_once(
    walk: Callable[[Walk], None], publicity: Publicity
) -> None:
    """J1, J3, K4: at the fields, in both languages; nothing is kept of it."""

    async def steps(client: httpx.AsyncClient) -> None:
        publicity.clock.move_to(NOW)
        before = publicity.database["logo_authorisations"].count_documents({})
        wrong = use(
            body_name="2024“数据要素x”大赛北京分赛组织单位",
            body_uscc="911101990000000190",
            scope="联系人身份证号110199199001010001",
            first_day="2024-06-30",
            last_day="2024-06-01",
        )
        refused = (await client.post(AUTHORISATIONS, json=wrong, headers=COMMITTEE)).json()
        assert (refused["status"], refused["code"]) == (422, "J3_USCC_INVALID")
        fields = [fault["field"] for fault in refused["faults"]]
        assert sorted(set(fields)) == ["body_name", "body_uscc", "first_day", "last_day", "scope"]
        assert "110199199001010001" not in str(refused)
        for text, code in (("甲", "J3_LOOK_UP_TOO_SHORT"), ("911101990000000190", "J3_USCC_INVALID")):
            refused = (await client.get(LOOK_UP, params={"text": text})).json()
            assert (refused["status"], refused["code"]) == (422, code)
        assert publicity.database["logo_authorisations"].count_documents({}) == before

    walk(steps)


def test_the_list_goes_out_as_a_file(walk: Callable[[Walk], None], publicity: Publicity) -> None:
    """J3, K3: with what was withdrawn and why; to the committee and the secretariat alone."""

    async def steps(client: httpx.AsyncClient) -> None:
        publicity.clock.move_to(NOW)
        granted = grant(publicity, body_name="=合成导出单位", body_uscc="")
        withdraw(publicity, granted.authorisation_id)
        params = {"text": "=合成导出", "format": "csv"}
        for role, status in (("", 401), ("host", 403), ("secretariat", 200)):
            file = await client.get(f"{AUTHORISATIONS}/file", params=params, headers={"as": role} if role else {})
            assert file.status_code == status
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert rows[1:] == [
            [
                granted.number,
                "'=合成导出单位",
                "",
                "分赛宣传活动、网站、印刷品",
                "2024-07-01",
                "2024-12-31",
                "已撤销",
                "2024-07-01 10:00:00",
                "2024-07-01 10:00:00",
                "超出授权范围使用",
            ]
        ]

    walk(steps)


def test_numbers_ascend_without_a_gap_also_if_many_are_granted_at_once(publicity: Publicity) -> None:
    """J3: each is cited by its own number; a repeated command gets the first answer, and nothing is granted twice."""
    first = grant(publicity, key="logo-once")
    assert grant(publicity, key="logo-once") == first
    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(each.number for each in pool.map(lambda _: grant(publicity), range(12)))
    begin = int(first.number.removeprefix("BZ-2024-"))
    assert numbers == [f"BZ-2024-{begin + place:04d}" for place in range(1, 13)]


def test_the_states_follow_the_clock_and_the_list_follows_the_states(publicity: Publicity) -> None:
    """J3: whole days in Beijing; each authorisation is in the list of one state, and looked up in every state."""
    body = "合成状态单位"
    terms = {
        "now": ("2024-07-01", "2024-07-31"),
        "later": ("2024-08-01", "2024-08-31"),
        "gone": ("2024-07-01", "2024-07-15"),
    }
    made = {
        name: grant(publicity, body_name=body, first_day=first, last_day=last) for name, (first, last) in terms.items()
    }
    gone = grant(publicity, body_name=body)
    withdraw(publicity, gone.authorisation_id)
    own = {each.number: name for name, each in {**made, "withdrawn": gone}.items()}

    def in_states() -> dict[str, list[str]]:
        states = ("PENDING", "IN_FORCE", "EXPIRED", "WITHDRAWN")
        numbers = {}
        for state in states:
            value = f"LOGO_AUTHORISATION_STATE_{state}"
            every = [own[number] for number in listed(publicity, state=value, page={"page_size": 200}) if number in own]
            assert sorted(every) == sorted(own[number] for number in listed(publicity, state=value, text=body))
            numbers[state] = every
        return numbers

    assert in_states() == {"PENDING": ["later"], "IN_FORCE": ["gone", "now"], "EXPIRED": [], "WITHDRAWN": ["withdrawn"]}
    publicity.clock.stand_at(beijing("2024-07-31T23:59:59.999"))
    assert in_states() == {"PENDING": ["later"], "IN_FORCE": ["now"], "EXPIRED": ["gone"], "WITHDRAWN": ["withdrawn"]}
    publicity.clock.move_to(beijing("2024-08-01T00:00:00.000"))
    assert in_states() == {
        "PENDING": [],
        "IN_FORCE": ["later"],
        "EXPIRED": ["now", "gone"],
        "WITHDRAWN": ["withdrawn"],
    }
    request = contract.LookUpLogoAuthorisationsRequest(text=body)
    told = publicity.call(publicity.logo_authorisations.LookUpLogoAuthorisations, request).authorisations
    assert {
        own[each.number]: contract.LogoAuthorisationState.Name(each.state).rpartition("STATE_")[2] for each in told
    } == {
        "now": "EXPIRED",
        "later": "IN_FORCE",
        "gone": "EXPIRED",
        "withdrawn": "WITHDRAWN",
    }
    newest = listed(publicity, page={"page_size": 4})
    assert newest == sorted(own, reverse=True)


def test_a_grant_counts_by_its_arrival(publicity: Publicity) -> None:
    """J3, C9: received at 23:59 it may begin that day, however late it is stored; received at midnight it may not."""
    publicity.clock.move_to(beijing("2024-07-02T00:00:05.000"))

    def arrived(at: Any) -> contract.LogoAuthorisation:
        actor = Actor("c-1", frozenset({Grant(Role.COMMITTEE)}), arrived_at=at)
        metadata = (("dasai-actor", sign(actor, ACTOR_KEY)), ("idempotency-key", new_id()))
        request = contract.GrantLogoAuthorisationRequest(**use())
        return publicity.logo_authorisations.GrantLogoAuthorisation(  # type: ignore[no-any-return]
            request, metadata=metadata, timeout=15
        )

    granted = arrived(beijing("2024-07-01T23:59:59.999"))
    assert granted.use.first_day == "2024-07-01"
    with pytest.raises(grpc.RpcError) as error:
        arrived(beijing("2024-07-02T00:00:00.000"))
    assert refusal(error.value) == "J3_TERM_PAST"


def test_nobody_decides_about_the_own_organisation(publicity: Publicity) -> None:
    """J3, K1: neither grants to it nor withdraws from it; another account of the committee does."""
    account = accounts.AccountFacts(
        account_id="c-own", organisation_uscc=CODE, state=accounts.ACCOUNT_STATE_ACTIVE, sequence=1
    )
    publicity.publish(accounts.StaffChanged(account=account), NOW)
    wait_for(lambda: publicity.database["staff"].find_one({"_id": "c-own"}))
    with pytest.raises(grpc.RpcError) as error:
        grant(publicity, body_uscc=CODE, account="c-own")
    assert refusal(error.value) == "J3_OWN_ORGANISATION"
    granted = grant(publicity, body_uscc=CODE, account="c-other")
    with pytest.raises(grpc.RpcError) as error:
        withdraw(publicity, granted.authorisation_id, account="c-own")
    assert refusal(error.value) == "J3_OWN_ORGANISATION"
    assert withdraw(publicity, granted.authorisation_id, account="c-other").withdrawn_by == "c-other"


def test_a_code_is_left_out_only_for_a_body_that_has_none(walk: Callable[[Walk], None], publicity: Publicity) -> None:
    """J3, K1: accepted for a name without a code, also by an account without an organisation; J3_USCC_OMITTED for a known code.

    So an account's own organisation, refused under its code, gets no authorisation under its name alone either.
    """

    async def steps(client: httpx.AsyncClient) -> None:
        publicity.clock.move_to(NOW)

        async def granted(**other: str) -> tuple[int, str, list[str]]:
            answer = (await client.post(AUTHORISATIONS, json=use(**other), headers=COMMITTEE)).json()
            return (
                answer.get("status", 201),
                answer.get("code", ""),
                [each["field"] for each in answer.get("faults", [])],
            )

        without = {"body_name": "合成境外研究机构7702", "body_uscc": ""}
        for _ in range(2):
            assert await granted(**without) == (201, "", [])
        named = {"body_name": "合成数据交易中心7703"}
        assert await granted(**named, body_uscc=CODE) == (201, "", [])
        for name in ("合成数据交易中心7703", " 合成數據交易中心 7703"):
            refused = await granted(body_name=name, body_uscc="")
            assert refused == (409, "J3_USCC_OMITTED", ["body_uscc"])
        assert await granted(body_name="合成数据交易中心7703上海分中心", body_uscc="") == (201, "", [])

    walk(steps)


def test_who_alters_a_stored_authorisation_shows(publicity: Publicity) -> None:
    """D5, J3: scope, term, who decided and why are held against the events of the audit trail."""
    granted = grant(publicity, account="c-grants")
    withdraw(publicity, granted.authorisation_id, account="c-withdraws")
    stored = publicity.database["logo_authorisations"]
    own = {"_id": granted.authorisation_id}
    wait_for(lambda: stored.find_one({**own, "outbox": []}))

    def differences() -> list[str]:
        every = compare(publicity.database, AUDITED).differences
        return sorted(each.field for each in every if each.identifier == granted.authorisation_id)

    assert differences() == []
    altered = {"use.scope": "商品包装", "granted_by": "c-other", "withdrawal_reason": "无", "withdrawn_by": "c-other"}
    stored.update_one(own, {"$set": {f"state.{name}": value for name, value in altered.items()}})
    assert differences() == ["granted_by", "use", "withdrawal_reason", "withdrawn_by"]
