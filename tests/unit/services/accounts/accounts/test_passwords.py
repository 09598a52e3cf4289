"""Passwords: their strength, and their hashes."""

from __future__ import annotations

import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from services.accounts.accounts.adapters import (
    hash_password,
    is_strong,
    normal_form,
    password_checked,
    password_matches,
)
from services.accounts.accounts.model import login_name

PASSWORD = "数据 and twelve more"


def test_a_password_matches_its_own_hash_only() -> None:
    """Hashes are argon2id with a salt: a password has different hashes, and all match; the hash of nobody never matches."""
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert [password_matches(stored, PASSWORD) for stored in (first, second)] == [True, True]
    assert password_matches(first, PASSWORD + " ") is False
    assert password_matches("", PASSWORD) is False
    assert password_matches("", "nobody has this password") is False
    assert password_matches("not a hash", PASSWORD) is False


def test_a_name_without_a_hash_takes_as_much_work_as_one_with_a_hash() -> None:
    """K1: the time of this thread's processor tells nobody which login names exist, whatever else the machine does."""
    stored = hash_password(PASSWORD)
    work = {}
    for hash_ in (stored, ""):
        began = time.thread_time()
        for _ in range(5):
            password_checked(hash_, PASSWORD + " ")
        work[hash_] = time.thread_time() - began
    assert max(work.values()) < 1.5 * min(work.values())


def test_a_password_that_was_hashed_under_other_settings_gets_another_hash() -> None:
    """Lower or higher: the other hash is good for the same password under the present settings; a wrong password gets none."""
    present = hash_password(PASSWORD)
    assert password_checked(present, PASSWORD) == (True, "")
    for memory, passes in ((8192, 1), (65536, 4)):
        other = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1).hash(PASSWORD)
        assert password_checked(other, PASSWORD + " ") == (False, "")
        matches, renewed = password_checked(other, PASSWORD)
        assert matches
        assert password_checked(renewed, PASSWORD) == (True, "")
    assert password_checked("", PASSWORD) == (False, "")


@pytest.mark.parametrize(
    "password",
    [
        "horse battery staple",
        "春眠不觉晓处处闻啼鸟夜来",
        "x1y2k8w0q7z3m5" * 14,
        "Kx7#mQ2$vN9p",
        "三只 purple 企鹅 walk",
        "my data lives in a blue barn",
        "Ｋｘ７＃ｍＱ２＄ｖＮ９ｐ",
    ],
)
def test_a_strong_password_is_accepted(password: str) -> None:
    """12 to 200 characters of any script that are hard to guess."""
    assert is_strong(password, ("somebody",)) is True


@pytest.mark.parametrize(
    "password",
    [
        "Kx7#mQ2$vN9",
        "",
        "x1y2k8w0q7z3m5" * 14 + "Kx7#mQ2$v",
        "Some.Body@example",
        "aaaaaaaaaaaaaaaab",
        "123456789012",
        "password1234",
        "qwertyuiop12",
        "woaini1314520",
        "shuju5201314",
        "Beijing20240",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "a1b2c3d4e5f6",
        "somebody2024",
        "woaizhongguo1949",
        "wangwei123456",
        "zhangwei1990",
        "wangjing1314520",
        "Admin@123456",
        "Huawei@12345",
        "dasai2024dasai",
        "tianxia123456",
        "baobei1314520",
        "zhongguodianxin",
        "lovezhang1314",
        "Lixiaoming@2024",
        "Wangwei@123456",
        "zhaoqian123456",
        "shujuyaosu2024",
        "Dashuju-dasai1",
        "数据要素大赛2024数据要素",
        "Admin_Data_2024!",
        "ｐａｓｓｗｏｒｄ１２３４",
        "１２３４５６７８９０１２",
        "ｓｏｍｅ．ｂｏｄｙ＠ｅｘａｍｐｌｅ",
        "一二三四五六七八九十十一",
        "中華人民共和國萬歲1949",
        "我爱中国我爱中国我爱中国",
        "生日快乐好好学习天天向上",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    """Too short, too long, close to the login name, one character, or what many people choose, in China or elsewhere.

    Wide, traditional and Chinese digits' characters are those of the same keys.
    """
    assert is_strong(password, ("some.body@example",)) is False


@pytest.mark.parametrize(
    "password",
    [
        "4@8({[<369!|17 0$5+%2" * 4,
        ("4@8({[<369!|170$5+%2" + "4@8({[<369!|170$5") * 2,
        "1|!" * 24,
        "aA4@" * 18,
        "20240601" * 9,
        "qwerty" * 12,
        "1qaz!QAZ" * 9,
        "-".join("abcdefghijklmnopqrstuvwxyz0123456789"),
    ],
)
def test_no_password_takes_long_to_judge(password: str) -> None:
    """K1: anyone may send some, and while they are judged nobody else's session is."""
    began = time.thread_time()
    is_strong(password, ("some.body@example",))
    assert time.thread_time() - began < 1.5


def test_k1_passwords_of_several_people_are_judged_at_once_each_by_its_own_words() -> None:
    """K1: who signs up at the same moment changes nothing: one's own login name is no good password."""
    people = [f"{name}.{name}ovic" for name in ("xqzwvk", "kvwjqx", "zjqvxw", "wqkzvj")]

    def judged(place: int) -> list[bool]:
        own, others = people[place % 4], people[(place + 1) % 4]
        return [is_strong(own, (own,)), is_strong(others, (own,))]

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that threads change in the middle of a judgement
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(judged, range(200))) == [[False, True]] * 200
    finally:
        sys.setswitchinterval(usual)


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """A letter with a mark is one character or two, a blank narrow or wide; who signed up before that was so still signs in."""
    composed, split = "mot de passé très sûr", unicodedata.normalize("NFD", "mot de passé\u3000très sûr")
    before = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(split)
    stored = hash_password(composed)
    assert [password_matches(stored, typed) for typed in (composed, split)] == [True, True]
    assert [password_matches(before, typed) for typed in (composed, split)] == [False, True]
    assert normal_form(split) == composed


@pytest.mark.parametrize(
    "typed",
    ["Some.Body", " some.body ", "ｓｏｍｅ．ｂｏｄｙ", "some.body\u200b", "\ufeffsome.body\n", "SOME.BODY\u3000"],
)
def test_a_login_name_is_the_same_however_it_is_pasted(typed: str) -> None:
    """Case, width, and blanks and invisible characters around it are no part of it; blanks within are."""
    assert login_name(typed) == "some.body"
    assert login_name("some body") == "some body"
