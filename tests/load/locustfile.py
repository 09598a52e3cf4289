"""Teams that register and submit, as in the last days before a deadline.

Each simulated user is a team: it signs up, registers, saves its declaration part by part, uploads its evidence, submits,
reads its receipt, and ends; then the next team begins. Run it against a contest whose divisions are open:

    ./dasai load --host http://127.0.0.1:8080 --users 50 --run-time 2m

DASAI_LOAD_SEED makes a run's people different from an earlier run's; DASAI_LOAD_DIVISIONS names the divisions to register in
(codes, separated by commas) if it is not to be every open one. Each process of a run refuses a platform that does not say that it
is a rehearsal, before it writes anything.
"""

from __future__ import annotations

import itertools
import logging
import os
import secrets
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task
from locust.exception import RescheduleTask

from chassis.edition import load_edition
from cli.load.rehearsed import require_rehearsal
from cli.stack.program import StackProblem
from cli.synthetic import PEOPLE, Piece, Synthetic

EDITION = load_edition(Path(os.environ.get("DASAI_EDITION_FILE", "editions/2024.yaml")))
SEED = int(os.environ.get("DASAI_LOAD_SEED") or secrets.randbelow(1_000_000))
# the divisions to register in; filled with those that are open when the first team begins, if none are named
DIVISIONS = list(filter(None, os.environ.get("DASAI_LOAD_DIVISIONS", "").split(",")))
TOPICS: dict[str, tuple[str, ...]] = {}  # topics that each division runs (A2), asked for once in this process
# the version of the privacy notice, once it is known
NOTICE: list[str] = []
SYNTHETIC = Synthetic(EDITION, SEED)
# Several processes of a run share the seed, so each begins at a random place.
TEAMS = itertools.count(secrets.randbelow(PEOPLE // 10))


def good(answer: Any) -> bool:
    """Return True if the call succeeded; the answer's own `ok` would raise if the connection failed."""
    return bool(200 <= answer.status_code < 300)


# addresses that said that they are rehearsals
REHEARSALS: set[str] = set()


@events.test_start.add_listener  # type: ignore[untyped-decorator]  # locust has no types for it
def refuse_contests(environment: Any, **_: Any) -> None:
    """End the run with 1 if the platform is no rehearsal, whoever named its address: an argument, a setting, locust's page."""
    environment.process_exit_code = 1
    try:
        require_rehearsal(environment.host or "")
        environment.process_exit_code = None
    except StackProblem as problem:
        logging.getLogger("dasai.load").error("%s", problem)  # noqa: TRY400 - it says all that there is to say
    finally:
        if environment.process_exit_code:
            environment.runner.quit()


class Team(HttpUser):
    """A user that is a team, and the next team after it."""

    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        """Raise StackProblem if the platform is no rehearsal: then this user does nothing."""
        if self.host not in REHEARSALS:
            require_rehearsal(self.host or "")
            REHEARSALS.add(self.host or "")

    @task
    def register_to_submission(self) -> None:
        """Take a team from sign-up to its receipt."""
        index = next(TEAMS)
        token = self.sign_up(f"load-{SEED}-{index}")

        divisions = self.divisions()
        division = divisions[index % len(divisions)]
        topics = self.topics_of(division)
        topic = topics[index // len(divisions) % len(topics)]
        body = SYNTHETIC.registration(index, division, topic)
        team = self.command("POST", "/api/v1/teams", body)
        path = f"/api/v1/teams/{team['facts']['team_id']}"

        name = "/api/v1/teams/{id}/co-organisations"
        for invited in self.command("GET", f"{path}/co-organisations", None, name=name)["co_organisations"]:
            self.sign_up(f"load-{SEED}-{index}-partner")
            answer = {
                "team_id": team["facts"]["team_id"],
                "uscc": invited["organisation"]["uscc"],
                "code": invited["invitation_code"],
                "consent": True,
            }
            self.command("POST", "/api/v1/invitation-answers", answer)
            self.client.headers["Authorization"] = f"Bearer {token}"

        sections = SYNTHETIC.project(index, topic).sections
        for part in EDITION.declaration.parts:
            own = {section.id for section in part.sections}
            draft = {
                "draft_revision": team["draft_revision"],
                "sections": [{"id": name, "text": text} for name, text in sections if name in own],
            }
            team = self.command("PUT", f"{path}/declaration", draft, name="/api/v1/teams/{id}/declaration")
        for evidence in SYNTHETIC.evidence(index, body["lead"]["uscc"]):
            self.command("POST", f"{path}/material", evidence, name="/api/v1/teams/{id}/material")
        receipt = self.command(
            "POST",
            f"{path}/submissions",
            {"draft_revision": team["draft_revision"]},
            name="/api/v1/teams/{id}/submissions",
        )
        with self.client.get(path, name="/api/v1/teams/{id}", catch_response=True) as answer:
            numbers = [shown["number"] for shown in answer.json()["receipts"]] if good(answer) else []
            if numbers != [receipt["number"]]:
                answer.failure("the team does not show its receipt")

    def divisions(self) -> list[str]:
        """Return the codes of the divisions to register in."""
        if not DIVISIONS:
            shown = self.command("GET", "/api/v1/divisions?page_size=200", None, name="/api/v1/divisions")
            DIVISIONS.extend(each["code"] for each in shown["divisions"] if each["state"] == "open")
        return DIVISIONS

    def topics_of(self, division: str) -> tuple[str, ...]:
        """Return the topics that the division published; a team that registers for any other is refused (A2)."""
        if division not in TOPICS:
            shown = self.command("GET", f"/api/v1/divisions/{division}", None, name="/api/v1/divisions/{code}")
            TOPICS[division] = tuple(
                topic["topic_id"] for track in shown["scheme"]["tracks"] for topic in track["topics"]
            )
        return TOPICS[division]

    def sign_up(self, login: str) -> str:
        """Make an account and return its token, which later calls carry."""
        account = {"login": login, "password": secrets.token_urlsafe(18)}
        self.client.headers.pop("Authorization", None)
        self.command("POST", "/api/v1/accounts", account | {"privacy_notice": self.privacy_notice()})
        session = self.command("POST", "/api/v1/sessions", account)
        self.client.cookies.clear()  # a program has its token; the cookie is for pages
        self.client.headers["Authorization"] = f"Bearer {session['token']}"
        return str(session["token"])

    def privacy_notice(self) -> str:
        """Return the version of the privacy notice that accounts are opened with."""
        if not NOTICE:
            NOTICE.append(self.command("GET", "/api/v1/privacy-notice", None)["version"])
        return NOTICE[0]

    def command(self, method: str, path: str, body: dict[str, Any] | Piece | None, name: str = "") -> Any:
        """Send a command with an idempotency key and return the answer; a refusal is counted under its code and ends the team."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        content: dict[str, Any] = {"json": body}
        if isinstance(body, Piece):
            content = {"data": body.content}
            headers |= body.headers()
        with self.client.request(
            method, path, **content, headers=headers, name=name or path, catch_response=True
        ) as answer:
            if good(answer):
                return answer.json()
            problem = answer.json() if "json" in (answer.headers or {}).get("content-type", "") else {}
            answer.failure(f"{answer.status_code} {problem.get('code', '')}")
        # outside the block, inside which it would count as the request's own failure
        raise RescheduleTask
