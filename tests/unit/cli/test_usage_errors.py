"""Errors of usage, in Chinese and in English, for every command and every kind of value."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.main import get_command

from cli.__main__ import COMMANDS, main, run
from cli.help_text import use
from cli.usage_errors import UNKNOWN_VALUE_ZH, UNKNOWN_ZH, both
from tests.unit.cli.test_help_text import commands_in

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# the others hand on what they do not know
every_command = pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if not entry.hands_on])


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Run a wrong command line; return its error in Chinese and in English."""
    assert main(arguments) == 2
    return printed_error(capsys)


def printed_error(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the Chinese and the English line that were printed as an error."""
    printed = capsys.readouterr()
    assert printed.out == ""
    zh, en, *_ = printed.err.splitlines()
    assert CHINESE.search(zh)
    assert not zh.startswith(UNKNOWN_ZH)
    assert UNKNOWN_VALUE_ZH not in zh
    assert not CHINESE.search(en)
    return zh, en


@every_command
def test_an_unknown_option_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands_in(name):
        zh, en = refused([*words, "--no-such-thing"], capsys)
        assert (zh, en) == ("没有--no-such-thing这个选项", "No such option: --no-such-thing")


@every_command
def test_an_option_without_its_value_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands_in(name):
        command: Any = COMMANDS[name].command(name)
        for word in words[1:]:
            command = command.commands[word]
        for parameter in command.params:
            if parameter.param_type_name == "option" and not parameter.is_flag:
                option = parameter.opts[-1]
                zh, en = refused([*words, option], capsys)
                assert (zh, en) == (f"{option!r}之后缺少取值", f"Option {option!r} requires an argument.")


def test_an_impossible_date_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    zh, en = refused(["up", "--at", "2024-06-31T09:00"], capsys)
    assert zh == "'--at'的取值有误：'2024-06-31T09:00'不是有效的日期时间，应写作2024-06-20T09:00或2024-06-20T09:00:00"
    assert en == (
        "Invalid value for '--at': '2024-06-31T09:00' is no date and time; write 2024-06-20T09:00 or 2024-06-20T09:00:00"
    )


class Colour(StrEnum):
    RED, BLUE = "red", "blue"


def everything(
    name: Annotated[str, typer.Argument()],
    count: Annotated[int, typer.Option(min=1, max=9)] = 1,
    share: float = 0.5,
    colour: Colour = Colour.RED,
    moment: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    folder: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    pair: tuple[int, int] = (1, 2),
    must: Annotated[str, typer.Option()] = "",
    flag: Annotated[bool, typer.Option("--flag")] = False,
) -> None:
    """Take a parameter of every kind."""


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("", "缺少参数'name'", "Missing argument 'name'."),
        ("a b", "多余的参数：b", "Got unexpected extra argument(s) (b)"),
        ("a --count x", "'--count'的取值有误：应为整数", "Invalid value for '--count': it should be a whole number"),
        ("a --count 0", "'--count'的取值有误：不得小于1", "Invalid value for '--count': it should be 1 or more"),
        ("a --count 10", "'--count'的取值有误：不得大于9", "Invalid value for '--count': it should be 9 or less"),
        ("a --share x", "'--share'的取值有误：应为数字", "Invalid value for '--share': it should be a number"),
        (
            "a --colour green",
            "'--colour'的取值有误：'green'不在可选范围（'red', 'blue'）内",
            "Invalid value for '--colour': 'green' is none of 'red', 'blue'",
        ),
        (
            "a --moment 2024-02-30",
            "'--moment'的取值有误：'2024-02-30'不是有效的日期时间，应写作2024-06-20",
            "Invalid value for '--moment': '2024-02-30' is no date and time; write 2024-06-20",
        ),
        ("a --file /nope", "'--file'的取值有误：'/nope'不存在", "Invalid value for '--file': '/nope' does not exist"),
        (
            "a --file /tmp",
            "'--file'的取值有误：'/tmp'是目录，应为文件",
            "Invalid value for '--file': '/tmp' is a folder, and should be a file",
        ),
        (
            "a --folder /etc/hosts",
            "'--folder'的取值有误：'/etc/hosts'是文件，应为目录",
            "Invalid value for '--folder': '/etc/hosts' is a file, and should be a folder",
        ),
        ("a --pair 1", "'--pair'之后应有2个取值", "Option '--pair' requires 2 arguments."),
        ("a --flag=1", "'--flag'不带取值", "Option '--flag' does not take a value."),
        (
            "a --momen 1",
            "没有--momen这个选项（可用：--moment）",
            "No such option: --momen (Possible options: --moment)",
        ),
    ],
)
def test_each_kind_of_error_is_explained(line: str, zh: str, en: str, capsys: pytest.CaptureFixture[str]) -> None:
    app = typer.Typer()
    app.command()(everything)
    command = get_command(app)
    use(command)
    assert run(command, line.split(), "./dasai everything") == 2
    assert printed_error(capsys) == (zh, en)


def test_an_unknown_command_of_a_group_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["receipt", "verfy"], capsys) == (
        "没有'verfy'这个命令（可用：'verify'）",
        "No such command 'verfy'. Did you mean 'verify'?",
    )


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["receipt"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("用法 · Usage: ./dasai receipt ")


def test_an_unknown_message_still_has_a_chinese_sentence() -> None:
    assert both("Something new.") == (UNKNOWN_ZH, "Something new.")
    assert both("Invalid value for '--x': something new") == (
        f"'--x'的取值有误：{UNKNOWN_VALUE_ZH}",
        "Invalid value for '--x': something new",
    )
    assert both("请给出编号 · give an id") == ("请给出编号", "give an id")
