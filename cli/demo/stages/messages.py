"""Read the messages of a participant, a host, a reviewer and the secretariat; each marks one as read (rule K2)."""

from __future__ import annotations

from collections import Counter

from dasai_client import models

from cli.demo.client import User

from .running import Demo, DemoError


def messages(demo: Demo) -> None:
    """Count the messages of some people by template, and let each read one."""
    people = {
        "参赛者 participant": next(iter(demo.participants.values())),
        "主办方 host": next(iter(demo.hosts.values())),
        "审查员 reviewer": next(iter(demo.reviewers.values())),
        "秘书处 secretariat": demo.secretariat,
    }
    for name, user in people.items():
        first = _first_unread(demo, name, user)
        read = user.api.read_message(first["message_id"])
        if "read_at" not in read:
            raise DemoError(f"the {name} read a message, and it is unread")
        listed = user.pages(user.api.list_messages, "messages")
        demo.messages[name] = Counter(message["template"] for message in listed)


def _first_unread(demo: Demo, name: str, user: User) -> models.Message:
    unread = demo.until(f"messages for the {name}", lambda: user.api.list_messages(unread=True)["messages"])
    return unread[0]
