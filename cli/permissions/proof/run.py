"""Send the calls: those that must be refused first, then what reads, then what writes, and what destroys at the very end."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import httpx
from dasai_client import Refused

from chassis.permissions import Operation

from .calls import Call, Calls
from .canaries import Canary, canaries_of
from .ending import canaries_of_ending
from .judge import Violation, code_of, denials_of, judge, judge_content, text_of
from .world import Caller, Side, World

_REGISTRATION = ("registration", "review")
# writes that take something away from what the others need, by what is in their routes; the later, the more
_DESTRUCTIVE = (
    "/experts", "/expert-imports",
    "DELETE ", "/sign-off", "/reopening", "/freeze", "/cancellation", "/revocation", "/roles", "/disabling",
    "/withdrawal", "/lead", "/passings-on", "/take-overs", "/sessions", "/sign-out", "/password", "/closing",
)  # fmt: skip
# who signs in anew ends the session in which that is done
_ENDING_SESSIONS = (
    "DELETE /api/v1/sessions/current",
    "POST /sign-out",
    "POST /api/v1/sessions",
    "POST /sign-in",
)
_AGAIN_SECONDS = 30.0
_PAUSE = 0.5


class Proof:
    """The calls that were tried, and the answers that were not as the table says."""

    def __init__(self, world: World, pattern: str = "") -> None:
        self._world, self._pattern = world, pattern
        self.violations: list[Violation] = []
        self.combinations: set[tuple[str, str, str, str]] = set()
        # objects that calls have changed which were refused
        self.changed: list[str] = []
        self.outcomes: Counter[str] = Counter()
        # routes with which somebody did something, and how often those who may were answered otherwise
        self.done: set[str] = set()
        self.not_done: dict[str, Counter[str]] = {}
        self._canaries: list[Canary] = []
        # canaries that somebody may read, by their values
        self._expected: dict[str, str] = {}
        self._shown: set[str] = set()
        self.calls = 0
        self._lock = threading.Lock()

    def unseen(self) -> list[str]:
        """Return the canaries that nobody was shown: nothing says that they would be recognised."""
        return [what for value, what in self._expected.items() if value not in self._shown]

    def try_registration(self) -> None:
        """Try registration and review, while divisions are open: reading, and writing."""
        self._try(lambda call: call.service in _REGISTRATION)

    def try_the_rest(self) -> None:
        """Try the other services and the pages, and once more what reads registration and review, with all that has happened."""
        self._try(lambda call: call.reads or call.service not in _REGISTRATION, again=True)

    def try_before_publication(self) -> None:
        """Read all once more as everybody, when the final is decided and nobody is to know: only what answers hold is judged."""
        world, ahead = self._world, self._world.ahead
        callers = [caller for caller in world.callers if self._still_calls(caller)]
        document = world.demo.public.get("/api/openapi.json")
        side = replace(world.sides[0], ids=world.sides[0].ids | ahead.ids)
        calls = [call for call in Calls(world, document, (side,)).all(self._pattern) if call.reads]
        self._look_for(canaries_of_ending(world))
        pairs = [(call, caller) for call in calls for caller in callers]
        world.demo.each(pairs, self._read_before_publication, "公布之前 before publication")

    def _look_for(self, canaries: list[Canary]) -> None:
        self._canaries = canaries
        self._expected |= {canary.value: canary.what for canary in canaries if canary.shown}

    def _still_calls(self, caller: Caller) -> bool:
        """Return True if the caller can still call: what was tried before may have ended its session, or its account."""
        try:
            if caller.login:
                self._sign_in_again(caller)
            if caller.user.token:
                caller.user.get("/api/v1/accounts/me")
        except Refused:
            return False
        return True

    def _read_before_publication(self, pair: tuple[Call, Caller]) -> None:
        call, caller = pair
        answer = self._answer(call, caller)
        violations = judge_content(call, caller, answer, self._canaries)
        text = text_of(answer)
        with self._lock:
            self.outcomes["read before publication"] += 1
            self.combinations.add((call.route, caller.name, f"before publication {call.thing}", str(call.query)))
            self.violations += violations
            self._shown |= {canary.value for canary in self._canaries if canary.value in text}

    def _try(self, chosen: Callable[[Call], bool], again: bool = False) -> None:
        demo = self._world.demo
        document = demo.public.get("/api/openapi.json")
        calls = [call for call in Calls(self._world, document).all(self._pattern) if chosen(call)]
        if again:  # what was there before may have been deleted
            calls = [replace(call, exists=call.exists and call.service not in _REGISTRATION) for call in calls]
        self._look_for(canaries_of(self._world))
        pairs = [(call, caller) for call in calls for caller in self._world.callers]
        denied = [pair for pair in pairs if None not in denials_of(*pair)]
        allowed = [pair for pair in pairs if None in denials_of(*pair)]
        before = self._seen()
        demo.each(denied, self._send, "应当拒绝 to be refused")
        self._compare(before)
        reading = [pair for pair in allowed if pair[0].reads]
        demo.each(reading, self._send, "查询 reading")
        self._try_page_tokens(reading)
        writing = [pair for pair in allowed if not pair[0].reads]
        writing.sort(key=_harm)
        for pair in demo.progress.track(writing, "办理 writing", len(writing)):
            self._send(pair)

    def _send(self, pair: tuple[Call, Caller]) -> None:
        call, caller = pair
        answer = self._answer(call, caller)
        violations = judge(call, caller, answer, self._canaries)
        text = text_of(answer)
        shown = {canary.value for canary in self._canaries if canary.value in text}
        outcome = "refused" if None not in denials_of(call, caller) else "by a rule" if answer.is_error else "done"
        with self._lock:
            self.outcomes[outcome] += 1
            if outcome == "done":
                self.done.add(call.route)
            elif outcome == "by a rule":
                answered = f"{answer.status_code} {code_of(answer)}".rstrip()
                self.not_done.setdefault(call.route, Counter())[answered] += 1
            self.combinations.add((call.route, caller.name, call.thing, str(call.query)))
            self.violations += violations
            self._shown |= shown
        if call.route in _ENDING_SESSIONS and not answer.is_error and caller.login:
            self._sign_in_again(caller)

    def _answer(self, call: Call, caller: Caller) -> httpx.Response:
        """Return the answer to a call, sent again while a part is away."""
        user = caller.user
        headers = {"Accept-Language": "en", **call.headers}
        if not isinstance(call.row, Operation) and not call.path.startswith("/api/"):
            headers["Accept"] = "text/html"
        if user.token:
            headers["Authorization"] = f"Bearer {user.token}"
        until = time.monotonic() + _AGAIN_SECONDS
        while True:
            content: dict[str, Any] = {"content": call.content} if call.content is not None else {}
            if call.body is not None:
                content = {"json": call.body}
            address = self._world.demo.url + call.path
            try:
                answer = user.http.request(call.method, address, params=call.query, headers=headers, **content)
            except httpx.TransportError:  # a connection that was kept, and ended just now
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
                continue
            with self._lock:
                self.calls += 1
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or "retry-after" not in answer.headers:
                return answer
            if time.monotonic() > until:
                return answer
            time.sleep(_PAUSE)

    def _sign_in_again(self, caller: Caller) -> None:
        """Sign in anew: the call ended the caller's own session."""
        caller.user.sign_in(caller.login, self._world.demo.passwords[caller.login])

    def _try_page_tokens(self, reading: Iterable[tuple[Call, Caller]]) -> None:
        """Give each caller of a list the page token of a list that another caller was shown."""
        lists: dict[str, list[tuple[Call, Caller]]] = {}
        for call, caller in reading:
            if call.in_pages and not call.query:
                lists.setdefault(call.path, []).append((call, caller))
        pairs = [pair for pairs in lists.values() for pair in self._with_foreign_tokens(pairs)]
        self._world.demo.each(pairs, self._send, "他人的翻页标记 page tokens of others")

    def _with_foreign_tokens(self, pairs: list[tuple[Call, Caller]]) -> Iterator[tuple[Call, Caller]]:
        tokens = {}
        for call, caller in pairs:
            answer = self._answer(replace(call, query={"page_size": "1"}), caller)
            page = answer.json().get("page", {}) if answer.is_success else {}
            if page.get("next_page_token"):
                tokens[caller.name] = page["next_page_token"]
        for call, caller in pairs:
            for name, token in tokens.items():
                if name != caller.name:
                    query = {"page_size": "200", "page_token": token}
                    yield replace(call, query=query, thing=f"page token of {name}", exists=False), caller

    def _seen(self) -> dict[str, Any]:
        """Return objects as those see them who see most."""
        seen: dict[str, Any] = {}
        for side in self._world.sides:
            for user, path in _objects(self._world, side):
                seen[path] = user.get(path)
        return seen

    def _compare(self, before: dict[str, Any]) -> None:
        after = self._seen()
        self.changed += [path for path, answer in before.items() if after[path] != answer]


