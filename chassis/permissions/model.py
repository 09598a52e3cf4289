"""The words of the permission table (rule K1): who may do an operation, on which objects, and what is shown of an answer."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from ..actor import PUBLIC, Actor, is_system
from ..facts.roles import Role
from ..kernel.refusal import Refusal, refuse
from ..refusals import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED

# what the state of an object decides besides, in Chinese and English
Note = tuple[str, str]
NO_NOTE: Note = ("", "")
# the account in whose name the gateway itself asks, not a person
GATEWAY_ACCOUNT = "system:gateway"


class Anyone(enum.StrEnum):
    """Callers that are no role: everybody, everybody who is signed in, the gateway itself."""

    PUBLIC = "public"
    ACCOUNT = "account"
    GATEWAY = "gateway"


class Scope(enum.StrEnum):
    """The objects that an allowance counts for."""

    ANY = "any"
    # objects of a division in which the role is held
    DIVISION = "division"
    # objects of a team that the account acts for
    TEAM = "team"
    # a review case that is the account's to review, or a score sheet that is its to fill in
    CASE = "case"
    SHEET = "sheet"
    # what belongs to the account: its sessions, messages, sign-ups, interests
    SELF = "self"
    # whoever shows the code of an invitation, a link, a report
    CODE = "code"
    # accounts and invitations that the account administers: a host's in its division, the secretariat's all
    ADMINISTERED = "administered"
    # objects of no division: the final's
    FINAL = "final"
    # objects of a team whose lead the account acts for
    LEAD = "lead"


class Form(enum.StrEnum):
    """A form of an operation that not everybody may do who may do the operation."""

    # a filing of a division: its application, or a new version of the scheme that is published
    APPLICATION = "application"
    NEW_VERSION = "new_version"
    # a version of a project: the draft, or one that was submitted
    DRAFT = "draft"
    SUBMITTED = "submitted"
    # a list of claims to names: a team's, or a division's
    OF_TEAM = "of_team"
    OF_DIVISION = "of_division"
    # what an objection comes to
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    # a review case that no reviewer of its division may decide
    WITHOUT_REVIEWER = "without_reviewer"


class Audience(enum.StrEnum):
    """Groups of readers who are shown the same fields of an answer."""

    PUBLIC = "public"
    ACCOUNT = "account"
    TEAM = "team"
    LEAD = "lead"
    EXPERT = "expert"
    DIVISION = "division"
    NATIONAL = "national"
    # of an account or what belongs to it: its own holder
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class Target:
    """The object that is acted on, as far as permissions depend on it.

    `division` is its division, `team_accounts` the accounts of its team, `assignee` the account that reviews or scores it,
    `holder` the account that it belongs to. `administered` says that the account administers it. `lead_accounts` are those of the
    team's accounts that act for its lead. `form` says what is asked for in particular, if the row tells forms apart.
    """

    division: str = ""
    team_accounts: Collection[str] = ()
    assignee: str = ""
    holder: str = ""
    administered: bool = False
    lead_accounts: Collection[str] = ()
    form: Form | None = None


ANYTHING = Target()


@dataclass(frozen=True, slots=True)
class Allowance:
    """One line of an operation: who may do it, on which objects, and as which audience it sees the answer.

    With `form` it counts for that form of the operation alone.
    """

    who: Role | Anyone
    scope: Scope
    audience: Audience
    form: Form | None = None

    def only(self, form: Form) -> Allowance:
        """Return this allowance for one form of the operation alone."""
        return replace(self, form=form)

    def is_for(self, actor: Actor) -> bool:
        """Return True if the actor is such a caller, whatever the object."""
        if self.who is Anyone.PUBLIC:
            return True
        if self.who is Anyone.GATEWAY:
            return actor.account_id == GATEWAY_ACCOUNT
        if self.who is Anyone.ACCOUNT:
            return _is_account(actor)
        return actor.has(self.who)

    def covers(self, actor: Actor, target: Target) -> bool:
        """Return True if it allows this actor the operation on this object."""
        if not self.is_for(actor) or self.form not in (None, target.form):
            return False
        if self.scope is Scope.DIVISION:
            return isinstance(self.who, Role) and bool(target.division) and actor.has(self.who, target.division)
        if self.scope is Scope.TEAM:
            return actor.account_id in target.team_accounts
        if self.scope in (Scope.CASE, Scope.SHEET):
            here = not target.division or not isinstance(self.who, Role) or _holds_in(actor, self.who, target.division)
            return here and actor.account_id == target.assignee
        if self.scope is Scope.SELF:
            return actor.account_id == target.holder
        if self.scope is Scope.ADMINISTERED:
            return target.administered
        if self.scope is Scope.FINAL:
            return not target.division
        if self.scope is Scope.LEAD:
            return actor.account_id in target.lead_accounts
        return True


def _is_account(actor: Actor) -> bool:
    return actor.account_id != PUBLIC.account_id and not is_system(actor)


def _holds_in(actor: Actor, role: Role, division: str) -> bool:
    """Return True if the account holds the role in that division, or nation-wide."""
    return any(grant.role == role and grant.division in ("", division) for grant in actor.grants)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A row of the table for a page or file of the gateway: who may open it. What it shows, it asks services for.

    `scope_of_tokens` is what an API token needs; without it no token may do this. `statuses` are the HTTP statuses of refusals
    that may come back beside those of every route of its kind (`statuses_of`), `statuses_of_route` those of one route alone.
    """

    routes: tuple[str, ...]
    allowances: tuple[Allowance, ...]
    scope_of_tokens: str = ""
    statuses: frozenset[int] = frozenset()
    statuses_of_route: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)

    @property
    def is_public(self) -> bool:
        """Return True if nobody has to sign in for it."""
        return any(allowance.who is Anyone.PUBLIC for allowance in self.allowances)

    def refusal_of_caller(self, actor: Actor) -> Refusal | None:
        """Return why the actor may not do this on any object: not signed in, or without the right; None if it may on some."""
        if any(allowance.is_for(actor) for allowance in self.allowances):
            return None
        return Refusal(UNAUTHENTICATED if actor.account_id == PUBLIC.account_id else FORBIDDEN)

    def require_caller(self, actor: Actor) -> None:
        """Refuse whoever may not do this on any object: K1_UNAUTHENTICATED if nobody is signed in, else K1_FORBIDDEN."""
        refusal = self.refusal_of_caller(actor)
        if refusal is not None:
            raise refusal

    def is_open_to(self, actor: Actor, target: Target = ANYTHING) -> bool:
        """Return True if the actor may do this on the object; for the buttons of pages too."""
        return self.allowance(actor, target) is not None

    def allowance(self, actor: Actor, target: Target = ANYTHING) -> Allowance | None:
        """Return the first allowance that covers the actor and the object; None if none does."""
        return next((allowance for allowance in self.allowances if allowance.covers(actor, target)), None)


