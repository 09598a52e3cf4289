"""The inbox: one's own messages, and what of them comes by mail and by text message (rule K2)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.accounts.v1 import messages_pb2, messages_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import Response

from gateway.api.accounts.accounts import own_account
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from .. import unread
from ..done import done_of, led_to
from ..navigation import STAFF
from ..pages import form_again, own_page, render

router = Router(include_in_schema=False)
Shown = dict[str, Any]  # a message as the templates read it
Token = Annotated[str, Query(max_length=200)]
_PREFERENCES = "account/message_preferences.html"


def _messages() -> messages_pb2_grpc.MessagesAsyncStub:
    return messages_pb2_grpc.MessagesStub(channel("accounts"))


@router.get("/messages")
async def messages_page(
    request: Request, shown: Annotated[str, Query(alias="show", max_length=10)] = "", page_token: Token = ""
) -> Response:
    """Return one's messages, the unread first; with `show=unread` those alone."""
    message = messages_pb2.ListMessagesRequest(unread=shown == "unread")
    message.page.page_token, message.page.page_size = page_token, 30
    listed = as_json(await call(_messages().ListMessages, message, request))
    values: Shown = {"listed": listed, "shown": shown, "done": done_of(request)}
    return render(request, "account/messages.html", part="messages", **values)


@router.post("/messages/reading")
async def read_all(request: Request) -> Response:
    """Note that one has read all messages, and lead to the list."""
    await call(_messages().ReadAllMessages, messages_pb2.ReadAllMessagesRequest(), request)
    unread.forget_unread(request)
    return led_to("/messages", "read_all")


@router.get("/messages/preferences")
async def preferences_page(request: Request) -> Response:
    """Return what comes by mail and by text message, and to which contacts."""
    return render(request, _PREFERENCES, **await _values(request), done=done_of(request))


@router.post("/messages/preferences")
async def change_preferences(request: Request) -> Response:
    """Choose what comes by mail and by text message; what is mandatory is not asked for."""
    form = await request.form()
    try:
        values = await _values(request)
        choices = [
            messages_pb2.MessageChoice(
                category=each["category"],
                mail=f"mail-{each['category']}" in form,
                sms=f"sms-{each['category']}" in form,
            )
            for each in values["preferences"]
            if not each["mandatory"]
        ]
        message = messages_pb2.ChangeMessagePreferencesRequest(choices=choices)
        await call(_messages().ChangeMessagePreferences, message, request, key=f"{request.state.request_id}-choice")
    except ProblemError as problem:
        return form_again(request, _PREFERENCES, problem, **await _values(request))
    return led_to("/messages/preferences", "preferences")


async def _values(request: Request) -> Shown:
    message = messages_pb2.GetMessagePreferencesRequest()
    preferences, account = await asyncio.gather(
        call(_messages().GetMessagePreferences, message, request), own_account(request)
    )
    shown = as_json(preferences)
    if not STAFF.intersection(grant.role for grant in actor_of(request).grants):
        shown["preferences"] = [each for each in shown["preferences"] if not each["for_staff"]]
    return {**shown, "account": as_json(account)}


@router.get("/messages/{message_id}")
async def message_page(message_id: str, request: Request) -> Response:
    """Return a message of one's own, which counts as read from then on."""
    message = messages_pb2.ReadMessageRequest(message_id=message_id[:100])
    read = as_json(await call(_messages().ReadMessage, message, request))
    unread.forget_unread(request)
    await unread.note_unread(request)
    page = own_page(read["link"]) if read["link"] else ""
    return render(request, "account/message.html", message=read, page=page)
