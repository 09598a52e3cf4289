"""Refusals as rich gRPC status: `google.rpc.Status` with ErrorInfo, LocalizedMessage (zh-CN, en) and BadRequest.

The status travels in trailing metadata, of which gRPC takes 8 KiB and drops more, status and all. So both sides have room for
METADATA_BYTES, and a refusal never fills it: it names its first faults with their count, and long texts are cut.
"""

from __future__ import annotations

from typing import Any

import grpc
from dasai.common.v1.refusal_pb2 import FaultCount
from google.protobuf.any_pb2 import Any as ProtoAny
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from ..kernel.refusal import MAX_FAULTS, Kind, Refusal

DOMAIN = "dasai"
METADATA_BYTES = 1024 * 1024
# options of every server and of every channel; between two values gRPC would refuse at random
METADATA_OPTIONS = (
    ("grpc.max_metadata_size", METADATA_BYTES),
    ("grpc.absolute_max_metadata_size", METADATA_BYTES),
)
# characters of a field's name, of a fault's text, and of a fact; a refusal's own texts hold its facts
MAX_FIELD, MAX_TEXT, MAX_FACT, MAX_MESSAGE = 120, 300, 4_000, 8_000
_CODES = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.REFUSED: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
}


def code_of(refusal: Refusal) -> grpc.StatusCode:
    """Return the gRPC status code of a refusal."""
    return _CODES[refusal.code.kind]


def to_status(refusal: Refusal) -> Any:
    """Return the status with its details, for `context.abort_with_status`; at most MAX_FAULTS of the faults are named."""
    facts = {name: cut(value, MAX_FACT) for name, value in refusal.facts.items()}
    details: list[Any] = [
        error_details_pb2.ErrorInfo(reason=refusal.code.name, domain=DOMAIN, metadata=facts),
        error_details_pb2.LocalizedMessage(locale="zh-CN", message=cut(refusal.zh, MAX_MESSAGE)),
        error_details_pb2.LocalizedMessage(locale="en", message=cut(refusal.en, MAX_MESSAGE)),
    ]
    if refusal.faults:
        bad = error_details_pb2.BadRequest()
        for fault in refusal.faults[:MAX_FAULTS]:
            violation = bad.field_violations.add(
                field=cut(fault.field, MAX_FIELD), description=cut(fault.en, MAX_TEXT), reason=refusal.code.name
            )
            violation.localized_message.locale = "zh-CN"
            violation.localized_message.message = cut(fault.zh, MAX_TEXT)
        details += [bad, FaultCount(total=len(refusal.faults))]
    status = status_pb2.Status(code=code_of(refusal).value[0], message=refusal.code.name)
    for detail in details:
        packed = ProtoAny()
        packed.Pack(detail)
        status.details.append(packed)
    return rpc_status.to_status(status)


def cut(text: str, most: int) -> str:
    """Return the text, or its beginning with an ellipsis if it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
