"""A user of the gateway, as the demo and the benches need one: it signs in, calls, repeats what is safe to repeat, counts."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from cli.synthetic import Piece

# A part that restarts is back within seconds; a user who repeats for this long has really been let down.
PATIENCE_SECONDS = 90.0


class RefusedError(Exception):
    """The gateway answered with a problem: its status and stable code."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem
        super().__init__(
            f"{status} {self.code}: {problem.get('detail_en', '')} {problem.get('facts', '')} {problem.get('faults', '')}"
        )


@dataclass
class Tally:
    """What all users met together."""

    calls: int = 0
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # told of each call before it goes out (not of its repetitions), in the thread of the user who makes it
    beat: Callable[[], None] = lambda: None

    def count(self, *, calls: int = 0, repeated: int = 0, refused: str = "") -> None:
        """Add to the counts; safe from any thread."""
        with self.lock:
            self.calls += calls
            self.repeated += repeated
            if refused:
                self.refused[refused] += 1


def browserless(connections: int = 16) -> httpx.Client:
    """A client for many users: it keeps no cookies, for each of them carries a bearer token."""
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.Client(timeout=30, cookies=jar, limits=httpx.Limits(max_connections=connections))


class User:
    """One account at one gateway."""

    def __init__(self, base_url: str, tally: Tally, *, http: httpx.Client | None = None) -> None:
        self.tally = tally
        self.token = ""
        self.account_id = ""
        self._base = base_url
        self._http = http or browserless()

    def sign_up(self, login: str, password: str) -> User:
        """Make a participant's account, and sign in."""
        try:
            self.call("POST", "/api/v1/accounts", {"login": login, "password": password})
        except RefusedError as refused:
            if refused.code != "LOGIN_TAKEN":  # made by the first of two tries; the password tells whether it is ours
                raise
        return self.sign_in(login, password)

    def sign_in(self, login: str, password: str) -> User:
        """Sign in; every call from here carries the token."""
        self.token = self.call("POST", "/api/v1/sessions", {"login": login, "password": password})["token"]
        self.account_id = self.call("GET", "/api/v1/accounts/me")["account_id"]
        return self

    def get(self, path: str, **query: Any) -> Any:
        """GET; raises RefusedError."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        """POST; raises RefusedError."""
        return self.call("POST", path, body if body is not None else {})

    def put(self, path: str, body: Any) -> Any:
        """PUT; raises RefusedError."""
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH; raises RefusedError."""
        return self.call("PATCH", path, body)

    def upload(self, team_id: str, piece: Piece) -> Any:
        """A small file, whole in the request that begins its upload; it is evidence then. Raises RefusedError."""
        return self.call("POST", f"/api/v1/teams/{team_id}/material", piece)

    def every(self, path: str, items: str, **query: Any) -> list[Any]:
        """All pages of a list."""
        found: list[Any] = []
        token = ""
        while True:
            page = self.get(path, page_size=200, page_token=token, **query)
            found += page[items]
            token = page["page"]["next_page_token"]
            if not token:
                return found

    def call(self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None) -> Any:
        """One call under one idempotency key, repeated with it while parts are away; raises RefusedError."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        content: dict[str, Any] = {"json": body}
        if isinstance(body, Piece):
            content = {"content": body.content}
            headers |= body.headers()
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.tally.count(calls=1)
        self.tally.beat()
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._http.request(
                    method,
                    self._base + path,
                    **content,
                    params={k: v for k, v in (query or {}).items() if v},
                    headers=headers,
                )
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                    break
            self.tally.count(repeated=1)
            time.sleep(0.3)
        if answer.is_success:
            return answer.json() if answer.content else None
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {"code": answer.text[:200]}
        refused = RefusedError(answer.status_code, problem)
        self.tally.count(refused=refused.code)
        raise refused


def consent(lead: User, partner: User, team_id: str) -> None:
    """Each co-organisation that is asked consents by the partner's account, which holds the lead's invitation (rule B2)."""
    for one in lead.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]:
        if one["state"] == "asked":
            partner.post("/api/v1/invitation-answers", invitation(team_id, one) | {"consent": True})


def invitation(team_id: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What the lead hands to a co-organisation, from its line of the list."""
    return {"team_id": team_id, "uscc": asked["organisation"]["uscc"], "code": asked["invitation_code"]}
