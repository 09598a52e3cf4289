"""Messages, what of them comes by mail, and how they leave the portal (rule K2)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.accounts.v1 import deliveries_pb2, deliveries_pb2_grpc, messages_pb2, messages_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import CountAsked, Identifier, PageSize, PageToken, RequestBody, Text, TypedId, page
from ..router import ApiRouter

router = ApiRouter(__name__)


class CategoryChoice(RequestBody, of=messages_pb2.MessageChoice):
    """A choice for a category of messages: by mail, by text message, or neither."""

    category: Text
    mail: bool
    sms: bool = False


class PreferenceChange(RequestBody, of=messages_pb2.ChangeMessagePreferencesRequest):
    """Choices; categories that are not named stay as they are."""

    choices: Annotated[list[CategoryChoice], Field(min_length=1, max_length=50)]


def _messages() -> messages_pb2_grpc.MessagesAsyncStub:
    return messages_pb2_grpc.MessagesStub(channel("accounts"))


def _deliveries() -> deliveries_pb2_grpc.DeliveriesAsyncStub:
    return deliveries_pb2_grpc.DeliveriesStub(channel("accounts"))


@router.get("/messages")
async def list_messages(
    request: Request, unread: bool = False, page_token: PageToken = "", page_size: PageSize = 50
) -> messages_pb2.ListMessagesResponse:
    """List one's own messages: the unread first, of either the newest first; with `unread` those alone (rule K2)."""
    message = page(messages_pb2.ListMessagesRequest(unread=unread), page_token, page_size)
    return await call(_messages().ListMessages, message, request)


@router.get("/messages/summary")
async def get_message_summary(request: Request) -> messages_pb2.MessageSummary:
    """Return how many of one's own messages are unread (rule K2)."""
    return await call(_messages().GetMessageSummary, messages_pb2.GetMessageSummaryRequest(), request)


@router.post("/messages/reading")
async def read_all_messages(request: Request) -> messages_pb2.ReadAllMessagesResponse:
    """Note that one has read all one's messages; `read` says how many were unread (rule K2)."""
    return await call(_messages().ReadAllMessages, messages_pb2.ReadAllMessagesRequest(), request)


@router.post("/messages/{message_id}/reading")
async def read_message(message_id: Identifier, request: Request) -> messages_pb2.Message:
    """Note that one has read a message of one's own; no other can be told from none (rules K1, K2)."""
    return await call(_messages().ReadMessage, messages_pb2.ReadMessageRequest(message_id=message_id), request)


@router.get("/message-preferences")
async def get_message_preferences(request: Request) -> messages_pb2.MessagePreferences:
    """Return what comes to one by mail and by text message; all of it is in the portal (rule K2).

    What protects the account, as `security`, or must reach one by the rules is `mandatory` and can't be switched off.
    """
    message = messages_pb2.GetMessagePreferencesRequest()
    return await call(_messages().GetMessagePreferences, message, request)


@router.put("/message-preferences")
async def change_message_preferences(body: PreferenceChange, request: Request) -> messages_pb2.MessagePreferences:
    """Choose what comes by mail and by text message; what is `mandatory` can't be switched off (rule K2)."""
    message = messages_pb2.ChangeMessagePreferencesRequest(
        choices=[messages_pb2.MessageChoice(**choice.model_dump()) for choice in body.choices]
    )
    return await call(_messages().ChangeMessagePreferences, message, request)


@router.get("/message-deliveries")
async def list_message_deliveries(
    request: Request,
    state: Literal["", "queued", "sending", "sent", "failed", "withheld"] = "",
    account_id: TypedId = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> deliveries_pb2.ListDeliveriesResponse:
    """List how messages leave the portal, the newest first, without addresses, for secretariat and operators (rules K2, K4).

    `mail_set` and `sms_set` say if anything does: without a mail server nothing goes out by mail.
    """
    message = deliveries_pb2.ListDeliveriesRequest(
        state=f"DELIVERY_STATE_{(state or 'unspecified').upper()}", account_id=account_id
    )
    page(message, page_token, page_size, count=count)
    return await call(_deliveries().ListDeliveries, message, request)


@router.post("/message-deliveries/{delivery_id}/retry")
async def retry_message_delivery(delivery_id: Identifier, request: Request) -> deliveries_pb2.Delivery:
    """Send again what failed, by the secretariat or an operator (rule K2)."""
    message = deliveries_pb2.RetryDeliveryRequest(delivery_id=delivery_id)
    return await call(_deliveries().RetryDelivery, message, request)
