"""Passwords as argon2id hashes, their strength, and contacts sealed for an account."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import unicodedata2 as unicodedata
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from chassis.kernel.refusal import refuse
from chassis.refusals import UNAVAILABLE
from chassis.sealing import Sealed, Sealer, sealer_of
from chassis.settings import settings
from chassis.turns import NoTurnError, Turns

from .model import Contacts, SealedContacts

# zxcvbn's time grows with the square of the length; what follows the 72nd character adds strength and needs no look
_JUDGED = 72
# of 0 to 4: "safely unguessable: moderate protection from offline slow-hash scenario"
_STRONG = 3


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=settings().argon2_passes, memory_cost=settings().argon2_memory, parallelism=1)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Return a hash that is checked if a login name is unknown, so that the answer takes equally long."""
    return _hasher().hash("nobody has this password")


def make_nobodys_hash() -> None:
    """Make the hash that unknown login names are checked against, so that the first of them is not answered later."""
    _nobodys_hash()


def cores_for_hashes() -> int:
    """Return how many passwords are hashed at once."""
    return settings().hashes_at_once or len(os.sched_getaffinity(0))


@lru_cache(maxsize=1)
def _turns() -> Turns:
    return Turns(cores_for_hashes(), settings().hashes_waiting)


@contextmanager
def _turn(source: str, ahead: bool) -> Iterator[None]:
    try:
        with _turns().turn(source, ahead=ahead):
            yield
    except NoTurnError:
        refuse(UNAVAILABLE)


def hash_password(password: str, source: str = "", *, ahead: bool = False) -> str:
    """Return the hash of a password, in its normal form; refuse UNAVAILABLE if too many wait.

    `source` is the network or account it is done for: each waits for its own turns. `ahead` says that it goes before others.
    """
    with _turn(source, ahead):
        return _hasher().hash(normal_form(password))


def password_matches(stored: str, password: str, source: str = "", *, ahead: bool = False) -> bool:
    """Return True if the password has the stored hash; take equally long if there is no hash. As to turns see `hash_password`."""
    with _turn(source, ahead):
        # accounts of earlier releases have the hash of what was typed
        return any(_verify(stored, form) for form in dict.fromkeys((normal_form(password), password)))


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher().verify(stored or _nobodys_hash(), password) and bool(stored)
    except (Argon2Error, InvalidHashError):
        return False


def normal_form(password: str) -> str:
    """Return a password as it is hashed: the same from every keyboard (RFC 8265: NFC, one kind of blank).

    Macs compose letters in another way than phones, and input methods type wide blanks.
    """
    composed = unicodedata.normalize("NFC", password)
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)


def is_strong(password: str, personal: tuple[str, ...]) -> bool:
    """Return True if a password has 12 to 200 characters and is hard to guess, also by who knows `personal`, as the login."""
    password = normal_form(password)
    if not 12 <= len(password) <= 200 or len(set(password)) <= 3:
        return False
    known = [*_words(personal), *_CHINESE]
    return bool(zxcvbn(password[:_JUDGED], user_inputs=known, max_length=_JUDGED)["score"] >= _STRONG)


def _words(personal: tuple[str, ...]) -> list[str]:
    return [word for text in personal if text for word in {text, *text.replace("@", ".").split(".")} if len(word) > 2]


# what people in China commonly choose, beside the English words, names, keyboards and years that zxcvbn knows by itself
_CHINESE = (
    "woaini", "woaini1314", "5201314", "1314520", "aini1314", "iloveyou1314", "woaiwojia", "nihao", "woshishui",
    "mima", "wodemima", "denglu", "zhongguo", "china", "beijing", "shanghai", "guangdong", "shenzhen", "hangzhou",
    "admin888", "qq123456", "abc123456", "asd123456", "qwe123456", "zxc123456", "a123456", "wang", "zhang", "liu", "chen",
    "yang", "zhao", "huang", "zhou", "dasai", "shuju", "shujuyaosu", "shujuju", "dashuju", "data", "password",
    "mima123456", "000000", "111111", "888888", "666666", "123123", "112233", "147258369", "1qaz2wsx", "q1w2e3r4",
)  # fmt: skip


@lru_cache(maxsize=1)
def contact_sealer() -> Sealer:
    """Return the sealer with the keys of DASAI_CONTACT_KEYS; raises Misconfigured if they are not well formed."""
    return sealer_of("contact_keys")


def seal_contacts(account_id: str, contacts: Contacts) -> SealedContacts | None:
    """Return contacts sealed for an account, or None if there are none."""
    if contacts == Contacts():
        return None
    plain = json.dumps({"email": contacts.email, "mobile": contacts.mobile}).encode()
    sealed = contact_sealer().seal(plain, account_id.encode())
    return SealedContacts(key_id=sealed.key_id, nonce=sealed.nonce, ciphertext=sealed.ciphertext)


def open_contacts(account_id: str, sealed: SealedContacts | None) -> Contacts:
    """Return the contacts that were sealed for an account; raises SealBroken."""
    if sealed is None:
        return Contacts()
    plain = contact_sealer().open(Sealed(sealed.key_id, sealed.nonce, sealed.ciphertext), account_id.encode())
    return Contacts(**json.loads(plain))
