"""Which packages are fetched, and with whose leave."""

from __future__ import annotations

import pytest

from cli.stack.prerequisites import may_install, steps


def test_lists_are_updated_before_installing() -> None:
    assert steps(["rabbitmq-server", "chromium"], root=True) == [
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", "rabbitmq-server", "chromium"],
    ]


def test_sudo_only_where_not_root() -> None:
    assert [command[0] for command in steps(["chromium"], root=False)] == ["sudo", "sudo"]


@pytest.mark.parametrize(
    ("yes", "root", "ci", "answer", "may"),
    [
        (True, True, False, None, True),
        (False, True, True, None, True),
        (False, True, False, None, False),  # root alone is no leave
        (True, False, True, None, False),  # sudo without anyone at the terminal would wait for a password
        (False, False, False, True, True),
        (False, False, False, False, False),
        (True, False, False, False, False),  # asked before sudo, also after --yes
    ],
)
def test_leave(*, yes: bool, root: bool, ci: bool, answer: bool | None, may: bool) -> None:
    ask = None if answer is None else lambda: answer
    assert may_install(yes=yes, root=root, ci=ci, ask=ask) is may
