"""Measure what a count costs at the database, in a process of its own with the environment of accounts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import grpc
from dasai.accounts.v1 import limits_pb2, limits_pb2_grpc

from chassis.actor import sign, system
from chassis.mongo.connection import connect
from chassis.settings import settings
from chassis.telemetry import DATABASE_CALLS
from services.accounts.limits.commands import count_sign_in, succeed
from services.accounts.limits.model import Allowance
from services.accounts.limits.settings import microseconds
from services.accounts.limits.store import take

from .figures import percentile

TIMES = 200


def _calls() -> float:
    """Return how many commands this process has sent to the database."""
    return sum(
        sample.value
        for family in DATABASE_CALLS.collect()
        for sample in family.samples
        if sample.name == "dasai_database_calls_total"
    )


def _measured(action: Callable[[int], object]) -> dict[str, float]:
    """Return the milliseconds of an action, and its calls of the database."""
    action(-1)
    before, seconds = _calls(), []
    for place in range(TIMES):
        began = time.perf_counter()
        action(place)
        seconds.append(time.perf_counter() - began)
    p50, p99 = (percentile(seconds, part) * 1000 for part in (0.5, 0.99))
    return {"calls": (_calls() - before) / TIMES, "p50": p50, "p99": p99}


def main() -> None:
    """Print the costs as JSON, by what is done."""
    client = connect(settings(), "accounts")
    large, none = Allowance(most=1_000_000, seconds=60), Allowance(most=1, seconds=3600)
    metadata = (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
    stub = limits_pb2_grpc.LimitsStub(grpc.insecure_channel(settings().accounts_address))
    message = limits_pb2.TakeRequest(name="bench", key="rpc", count=15, most=1_000_000, seconds=60)
    token = succeed(count_sign_in("bench-known", "bench", ""), "bench-known").token

    def known(_place: int) -> None:
        succeed(count_sign_in("bench-known", "bench", token), "bench-known")

    def new(place: int) -> None:
        succeed(count_sign_in(f"bench-new-{place}", f"bench-{place}", ""), f"bench-new-{place}")

    costs = {
        "取用，首次 a Take, the first of a key": _measured(lambda n: take(f"new-{n}", large, 1, microseconds())),
        "取用，再次 a Take, a later one": _measured(lambda _: take("used", large, 1_000, microseconds())),
        "取用，已用完 a Take, nothing left": _measured(lambda _: take("none", none, 1, microseconds())),
        "取用，经gRPC a Take, over gRPC": _measured(lambda _: stub.Take(message, timeout=5, metadata=metadata)),
        "登录计数，已知设备 a sign-in, known device": _measured(known),
        "登录计数，新设备 a sign-in, new device": _measured(new),
    }
    client.close()
    print(json.dumps(costs))
