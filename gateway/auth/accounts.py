"""Accounts and sessions, in the gateway's own database."""

from __future__ import annotations

import hashlib
import json
import math
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import unicodedata2 as unicodedata
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import DuplicateKeyError

from chassis.actor import Actor, Grant, Role
from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, FieldFault, Kind, Refusal, refuse, refuse_unless
from chassis.mongo import migrations
from chassis.refusals import FIELDS_INVALID, FORBIDDEN
from chassis.settings import Misconfigured, Settings
from gateway.settings import GatewaySettings

from .passwords import Passwords, require_strength

LOGIN_TAKEN = Code(
    "LOGIN_TAKEN", Kind.CONFLICT, "登录名已被使用，请换一个。", "That login name is taken: choose another."
)
LOGIN_INVALID = Code(
    "LOGIN_INVALID",
    Kind.INVALID,
    "登录名须为3至64个字符，可用字母、数字、点、横线、下划线和@。",
    "A login name has 3 to 64 letters, digits, dots, hyphens, underscores or @.",
)
SIGN_IN_FAILED = Code(
    "SIGN_IN_FAILED", Kind.UNAUTHENTICATED, "登录名或密码不正确。", "Login name or password is wrong."
)
TOO_MANY_TRIES = Code(
    "TOO_MANY_TRIES",
    Kind.UNAVAILABLE,
    "尝试次数过多，请{seconds}秒后再试。",
    "Too many tries: try again in {seconds} seconds.",
)
DIVISION_NEEDED = FieldFault("roles", "该角色须填写分赛代码。", "This role needs the code of a division.")
DIVISION_UNKNOWN = FieldFault("roles", "没有该分赛，请核对代码。", "There is no such division: check its code.")
_LOGIN = re.compile(r"[A-Za-z0-9._@\-]{3,64}")
# tries to sign in with a login name before it must wait, and how long, seconds
_TRIES, _WAIT = 10, 60.0
# the number of login names to remember before those whose wait is over are forgotten
_NAMES = 10_000
# the roles that each role may grant
_MAY_GRANT = {
    Role.SECRETARIAT: {Role.HOST, Role.RECOMMENDER, Role.REVIEWER, Role.EXPERT},
    Role.OPERATOR: {Role.SECRETARIAT, Role.COMMITTEE, Role.OPERATOR},
    Role.HOST: {Role.REVIEWER, Role.EXPERT},
}


@dataclass(frozen=True, slots=True)
class Session:
    """The account that a token belongs to."""

    account_id: str
    login: str
    actor: Actor


def bring_up_to_date(config: Settings) -> None:
    """Bring the gateway's stored data to the form of this release; raise PyMongoError, or UnusableData if it can't be used."""
    client: MongoClient[dict[str, Any]] = MongoClient(
        config.mongodb_url, tz_aware=True, serverSelectionTimeoutMS=5000, w="majority", journal=True
    )
    with client:
        migrations.bring_up_to_date(client[config.database("gateway")], migrations.migrations_of("gateway"))


def first_accounts(config: Settings) -> list[tuple[str, str, list[Grant]]]:
    """Return login, password and roles of each of DASAI_BOOTSTRAP_ACCOUNTS; raises Misconfigured, without what they hold."""
    try:
        return [
            (
                login_name(first["login"]),
                str(first["password"]),
                [Grant(Role(role["role"]), role.get("division", "")) for role in first["roles"]],
            )
            for first in json.loads(config.bootstrap_accounts.get_secret_value())
        ]
    except (AttributeError, KeyError, Refusal, TypeError, ValueError):
        form = '[{"login": "...", "password": "...", "roles": [{"role": "operator"}]}]'
        raise Misconfigured(f"DASAI_BOOTSTRAP_ACCOUNTS: give accounts in JSON, such as {form}") from None


