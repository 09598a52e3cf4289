"""A team that uses the API, by the client library: with arrival tickets, uploads that resume, and each of its habits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import gevent
import httpx
from dasai_client import Refused, Transport, Upload, models
from dasai_client.operations import Operations

from cli.synthetic import Piece

from ..ledger import What
from ..plan import Habit
from .notebook import Entry
from .team import AWAY, READING, Team

if TYPE_CHECKING:
    from .connection import Connection

PATIENCE = 60.0  # seconds that a program repeats a command
_PARTNER = "partner"


def transport_of(connection: Connection, host: str, token: str = "", patience: float = PATIENCE) -> Transport:
    """Return the client library's transport over a client's connections."""
    return Transport(host, token, http=cast(httpx.Client, connection), patience=patience)


class ApiTeam(Team):
    """A team that uses the API."""

    REMEMBERED = (*Team.REMEMBERED, "revision")

    transport: Transport
    api: Operations
    revision = 0
    _token = ""

    def _begin(self, token: str = "") -> None:
        self.transport = transport_of(self.connection, self.settings.host, token)
        self.api = Operations(self.transport)

    def sign_up(self) -> None:
        self._begin()
        self._open_account(self.login)
        self.has_account = True
        self.sign_in()

    def _open_account(self, login: str) -> None:
        account: models.SignUp = {"login": login, "password": self.password, "privacy_notice": self.notice}
        try:
            self.api.sign_up(account, idempotency_key=self.key(f"account-{login}"))
        except Refused as refused:
            if refused.code != "LOGIN_TAKEN":  # by an earlier try
                raise

    def sign_in(self) -> None:
        self._begin()
        session = self.api.sign_in({"login": self.login, "password": self.password})
        self._token = session["token"]
        self._begin(self._token)

    def come_back(self) -> None:
        self._begin(self._token)

    def register(self) -> None:
        self.misbehave()
        key = self.key("registration")
        with self.notebook.attempt(What.REGISTRATION, key, uscc=self.uscc) as entry:
            team = self.api.register_team(self.body, idempotency_key=key)
            self.team_id = entry.team_id = entry.facts["team_id"] = team["facts"]["team_id"]
        self.revision = team["draft_revision"]

    def consent(self) -> None:
        asked = self.api.list_co_organisations(self.team_id)["co_organisations"]
        waiting = [each for each in asked if each["state"] == "asked"]
        if not waiting:
            return
        own = self.api, self.transport
        try:
            self._begin()
            self._open_account(f"{self.login}-{_PARTNER}")
            session = self.api.sign_in({"login": f"{self.login}-{_PARTNER}", "password": self.password})
            self._begin(session["token"])
            for each in waiting:
                self.api.answer_invitation(
                    {
                        "team_id": self.team_id,
                        "uscc": each["organisation"]["uscc"],
                        "code": each["invitation_code"],
                        "consent": True,
                    }
                )
        finally:
            self.api, self.transport = own

    def save(self, texts: Mapping[str, str]) -> None:
        self.misbehave()
        draft: models.DraftSave = {
            "draft_revision": self.revision,
            "sections": [{"id": section, "text": text} for section, text in texts.items()],
            "editor_id": f"{self.login}-editor",
        }
        # without another editor nothing is lost if the revision is older: an answer was
        with self.notebook.attempt(
            What.SAVE, key := self.key(f"save-{self._changes}"), self.team_id, sections=self.digests(texts)
        ):
            self.revision = self.api.save_declaration(self.team_id, draft, idempotency_key=key)["draft_revision"]
        self.answered(f"save-{self._changes}")
        self.sections |= set(texts)

    def upload(self, piece: Piece) -> None:
        path = f"/api/v1/teams/{self.team_id}/material"
        key = self.key(f"file-{piece.kind}")
        with self.notebook.attempt(What.FILE, key, self.team_id, file=[piece.kind, piece.sha256]):
            if Habit.CUTS in self.plan.habits:
                self.connection.breaks = 1
                half = len(piece.content) // 2 + 1
                Upload(self.transport, path, io.BytesIO(piece.content), piece.metadata(), piece=half).run()
            else:
                self.transport.send("POST", path, headers=piece.headers(), content=piece.content, key=key)
        self.files.add(piece.kind)

    def look(self) -> None:
        team = self.api.get_team(self.team_id)
        self.revision = team["draft_revision"]
        self.pause(READING)
        self.api.get_completeness(self.team_id)
        self.api.list_messages()

    def submit(self) -> None:
        self.revision = self.api.get_team(self.team_id)["draft_revision"]
        key = self.key("submission")
        with self.notebook.attempt(What.SUBMISSION, key, self.team_id) as entry:
            if Habit.RETURNS in self.plan.habits and not self.submitted:
                receipt = self._come_back(key, entry)
            elif Habit.DOUBLES in self.plan.habits:
                receipt = self._twice(key)
            else:
                self.misbehave()
                receipt = self._send(self.transport, key, ticket=Habit.IMPATIENT not in self.plan.habits)
            entry.facts["receipt"] = [receipt["number"], receipt["digest"]]
        self.answered("submission")
        self.submitted += 1

    def _send(self, transport: Transport, key: str, *, ticket: bool) -> Any:
        """Submit, after a ticket was asked for as the library does, or as an own program may, without."""
        path, body = f"/api/v1/teams/{self.team_id}/submissions", {"draft_revision": self.revision}
        send = transport.command if ticket else transport.json
        return send("POST", path, body, key=key)

    def _twice(self, key: str) -> Any:
        """Submit by two connections at once under the same key, and return one of the answers, which must be the same."""
        other = self._connect(self.connection.address)
        transports = (self.transport, transport_of(other, self.settings.host, self.transport.token))
        sending = [
            gevent.spawn(self._send, transport, key, ticket=place == 0) for place, transport in enumerate(transports)
        ]
        try:
            gevent.joinall(sending)
        finally:
            other.close()
        answers = [each.value for each in sending if each.successful()]
        if not answers:
            raise cast(Exception, sending[0].exception)
        for answer in answers[1:]:
            if (
                answer["number"] != answers[0]["number"]
            ):  # the same key with another answer is a fault, and is written down
                with self.notebook.attempt(What.SUBMISSION, key, self.team_id) as entry:
                    entry.facts["receipt"] = [answer["number"], answer["digest"]]
        return answers[0]

    def _come_back(self, key: str, entry: Entry) -> Any:
        """Submit and go before the answer comes; later look if it was taken, and submit again under the same key if not."""
        self.connection.gives_up = [self.chance.uniform(0.01, 0.1)]
        try:
            return self._send(
                transport_of(self.connection, self.settings.host, self.transport.token, 0), key, ticket=False
            )
        except httpx.TransportError:
            self.pause(AWAY)
        receipts = self.api.get_team(self.team_id)["receipts"]
        if len(receipts) > self.submitted:
            entry.seen_later = True
            return receipts[-1]
        return self._send(self.transport, key, ticket=True)
