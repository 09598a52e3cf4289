"""The generator of final submissions: teams that are ready submit, at a rate or as fast as they are answered; or pages are read.

A process of its own, on gevent: each line that it reads is a job, and it writes a line when a job is over. What it sent and was
told is in the job's folder, as that of a whole run.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import gevent
import httpx
import locust  # first of all that opens connections: it makes them gevent's
from dasai_client.transport import TICKET
from gevent.pool import Group

from cli.load.finals_job import Job
from cli.load.ledger import BUSY, Attempt, End, What
from cli.load.run_files import RunFiles
from cli.load.visitors.connection import Connection, Record

_TICKET_INVALID = "C9_ARRIVAL_TICKET_INVALID"
# seconds after which a client without an answer comes again, the first time and at most
_FIRST_WAIT, _LONGEST_WAIT = 0.3, 5.0
_REPORT_EVERY = 0.5


class Final:
    """The final submission of a team: it asks for a ticket, submits, and comes again as it is told, under the same key."""

    def __init__(self, job: Job, number: int, team_id: str, place: int) -> None:
        self.number, self.team_id = number, team_id
        self._operation = f"/api/v1/teams/{team_id}/submissions"
        self._body = json.dumps({"draft_revision": job.revision}, separators=(",", ":")).encode()
        self._key = str(uuid.uuid4())
        self._headers = {"Authorization": f"Bearer {job.tokens[place]}", "Accept-Language": "zh-CN"}
        self._ticket, self._asked = "", False
        self._began, self._wait = time.time(), _FIRST_WAIT
        self._lost, self._arrived_ms = 0, 0
        # contest time at which it was submitted first
        self._offset_ms, self._sent_ms = job.offset_ms, 0

    def send(self, connection: Connection) -> Attempt | float:
        """Submit once; return the attempt if it was answered for good, else how many seconds to wait before the next try."""
        connection.forget()
        try:
            self._ask_for_ticket(connection)
            answer = self._submit(connection)
        except httpx.TransportError:
            answer = None
        self._lost += connection.lost
        self._arrived_ms = min(filter(None, (self._arrived_ms, connection.arrived_ms)), default=0)
        if answer is None:
            return self._longer()
        if answer.is_success:
            receipt = answer.json()
            return self.attempt(End.ACKNOWLEDGED, receipt=[receipt["number"], receipt["digest"]])
        self._ticket = answer.headers.get(TICKET, self._ticket)
        code = _code_of(answer)
        if code == _TICKET_INVALID and self._ticket:
            self._ticket = ""
            return 0.0
        if answer.status_code in BUSY or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            stated = answer.headers.get("retry-after", "")
            return float(stated) if stated.isdigit() else self._longer()
        return self.attempt(End.REFUSED, code)

    def attempt(self, end: End, code: str = "", **facts: Any) -> Attempt:
        """Return what is known of it now."""
        return Attempt(
            what=What.SUBMISSION,
            team=self.number,
            key=self._key,
            end=end,
            began=self._began,
            ended=time.time(),
            team_id=self.team_id,
            facts={"sent_ms": self._sent_ms, **facts},
            code=code,
            arrived_ms=self._arrived_ms,
            lost=self._lost,
        )

    def _ask_for_ticket(self, connection: Connection) -> None:
        """Ask once, before the first try, as page and client library do."""
        if self._asked:
            return
        self._asked = True
        wanted = {"operation": f"POST {self._operation}", "digest": hashlib.sha256(self._body).hexdigest()}
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        with suppress(httpx.TransportError):
            answer = connection.request("POST", "/api/v1/arrival-tickets", headers=headers, json=wanted)
            if answer.is_success:
                self._ticket = answer.json()["ticket"]

    def _submit(self, connection: Connection) -> httpx.Response:
        headers = {**self._headers, "Idempotency-Key": self._key, "Content-Type": "application/json"}
        if self._ticket:
            headers[TICKET] = self._ticket
        self._sent_ms = self._sent_ms or round(time.time() * 1000) + self._offset_ms
        return connection.request("POST", self._operation, headers=headers, content=self._body)

    def _longer(self) -> float:
        wait, self._wait = self._wait, min(self._wait * 2, _LONGEST_WAIT)
        return wait


def _code_of(answer: httpx.Response) -> str:
    is_problem = "json" in answer.headers.get("content-type", "")
    return str(answer.json().get("code", "")) if is_problem else f"HTTP_{answer.status_code}"


class Run:
    """A job while it runs."""

    def __init__(self, job: Job) -> None:
        self._job, self._files = job, RunFiles(Path(job.folder))
        self._record, self._attempts = Record(), list[Attempt]()
        self._teams = iter(job.teams)
        self._idle: list[Connection] = []
        self._connections = 0
        # those that were sent away: when they come again, in order
        self._away: list[tuple[float, int, Final]] = []
        self._group, self._late, self._short = Group(), 0.0, 0

    def run(self) -> None:
        """Do the job, and write down what became of it."""
        reporting = gevent.spawn(self._report)
        try:
            gevent.sleep(max(self._job.begins - time.time(), 0))
            if self._job.page:
                self._at_once(self._read)
            elif self._job.rate:
                self._paced()
            else:
                self._at_once(self._submit_on)
            self._come_again()
            self._group.join()
        finally:
            reporting.kill()
        self._attempts += [final.attempt(End.UNANSWERED) for _, _, final in self._away]
        self._write()
        self._files.close()
        for connection in self._idle:
            connection.close()

    def _at_once(self, action: Any) -> None:
        for _ in range(self._job.clients):
            self._group.spawn(action)
        self._group.join()

    def _read(self) -> None:
        headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
        headers |= {"Cookie": self._job.cookie} if self._job.cookie else {}
        connection = self._connect()
        while time.time() < self._job.ends:
            try:
                answer = connection.request("GET", self._job.page, headers=headers)
            except httpx.TransportError:
                gevent.sleep(_FIRST_WAIT)
                continue
            if answer.status_code in BUSY:
                gevent.sleep(_FIRST_WAIT)
        self._idle.append(connection)

    def _submit_on(self) -> None:
        """Submit for one team after the other; a team that is sent away is waited for, as somebody at a page does."""
        connection = self._connect()
        for final in self._fresh():
            outcome = final.send(connection)
            while not isinstance(outcome, Attempt) and time.time() + outcome < self._job.over:
                gevent.sleep(outcome)
                outcome = final.send(connection)
            if isinstance(outcome, Attempt):
                self._attempts.append(outcome)
            else:
                self._put_off(final, outcome)
        self._idle.append(connection)

    def _fresh(self) -> Iterator[Final]:
        while time.time() < self._job.ends:
            team = next(self._teams, None)
            if team is None:
                self._short += 1
                return
            yield Final(self._job, *team)

    def _paced(self) -> None:
        """Begin at the rate: who was sent away and is due comes first."""
        for place in range(round(self._job.rate * self._job.seconds)):
            due = self._job.begins + place / self._job.rate
            gevent.sleep(max(due - time.time(), 0))
            self._late = max(self._late, time.time() - due)
            if self._away and self._away[0][0] <= time.time():
                final = heapq.heappop(self._away)[2]
            else:
                team = next(self._teams, None)
                if team is None:
                    self._short += 1
                    continue
                final = Final(self._job, *team)
            self._group.spawn(self._send, final)
        gevent.sleep(max(self._job.ends - time.time(), 0))

    def _come_again(self) -> None:
        """Let those that were sent away come again when they are due, until nobody is left or patience is over."""
        while (self._away or self._group) and time.time() < self._job.over:
            while self._away and self._away[0][0] <= time.time():
                self._group.spawn(self._send, heapq.heappop(self._away)[2])
            gevent.sleep(0.02)

    def _send(self, final: Final) -> None:
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            outcome = final.send(connection)
        finally:
            self._idle.append(connection)
        if isinstance(outcome, Attempt):
            self._attempts.append(outcome)
        else:
            self._put_off(final, outcome)

    def _put_off(self, final: Final, seconds: float) -> None:
        heapq.heappush(self._away, (time.time() + seconds, final.number, final))

    def _connect(self) -> Connection:
        self._connections += 1
        address = f"10.{self._connections & 255}.{self._connections >> 8 & 255}.9"
        return Connection(
            self._job.host, locust.events, self._record, address, lambda at: round(at * 1000) + self._job.offset_ms
        )

    def _report(self) -> None:
        while True:
            gevent.sleep(_REPORT_EVERY)
            self._write()

    def _write(self) -> None:
        attempts, self._attempts[:] = [attempt.line() for attempt in self._attempts], []
        unadvised, self._record.unadvised = self._record.unadvised, 0
        report = {"at": time.time(), "late": round(self._late, 3), "short": self._short, "unadvised": unadvised}
        self._files.write_report({**report, "requests": self._record.take(), "attempts": attempts})


def main(lines: Iterator[str], say: Any) -> None:
    """Say that all is loaded, and do one job after the other."""
    say("ready")
    for line in lines:
        Run(Job.of_line(line)).run()
        say("over")


if __name__ == "__main__":
    main(iter(sys.stdin.readline, ""), lambda word: print(word, flush=True))
