"""The pages that the navigation leads to, by what the table of permissions lets the reader do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chassis.actor import PUBLIC, Actor
from chassis.facts.roles import Role
from chassis.permissions import of_request


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the navigation. `roles` are those whose work it is; empty if it is everybody's who may open the page.

    `others` are further pages, with those below them, that belong to the entry.
    """

    path: str
    text: str
    roles: frozenset[Role] = frozenset()
    others: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """Return True if the reader may open the page, and it is of one of the reader's roles."""
        return is_open(self.path, actor) and (not self.roles or any(actor.has(role) for role in self.roles))

    def is_current(self, path: str) -> bool:
        """Return True if a page is this entry's own, one of its others, or one below these."""
        return path == self.path or any(
            path == each or path.startswith(f"{each}/") for each in (self.path, *self.others) if each != "/"
        )


def is_open(path: str, actor: Actor) -> bool:
    """Return True if the table of permissions lets an actor open a page."""
    row = of_request("GET", path.partition("#")[0].partition("?")[0])
    return row is not None and row.refusal_of_caller(actor) is None


STAFF = frozenset(Role) - {Role.PARTICIPANT}
# where each kind of work begins; the first of them that is a reader's is where it lands after signing in
HOMES = (
    Item("/me", "nav.home_participant", frozenset({Role.PARTICIPANT})),
    *(Item(f"/work/{role}", f"role.{role}", frozenset({role})) for role in Role if role in STAFF),
)


def homes_of(actor: Actor) -> list[Item]:
    """Return the homes of a reader's roles; who has more than one switches between them in the header."""
    return [home for home in HOMES if home.is_for(actor)]


def home_of(actor: Actor) -> str:
    """Return the page on which a reader lands after signing in; an account without a role sees the participants' page."""
    return next((home.path for home in homes_of(actor)), HOMES[0].path)


# in the order in which they stand; a portal adds its own lines
ITEMS = (
    Item("/", "nav.home"),
    Item("/divisions", "nav.divisions"),
    Item("/tracks", "nav.tracks"),
    Item("/activities", "nav.activities"),
    Item("/notices", "nav.notices"),
    Item("/results", "nav.results"),
    Item("/me", "nav.teams", frozenset({Role.PARTICIPANT}), ("/teams", "/consent", "/join")),
    Item("/work", "nav.work", STAFF),
    Item("/messages", "nav.messages"),
    Item("/account", "nav.account", others=("/identities", "/tokens")),
    Item("/receipts/verify", "nav.receipts"),
    Item("/help", "help.title"),
)


def items_for(actor: Actor | None) -> Iterator[Item]:
    """Yield the entries for a reader; None is one who is not signed in."""
    return (item for item in ITEMS if item.is_for(actor or PUBLIC))
