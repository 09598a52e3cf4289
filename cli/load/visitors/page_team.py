"""A team that uses the pages: forms and cookies, and what the pages' scripts ask the API for."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
from dasai_client import Refused

from cli.synthetic import Piece
from services.registration.teams.rules import C1_SUBMISSION_CLOSED

from ..ledger import BUSY, What
from ..plan import Habit
from .browser import Browser
from .forms import Form, Page
from .notebook import Entry
from .team import AWAY, READING, WRITING, Team

PATIENCE = 90.0  # seconds that somebody goes on trying
# how a page says that submission has closed
LATE_WORDS = C1_SUBMISSION_CLOSED.zh.partition("{")[0]
_SCRIPT = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


class PageTeam(Team):
    """A team that uses the pages."""

    browser: Browser
    _cookies: Any = None

    def _open(self) -> None:
        if self._cookies is None:
            self._cookies = self.connection.cookie_jar
        self.connection.use(self._cookies)
        self.browser = Browser(self.connection, self.settings.host, PATIENCE, LATE_WORDS)

    def sign_up(self) -> None:
        self._open()
        self.browser.open("/")
        page = self.browser.open("/sign-up")
        notice = page.choice("privacy_notice")
        self.pause(READING)
        try:
            self.browser.submit(page.form("/sign-up"), login=self.login, password=self.password, privacy_notice=notice)
        except Refused:  # an earlier try opened it, and its answer was lost
            self.sign_in()
        self.has_account = True

    def sign_in(self) -> None:
        self._open()
        page = self.browser.open("/sign-in")
        self.browser.submit(page.form("/sign-in"), login=self.login, password=self.password)

    def come_back(self) -> None:
        self._open()

    def register(self) -> None:
        body = self.body
        form = self.browser.open(f"/teams/new?division={body['division_code']}&topic={body['topic_id']}")
        lead, person = body["lead"], body["representatives"][0]
        fields = {
            "project_name": body["project_name"],
            "team_name": body["team_name"],
            "lead-uscc": str(lead["uscc"]),
            "lead-name": str(lead["name"]),
            "lead-kind": str(lead["kind"]),
            "person-0-name": person["name"],
            "person-0-kind": str(person["identity_kind"]),
            "person-0-number": person["identity_number"],
            "identity_consent": form.choice("identity_consent"),
            "declared_true": "yes",
            "act": "look",
        }
        self.pause(WRITING)
        check = self.browser.submit(form.form("/teams/new"), **fields)
        confirmed = check.form("/teams/new")
        key = self.keys.setdefault("registration", confirmed.values.get("key", ""))
        self.misbehave()
        with self.notebook.attempt(What.REGISTRATION, key, uscc=self.uscc) as entry:
            page = self.browser.submit(confirmed, act="register", key=key)
            self.team_id = entry.team_id = entry.facts["team_id"] = _after(page, "/teams/")

    def consent(self) -> None:
        """Do nothing: who uses pages comes without a partner."""

    def save(self, texts: Mapping[str, str]) -> None:
        for section, text in texts.items():
            page = self.browser.open(f"/teams/{self.team_id}/declaration/{section}")
            form = page.form(identifier="editor-form")
            self.pause(WRITING)
            key = self.key(f"save-{self._changes}-{section}")
            self.misbehave()
            with self.notebook.attempt(What.SAVE, key, self.team_id, sections=self.digests({section: text})):
                if self.chance.random() < 0.5:
                    self._save_by_script(form.values, section, text, key)
                else:
                    done(self.browser.submit(form, text=text, then="stay"))
            self.sections.add(section)

    def _save_by_script(self, form: Mapping[str, str], section: str, text: str, key: str) -> None:
        """Save as the editor's script does by itself; raise Refused, httpx.TransportError."""
        draft = {
            "draft_revision": int(form["draft_revision"]),
            "editor_id": form["editor_id"],
            "sections": [{"id": section, "text": text}],
        }
        self._script("PUT", f"/api/v1/teams/{self.team_id}/declaration", draft, key)

    def upload(self, piece: Piece) -> None:
        address = f"/teams/{self.team_id}/material"
        page = self.browser.open(f"{address}/upload?kind={piece.kind}")
        form = page.form(address)
        if Habit.CUTS in self.plan.habits:
            self.connection.breaks = 1
        key = f"{self.login}-{piece.kind}-{self.chance.getrandbits(32)}"
        with self.notebook.attempt(What.FILE, key, self.team_id, file=[piece.kind, piece.sha256]):
            fields = {"kind": piece.kind, "owner_uscc": piece.owner_uscc}
            done(self.browser.send_file(form, "file", piece.file_name, piece.content, **fields))
        self.files.add(piece.kind)

    def look(self) -> None:
        self.browser.open("/me")
        self.pause(READING)
        self.browser.open(f"/teams/{self.team_id}")
        self.browser.open("/messages")

    def submit(self) -> None:
        address = f"/teams/{self.team_id}/submission"
        form = self.browser.open(address).form(address)
        values = dict(form.values)
        # a form that was sent and had no answer is sent again as it was: a browser keeps it
        key = values["key"] = self.keys.setdefault("submission", values["key"])
        self.pause(READING)
        with self.notebook.attempt(What.SUBMISSION, key, self.team_id) as entry:
            if Habit.IMPATIENT not in self.plan.habits:
                with suppress(httpx.TransportError, Refused):
                    values["arrival"] = self._ticket(form.attributes["data-arrival"], values)
            page = self._sent(Form(form.action, values, form.attributes), entry)
            number = int(_after(page, "/submissions/"))
            receipt = self._script("GET", f"/api/v1/teams/{self.team_id}/submissions/{number}/receipt")
            entry.facts["receipt"] = [receipt["number"], receipt["digest"]]
        self.answered("submission")
        self.submitted += 1

    def _sent(self, form: Form, entry: Entry) -> Page:
        """Send the form of the last look; who goes before the answer comes looks later, and sends it again."""
        if Habit.RETURNS in self.plan.habits and not self.submitted:
            self.connection.gives_up = [self.chance.uniform(0.01, 0.1)]
            try:
                return Browser(self.connection, self.settings.host, 0, LATE_WORDS).submit(form)
            except httpx.TransportError:
                self.pause(AWAY)
                self.browser.open(f"/teams/{self.team_id}/submissions")
                entry.seen_later = True
        self.misbehave()
        return self.browser.submit(form)

    def _ticket(self, operation: str, values: Mapping[str, str]) -> str:
        """Ask for an arrival ticket as the page's script does."""
        content = hashlib.sha256(f"{values['draft_revision']} {values['key']}".encode()).hexdigest()
        wanted = {"operation": operation, "digest": content}
        return str(self._script("POST", "/api/v1/arrival-tickets", wanted, self.key("ticket"), repeat=False)["ticket"])

    def _script(self, method: str, path: str, body: Any = None, key: str = "", *, repeat: bool = True) -> Any:
        """Ask the API as a script of a page does, by the cookie; raise Refused, httpx.TransportError."""
        headers = {**_SCRIPT, "Origin": self.settings.host, **({"Idempotency-Key": key} if key else {})}
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        until, wait = time.monotonic() + (PATIENCE if repeat else 0), 1.0
        while True:
            try:
                answer = self.connection.request(method, path, headers=headers, content=content)
            except httpx.TransportError:
                if time.monotonic() + wait > until:
                    raise
                self.pause((wait, wait))
                continue
            if answer.is_success:
                return answer.json()
            stated = answer.headers.get("retry-after", "")
            pause = float(stated) if stated.isdigit() else wait
            if answer.status_code not in BUSY or time.monotonic() + pause > until:
                raise Refused(
                    answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else {}
                )
            self.pause((pause, pause))


def done(page: Page) -> None:
    """Raise Refused unless a form led to a page that says that it was done."""
    if "done=" not in page.address:
        raise Refused(page.status, {"code": "PAGE_UNEXPECTED", "detail": page.address})


def _after(page: Page, before: str) -> str:
    """Return the part of a page's address that follows; raise Refused if the page is another one."""
    _, found, rest = page.address.partition(before)
    if not found:
        raise Refused(page.status, {"code": "PAGE_UNEXPECTED", "detail": page.address})
    return rest.partition("?")[0].partition("/")[0]
