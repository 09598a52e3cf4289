"""Documents and indexes of authorisations of the logo."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message
from pymongo.errors import DuplicateKeyError

from chassis.mongo.attempts import StaleVersion
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import ABOVE, BETWEEN, Asked, Order, Part
from chassis.mongo.store import Repository
from chassis.text.beginnings import beginning_form

from . import wire
from .model import AuthorisationState, LogoAuthorisation, LookedUpBy, number_of, ordinal_of


def _by_number(authorisation: LogoAuthorisation) -> str:
    """Return the edition and the ordinal of a number, in the order in which authorisations were granted."""
    edition_id = authorisation.number.split("-")[1]
    return f"{edition_id}{ordinal_of(authorisation.number):08d}"


_WITHDRAWN = {"withdrawn": lambda authorisation: "no" if authorisation.withdrawn_at is None else "yes"}
NEWEST: Order[LogoAuthorisation] = Order(
    "newest", key=_by_number, filters=_WITHDRAWN, paths=((), ("withdrawn",)), newest_first=True
)
FIRST_DAY: Order[LogoAuthorisation] = Order(
    "first_day", key=lambda authorisation: authorisation.use.first_day, filters=_WITHDRAWN, paths=(("withdrawn",),)
)
LAST_DAY: Order[LogoAuthorisation] = Order(
    "last_day", key=lambda authorisation: authorisation.use.last_day, filters=_WITHDRAWN, paths=(("withdrawn",),)
)
LAST_DAY_NEWEST: Order[LogoAuthorisation] = Order(
    "last_day_newest",
    key=lambda authorisation: authorisation.use.last_day,
    filters=_WITHDRAWN,
    paths=(("withdrawn",),),
    newest_first=True,
)
BODY: Order[LogoAuthorisation] = Order("body", key=lambda authorisation: beginning_form(authorisation.use.body_name))


class LogoAuthorisationDocument(AggregateDocument):
    """By the command that granted it; each number is given once."""

    meta: Any = {
        "collection": "logo_authorisations",
        "indexes": [
            {"fields": ["state.number"], "name": "number", "unique": True},
            {"fields": ["state.use.body_uscc"], "name": "body_uscc"},
            {"fields": ["state.granted_by"], "name": "granted_by"},
            {"fields": ["state.withdrawn_by"], "name": "withdrawn_by", "sparse": True},
        ],
    }


DOCUMENTS = (LogoAuthorisationDocument,)
# so many authorisations a body has at most, by far: those of its whole name are the first of all whose names begin so
_OF_A_NAME = 50

authorisations = Repository(
    LogoAuthorisationDocument,
    LogoAuthorisation,
    wire.EVENTS,
    orders=(NEWEST, FIRST_DAY, LAST_DAY, LAST_DAY_NEWEST, BODY),
)

_TEXT = (
    "`text`：授权编号、统一社会信用代码按索引 `number`、`body_uscc` 取出，一个单位不过数项；单位名称按 `body` 的开头 · "
    "a number and a credit code, of which a body has a few, are read by the indexes `number` and `body_uscc`; a name by its "
    "beginning in `body`"
)
LISTS = (
    ListDeclaration(
        operation="ListLogoAuthorisations",
        document=LogoAuthorisationDocument,
        orders=(NEWEST, FIRST_DAY, LAST_DAY, LAST_DAY_NEWEST, BODY),
        words="`state`：尚未生效的按 `first_day`，有效的按 `last_day`，到期的按 `last_day_newest`，均以当日为界 · "
        "what is pending is read from today in `first_day`, what is in force in `last_day`, what has expired in "
        f"`last_day_newest`; {_TEXT}",
    ),
    ListDeclaration(
        operation="LookUpLogoAuthorisations", document=LogoAuthorisationDocument, orders=(BODY,), words=_TEXT
    ),
)


def part_in_state(state: AuthorisationState | None, today: str) -> Part[LogoAuthorisation]:
    """Return the part of the authorisations that are in a state on a day, such as 2024-07-01; all if no state is named."""
    if state is None:
        return Part(NEWEST)
    if state is AuthorisationState.WITHDRAWN:
        return Part(NEWEST, {"withdrawn": "yes"})
    standing = {"withdrawn": "no"}
    if state is AuthorisationState.PENDING:
        return Part(FIRST_DAY, standing, since=f"{today}{BETWEEN}{ABOVE}")
    if state is AuthorisationState.EXPIRED:
        return Part(LAST_DAY_NEWEST, standing, until=today)
    return Part(LAST_DAY, standing, since=today, until=ABOVE, rest={"state.use.first_day": {"$lte": today}})


def looked_up_part(by: LookedUpBy, form: str) -> Part[LogoAuthorisation]:
    """Return the part of the authorisations of a number or a credit code, or of bodies whose names begin so."""
    if by is LookedUpBy.NUMBER:
        return Part(NEWEST, few={"state.number": form})
    if by is LookedUpBy.USCC:
        return Part(NEWEST, few={"state.use.body_uscc": form})
    return Part(BODY, beginning=form)


def code_of(body_name: str) -> str:
    """Return the credit code under which a body of this name was authorised; empty if none was."""
    form = beginning_form(body_name)
    of_the_name = authorisations.listed([Part(BODY, beginning=form)], Asked(size=_OF_A_NAME)).aggregates if form else ()
    codes = (each.use.body_uscc for each in of_the_name if beginning_form(each.use.body_name) == form)
    return next(filter(None, codes), "")


def next_number(edition_id: str) -> str:
    """Return the number of the edition that follows the last one."""
    last = authorisations.listed([Part(NEWEST, beginning=edition_id)], Asked(size=1)).aggregates
    return number_of(edition_id, ordinal_of(last[0].number) + 1 if last else 1)


def add(authorisation: LogoAuthorisation, *, answer: Message) -> None:
    """Keep a new authorisation; raise StaleVersion if another one got its number meanwhile: it is granted again with the next."""
    try:
        authorisations.add(authorisation, answer=answer)
    except DuplicateKeyError as taken:
        raise StaleVersion from taken


def decided_by(account_id: str) -> list[LogoAuthorisation]:
    """Return the authorisations that an account has granted or withdrawn, in the order of their numbers."""
    decided = {each.id: each for each in authorisations.every({"state.granted_by": account_id})}
    decided |= {each.id: each for each in authorisations.every({"state.withdrawn_by": account_id})}
    return sorted(decided.values(), key=_by_number)
