"""What an act of a picture presses on a page of each language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from cli.shots.shot import words_on


@pytest.mark.parametrize(
    ("path", "chinese", "said", "other"),
    [
        ("/sign-in", "登录", "登录", "登录管理"),
        ("/en/sign-in", "登录", "Sign in", "Sign in again"),
        ("/en/staff/divisions/1", "退回第1版", "Return version 1", "Return version 2"),
        ("/en/staff/divisions/1/scheme", "添加：评审阶段", "Add: Stages of review", "Add: Rubric"),
        ("/en/staff/sheets/1", "提交并评下一项", "Submit and go on", "Submit"),
        ("/english", "登录", "登录", "Sign in"),
    ],
)
def test_a_button_is_found_in_the_pages_language(path: str, chinese: str, said: str, other: str) -> None:
    page = cast(Any, SimpleNamespace(url=f"http://127.0.0.1:8080{path}?a=b"))
    pattern = words_on(page, chinese)
    assert (pattern.match(said) is not None, pattern.match(other) is not None) == (True, False)
