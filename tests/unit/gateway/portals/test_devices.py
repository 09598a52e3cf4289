"""Test how browsers and programs that signed in are named."""

from __future__ import annotations

import pytest

from gateway.portals.account.devices import device_words

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"


_WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36"
_ANDROID = f"Mozilla/5.0 (Linux; Android 14; V2324A) {_CHROME} Mobile Safari/537.36"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (_WINDOWS, ("Windows 10上的Chrome 126", "Chrome 126 on Windows 10")),
        (f"{_WINDOWS} QQBrowser/12.1", ("Windows 10上的QQ浏览器 12", "QQ Browser 12 on Windows 10")),
        (f"{_ANDROID} MicroMessenger/8.0.47", ("Android 14上的微信 8", "WeChat 8 on Android 14")),
        (_MAC, ("macOS上的Safari 17", "Safari 17 on macOS")),
        ("python-httpx/0.28.1", ("程序python-httpx 0.28.1", "the program python-httpx 0.28.1")),
        ("Mozilla/5.0", ("未知设备", "Unknown device")),
        ("", ("未知设备", "Unknown device")),
    ],
    ids=["chrome", "qq", "wechat", "macos", "program", "nothing-known", "empty"],
)
def test_k1_a_session_says_in_words_from_where_it_is(named: str, words: tuple[str, str]) -> None:
    """K1: browser and system as people know them, and nothing of what only programs read."""
    assert device_words(named) == words
