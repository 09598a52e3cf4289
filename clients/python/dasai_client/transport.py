"""Send requests, repeat those that may be repeated, and raise refusals."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

# a part is away or restarting, or too many requests came at once: nothing was done
REPEATABLE = frozenset({429, 502, 503, 504})
# how long to wait before a request is repeated whose answer does not say so, and the longest such wait, seconds
FIRST_WAIT, LONGEST_WAIT = 0.3, 5.0
# what a command holds that arrived while the platform was busy
TICKET = "Dasai-Arrival-Ticket"
_TICKET_INVALID = "C9_ARRIVAL_TICKET_INVALID"
# bytes of an answer that is no problem of ours (a proxy's page, for example) that a refusal quotes
_QUOTED = 200
# what signing in sets for browsers, without TLS and with it: a program has the token
_COOKIES = ("dasai_session", "__Host-dasai_session")
# a range behind the end of a file, which a download asks for that is complete
_BEHIND_THE_END = 416


class Refused(Exception):
    """The platform refused the request.

    `status` is HTTP's; `code` is stable and for programs; `detail_zh` and `detail_en` say what is wrong and how to mend it;
    `faults` names the fields at fault; `problem` is the whole answer (RFC 9457).
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        self.detail_en = str(problem.get("detail_en", ""))
        self.detail_zh = str(problem.get("detail_zh", self.detail))
        self.faults: list[dict[str, str]] = list(problem.get("faults", ()))
        super().__init__(f"{status} {self.code}: {self.detail_en or self.detail} {self.faults or ''}".rstrip())


class Transport:
    """Requests to one platform in the name of one account.

    `token` is an API token or the token of a session; without one it is the public. `patience` is how long a request may be
    repeated, seconds. `before` is called before each request with True if it is a repetition. `repeatable` are the statuses
    after which a request is repeated.
    """

    def __init__(
        self,
        base_url: str,
        token: str = "",
        *,
        http: httpx.Client | None = None,
        patience: float = 60,
        language: str = "zh-CN",
        before: Callable[[bool], None] = lambda _: None,
        repeatable: Collection[int] = REPEATABLE,
    ) -> None:
        self.base_url, self.token = base_url.rstrip("/"), token
        self.patience, self.language, self.before = patience, language, before
        self._repeatable = frozenset(repeatable)
        self._own_http = http is None
        self.http = http or httpx.Client(timeout=30)

    def close(self) -> None:
        """Close the connections, unless they belong to the caller."""
        if self._own_http:
            self.http.close()

    def json(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        key: str = "",
    ) -> Any:
        """Send a request and return its answer's JSON, or None if it has no content; raises Refused."""
        content = {} if body is None else {"json": body}
        answer = self.send(method, path, query=query, headers=headers, key=key, **content)
        return answer.json() if answer.content else None

    def command(self, method: str, path: str, body: Any, *, key: str = "") -> Any:
        """Send a command with an arrival ticket that is asked for before: it counts as of now, whatever happens then (rule C9).

        Returns the answer's JSON; raises Refused. If no ticket is to be had at once, the command goes without.
        """
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"}
        wanted = {"operation": f"{method} {path}", "digest": hashlib.sha256(content).hexdigest()}
        with suppress(Refused, httpx.TransportError):
            ticket = self.send("POST", "/api/v1/arrival-tickets", json=wanted, repeat=False)
            headers[TICKET] = ticket.json()["ticket"]
        answer = self.send(method, path, headers=headers, key=key, content=content)
        return answer.json() if answer.content else None

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        key: str = "",
        repeat: bool = True,
        **content: Any,
    ) -> httpx.Response:
        """Send a request, repeated under the same Idempotency-Key while the platform can't answer; raises Refused.

        A command that comes back with an arrival ticket is repeated with it, so that it counts as of its first arrival;
        but without it if another command of the account has taken the ticket's place meanwhile.

        Raises httpx.TransportError if there is no connection after `patience` seconds. Without `repeat` it is sent once.
        """
        sent = {"Accept-Language": self.language, **(headers or {})}
        if method not in ("GET", "HEAD"):
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        # given as `params` they would take the place of those that the path has already
        url = httpx.URL(self.base_url + path).copy_merge_params(_given(query or {}))
        until = time.monotonic() + (self.patience if repeat else 0)
        wait = FIRST_WAIT
        repeated = False
        while True:
            self.before(repeated)
            repeated = True
            for cookie in _COOKIES:  # with one, and without a token, a command is refused as another site's
                self.http.cookies.delete(cookie)
            try:
                answer = self.http.request(method, url, headers=sent, **content)
            except httpx.TransportError:
                if time.monotonic() + wait > until:
                    raise
                pause = wait
            else:
                if answer.is_success:
                    return answer
                pause = _pause(answer, wait)
                if TICKET in sent and _problem(answer).get("code") == _TICKET_INVALID:
                    del sent[TICKET]
                    continue
                if TICKET in answer.headers:
                    sent[TICKET] = answer.headers[TICKET]
                if answer.status_code not in self._repeatable or time.monotonic() + pause > until:
                    raise Refused(answer.status_code, _problem(answer))
            time.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Send a GET once and yield its answer before its content, one of status 416 too; raises Refused for other problems."""
        sent = {"Accept-Language": self.language, **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        self.before(False)
        with self.http.stream("GET", self.base_url + path, headers=sent) as answer:
            if not answer.is_success and answer.status_code != _BEHIND_THE_END:
                answer.read()
                raise Refused(answer.status_code, _problem(answer))
            yield answer


def _given(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that are set: an empty one stands for the platform's default."""
    return {name: value for name, value in query.items() if value not in ("", None)}


def _pause(answer: httpx.Response, wait: float) -> float:
    """Return how long to wait: as `Retry-After` says, in seconds or as a date, else `wait`."""
    stated = answer.headers.get("retry-after", "")
    if stated.isdigit():
        return float(stated)
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except ValueError:
        return wait


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    if "json" in answer.headers.get("content-type", ""):
        problem = answer.json()
        if isinstance(problem, dict):
            return problem
    return {"code": f"HTTP_{answer.status_code}", "detail": answer.text[:_QUOTED]}