def _harm(pair: tuple[Call, Caller]) -> int:
    """Return how late a call must come that may be done."""
    return max((place for place, part in enumerate(_DESTRUCTIVE, 1) if part in pair[0].route), default=0)


def _objects(world: World, side: Side) -> Iterable[tuple[Any, str]]:
    lead, host, secretariat = side.people["lead"], side.people["host"], world.demo.secretariat
    team = f"/api/v1/teams/{side.ids['team_id']}"
    for path in ("", "/co-organisations", "/accounts", "/declaration", "/material", "/supplements", "/versions",
                 "/name-claims", "/passings-on", "/kept-texts"):  # fmt: skip
        yield lead, team + path
    yield lead, f"/api/v1/teams/{side.ids['scored_team_id']}"
    for path in ("/api/v1/accounts/me", "/api/v1/tokens", "/api/v1/message-preferences", "/api/v1/identities"):
        yield lead, path
    activity = f"/api/v1/activities/{side.ids['activity_id']}"
    yield host, activity
    yield host, f"{activity}/sign-ups"
    yield host, f"/api/v1/divisions/{side.code}/reviewers"
    yield secretariat, f"/api/v1/divisions/{side.code}"
    yield secretariat, f"/api/v1/cases/{side.ids['case_id']}"
    yield secretariat, f"/api/v1/accounts/{side.ids['account_id']}"
    yield secretariat, f"/api/v1/name-claims/{side.ids['claim_id']}"
    yield world.demo.committee, f"/api/v1/reports/{side.ids['report_id']}"
    if "round_id" in side.ids:
        yield secretariat, f"/api/v1/rounds/{side.ids['round_id']}"
        yield side.people["expert"], f"/api/v1/sheets/{side.ids['sheet_id']}"