class Accounts:
    """The accounts and sessions in the gateway's database."""

    def __init__(self, config: Settings, limits: GatewaySettings) -> None:
        self._client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            config.mongodb_url, tz_aware=True, serverSelectionTimeoutMS=5000, w="majority", journal=True
        )
        database = self._client[config.database("gateway")]
        self._accounts, self._sessions = database["accounts"], database["sessions"]
        self._limits, self._passwords = limits, Passwords(limits)
        self._cache: dict[str, tuple[float, Session | None]] = {}
        self._tries: dict[str, list[float]] = {}
        self._divisions = frozenset(division.code for division in edition().divisions)
        self._bootstrap = first_accounts(config)

    async def start(self) -> None:
        """Create the indexes and the first accounts."""
        await self._accounts.create_index("login", unique=True, name="login")
        await self._sessions.create_index("expires_at", expireAfterSeconds=0, name="expiry")
        for login, password, grants in self._bootstrap:
            if await self._accounts.find_one({"login": login}) is None:
                with suppress(Refusal):  # another gateway that starts now has created it
                    await self._insert(login, password, grants)

    async def ping(self) -> None:
        """Raise PyMongoError if the database does not answer."""
        await self._client.admin.command("ping")

    async def close(self) -> None:
        """Close the connection."""
        await self._client.close()

    async def sign_up(self, login: str, password: str) -> str:
        """Create a participant's account and return its id; refuse LOGIN_INVALID, LOGIN_TAKEN, PASSWORD_WEAK."""
        return await self._create(login, password, [Grant(Role.PARTICIPANT)])

    async def create_staff(self, creator: Actor, login: str, password: str, grants: list[Grant]) -> str:
        """Create an account with roles and return its id; refuse K1_FORBIDDEN if the creator may not grant each of them."""
        for grant in grants:
            self._check_division(grant)
            granters = [role for role, roles in _MAY_GRANT.items() if grant.role in roles]
            may = any(creator.has(role, grant.division if role is Role.HOST else "") for role in granters)
            # a host grants roles in its division only; the secretariat alone grants roles that hold in every division
            everywhere = (
                not grant.division and grant.role in _MAY_GRANT[Role.HOST] and not creator.has(Role.SECRETARIAT)
            )
            refuse_unless(may and not everywhere, FORBIDDEN)
        return await self._create(login, password, grants)

    async def sign_in(self, login: str, password: str) -> tuple[str, Session, datetime]:
        """Return a new session's token, the session and its end; refuse SIGN_IN_FAILED, TOO_MANY_TRIES."""
        name = login_name(login)
        self._count_try(name)
        account = await self._accounts.find_one({"login": name})
        if not await self._passwords.matches(account["password"] if account else None, password) or account is None:
            refuse(SIGN_IN_FAILED)
        self._tries.pop(name, None)
        token = secrets.token_urlsafe(32)
        expires = datetime.now(UTC) + timedelta(hours=self._limits.session_hours)
        await self._sessions.insert_one({"_id": _hashed(token), "account_id": account["_id"], "expires_at": expires})
        return token, _session(account), expires

    async def session(self, token: str) -> Session | None:
        """Return the token's session, or None; the database is asked at most every few seconds."""
        key = _hashed(token)
        cached = self._cache.get(key)
        if cached is not None and cached[0] > time.monotonic():
            return cached[1]
        stored = await self._sessions.find_one({"_id": key})
        session = None
        if stored is not None and stored["expires_at"] > datetime.now(UTC):
            account = await self._accounts.find_one({"_id": stored["account_id"]})
            session = _session(account) if account else None
        if len(self._cache) > 50_000:
            self._cache.clear()
        self._cache[key] = (time.monotonic() + self._limits.session_cache_seconds, session)
        return session

    async def sign_out(self, token: str) -> None:
        """End the session; other gateways may accept it until their cache expires."""
        await self._sessions.delete_one({"_id": _hashed(token)})
        self._cache.pop(_hashed(token), None)

    def _count_try(self, name: str) -> None:
        """Count a try before its password is checked, so that many tries at once are no more than tries in turn."""
        now = time.monotonic()
        recent = [moment for moment in self._tries.get(name, []) if now - moment < _WAIT]
        if len(recent) >= _TRIES:
            refuse(TOO_MANY_TRIES, seconds=math.ceil(recent[0] + _WAIT - now))
        if len(self._tries) > _NAMES:
            self._tries = {known: tries for known, tries in self._tries.items() if now - tries[-1] < _WAIT}
        self._tries[name] = [*recent, now]

    def _check_division(self, grant: Grant) -> None:
        if grant.division:
            refuse_unless(grant.division in self._divisions, FIELDS_INVALID, faults=(DIVISION_UNKNOWN,))
        else:
            refuse_unless(grant.role is not Role.HOST, FIELDS_INVALID, faults=(DIVISION_NEEDED,))

    async def _create(self, login: str, password: str, grants: list[Grant]) -> str:
        refuse_unless(_LOGIN.fullmatch(login_name(login)) is not None, LOGIN_INVALID)
        require_strength(login_name(login), password)
        return await self._insert(login, password, grants)

    async def _insert(self, login: str, password: str, grants: list[Grant]) -> str:
        identifier = new_id()
        account = {
            "_id": identifier,
            "login": login_name(login),
            "password": await self._passwords.hash(password),
            "grants": [{"role": grant.role.value, "division": grant.division} for grant in grants],
            "created_at": datetime.now(UTC),
        }
        try:
            await self._accounts.insert_one(account)
        except DuplicateKeyError:
            refuse(LOGIN_TAKEN)
        return identifier


def login_name(login: str) -> str:
    """Return a login name as it is stored: narrow, in small letters, without blanks and invisible characters around it."""
    name = unicodedata.normalize("NFKC", login).casefold()
    return "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf")).strip()


def _hashed(token: str) -> str:
    # a token is random, so a single round of SHA-256 keeps it secret from anyone who reads the database
    return hashlib.sha256(token.encode()).hexdigest()


def _session(account: dict[str, Any]) -> Session:
    grants = frozenset(Grant(Role(grant["role"]), grant["division"]) for grant in account["grants"])
    return Session(account["_id"], account["login"], Actor(account["_id"], grants))
