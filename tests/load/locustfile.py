"""Teams that register and submit, as in the last days before a deadline.

Each simulated user is one team: it signs up, registers, saves its declaration part by part, uploads its evidence, submits,
looks at its receipt, and is gone; then the next team comes. Run it against a contest whose divisions are open:

    ./dasai load --host http://127.0.0.1:8080 --users 50 --run-time 2m

DASAI_LOAD_SEED makes a run's people different from an earlier run's; DASAI_LOAD_DIVISIONS names the open divisions
(codes, with commas) where not all of the edition's are.
"""

from __future__ import annotations

import itertools
import os
import secrets
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task
from locust.exception import RescheduleTask

from chassis.edition import load_edition
from cli.synthetic import PEOPLE, Piece, Synthetic

EDITION = load_edition(Path(os.environ.get("DASAI_EDITION_FILE", "editions/2024.yaml")))
SEED = int(os.environ.get("DASAI_LOAD_SEED") or secrets.randbelow(1_000_000))
DIVISIONS = tuple(filter(None, os.environ.get("DASAI_LOAD_DIVISIONS", "").split(","))) or tuple(
    division.code for division in EDITION.divisions
)
TOPICS = tuple(topic.id for track in EDITION.tracks for topic in track.open_topics)
SYNTHETIC = Synthetic(EDITION, SEED)
# Several processes of one run share the seed: each begins at its own place.
TEAMS = itertools.count(secrets.randbelow(PEOPLE // 10))


def good(answer: Any) -> bool:
    """Whether it is an answer to go on with; `ok` would raise where the connection failed."""
    return bool(200 <= answer.status_code < 300)


class Team(HttpUser):
    """One team after the other."""

    wait_time = between(0.5, 2)

    @task
    def register_to_submission(self) -> None:
        """The whole way of one team."""
        index = next(TEAMS)
        token = self.signed_up(f"load-{SEED}-{index}")

        topic = TOPICS[index % len(TOPICS)]
        body = SYNTHETIC.registration(index, DIVISIONS[index % len(DIVISIONS)], topic)
        team = self.command("POST", "/api/v1/teams", body)
        path = f"/api/v1/teams/{team['facts']['team_id']}"

        for asked in self.command("GET", f"{path}/co-organisations", None, name="/api/v1/teams/{id}/co-organisations")[
            "co_organisations"
        ]:
            self.signed_up(f"load-{SEED}-{index}-partner")
            answer = {
                "team_id": team["facts"]["team_id"],
                "uscc": asked["organisation"]["uscc"],
                "code": asked["invitation_code"],
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
            numbers = [receipt["number"] for receipt in answer.json()["receipts"]] if good(answer) else []
            if numbers != [receipt["number"]]:
                answer.failure("the team does not show the receipt that it was given")

    def signed_up(self, login: str) -> str:
        """A new account, whose token the calls from here on carry."""
        account = {"login": login, "password": secrets.token_urlsafe(18)}
        self.client.headers.pop("Authorization", None)
        self.command("POST", "/api/v1/accounts", account)
        session = self.command("POST", "/api/v1/sessions", account)
        self.client.cookies.clear()  # a program has its token; the cookie is for pages
        self.client.headers["Authorization"] = f"Bearer {session['token']}"
        return str(session["token"])

    def command(self, method: str, path: str, body: dict[str, Any] | Piece | None, name: str = "") -> Any:
        """One command with its idempotency key; a refusal is counted under its code and ends this team."""
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
        # outside: what is thrown inside would pass for the request's own failure
        raise RescheduleTask
