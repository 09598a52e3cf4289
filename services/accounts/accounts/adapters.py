"""Passwords as argon2id hashes, their strength, and contacts sealed for an account."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import unicodedata2 as unicodedata
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import matching
from zxcvbn.scoring import most_guessable_match_sequence

from chassis.kernel.refusal import refuse
from chassis.refusals import UNAVAILABLE
from chassis.sealing import Sealed, Sealer, sealer_of
from chassis.settings import settings
from chassis.text.chinese import simplified
from chassis.turns import NoTurnError, Turns

from .model import Contacts, SealedContacts

# zxcvbn's time grows with the square of the length; what follows the 72nd character adds strength and needs no look
_JUDGED = 72
# so many combinations of letters that signs stand for are tried; a usual password has less than ten
_READINGS = 32
_MATCHERS_BUT_OF_SIGNS = (
    matching.dictionary_match,
    matching.reverse_dictionary_match,
    matching.spatial_match,
    matching.sequence_match,
    matching.regex_match,
    matching.date_match,
)
# repeats are judged by all matchers again
_MATCHERS = (*_MATCHERS_BUT_OF_SIGNS, matching.l33t_match, matching.repeat_match)
# guesses: ten times those from which zxcvbn says "safely unguessable", for so many it states for any three common parts in a row,
# such as a name, a sign and 123456
_STRONG = 10**9
# words of this platform, in which whoever guesses begins; without them so many characters must be left
_OURS = re.compile(
    "数据要素|大数据|数据|大赛|shujuyaosu|dashuju|shuju|yaosu|dasai|data|contest|admin|secretariat|operator|password|mima"
)
_LEAST = 6
# Chinese digits count as digits: whoever guesses one tries the other
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


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


def hash_if_strong(password: str, personal: tuple[str, ...], source: str = "", *, ahead: bool = False) -> str:
    """Return the hash of a password, an empty text if it is not strong (see `is_strong`). As to turns see `hash_password`.

    Judging takes a processor as hashing does, and is done in the same turn.
    """
    with _turn(source, ahead):
        return _hasher().hash(normal_form(password)) if is_strong(password, personal) else ""


def password_matches(stored: str, password: str, source: str = "", *, ahead: bool = False) -> bool:
    """Return True if the password has the stored hash; take equally long if there is no hash. As to turns see `hash_password`."""
    with _turn(source, ahead):
        return _matches(stored, password)


def password_checked(stored: str, password: str, source: str = "", *, ahead: bool = False) -> tuple[bool, str]:
    """Return `password_matches`, and another hash, made in the same turn, if the stored one was made under other settings."""
    with _turn(source, ahead):
        matches = _matches(stored, password)
        outdated = matches and _hasher().check_needs_rehash(stored)
        return matches, _hasher().hash(normal_form(password)) if outdated else ""


def _matches(stored: str, password: str) -> bool:
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
    length, password = len(normal_form(password)), _guessed_form(password)
    if not 12 <= length <= 200 or len(set(password)) <= 3 or len(_without_our_words(password)) < _LEAST:
        return False
    return _guesses(password[:_JUDGED], _words(personal)) >= _STRONG


def _guessed_form(text: str) -> str:
    """Return a text as whoever guesses it writes it: input methods make wide and traditional characters of the same keys."""
    return "".join(map(simplified, unicodedata.normalize("NFKC", text))).translate(_DIGITS)


def _guesses(password: str, personal: Iterable[str]) -> int:
    """Return zxcvbn's estimate of how many guesses find a password, with `personal` and Chinese ones among its words.

    Not by `zxcvbn` itself. That puts the words into its module, where they are judged by in other threads too. And it tries all
    combinations of letters that signs may stand for: some thousands for a password that was made for it, which take many seconds.
    Whoever uses so many signs has chosen no word.
    """
    own = matching.build_ranked_dict(map(str.lower, personal))
    words = {**matching.RANKED_DICTIONARIES, "chinese": _CHINESE, "user_inputs": own}
    readings = math.prod(map(len, matching.relevant_l33t_subtable(password, matching.L33T_TABLE).values()))
    matchers = _MATCHERS if readings <= _READINGS else _MATCHERS_BUT_OF_SIGNS
    matches = [match for matcher in matchers for match in matcher(password, _ranked_dictionaries=words)]
    matches.sort(key=lambda match: (match["i"], match["j"]))
    return most_guessable_match_sequence(password, matches)["guesses"]


def _without_our_words(password: str) -> str:
    """Return what is left of a password without the words of this platform, years, marks and blanks."""
    return re.sub(r"(?:19|20)\d\d|[\W_]", "", _OURS.sub("", password.lower()))


def _words(personal: tuple[str, ...]) -> list[str]:
    texts = map(_guessed_form, personal)
    return [word for text in texts if text for word in {text, *text.replace("@", ".").split(".")} if len(word) > 2]


def _listed(words: str) -> list[str]:
    return words.split()


# what people in China commonly choose, beside the English words, names, keyboards and years that zxcvbn knows by itself
_COMMON = (
    "woaini", "woaini1314", "5201314", "1314520", "520", "1314", "521", "888", "666", "aini", "aini1314", "iloveyou1314", "woai",
    "woaiwojia", "nihao", "woshishui", "woshi", "mima", "wodemima", "denglu", "zhongguo", "china", "beijing", "shanghai",
    "guangdong", "shenzhen", "hangzhou", "guangzhou", "chongqing", "tianjin", "chengdu", "nanjing", "wuhan", "sichuan", "hunan",
    "admin888", "admin@123", "admin123", "root@123", "test@123", "abc@123", "abcd@1234", "p@ssw0rd", "huawei@123", "huawei",
    "xiaomi", "alibaba", "taobao", "weixin", "baidu", "tencent", "qq123456", "abc123456", "asd123456", "qwe123456", "zxc123456",
    "a123456", "aa123456", "wang", "zhang", "liu", "chen", "yang", "zhao", "huang", "zhou", "dasai", "shuju", "shujuyaosu",
    "shujuju", "dashuju", "data", "password", "mima123456", "000000", "111111", "888888", "666666", "123123", "112233",
    "147258369", "1qaz2wsx", "q1w2e3r4", "laopo", "laogong", "baobei", "baobao", "qinaide", "mama", "baba", "meimei", "jiejie",
    "gege", "didi", "love", "kaixin", "kuaile", "xingfu", "pingan", "jiankang", "facai", "gongxi", "tianxia", "tiankong",
    "renmin", "guojia", "shijie", "mingtian", "jintian", "zhongguoren", "dianxin", "yidong", "liantong", "gongsi", "xuexiao",
    "我爱你", "我爱我家", "我爱中国", "我是中国人", "我的密码", "密码", "中国", "中国人", "中华人民共和国", "人民", "国家",
    "你好", "生日快乐", "新年快乐", "恭喜发财", "万事如意", "一帆风顺", "好好学习", "天天向上", "数据要素", "国家数据局", "北京",
    "上海",
    *(str(year) for year in range(1949, 2036)),
)  # fmt: skip
_SURNAMES = _listed(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han feng "
    "cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao fu zhong jin"
)
_GIVEN_NAMES = _listed(
    "wei fang na min jing li qiang lei jun yang yong jie juan tao ming chao xia ping gang hui hua ying hong bo bin hao peng fei "
    "long yan xin yu jian dan mei lin kai tian ting xue yi ning cheng xiang dong liang lili weiwei xiaoming xiaohong jianguo "
    "jianhua guoqiang zhiqiang haitao xiaoyan xiuying guiying"
)
# by how likely each is
_CHINESE = matching.build_ranked_dict(
    dict.fromkeys(map(_guessed_form, (*_COMMON, *(surname + name for name in _GIVEN_NAMES for surname in _SURNAMES))))
)


@lru_cache(maxsize=1)
def contact_sealer() -> Sealer:
    """Return the sealer with the keys of DASAI_CONTACT_KEYS; raises Misconfigured if they are not well formed."""
    return sealer_of("contact_keys")


def seal_contacts(account_id: str, contacts: Contacts) -> SealedContacts | None:
    """Return contacts sealed for an account, or None if there are none."""
    if not (contacts.email or contacts.mobile):
        return None
    plain = json.dumps({"email": contacts.email, "mobile": contacts.mobile}).encode()
    sealed = contact_sealer().seal(plain, account_id.encode())
    return SealedContacts(key_id=sealed.key_id, nonce=sealed.nonce, ciphertext=sealed.ciphertext)


def open_contacts(account_id: str, sealed: SealedContacts | None) -> Contacts:
    """Return the contacts that were sealed for an account; raises SealBroken. If the address is confirmed is not among them."""
    if sealed is None:
        return Contacts()
    plain = contact_sealer().open(Sealed(sealed.key_id, sealed.nonce, sealed.ciphertext), account_id.encode())
    return Contacts(**json.loads(plain))


def address_keys(account_id: str, email: str) -> tuple[str, ...]:
    """Return the keyed hashes of an account's address, the current key's first: what says that it is confirmed holds one."""
    return tuple(contact_sealer().match_keys(f"{account_id} {email}").values())
