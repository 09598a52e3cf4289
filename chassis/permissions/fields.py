"""Clear the fields of an answer that its audience is not shown (rule K1)."""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.message import Message

from .model import Audience
from .table import FIELDS

Answer = TypeVar("Answer", bound=Message)


def show(answer: Answer, audience: Audience) -> Answer:
    """Clear in the answer, at any depth, each field that this audience is not shown, and return it."""
    restricted = FIELDS.get(answer.DESCRIPTOR.full_name, {})
    for descriptor, value in answer.ListFields():
        audiences = restricted.get(descriptor.name)
        if audiences is not None and audience not in audiences:
            answer.ClearField(descriptor.name)
        elif descriptor.message_type is not None and not descriptor.message_type.GetOptions().map_entry:
            for inner in value if descriptor.is_repeated else (value,):
                show(inner, audience)
    return answer
