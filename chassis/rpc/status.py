"""Refusals as rich gRPC status: `google.rpc.Status` with ErrorInfo, LocalizedMessage (zh-CN, en) and BadRequest."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf.any_pb2 import Any as ProtoAny
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from ..kernel.refusal import Kind, Refusal

DOMAIN = "dasai"
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
    """Return the status with its details, for `context.abort_with_status`."""
    details: list[Any] = [
        error_details_pb2.ErrorInfo(reason=refusal.code.name, domain=DOMAIN, metadata=refusal.facts),
        error_details_pb2.LocalizedMessage(locale="zh-CN", message=refusal.zh),
        error_details_pb2.LocalizedMessage(locale="en", message=refusal.en),
    ]
    if refusal.faults:
        bad = error_details_pb2.BadRequest()
        for fault in refusal.faults:
            violation = bad.field_violations.add(field=fault.field, description=fault.en, reason=refusal.code.name)
            violation.localized_message.locale = "zh-CN"
            violation.localized_message.message = fault.zh
        details.append(bad)
    status = status_pb2.Status(code=code_of(refusal).value[0], message=refusal.code.name)
    for detail in details:
        packed = ProtoAny()
        packed.Pack(detail)
        status.details.append(packed)
    return rpc_status.to_status(status)