@dataclass(frozen=True, kw_only=True)
class Operation(Page):
    """A row of the table: an RPC of a service, the routes of the API that call it, who may do it, and what may come back.

    To whom no allowance covers an object it is refused as `outside` says: as if there were no such object, of that kind
    (NOT_FOUND), or with K1_FORBIDDEN if it is empty. An operation in its place means: NOT_FOUND unless that operation would show
    the object. With `hidden_form` that counts for one form of the operation alone, and the others are refused with K1_FORBIDDEN.
    """

    rpc: str
    outside: str | Operation = ""
    hidden_form: Form | None = None
    rules: tuple[str, ...] = ("K1",)
    note: Note = NO_NOTE

    @property
    def name(self) -> str:
        """Return the name of the RPC without its service."""
        return self.rpc.rsplit("/", 1)[-1]

    def require(self, actor: Actor, target: Target = ANYTHING) -> Allowance:
        """Return the allowance by which the actor does this on the object; if there is none, refuse as `outside` says.

        Of a list the allowance's scope says which objects it holds.
        """
        allowance = self.allowance(actor, target)
        if allowance is None:
            self._refuse(actor, target)
        return allowance

    def _refuse(self, actor: Actor, target: Target) -> NoReturn:
        # at the RPC this was asked before, so that nobody learns by it if there is such an object
        self.require_caller(actor)
        if self.hidden_form not in (None, target.form):
            refuse(FORBIDDEN)
        if isinstance(self.outside, Operation):
            self.outside.require(actor, target)
        elif self.outside:
            refuse(NOT_FOUND, what=self.outside)
        refuse(FORBIDDEN)


# of a message by its full name: the audiences that are shown a field. Fields that are not named are shown to whoever may call.
Fields = Mapping[str, Mapping[str, frozenset[Audience]]]
