"""Make allowances and operations in few words, so that the tables read as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..facts.roles import Role
from .model import NO_NOTE, Allowance, Anyone, Audience, Form, Note, Operation, Scope

# everybody, signed in or not
PUBLIC = Allowance(Anyone.PUBLIC, Scope.ANY, Audience.PUBLIC)
# everybody who is signed in
ACCOUNT = Allowance(Anyone.ACCOUNT, Scope.ANY, Audience.ACCOUNT)
# what belongs to the account itself
OWN = Allowance(Anyone.ACCOUNT, Scope.SELF, Audience.HOLDER)
# whoever is signed in and shows the code of an invitation
CODE_HOLDER = Allowance(Anyone.ACCOUNT, Scope.CODE, Audience.ACCOUNT)
# whoever shows a code or a secret, signed in or not
SECRET_HOLDER = Allowance(Anyone.PUBLIC, Scope.CODE, Audience.PUBLIC)
# whoever opens an account, by itself or by an invitation's code: the answer shows it to its holder
NEW_HOLDER = Allowance(Anyone.PUBLIC, Scope.ANY, Audience.HOLDER)
INVITED_HOLDER = Allowance(Anyone.PUBLIC, Scope.CODE, Audience.HOLDER)
# the gateway itself, in nobody's name
GATEWAY = Allowance(Anyone.GATEWAY, Scope.ANY, Audience.NATIONAL)

PARTICIPANT = Allowance(Role.PARTICIPANT, Scope.ANY, Audience.ACCOUNT)
# the accounts of the team in question
TEAM = Allowance(Anyone.ACCOUNT, Scope.TEAM, Audience.TEAM)
HOST = Allowance(Role.HOST, Scope.DIVISION, Audience.DIVISION)
# hosts of any division: of what belongs to no division
HOSTS = Allowance(Role.HOST, Scope.ANY, Audience.DIVISION)
# each reviewer of the division, and the one whose case it is
REVIEWERS = Allowance(Role.REVIEWER, Scope.DIVISION, Audience.DIVISION)
REVIEWER = Allowance(Role.REVIEWER, Scope.CASE, Audience.DIVISION)
# each expert, and the one whose sheet it is
EXPERTS = Allowance(Role.EXPERT, Scope.ANY, Audience.EXPERT)
EXPERT = Allowance(Role.EXPERT, Scope.SHEET, Audience.EXPERT)
SECRETARIAT = Allowance(Role.SECRETARIAT, Scope.ANY, Audience.NATIONAL)
COMMITTEE = Allowance(Role.COMMITTEE, Scope.ANY, Audience.NATIONAL)
OPERATOR = Allowance(Role.OPERATOR, Scope.ANY, Audience.NATIONAL)
# whoever administers the account in question (services/accounts/accounts/checks.py)
ADMINISTRATORS = (
    Allowance(Role.SECRETARIAT, Scope.ADMINISTERED, Audience.NATIONAL),
    Allowance(Role.OPERATOR, Scope.ADMINISTERED, Audience.NATIONAL),
    Allowance(Role.HOST, Scope.ADMINISTERED, Audience.DIVISION),
)
# the secretariat where it does for the final what a host does for its division
FINAL_SECRETARIAT = Allowance(Role.SECRETARIAT, Scope.FINAL, Audience.NATIONAL)
# the accounts of the lead of the team in question
LEAD = Allowance(Anyone.ACCOUNT, Scope.LEAD, Audience.LEAD)
# participants who show a code that lets them act for an organisation of a team
INVITED = Allowance(Role.PARTICIPANT, Scope.CODE, Audience.ACCOUNT)


def operation(
    rpc: str,
    routes: str | Iterable[str],
    *allowances: Allowance,
    outside: str | Operation = "",
    hidden_form: Form | None = None,
    statuses: Iterable[int] = (),
    statuses_of_route: Mapping[str, Iterable[int]] | None = None,
    scope: str | None = "",
    rules: str = "K1",
    note: Note = NO_NOTE,
) -> Operation:
    """Return a row; `rpc` without the package's beginning: `review.v1.Cases/GetCase`.

    `scope` is what an API token needs; if it is empty, the service's, to read for GET and HEAD, else to write; if it
    is None no token may do this.
    """
    addresses = (routes,) if isinstance(routes, str) else tuple(routes)
    reads = all(address.split(" ", 1)[0] in ("GET", "HEAD") for address in addresses)
    usual = f"{rpc.split('.', 1)[0]}:{'read' if reads else 'write'}" if addresses else ""
    return Operation(
        rpc=f"dasai.{rpc}",
        routes=addresses,
        allowances=allowances,
        outside=outside,
        hidden_form=hidden_form,
        statuses=frozenset(statuses),
        statuses_of_route={route: frozenset(each) for route, each in (statuses_of_route or {}).items()},
        scope_of_tokens="" if scope is None else scope or usual,
        rules=tuple(rules.split()),
        note=note,
    )


def shown_to(*audiences: Audience) -> frozenset[Audience]:
    """Return the audiences that are shown a field."""
    return frozenset(audiences)
