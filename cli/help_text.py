"""The text of `--help`: whole at any width of the terminal, Chinese first.

Typer's own tables cut a text that does not fit, and count a Chinese character as one column. Here an option has its text
below it, wrapped by what a terminal shows.
"""

from __future__ import annotations

import inspect
import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import Any

import typer

NARROWEST, WIDEST = 40, 100
# a Chinese character, or a word with the punctuation that must not begin a line
_PIECE = re.compile(
    r"\s+|[^\s\u2e80-\u9fff\uff00-\uffef]+[，。；：、！？）”」]*|[（“「]*[\u2e80-\u9fff\uff00-\uffef][，。；：、！？）”」]*"
)
_DEFAULT = re.compile(r"  \[((?:default|required|env var|[^\[\]]*<=)[^\[]*)\]$")
# Typer would write them into the start-up files of a shell, for a program on the path; `./dasai` is none
_COMPLETION = {"install_completion", "show_completion"}
# what Typer says of its own option
_OWN = {"Show this message and exit.": "显示本说明 · show this text"}


class HelpContext(typer.Context):
    """A command line whose `--help` is written here."""

    def get_help(self) -> str:
        """Return the whole text of `--help`."""
        return help_of(self)


def use(command: Any) -> None:
    """Have a command, and all commands in it, show this module's help."""
    command.context_class = HelpContext
    command.params = [parameter for parameter in command.params if parameter.name not in _COMPLETION]
    for inner in getattr(command, "commands", {}).values():
        use(inner)


def help_of(context: typer.Context) -> str:
    """Return what `--help` shows of a command: usage, purpose, arguments, options, commands."""
    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    return "\n".join(_lines(context, width))


def usage_of(context: typer.Context) -> str:
    """Return how a command is called, on one line."""
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def _lines(context: typer.Context, width: int) -> Iterator[str]:
    yield from wrap(f"用法 · Usage: {usage_of(context)}", width, "", "    ")
    for paragraph in _purpose(context.command):
        yield ""
        yield from wrap(paragraph, width, "  ")
    records = [
        (parameter.param_type_name, record)
        for parameter in context.command.get_params(context)
        if (record := parameter.get_help_record(context)) is not None
    ]
    for kind, title in (("argument", "参数 · Arguments:"), ("option", "选项 · Options:")):
        of_kind = [record for name, record in records if name == kind]
        if of_kind:
            yield from ("", title)
        for name, text in of_kind:
            yield from wrap(name, width, "  ", "    ")
            yield from wrap(_parameter(text), width, "      ")
    commands = getattr(context.command, "commands", {})
    if commands:
        yield from ("", "命令 · Commands:")
    for name, command in commands.items():
        yield f"  {name}"
        yield from wrap(_purpose(command)[0], width, "      ")


def _purpose(command: Any) -> list[str]:
    """Return the paragraphs that say what a command is for: the short text in both languages if it has one comes first."""
    whole = inspect.cleandoc(command.help or "").partition("\f")[0].split("\n\n")
    paragraphs = [command.short_help or "", *whole]
    return list(dict.fromkeys(filter(None, paragraphs))) or [""]


def _parameter(text: str) -> str:
    """Return an option's text with what Typer adds to it in both languages."""
    text = _OWN.get(text, text)
    added = _DEFAULT.search(f"  {text}")
    if added is None:
        return text
    words = added[1].replace("default:", "默认 · default:").replace("required", "必填 · required")
    return f"{text[: added.start() - 2]}（{words.replace('env var:', '环境变量 · variable:')}）"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, width: int, first: str, rest: str | None = None) -> Iterator[str]:
    """Wrap a text to a width; a word that is wider than a line stays whole, so that it can be copied."""
    rest = first if rest is None else rest
    line, space = first, ""
    for piece in _PIECE.findall(text):
        if piece.isspace():
            space = " "
            continue
        if line.strip() and columns(line + space + piece) > width:
            yield line
            line, space = rest, ""
        line += (space if line.strip() else "") + piece
        space = ""
    if line.strip():
        yield line
