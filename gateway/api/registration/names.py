"""Word lists against which team and project names are screened (rule B9)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import names_pb2, names_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import SEEN, Moment, RawText, RequestBody, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class WordLine(RequestBody):
    """A word of a list, and the consequence of a hit."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    word: RawText
    # refuse or human; the answer names every line with another severity
    severity: RawText


class WordListImport(RequestBody):
    """A whole list as of a date: its words, or a CSV (UTF-8 or GB 18030) or XLSX file in base64, columns word and severity."""

    name: Annotated[str, Field(min_length=1, max_length=60), SEEN]
    as_of: Moment
    source: Annotated[str, Field(min_length=1, max_length=200), SEEN]
    lines: Annotated[list[WordLine], Field(max_length=5_000)] = []
    file: Annotated[str, Field(max_length=2_000_000)] = ""


class NameScreening(RequestBody):
    """A name to screen."""

    text: RawText


def _names() -> names_pb2_grpc.NamesAsyncStub:
    return names_pb2_grpc.NamesStub(channel("registration"))


@router.post("/word-lists", status_code=201)
async def import_word_list(body: WordListImport, request: Request) -> dict[str, Any]:
    """Replace a word list, by the secretariat; if any line is wrong, return each and replace nothing (rule B9)."""
    signed_in(request)
    return as_json(await call(_names().ImportWordList, to_message(body, names_pb2.ImportWordListRequest()), request))


@router.get("/word-lists")
async def list_word_lists(request: Request) -> dict[str, Any]:
    """List every word list with its versions, for the secretariat and hosts (rule B9)."""
    signed_in(request)
    return as_json(await call(_names().ListWordLists, names_pb2.ListWordListsRequest(), request))


@router.post("/name-screenings")
async def screen_name(body: NameScreening, request: Request) -> dict[str, Any]:
    """Return the hits of a name, for the secretariat and hosts; nothing is kept (rule B9)."""
    signed_in(request)
    return as_json(await call(_names().ScreenName, to_message(body, names_pb2.ScreenNameRequest()), request))
