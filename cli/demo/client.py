"""A user of the gateway for the demo and the benchmarks: signs in, calls, repeats what is safe to repeat, counts."""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
from dasai_client import Refused, Transport, Upload, models, pages
from dasai_client.operations import Operations

from cli.synthetic import Piece, ReportFile

T = TypeVar("T")
# A process that restarts is back within seconds: a call that is still not answered after so long has failed.
PATIENCE_SECONDS = 90.0


# of the organisation that staff of demos and tests work for, unless it matters; no place has the code 110199
STAFF_USCC = "12110199MB0DAXA1XF"
# the version of the privacy notice in force, by gateway
_NOTICES: dict[str, str] = {}


def own_password(first: str) -> str:
    """Return the password to which the holder of a first account of demos and tests changes it."""
    return f"{first}-own"


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
        self.account_id = account_id
        self._transport = _Counting(base_url, tally, http or browserless())
        self._operations = Operations(self._transport)
        self._login, self._password, self._first = login, password, first
        self._signing_in = threading.Lock()

    @property
    def token(self) -> str:
        """The token of the session, or an API token; empty for the public."""
        return self._transport.token

    @token.setter
    def token(self, token: str) -> None:
        self._transport.token = token

    @property
    def base_url(self) -> str:
        """The gateway's address."""
        return self._transport.base_url

    @property
    def http(self) -> httpx.Client:
        """The connections that its calls go through."""
        return self._transport.http

    @property
    def api(self) -> Operations:
        """Return the typed operations in this account's name; it signs in before, if it has not yet."""
        self._sign_in_by_itself()
        return self._operations

    def sign_up(self, login: str, password: str) -> User:
        """Make a participant's account and sign in; returns this user."""
        try:
            account: models.SignUp = {
                "login": login,
                "password": password,
                "privacy_notice": self.privacy_notice(),
            }
            self._operations.sign_up(account)
        except Refused as refused:
            if refused.code != "LOGIN_TAKEN":  # the first of two tries made it; the password shows that it is ours
                raise
        return self.sign_in(login, password)

    def sign_in(self, login: str, password: str) -> User:
        """Sign in, so that every later call carries the token; returns this user."""
        self.token = ""  # of a session that may have ended
        session = self._operations.sign_in({"login": login, "password": password})
        self.token, self.account_id = session["token"], session["account_id"]
        self._login = ""
        if session["pending"] == "privacy_notice":
            self._agree()
        return self

    def sign_in_first(self, login: str, password: str) -> User:
        """Sign in with one of the first accounts, whose password is changed to `own_password` at the first time."""
        try:
            self.sign_in(login, own_password(password))
        except Refused as refused:
            if refused.code != "SIGN_IN_FAILED":
                raise
            self.sign_in(login, password)
            self._operations.change_password({"old_password": password, "new_password": own_password(password)})
            self._agree()
        return self

    def _agree(self) -> None:
        """Agree to the privacy notice in force."""
        notice = self.privacy_notice()
        self._operations.record_consent({"kind": "privacy_notice", "version": notice, "given": True})

    def privacy_notice(self) -> str:
        """Return the version of the privacy notice in force at this gateway, asked for once."""
        gateway = self._transport.base_url
        if gateway not in _NOTICES:
            _NOTICES[gateway] = self._operations.get_privacy_notice()["version"]
        return _NOTICES[gateway]

    def invite(
        self, login: str, password: str, roles: list[models.RoleGrant], organisation_uscc: str = STAFF_USCC
    ) -> str:
        """Invite somebody to hold roles, who accepts by opening an account; return the account's id. Raises Refused."""
        invited = self.api.invite_staff({"roles": roles, "organisation_uscc": organisation_uscc})
        somebody = User(self._transport.base_url, self.tally, http=self._transport.http)
        try:
            account = somebody.api.accept_invitation(
                {
                    "code": invited["code"],
                    "login": login,
                    "password": password,
                    "privacy_notice": self.privacy_notice(),
                }
            )
        except Refused as refused:
            if refused.code != "INVITATION_USED":  # by the first of two tries; the password shows that it was ours
                raise
            return somebody.sign_in(login, password).account_id
        return account["account_id"]

    def get(self, path: str, **query: Any) -> Any:
        """Send a GET and return the answer; raises Refused."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        """Send a POST and return the answer; raises Refused."""
        return self.call("POST", path, body if body is not None else {})

    def command_by_ticket(self, path: str, body: Any) -> Any:
        """Send a POST with an arrival ticket that is asked for before, and return the answer; raises Refused (rule C9)."""
        self._sign_in_by_itself()
        return self._transport.command("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        """Send a PUT and return the answer; raises Refused."""
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        """Send a PATCH and return the answer; raises Refused."""
        return self.call("PATCH", path, body)

    def upload(self, team_id: str, piece: Piece) -> Any:
        """Upload a small file whole, in one request, which makes it evidence of the team; raises Refused."""
        return self.call("POST", f"/api/v1/teams/{team_id}/material", piece)

    def upload_in_two(self, team_id: str, piece: Piece) -> Any:
        """Upload a file by two tries: the first stops half-way, the second goes on from there; raises Refused."""
        self._sign_in_by_itself()
        create, half = f"/api/v1/teams/{team_id}/material", len(piece.content) // 2 + 1
        first = Upload(self._transport, create, _BrokenOff(piece.content, half), piece.metadata(), piece=half)
        try:
            first.run()
        except BrokenOffError:
            file = io.BytesIO(piece.content)
            return Upload(self._transport, create, file, piece.metadata(), address=first.address).run()
        raise AssertionError("an upload that breaks off came to its end")

    def upload_evidence(self, file: ReportFile) -> Any:
        """Upload a file as evidence of a report, which then names it by the `evidence_id`; raises Refused."""
        return self.call("POST", "/api/v1/report-evidence", file)

    def pages(self, operation: Callable[..., Any], items: str, *path: str, **filters: Any) -> list[Any]:
        """Return the items of all pages of a list: `user.pages(user.api.list_teams, "teams")`; raises Refused."""
        return list(pages(operation, items, *path, **filters))

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
        """Make a call under an idempotency key, repeated under it while processes are away; raises Refused."""
        self._sign_in_by_itself()
        if isinstance(body, Piece | ReportFile):
            answer = self._transport.send(method, path, headers=body.headers(), content=body.content)
            return answer.json() if answer.content else None
        return self._transport.json(method, path, body, query=query)

    def _sign_in_by_itself(self) -> None:
        with self._signing_in:
            if self._login and self._first:
                self.sign_in_first(self._login, self._password)
            elif self._login:
                self.sign_in(self._login, self._password)


class BrokenOffError(Exception):
    """A file can't be read any further: its computer went away."""


