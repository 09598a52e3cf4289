"""Messages, what of them comes by mail, and how they leave the portal (rule K2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.accounts.v1 import deliveries_pb2, deliveries_pb2_grpc, messages_pb2, messages_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Identifier, PageSize, PageToken, RequestBody, Text, TypedId, page

router = APIRouter(prefix="/api/v1", tags=["accounts"])


class CategoryChoice(RequestBody):
    """A choice for a category of messages: by mail, by text message, or neither."""

    category: Text
    mail: bool
    sms: bool = False


class PreferenceChange(RequestBody):
    """Choices; categories that are not named stay as they are."""

    choices: Annotated[list[CategoryChoice], Field(min_length=1, max_length=50)]


def _messages() -> messages_pb2_grpc.MessagesAsyncStub:
    return messages_pb2_grpc.MessagesStub(channel("accounts"))


def _deliveries() -> deliveries_pb2_grpc.DeliveriesAsyncStub:
    return deliveries_pb2_grpc.DeliveriesStub(channel("accounts"))


@router.get("/messages")
async def list_messages(
    request: Request, unread: bool = False, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """List one's own messages: the unread first, of either the newest first; with `unread` those alone (rule K2)."""
    signed_in(request)
    message = page(messages_pb2.ListMessagesRequest(unread=unread), page_token, page_size)
    return as_json(await call(_messages().ListMessages, message, request))


@router.get("/messages/summary")
async def message_summary(request: Request) -> dict[str, Any]:
    """Return how many of one's own messages are unread (rule K2)."""
    signed_in(request)
    return as_json(await call(_messages().GetMessageSummary, messages_pb2.GetMessageSummaryRequest(), request))


@router.post("/messages/reading")
async def read_all_messages(request: Request) -> dict[str, Any]:
    """Note that one has read all one's messages; `read` says how many were unread (rule K2)."""
    signed_in(request)
    return as_json(await call(_messages().ReadAllMessages, messages_pb2.ReadAllMessagesRequest(), request))


@router.post("/messages/{message_id}/reading")
async def read_message(message_id: Identifier, request: Request) -> dict[str, Any]:
    """Note that one has read a message of one's own; no other can be told from none (rules K1, K2)."""
    signed_in(request)
    return as_json(await call(_messages().ReadMessage, messages_pb2.ReadMessageRequest(message_id=message_id), request))


@router.get("/message-preferences")
async def message_preferences(request: Request) -> dict[str, Any]:
    """Return what comes to one by mail and by text message; all of it is in the portal (rule K2)."""
    signed_in(request)
    message = messages_pb2.GetMessagePreferencesRequest()
    return as_json(await call(_messages().GetMessagePreferences, message, request))


@router.put("/message-preferences")
async def change_message_preferences(body: PreferenceChange, request: Request) -> dict[str, Any]:
    """Choose what comes by mail and by text message; what the rules demand can't be switched off (rule K2)."""
    signed_in(request)
    message = messages_pb2.ChangeMessagePreferencesRequest(
        choices=[messages_pb2.MessageChoice(**choice.model_dump()) for choice in body.choices]
    )
    return as_json(await call(_messages().ChangeMessagePreferences, message, request))


@router.get("/message-deliveries")
async def list_deliveries(
    request: Request,
    state: Literal["", "queued", "sending", "sent", "failed", "withheld"] = "",
    account_id: TypedId = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """List how messages leave the portal, without addresses, for secretariat and operators (rules K2, K4).

    `mail_set` and `sms_set` say if anything does: without a mail server nothing goes out by mail.
    """
    signed_in(request)
    message = deliveries_pb2.ListDeliveriesRequest(
        state=f"DELIVERY_STATE_{(state or 'unspecified').upper()}", account_id=account_id
    )
    page(message, page_token, page_size)
    return as_json(await call(_deliveries().ListDeliveries, message, request))


@router.post("/message-deliveries/{delivery_id}/retry")
async def retry_delivery(delivery_id: Identifier, request: Request) -> dict[str, Any]:
    """Send again what failed, by the secretariat or an operator (rule K2)."""
    signed_in(request)
    message = deliveries_pb2.RetryDeliveryRequest(delivery_id=delivery_id)
    return as_json(await call(_deliveries().RetryDelivery, message, request))
