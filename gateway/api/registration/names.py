"""Word lists against which team and project names are screened (rule B9)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import names_pb2, names_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.mapping import enum_value
from chassis.spreadsheets.columns import WORD_LISTS
from chassis.spreadsheets.words import SEVERITIES
from gateway.rpc import call, channel

from ..body import SEEN, Moment, RawText, RequestBody, to_message
from ..lists import AS_FILE, AskedFormat, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class WordLine(RequestBody, of=names_pb2.WordLine):
    """A word of a list, and the consequence of a hit."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    word: RawText
    # refuse or human; the answer names every line with another severity
    severity: RawText


class WordListImport(RequestBody, of=names_pb2.ImportWordListRequest):
    """A whole list as of a date: its words, or a CSV (UTF-8 or GB 18030) or XLSX file in base64, columns word and severity."""

    name: Annotated[str, Field(min_length=1, max_length=60), SEEN]
    as_of: Moment
    source: Annotated[str, Field(min_length=1, max_length=200), SEEN]
    lines: Annotated[list[WordLine], Field(max_length=5_000)] = []
    file: Annotated[str, Field(max_length=2_000_000)] = ""
    dry_run: bool = False


class NameScreening(RequestBody, of=names_pb2.ScreenNameRequest):
    """A name to screen."""

    text: RawText


def _names() -> names_pb2_grpc.NamesAsyncStub:
    return names_pb2_grpc.NamesStub(channel("registration"))


@router.post("/word-lists", status_code=201)
async def import_word_list(body: WordListImport, request: Request) -> names_pb2.ImportWordListResponse:
    """Replace a word list, by the secretariat; if any line is wrong, return each and replace nothing (rule B9)."""
    return await call(_names().ImportWordList, to_message(body, names_pb2.ImportWordListRequest()), request)


@router.get("/word-lists")
async def list_word_lists(request: Request) -> names_pb2.ListWordListsResponse:
    """List every word list with its versions, for the secretariat and hosts (rule B9)."""
    return await call(_names().ListWordLists, names_pb2.ListWordListsRequest(), request)


@router.get("/word-lists/{list_name}/file", **AS_FILE)
async def export_word_list(
    list_name: Annotated[str, Field(min_length=1, max_length=60)], request: Request, file_format: AskedFormat = "xlsx"
) -> Response:
    """Return the words of a list in force as a file, in the columns of its import, for the secretariat (rules B9, K3)."""
    content = await call(_names().GetWordList, names_pb2.GetWordListRequest(name=list_name), request)
    rows = [
        (listed.word, SEVERITIES[enum_value(listed.severity, names_pb2.Severity.DESCRIPTOR)])
        for listed in content.words
    ]
    return await list_file("word-list", WORD_LISTS, rows, file_format)


@router.post("/name-screenings")
async def screen_name(body: NameScreening, request: Request) -> names_pb2.ScreenNameResponse:
    """Return the hits of a name, for the secretariat and hosts; nothing is kept (rule B9)."""
    return await call(_names().ScreenName, to_message(body, names_pb2.ScreenNameRequest()), request)
