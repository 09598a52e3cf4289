"""Name the browser or program that signed in, by its User-Agent header."""

from __future__ import annotations

import re

from ua_parser import OS, parse

# families that people know by another name; what is not here is called as it calls itself
_BROWSERS = {
    "QQ Browser": ("QQ浏览器", "QQ Browser"),
    "QQ Browser Mobile": ("QQ浏览器", "QQ Browser"),
    "UC Browser": ("UC浏览器", "UC Browser"),
    "Sogou Explorer": ("搜狗浏览器", "Sogou Explorer"),
    "MiuiBrowser": ("小米浏览器", "Xiaomi Browser"),
    "Huawei Browser": ("华为浏览器", "Huawei Browser"),
    "Samsung Internet": ("三星浏览器", "Samsung Internet"),
    "Edge Mobile": ("Edge", "Edge"),
    "Chrome Mobile": ("Chrome", "Chrome"),
    "Chrome Mobile iOS": ("Chrome", "Chrome"),
    "Chrome Mobile WebView": ("Chrome", "Chrome"),
    "HeadlessChrome": ("Chrome", "Chrome"),
    "Firefox Mobile": ("Firefox", "Firefox"),
    "Firefox iOS": ("Firefox", "Firefox"),
    "Mobile Safari": ("Safari", "Safari"),
}
_SYSTEMS = {"Mac OS X": "macOS", "Ubuntu": "Linux", "Debian": "Linux", "Fedora": "Linux"}
# WeChat shows pages in the browser of the system, as which alone ua-parser knows it
_WECHAT = re.compile(r"MicroMessenger/([0-9]+)")
_BROWSER, _UNKNOWN = "Mozilla/", ("未知设备", "Unknown device")


def device_words(named: str) -> tuple[str, str]:
    """Return a browser with its system, in Chinese and English; a program by the name and version that it gives itself."""
    if not named.startswith(_BROWSER):
        return _program(named) if named.strip() else _UNKNOWN
    known, wechat = parse(named), _WECHAT.search(named)
    if wechat:
        zh, en = f"微信 {wechat[1]}", f"WeChat {wechat[1]}"
    elif known.user_agent is not None:
        family, major = known.user_agent.family, known.user_agent.major
        zh, en = (f"{name} {major}" if major else name for name in _BROWSERS.get(family, (family, family)))
    else:
        return _UNKNOWN
    system = _system(known.os)
    return (f"{system}上的{zh}", f"{en} on {system}") if system else (zh, en)


def _system(known: OS | None) -> str:
    if known is None:
        return ""
    name = _SYSTEMS.get(known.family, known.family)
    # macOS has called itself 10.15 for years, whatever it is, and a version of Linux says nothing
    return name if name in ("macOS", "Linux") or not known.major else f"{name} {known.major}"


def _program(named: str) -> tuple[str, str]:
    name = named.split(maxsplit=1)[0].replace("/", " ")
    return f"程序{name}", f"the program {name}"