class _BrokenOff(io.BytesIO):
    """A file that can be read up to a place only."""

    def __init__(self, content: bytes, until: int) -> None:
        super().__init__(content)
        self._until = until

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; raises BrokenOffError beyond the place."""
        if self.tell() >= self._until:
            raise BrokenOffError
        return super().read(size)


class _Counting(Transport):
    """A transport that counts its calls, repetitions and refusals."""

    def __init__(self, base_url: str, tally: Tally, http: httpx.Client) -> None:
        # too many tries (429) are an answer to look at
        super().__init__(base_url, http=http, patience=PATIENCE_SECONDS, before=self._count, repeatable=(503,))
        self._tally = tally

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return super().send(method, path, **options)
        except Refused as refused:
            self._tally.count(refused=refused.code)
            raise

    def _count(self, repeated: bool) -> None:
        self._tally.count(calls=0 if repeated else 1, repeated=int(repeated))
        if not repeated:
            self._tally.beat()


def appoint(call: Callable[[], T]) -> T:
    """Appoint reviewers or experts, as soon as their accounts, opened a moment ago, are known where they are appointed.

    Raises Refused: at once for another reason, else after PATIENCE_SECONDS.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return call()
        except Refused as refused:
            if refused.code not in ("D2_NO_SUCH_REVIEWER", "E1_NO_SUCH_EXPERT") or time.monotonic() > until:
                raise
            time.sleep(0.1)


def consent(lead: User, partner: User, team_id: str) -> None:
    """Let every co-organisation that is asked consent, by the partner's account with the lead's invitation (rule B2)."""
    for organisation in lead.api.list_co_organisations(team_id)["co_organisations"]:
        if organisation["state"] == "asked":
            partner.api.answer_invitation(consent_to(team_id, organisation))


def consent_to(team_id: str, organisation: models.CoOrganisation) -> models.InvitationAnswer:
    """Return the answer by which a co-organisation consents (rule B2)."""
    return {
        "team_id": team_id,
        "uscc": organisation["organisation"]["uscc"],
        "code": organisation["invitation_code"],
        "consent": True,
    }


def invitation(team_id: str, organisation: models.CoOrganisation) -> models.InvitationKey:
    """Return what the lead hands to a co-organisation, taken from its line of the team's list."""
    return {
        "team_id": team_id,
        "uscc": organisation["organisation"]["uscc"],
        "code": organisation["invitation_code"],
    }
