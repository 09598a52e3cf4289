"""A user of the gateway for the demo and the benchmarks: signs in, calls, repeats what is safe to repeat, counts."""

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

from cli.synthetic import Piece, ReportFile

# A process that restarts is back within seconds: a call that is still not answered after so long has failed.
PATIENCE_SECONDS = 90.0


# of the organisation that staff of demos and tests work for, unless it matters; no place has the code 110199
STAFF_USCC = "12110199MB0DAXA1XF"
# the version of the privacy notice in force, by gateway
_NOTICES: dict[str, str] = {}


def own_password(first: str) -> str:
    """Return the password to which the holder of a first account of demos and tests changes it."""
    return f"{first}-own"


class RefusedError(Exception):
    """The gateway answered with a problem, which has a status and a stable code."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem
        super().__init__(
            f"{status} {self.code}: {problem.get('detail_en', '')} {problem.get('facts', '')} {problem.get('faults', '')}"
        )


@dataclass
class Tally:
    """Counts the calls of all users together."""

    calls: int = 0
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # called before each call goes out (not before its repetitions), in the thread of the user who makes it
    beat: Callable[[], None] = lambda: None

    def count(self, *, calls: int = 0, repeated: int = 0, refused: str = "") -> None:
        """Add to the counts; safe from any thread."""
        with self.lock:
            self.calls += calls
            self.repeated += repeated
            if refused:
                self.refused[refused] += 1


def browserless(connections: int = 16) -> httpx.Client:
    """Return a client that many users share: it keeps no cookies, because each user sends a bearer token."""
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.Client(timeout=30, cookies=jar, limits=httpx.Limits(max_connections=connections))


class User:
    """An account at a gateway, or the public until somebody signs in.

    With `login` and `password` it signs in by itself before its first call; `first` is for one of the first accounts.
    """

    def __init__(
        self,
        base_url: str,
        tally: Tally,
        *,
        http: httpx.Client | None = None,
        login: str = "",
        password: str = "",
        account_id: str = "",
        first: bool = False,
    ) -> None:
        self.tally = tally
        self.token = ""
        self.account_id = account_id
        self._base = base_url
        self._http = http or browserless()
        self._login, self._password, self._first = login, password, first
        self._signing_in = threading.Lock()

    def sign_up(self, login: str, password: str) -> User:
        """Make a participant's account and sign in; returns this user."""
        try:
            account = {"login": login, "password": password, "privacy_notice": self.privacy_notice()}
            self.call("POST", "/api/v1/accounts", account)
        except RefusedError as refused:
            if refused.code != "LOGIN_TAKEN":  # the first of two tries made it; the password shows that it is ours
                raise
        return self.sign_in(login, password)

    def sign_in(self, login: str, password: str) -> User:
        """Sign in, so that every later call carries the token; returns this user."""
        self.token = ""  # of a session that may have ended
        session = self._send("POST", "/api/v1/sessions", {"login": login, "password": password})
        self.token, self.account_id = session["token"], session["account_id"]
        self._login = ""
        if session["pending"] == "privacy_notice":
            self._agree()
        return self

    def sign_in_first(self, login: str, password: str) -> User:
        """Sign in with one of the first accounts, whose password is changed to `own_password` at the first time."""
        try:
            self.sign_in(login, own_password(password))
        except RefusedError as refused:
            if refused.code != "SIGN_IN_FAILED":
                raise
            self.sign_in(login, password)
            body = {"old_password": password, "new_password": own_password(password)}
            self._send("POST", "/api/v1/accounts/me/password", body)
            self._agree()
        return self

    def _agree(self) -> None:
        """Agree to the privacy notice in force."""
        body = {"kind": "privacy_notice", "version": self.privacy_notice(), "given": True}
        self._send("POST", "/api/v1/accounts/me/consents", body)

    def privacy_notice(self) -> str:
        """Return the version of the privacy notice in force at this gateway, asked for once."""
        if self._base not in _NOTICES:
            _NOTICES[self._base] = self._send("GET", "/api/v1/privacy-notice", None)["version"]
        return _NOTICES[self._base]

    def invite(
        self, login: str, password: str, roles: list[dict[str, str]], organisation_uscc: str = STAFF_USCC
    ) -> str:
        """Invite somebody to hold roles, who accepts by opening an account; return the account's id. Raises RefusedError."""
        invited = self.post("/api/v1/invitations", {"roles": roles, "organisation_uscc": organisation_uscc})
        acceptance = {
            "code": invited["code"],
            "login": login,
            "password": password,
            "privacy_notice": self.privacy_notice(),
        }
        somebody = User(self._base, self.tally, http=self._http)
        return str(somebody.post("/api/v1/invitations/acceptance", acceptance)["account_id"])

    def get(self, path: str, **query: Any) -> Any:
        """Send a GET and return the answer; raises RefusedError."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        """Send a POST and return the answer; raises RefusedError."""
        return self.call("POST", path, body if body is not None else {})

    def put(self, path: str, body: Any) -> Any:
        """Send a PUT and return the answer; raises RefusedError."""
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        """Send a PATCH and return the answer; raises RefusedError."""
        return self.call("PATCH", path, body)

    def upload(self, team_id: str, piece: Piece) -> Any:
        """Upload a small file whole, in one request, which makes it evidence of the team; raises RefusedError."""
        return self.call("POST", f"/api/v1/teams/{team_id}/material", piece)

    def upload_evidence(self, file: ReportFile) -> Any:
        """Upload a file as evidence of a report, which then names it by the `evidence_id`; raises RefusedError."""
        return self.call("POST", "/api/v1/report-evidence", file)

    def every(self, path: str, items: str, **query: Any) -> list[Any]:
        """Return the items of all pages of a list."""
        collected: list[Any] = []
        token = ""
        while True:
            page = self.get(path, page_size=200, page_token=token, **query)
            collected += page[items]
            token = page["page"]["next_page_token"]
            if not token:
                return collected

    def call(self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None) -> Any:
        """Make a call under an idempotency key, repeated under it while processes are away; raises RefusedError."""
        with self._signing_in:
            if self._login and self._first:
                self.sign_in_first(self._login, self._password)
            elif self._login:
                self.sign_in(self._login, self._password)
        return self._send(method, path, body, query)

    def _send(self, method: str, path: str, body: Any, query: dict[str, Any] | None = None) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        content: dict[str, Any] = {"json": body}
        if isinstance(body, Piece | ReportFile):
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


def appoint(by: User, path: str, body: dict[str, Any]) -> Any:
    """Appoint reviewers or experts, as soon as their accounts, opened a moment ago, are known where they are appointed.

    Raises RefusedError: at once for another reason, else after PATIENCE_SECONDS.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return by.put(path, body)
        except RefusedError as refused:
            if refused.code not in ("D2_NO_SUCH_REVIEWER", "E1_NO_SUCH_EXPERT") or time.monotonic() > until:
                raise
            time.sleep(0.1)


def consent(lead: User, partner: User, team_id: str) -> None:
    """Let every co-organisation that is asked consent, by the partner's account with the lead's invitation (rule B2)."""
    for organisation in lead.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]:
        if organisation["state"] == "asked":
            partner.post("/api/v1/invitation-answers", invitation(team_id, organisation) | {"consent": True})


def invitation(team_id: str, organisation: dict[str, Any]) -> dict[str, Any]:
    """Return what the lead hands to a co-organisation, taken from its line of the team's list."""
    return {
        "team_id": team_id,
        "uscc": organisation["organisation"]["uscc"],
        "code": organisation["invitation_code"],
    }
