"""A loop that tries again and again logs a failure when it begins and when it is over, not each time (`chassis.outage`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PRODUCT = ("chassis", "gateway", "inspection", "services")
_LEVELS = frozenset({"debug", "info", "warning", "error", "exception"})


def lines_of_failures(source: str) -> Iterator[int]:
    """Yield the lines at which a loop without an end logs what it caught."""
    for loop in ast.walk(ast.parse(source)):
        if isinstance(loop, ast.While):
            handlers = (part for part in ast.walk(loop) if isinstance(part, ast.ExceptHandler))
            calls = (part for handler in handlers for part in ast.walk(handler) if isinstance(part, ast.Call))
            yield from (call.lineno for call in calls if _logs(call))


def _logs(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _LEVELS:
        return False
    logger = call.func.value
    return (isinstance(logger, ast.Call) and isinstance(logger.func, ast.Name) and logger.func.id == "log") or (
        isinstance(logger, ast.Attribute) and logger.attr == "_log"
    )


@pytest.mark.parametrize("folder", PRODUCT)
def test_no_loop_logs_each_failure(folder: str) -> None:
    """A database that is away for an hour would else be thousands of lines in each process."""
    wrong = {
        f"{path}:{line}" for path in Path(folder).rglob("*.py") for line in lines_of_failures(path.read_text("utf-8"))
    }
    assert wrong == set()


def test_a_loop_that_logs_each_failure_is_seen() -> None:
    """A breach of the rule, by a logger of the call and by one of the object; what comes before the loop is none."""
    source = """
def run(self):
    try:
        begin()
    except OSError:
        log("x").warning("not begun")
    while True:
        try:
            ask()
        except OSError as error:
            log("x").warning("away", reason=error)
        except ValueError:
            self._log.error("wrong")
        except KeyError:
            outage.fail("KeyError")
"""
    assert list(lines_of_failures(source)) == [11, 13]
