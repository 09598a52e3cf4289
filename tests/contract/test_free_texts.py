"""K4: each free text of a command is looked through for numbers of identity documents, or it says here why it is not."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import dasai

SERVICES = Path(__file__).parents[2] / "services"
# fields that hold what somebody writes freely; `scores` have comments
FREE = {
    "asked",
    "comment",
    "contest_reason",
    "hearing",
    "identity_check",
    "late_reason",
    "purpose",
    "reason",
    "reasons",
    "record",
    "report",
    "scope",
    "scores",
    "statement",
    "text",
    "text_en",
    "title",
    "title_en",
}
CHECKS = {"require_no_identity_numbers", "require_publishable"}
# command and field, by the reason why the command itself looks through nothing
ELSEWHERE = {
    "it is checked with all that the activity or scheme publishes": {
        "CancelActivity.reason",
        "ChangeActivity.reason",
        "FileSchemeVersion.reason",
    },
    "it is the public's or a team's own, which messages and lists show with hidden numbers": {
        "AnswerInvitation.contest_reason",
        "AnswerNameClaim.text",
        "AnswerSupplement.text",
        "ChangeTeam.contest_reason",
        "FileObjection.text",
        "FileReport.text",
        "RegisterTeam.contest_reason",
    },
    "it is checked with all texts of the announcement": {
        "Announce.text",
        "Announce.text_en",
        "Announce.title",
        "Announce.title_en",
        "AnnounceWinners.statement",
    },
    "it is a word for programs": {"BeginSignOn.purpose"},
}


def contract_requests() -> set[str]:
    """Return the names of all requests of callers in the contracts."""
    names: set[str] = set()
    for folder in map(Path, dasai.__path__):
        for path in folder.rglob("*_pb2.py"):
            module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
            names |= set(importlib.import_module(module).DESCRIPTOR.message_types_by_name)
    return {name.removesuffix("Request") for name in names if name.endswith("Request")}


def free_texts() -> set[str]:
    """Return command and field of each free text that a caller sends."""
    callers = contract_requests()
    return {
        f"{node.name}.{field.target.id}"
        for path in SERVICES.rglob("requests.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name in callers
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id in FREE
    }


def looked_through() -> Iterator[str]:
    """Yield command and field of each text that a function of a command hands to a check."""
    for path in SERVICES.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                yield from _checked_in(function)


def _checked_in(function: ast.FunctionDef) -> Iterator[str]:
    given = {argument.arg: ast.unparse(argument.annotation) for argument in function.args.args if argument.annotation}
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CHECKS:
            for part in ast.walk(call):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in given:
                    yield f"{given[part.value.id].removeprefix('requests.')}.{part.attr}"


def test_k4_every_free_text_of_a_command_is_looked_through_for_identity_numbers() -> None:
    """K4: a number would stay in database, events and audit trail in clear; exceptions are named, and there are no others."""
    texts, excepted = free_texts(), {text for texts in ELSEWHERE.values() for text in texts}
    assert texts - set(looked_through()) - excepted == set()
    assert excepted - texts == set()
    assert {"DecideCase.reason", "SaveSheet.scores", "RecordHearing.record"} <= texts
