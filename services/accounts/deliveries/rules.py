"""The refusals of deliveries."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

K2_DELIVERY_NOT_FAILED = Code(
    "K2_DELIVERY_NOT_FAILED",
    Kind.REFUSED,
    "只有发送失败的消息可以重新发送，该消息的状态为“{state}”。",
    "Only what failed can be sent again; this delivery is {state}.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
