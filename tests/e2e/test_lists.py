"""Page tokens of every list, through the gateway: good for the list and the filters that they came from only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dasai_client import Refused

from cli.demo.client import User
from cli.lists import listing_operations
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

# lists that ask for what this contest has not come to: a round of scoring
_NOT_YET = {"ListRankings"}
# lists that are only read whole, for an exported file
_EXPORTED = {"ListCreditEntries", "ListRelations"}
# lists that are given for what is looked up alone
_LOOKED_UP = {"/api/v1/logo-use": {"text": "合成"}}
_WRONG = ("bm90IG91cnM", "0", "no token", "é")


def _with_token(caller: User, path: str, token: str) -> tuple[int, str]:
    return refused(lambda: caller.get(path, page_token=token, **_LOOKED_UP.get(path, {})))


def _first_allowed(callers: Iterable[User], path: str) -> User | None:
    """Return the first of the callers to whom a list is shown."""
    for caller in callers:
        try:
            caller.get(path, **_LOOKED_UP.get(path, {}))
        except Refused:
            continue
        return caller
    return None


def test_no_list_takes_a_token_that_is_not_its_own(contest: Contest) -> None:
    """PAGE_TOKEN_INVALID: for every list, as somebody who may read it, for invented tokens and for those of another list."""
    code = contest.plan.divisions[SHARED]
    lead, host = contest.user(), contest.staff({"role": "host", "division": code})
    team = contest.register(lead)["facts"]["team_id"]
    begins = contest.clock.now().replace(year=2025)
    body: dict[str, Any] = {
        "kind": "exchange",
        "title": "合成交流活动",
        "place": "合成会议中心",
        "begins": begins.isoformat(),
        "ends": begins.replace(year=2026).isoformat(),
        "sign_up_closes": begins.isoformat(),
        "capacity": 5,
    }
    activity = host.post(f"/api/v1/divisions/{code}/activities", body)["activity_id"]
    lead.post(f"/api/v1/activities/{activity}/sign-ups", {"name": "合成", "contact": "", "organisation": ""})
    callers = (
        contest.public(),
        lead,
        host,
        contest.secretariat,
        contest.committee(),
        contest.staff({"role": "expert", "division": code}),
        contest.staff({"role": "reviewer", "division": code}),
    )
    known = {"code": code, "team_id": team, "activity_id": activity, "service": "registration"}
    accounts = contest.secretariat.get("/api/v1/accounts", page_size=1)["page"]["next_page_token"]
    assert accounts
    tried = set()
    for operation in listing_operations():
        if operation.name in _NOT_YET | _EXPORTED:
            continue
        for route in operation.routes:
            method, path = route.split(" ")
            if (
                method != "GET"
                or path.endswith("/file")
                or path == "/api/v1/accounts/me/personal-data"
                or path == "/api/v1/trail-heads"
            ):
                continue
            path = path.format(**known)
            caller = _first_allowed(callers, path)
            assert caller is not None, path
            foreign = [] if path == "/api/v1/accounts" else [accounts]
            for token in (*_WRONG, *foreign):
                assert _with_token(caller, path, token) == (422, "PAGE_TOKEN_INVALID"), (path, token)
            tried.add(operation.name)
    assert tried == {operation.name for operation in listing_operations()} - _NOT_YET - _EXPORTED
    search = {"text": "rules", "page_token": accounts}
    assert refused(lambda: contest.secretariat.post("/api/v1/accounts/search", search)) == (422, "PAGE_TOKEN_INVALID")
    filtered = refused(lambda: contest.secretariat.get("/api/v1/accounts", role="expert", page_token=accounts))
    assert filtered == (422, "PAGE_TOKEN_INVALID")
