"""The contest of a run: all divisions open, a reviewer in each, on a stack of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from dasai_client import models

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.demo.client import appoint
from cli.demo.progress import ConsoleProgress
from cli.demo.stages.divisions import apply_all, open_all
from cli.demo.stages.running import Demo
from cli.demo.world import FEWEST_TEAMS, STRANGERS, Plan
from cli.stack.program import ROOT

_OFFICES = STRANGERS + 7000


@dataclass(frozen=True)
class Contest:
    """Facts that visitors need: topics by division, reviewers' passwords by login, and when submission closes."""

    topics: Mapping[str, tuple[str, ...]]
    reviewers: Mapping[str, str]
    closes: datetime


def environment(address: str) -> dict[str, str]:
    """Return what the stack's processes have in their environment: its gateway listens at an address.

    Visitors come from addresses of their own, as they say themselves.
    """
    proxies = address if ip_address(address).is_loopback else "*"
    return {**CHEAP_HASHES, "DASAI_TRUSTED_PROXIES": proxies, "DASAI_HTTP_HOST": address}


def prepare(url: str, accounts: dict[str, str], clock: FileClock, seed: int, progress: ConsoleProgress) -> Contest:
    """Open all divisions and appoint a reviewer in each; registration closes with submission, at the deadline of the run."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), FEWEST_TEAMS, seed)
    demo = Demo(url, accounts, plan, clock, progress)
    try:
        changes: Mapping[str, Any] = {"registration_closes": plan.submission_closes.isoformat()}
        apply_all(demo, dict.fromkeys(plan.divisions, changes))
        open_all(demo, plan.divisions)
        demo.each(list(enumerate(plan.divisions)), lambda place: _appoint(demo, *place), "审查员 reviewers")
        logins = [f"reviewer-{code}" for code in plan.divisions]
        return Contest(
            topics={code: _topics(plan, place) for place, code in enumerate(plan.divisions)},
            reviewers={login: demo.passwords[login] for login in logins},
            closes=plan.submission_closes,
        )
    finally:
        demo.close()


def _appoint(demo: Demo, number: int, code: str) -> None:
    office = demo.plan.synthetic.organisation(_OFFICES + number, "public_institution")
    roles: list[models.RoleGrant] = [{"role": "reviewer", "division": code}]
    reviewer = demo.staff(f"reviewer-{code}", roles, demo.hosts[code], office.uscc)
    reviewer.api.get_own_account()
    body: models.Reviewers = {"reviewers": [{"account_id": reviewer.account_id}]}
    appoint(lambda: demo.hosts[code].api.appoint_reviewers(code, body))


def _topics(plan: Plan, place: int) -> tuple[str, ...]:
    return tuple(topic.id for track in plan.tracks_of(place) for topic in plan.edition.track(track).open_topics)
