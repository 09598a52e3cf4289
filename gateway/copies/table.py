"""Which answers are copied: pages and lists that are the same for everybody who is not signed in (rule K1).

What is counted for an address, holds a form that is sent, or answers to a code that only its holder has, is not in here.
"""

from __future__ import annotations

from chassis.permissions import route_of_request

COPIED = frozenset(
    {
        "GET /",
        "GET /divisions",
        "GET /divisions/{code}",
        "GET /divisions/{code}/versions/{version}",
        "GET /help",
        "GET /help/{role}",
        "GET /notices",
        "GET /notices/{notice_id}",
        "GET /results",
        "GET /results/divisions/{code}",
        "GET /results/divisions/{code}/{track}",
        "GET /results/final/{track}",
        "GET /site-map",
        "GET /tracks",
        "GET /tracks/{code}",
    }
)


def copied_template(path: str) -> str | None:
    """Return the template of a path whose answers are copied, for example `/notices/{notice_id}`; None for any other."""
    route = route_of_request("GET", path)
    return route.partition(" ")[2] if route in COPIED else None
