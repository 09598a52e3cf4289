"""Which requests go first when not all can be served: one table for every route (docs/adr/0038-admission.md)."""

from __future__ import annotations

import enum

from chassis.permissions import route_of_request

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Priority(enum.StrEnum):
    """A class of requests. Those of sign-in and status have places of their own; of the others the first go before the later."""

    # who proves who they are, which takes turns at hashing (ADR 27); few ask at once, or others hold them back
    SIGN_IN = "sign_in"
    # how something stands: small answers for those who wait
    STATUS = "status"
    # what deadlines are about, and its receipts
    SUBMITS = "submits"
    # every other command, and uploads
    EDITS = "edits"
    # lists, pages and files
    READS = "reads"


# by urgency: the classes that share what the gateway can serve
SHARING = (Priority.SUBMITS, Priority.EDITS, Priority.READS)

_SIGN_IN = (
    "GET /account/second-factor",
    "GET /api/v1/identity-providers",
    "GET /sign-in",
    "GET /sign-on/opening",
    "GET /sign-on/return",
    "GET /sign-on/{provider_id}",
    "DELETE /api/v1/sessions/current",
    "PATCH /api/v1/accounts/me",
    "POST /account/closing",
    "POST /account/contacts",
    "POST /account/password",
    "POST /account/second-factor",
    "POST /api/v1/accounts",
    "POST /api/v1/accounts/me/closing",
    "POST /api/v1/accounts/me/password",
    "POST /api/v1/invitations/acceptance",
    "POST /api/v1/password-resets/completion",
    "POST /api/v1/sessions",
    "POST /api/v1/sessions/current/passkey",
    "POST /api/v1/sessions/current/passkey/options",
    "POST /api/v1/sessions/current/second-factor",
    "POST /invitation",
    "POST /password-reset/completion",
    "POST /sign-in",
    "POST /sign-on/opening",
    "POST /sign-out",
    "POST /sign-up",
)
_STATUS = (
    "GET /api/v1/accounts/me",
    "GET /api/v1/material-uploads/{upload_id}",
    "GET /api/v1/messages/summary",
    "GET /api/v1/teams/{team_id}",
    "GET /api/v1/teams/{team_id}/completeness",
    "GET /me",
    "GET /teams/{team_id}",
    "HEAD /api/v1/material-uploads/{upload_id}",
    "POST /api/v1/objection-status",
    "POST /api/v1/report-status",
    "POST /objections/status",
    "POST /reports/status",
)
_SUBMITS = (
    "GET /api/v1/teams/{team_id}/submissions/{number}",
    "GET /api/v1/teams/{team_id}/submissions/{number}/receipt",
    "GET /teams/{team_id}/submission",
    "GET /teams/{team_id}/submissions/{number}/receipt",
    "POST /api/v1/arrival-tickets",
    "POST /api/v1/cases/{case_id}/appeal",
    "POST /api/v1/notices/{notice_id}/objections",
    "POST /api/v1/teams",
    "POST /api/v1/teams/{team_id}/submissions",
    "POST /api/v1/teams/{team_id}/supplements/{number}/answer",
    "POST /api/v1/teams/{team_id}/withdrawal",
    "POST /notices/{notice_id}/objection",
    "POST /teams/new",
    "POST /teams/{team_id}/appeal",
    "POST /teams/{team_id}/submission",
    "POST /teams/{team_id}/supplements/{number}",
    "POST /teams/{team_id}/withdrawal",
)
# the rows that are named; every other route goes by its method
NAMED = {
    route: priority
    for priority, routes in (
        (Priority.SIGN_IN, _SIGN_IN),
        (Priority.STATUS, _STATUS),
        (Priority.SUBMITS, _SUBMITS),
    )
    for route in routes
}
# what the gateway answers from its memory, so that it is never held back
_FREE = ("/static/",)
UNKNOWN = "-"


def priority_of(route: str) -> Priority:
    """Return the class of a route such as `GET /api/v1/teams/{team_id}`; other commands are edits, the rest reads."""
    method = route.partition(" ")[0]
    return NAMED.get(route) or (Priority.READS if method in READING else Priority.EDITS)


def priority_of_request(method: str, path: str) -> tuple[Priority, str] | None:
    """Return the class of a request and its route; None if it is never held back.

    An address that does not exist is read or commanded as any other, under the route `-`.
    """
    if method == "OPTIONS" or path.startswith(_FREE):
        return None
    route = route_of_request(method, path)
    return (priority_of(route), route) if route else (priority_of(f"{method} "), UNKNOWN)
