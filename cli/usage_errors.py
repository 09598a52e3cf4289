"""Explain in Chinese and in English what is wrong with a command line.

Typer and pydantic say it in English only. Each of their sentences is known here by its form; one that is not (from a newer
version of theirs) is shown as it is below a general Chinese sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import typer
from typer.exceptions import TyperException

from .help_text import usage_of

UNKNOWN_ZH, UNKNOWN_VALUE_ZH = "命令的写法有误", "不符合要求"


@dataclass(frozen=True)
class Sentence:
    """A sentence of Typer's by its form, and how it reads in each language; without `en` the English stays."""

    form: re.Pattern[str]
    zh: str
    en: str = ""


def _sentence(form: str, zh: str, en: str = "") -> Sentence:
    return Sentence(re.compile(form, re.DOTALL), zh, en)


# what is wrong with a value
VALUES = (
    _sentence(
        r"Value error, (?P<v>.+) does not match the formats (?P<f>.+)\.",
        "{v}不是有效的日期时间，应写作{f}",
        "{v} is no date and time; write {f}",
    ),
    _sentence(r"Value error, (?P<v>.+) is not one of (?P<k>.+)\.", "{v}不在可选范围（{k}）内", "{v} is none of {k}"),
    _sentence(r"Input should be a valid integer.*", "应为整数", "it should be a whole number"),
    _sentence(r"Unable to parse input string as an integer.*", "应为整数", "it should be a whole number"),
    _sentence(r"Input should be a (?:valid|finite) number.*", "应为数字", "it should be a number"),
    _sentence(r"Input should be a valid boolean.*", "应为true或false", "it should be true or false"),
    _sentence(r"Input should be greater than or equal to (?P<n>.+)", "不得小于{n}", "it should be {n} or more"),
    _sentence(r"Input should be less than or equal to (?P<n>.+)", "不得大于{n}", "it should be {n} or less"),
    _sentence(r"(?:file|dir|path) (?P<p>.+) does not exist\.", "{p}不存在", "{p} does not exist"),
    _sentence(
        r"(?:file|dir|path) (?P<p>.+) is a file\.", "{p}是文件，应为目录", "{p} is a file, and should be a folder"
    ),
    _sentence(
        r"(?:file|dir|path) (?P<p>.+) is a directory\.", "{p}是目录，应为文件", "{p} is a folder, and should be a file"
    ),
    _sentence(r"(?:file|dir|path) (?P<p>.+) is not readable\.", "没有读取{p}的权限", "{p} is not readable"),
    _sentence(r"(?:file|dir|path) (?P<p>.+) is not writable\.", "没有写入{p}的权限", "{p} is not writable"),
)
# what is wrong with the command line; `what` is said by VALUES
WHOLE = (
    _sentence(r"Invalid value for (?P<where>.+?): (?P<what>.+)", "{where}的取值有误：{what}"),
    _sentence(r"Missing argument (?P<where>.+?)\.(?: Choose from:\s*(?P<c>.+))?", "缺少参数{where}{c}"),
    _sentence(r"Missing (?:option|parameter) (?P<where>.+?)\.(?: Choose from:\s*(?P<c>.+))?", "缺少选项{where}{c}"),
    _sentence(r"No such option: (?P<o>\S+)(?: \(Possible options: (?P<c>.+)\))?", "没有{o}这个选项{c}"),
    _sentence(r"No such command (?P<o>'.*?')\.(?: Did you mean (?P<c>.+)\?)?", "没有{o}这个命令{c}"),
    _sentence(r"Missing command\.", "缺少命令"),
    _sentence(r"Got unexpected extra argument\(s\) \((?P<o>.*)\)", "多余的参数：{o}"),
    _sentence(r"Option (?P<o>.+) requires an argument\.", "{o}之后缺少取值"),
    _sentence(r"Option (?P<o>.+) requires (?P<n>\d+) arguments\.", "{o}之后应有{n}个取值"),
    _sentence(r"Option (?P<o>.+) does not take a value\.", "{o}不带取值"),
    _sentence(r"Could not open file (?P<p>.+?): (?P<why>.+)", "无法打开文件{p}（{why}）"),
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# how a time is written, for people who do not know strftime
_TIME = {"%Y": "2024", "%m": "06", "%d": "20", "%H": "09", "%M": "00", "%S": "00"}


def report(error: TyperException) -> str:
    """Return the message for a command line that can't be understood, in both languages."""
    context: typer.Context | None = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return error.message  # a group that is called without a command shows its help
    zh, en = both(error.format_message())
    lines = [zh, en]
    if context is not None:
        lines += ["", f"用法 · usage: {usage_of(context)}", f"说明 · help:  {context.command_path} --help"]
    return "\n".join(lines)


def both(message: str) -> tuple[str, str]:
    """Return a message of Typer's in Chinese and in English; one that our own code wrote in both is taken apart."""
    if _CHINESE.search(message) and " · " in message:
        zh, _, en = message.rpartition(" · ")
        return zh, en
    return _said(WHOLE, message) or (UNKNOWN_ZH, message)


def _said(sentences: tuple[Sentence, ...], message: str) -> tuple[str, str] | None:
    for sentence in sentences:
        match = sentence.form.fullmatch(message)
        if match is not None:
            zh = {name: _IN_CHINESE.get(name, _plain)(text or "") for name, text in match.groupdict().items()}
            en = {name: _IN_ENGLISH.get(name, _plain)(text or "") for name, text in match.groupdict().items()}
            return sentence.zh.format(**zh), (sentence.en or _english(message, match)).format(**en)
    return None


def _english(message: str, match: re.Match[str]) -> str:
    """Return the sentence as Typer wrote it, with room for what its value says."""
    text = message.replace("{", "{{").replace("}", "}}")
    return text[: -len(match["what"])] + "{what}" if "what" in match.groupdict() else text


def _plain(text: str) -> str:
    return text


def _moments(between: str) -> Callable[[str], str]:
    def say(text: str) -> str:
        for sign, example in _TIME.items():
            text = text.replace(sign, example)
        return text.replace("'", "").replace(", ", between)

    return say


def _choices(text: str) -> str:
    return f"（可用：{' '.join(text.split())}）" if text else ""


def _value(language: int) -> Callable[[str], str]:
    def say(text: str) -> str:
        sentence = _said(VALUES, text)
        if sentence is not None:
            return sentence[language]
        return (UNKNOWN_VALUE_ZH, text)[language]

    return say


_IN_CHINESE: dict[str, Callable[[str], str]] = {"f": _moments("或"), "c": _choices, "what": _value(0)}
_IN_ENGLISH: dict[str, Callable[[str], str]] = {"f": _moments(" or "), "what": _value(1)}
