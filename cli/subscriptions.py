"""Print what a service raises and hears, as JSON: in a process of its own, because a worker imports eventlet."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any


def first_line(thing: Any) -> str:
    """Return the first line of a docstring, or nothing."""
    return (thing.__doc__ or "").strip().split("\n", 1)[0]


def of(service: str) -> dict[str, Any]:
    """Return the events of a service by the class that raises them, its subscriptions and its timers."""
    events = _events(service)
    worker = import_module(f"services.{service}.worker").Worker
    members = list(vars(worker).values())
    return {
        "raises": {kind.__name__: message.DESCRIPTOR.full_name for kind, message in events.items()},
        "hears": [
            {
                "event": item.subscription.message.DESCRIPTOR.full_name,
                "handler": item.subscription.handle.__name__,
                "does": first_line(item.subscription.handle),
            }
            for item in members
            if hasattr(item, "subscription")
        ],
        "timers": [
            {"seconds": item.timer[0], "handler": item.timer[1].__name__, "does": first_line(item.timer[1])}
            for item in members
            if hasattr(item, "timer")
        ],
    }


def _events(service: str) -> dict[type, Any]:
    """Return each event class that a service raises, with its message."""
    events: dict[type, Any] = import_module(f"services.{service}.catalogue").EVENTS
    return events


if __name__ == "__main__":
    print(json.dumps(of(sys.argv[1]), ensure_ascii=False))
