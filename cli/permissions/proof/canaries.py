"""Canaries: texts and ids of each division that are found nowhere else, and who may read them by the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from chassis.actor import Actor, Grant, Role
from chassis.facts.roles import may_grant
from chassis.permissions import Page, Target, accounts, publicity, registration, review, scoring
from chassis.permissions.model import Allowance, Anyone

from .world import Side, World

# an expert reads there again which teams it declared an interest in
_OWN_INTERESTS = ("GET /staff/interests", "POST /staff/interests")
_NOTICES = (publicity.LIST_NOTICES, publicity.GET_NOTICE)
Shown = tuple[Page, Callable[[Actor], Target]]


@dataclass(frozen=True)
class Canary:
    """A value, and the operations by which whoever may do them learns it.

    `within` are the operations, and `routes` the pages, in whose own answers it may be.
    """

    value: str
    what: str
    shown: tuple[Shown, ...]
    within: tuple[Page, ...] = ()
    routes: tuple[str, ...] = ()

    def is_open_to(self, actor: Actor, row: Page, route: str) -> bool:
        """Return True if the actor may read it in an answer of this operation at this route."""
        return (
            row in self.within
            or route in self.routes
            or any(each.is_open_to(actor, target(actor)) for each, target in self.shown)
        )


def before_publication(row: Page) -> Page:
    """Return the row without its line for the public: what is not published yet is for the others that it names."""
    return replace(row, allowances=tuple(_without_public(row.allowances)))


def _without_public(allowances: Iterable[Allowance]) -> Iterator[Allowance]:
    return (allowance for allowance in allowances if allowance.who is not Anyone.PUBLIC)


def canaries_of(world: World) -> list[Canary]:
    """Return the canaries of all divisions."""
    canaries = [each for side in world.sides for each in _of_side(side)]
    waiting = world.waiting
    text = waiting.texts["application"]
    canaries.append(Canary(text, f"scheme of {waiting.code}", ((_unpublished(), _in_division(waiting)),)))
    return [canary for canary in canaries if canary.value]


def _unpublished() -> Page:
    return before_publication(registration.GET_SCHEME_VERSION)


def _in_division(side: Side) -> Callable[[Actor], Target]:
    return lambda _: Target(division=side.code)


def _of_side(side: Side) -> Iterator[Canary]:
    ids, people, texts = side.ids, side.people, side.texts
    joint = Target(division=side.code, team_accounts=side.team_accounts, lead_accounts=side.lead_accounts)
    claimant = people["claimant"].account_id
    claiming = replace(joint, team_accounts=(claimant,), lead_accounts=(claimant,))
    expert = people["expert"].account_id if "expert" in people else ""
    sheet = replace(joint, assignee=expert)

    def team(_: Actor) -> Target:
        return joint

    def scored(_: Actor) -> Target:
        return sheet

    def its(target: Target) -> Callable[[Actor], Target]:
        return lambda _: target

    def administered(role: Role) -> Callable[[Actor], Target]:
        return lambda actor: Target(administered=may_grant(actor.grants, Grant(role, side.code)))

    def own(account: str) -> Shown:
        return (accounts.GET_OWN_ACCOUNT, its(Target(holder=account)))

    seen: tuple[Shown, ...] = ((registration.GET_TEAM, team),)
    # a receipt names its team to whoever has its number, a notice of a decision its team to all
    for name in ("team_id", "scored_team_id"):
        yield Canary(ids[name], f"{name} {side.code}", seen, (registration.GET_RECEIPT, *_NOTICES), _OWN_INTERESTS)
    yield Canary(ids["claiming_team_id"], f"claiming team {side.code}", ((registration.GET_TEAM, its(claiming)),))
    # the claiming team has the same names
    names: tuple[Shown, ...] = (*seen, (registration.GET_TEAM, its(claiming)))
    for name in ("name", "project", "lead"):
        within = _NOTICES if name == "project" else ()
        yield Canary(texts[f"team_id {name}"], f"{name} of the team {side.code}", names, within)
    for name in ("name", "lead"):
        yield Canary(texts[f"scored_team_id {name}"], f"{name} of the scored team {side.code}", seen)
    # of a project that is scored its experts read name and text, and nothing of whose it is
    blind: tuple[Shown, ...] = (*seen, (scoring.GET_SHEET, scored))
    for name in ("project", "text"):
        yield Canary(texts[f"scored_team_id {name}"], f"{name} of the scored team {side.code}", blind)
    yield Canary(texts["team_id text"], f"declaration {side.code}", ((registration.GET_SUBMISSION, team),))
    for name in ("draft", "kept"):
        yield Canary(texts[name], f"{name} text {side.code}", ((registration.GET_DECLARATION, team),))
    yield Canary(texts["contact"], f"contact of a sign-up {side.code}",
                 ((registration.EXPORT_SIGN_UPS, team), own(people["lead"].account_id)))  # fmt: skip
    yield Canary(texts["asked"], f"request for material {side.code}", ((registration.LIST_SUPPLEMENTS, team),))
    yield Canary(texts["report"], f"report {side.code}", ((publicity.GET_REPORT, team),))
    yield Canary(ids["report_id"], f"report's id {side.code}", ((publicity.GET_REPORT, team),))
    yield Canary(texts["reporter"], f"reporter {side.code}", ((publicity.READ_REPORTER, team),))
    yield Canary(texts["claim"], f"reason of a claim {side.code}",
                 ((registration.GET_NAME_CLAIM, team), (registration.GET_TEAM, its(claiming))))  # fmt: skip
    yield Canary(texts["invitation"], f"code of an invitation {side.code}", ())
    yield Canary(ids["invitation_id"], f"invitation {side.code}",
                 ((accounts.REVOKE_INVITATION, administered(Role.REVIEWER)),))  # fmt: skip
    yield Canary(texts["version"], f"waiting version {side.code}", ((_unpublished(), _in_division(side)),))
    yield Canary(ids["message_id"], f"message {side.code}", (own(people["lead"].account_id),))
    yield Canary(ids["token_id"], f"token {side.code}", (own(people["lead"].account_id),))
    staff: tuple[Shown, ...] = (
        (review.GET_CASE, its(replace(joint, team_accounts=(), assignee=people["reviewer"].account_id))),
        (review.GET_DESK, team),
    )
    yield Canary(people["reviewer"].account_id, f"reviewer {side.code}",
                 (*staff, (accounts.GET_ACCOUNT, administered(Role.REVIEWER))))  # fmt: skip
    yield Canary(people["spare"].account_id, f"expert not on the panel {side.code}",
                 (own(people["spare"].account_id), (accounts.GET_ACCOUNT, administered(Role.EXPERT))))  # fmt: skip
    for who in ("lead", "partner"):
        account = people[who].account_id
        administering = (accounts.GET_ACCOUNT, administered(Role.HOST))
        yield Canary(account, f"{who} {side.code}", (*seen, own(account), administering))
    if expert:
        yield Canary(expert, f"expert {side.code}", ((scoring.GET_PANEL, team), own(expert),
                     (accounts.GET_ACCOUNT, administered(Role.EXPERT))))  # fmt: skip
        yield Canary(ids["sheet_id"], f"sheet {side.code}", ((scoring.GET_SHEET, scored), (scoring.GET_ROUND, team)))
