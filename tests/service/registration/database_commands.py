"""The commands that a test's own process sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pymongo import monitoring


class DatabaseCommands(monitoring.CommandListener):
    """The commands that this process sends while `recorded` runs: name and collection of each, and its changes."""

    def __init__(self) -> None:
        self.recording = False
        self.commands: list[tuple[str, str, Any]] = []

    @contextmanager
    def recorded(self) -> Iterator[list[tuple[str, str, Any]]]:
        """Record the commands of the block, and yield them."""
        self.commands, self.recording = [], True
        try:
            yield self.commands
        finally:
            self.recording = False

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Record a command; called by pymongo."""
        if self.recording:
            changes = event.command.get("updates") or event.command.get("deletes") or []
            self.commands.append((event.command_name, str(event.command.get(event.command_name)), list(changes)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure: the command raises it."""


@cache
def database_commands() -> DatabaseCommands:
    """Return the listener, which pymongo hears of once: it can't be taken off again."""
    listener = DatabaseCommands()
    monitoring.register(listener)
    return listener
