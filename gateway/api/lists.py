"""Lists as CSV and XLSX files: their templates; each subject imports and exports its own (rule K3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC
from typing import Annotated, Any, Literal

from fastapi import Request, Response
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import Field

from chassis.kernel.clock import BEIJING
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import K3_EXPORT_TOO_LONG
from chassis.spreadsheets import writing
from chassis.spreadsheets.columns import IMPORTED, Columns, example, titles

from .router import ApiRouter, file

router = ApiRouter(__name__)
CSV, XLSX = "text/csv", writing.XLSX_TYPE
# lines of one exported file: a sheet has at most 1,048,576, and it is made in memory
MAX_EXPORTED = 100_000
# items of a page that is asked for
MAX_PAGE = 200
FileFormat = Literal["csv", "xlsx"]
AskedFormat = Annotated[FileFormat, Field(alias="format")]
# an imported file in base64, as every import takes it
ListFile = Annotated[str, Field(min_length=1, max_length=2_000_000)]
ListName = Literal[
    "affiliations", "credit-lists", "experts", "invitations", "recommendations", "reviewers", "word-lists"
]
# how routes that answer with a list are declared
AS_FILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: file(CSV, XLSX, Content_Disposition="The name of the file.")},
}


async def every(
    call_page: Callable[[str], Awaitable[Any]], rows_of: Callable[[Any], Iterable[Sequence[str]]]
) -> list[Sequence[str]]:
    """Return the rows of all pages of a list, each page asked for by the token before; refuse K3_EXPORT_TOO_LONG."""
    rows: list[Sequence[str]] = []
    token = ""
    while True:
        page = await call_page(token)
        rows += rows_of(page)
        refuse_unless(len(rows) <= MAX_EXPORTED, K3_EXPORT_TOO_LONG, limit=MAX_EXPORTED)
        token = page.page.next_page_token
        if not token:
            return rows


def in_beijing(at: Timestamp) -> str:
    """Return a time as lists write it, in Beijing: 2024-06-20 09:00:00."""
    return f"{at.ToDatetime(UTC).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


async def list_file(name: str, columns: Columns, rows: Iterable[Sequence[str]], file_format: FileFormat) -> Response:
    """Return a list as a file of this name, in the columns in which it is imported; it is made aside, in a thread."""
    csv = file_format == "csv"
    write = writing.as_csv if csv else writing.as_xlsx
    content = await asyncio.to_thread(write, titles(columns), list(rows))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"', "Cache-Control": "no-store"}
    return Response(content, media_type=writing.CSV_TYPE if csv else writing.XLSX_TYPE, headers=headers)


@router.get("/lists/{list_name}/template", **AS_FILE)
async def get_list_template(list_name: ListName, request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the template of a list that is imported: its columns in Chinese and English, and an example line (rule K3).

    A star marks the columns that must be filled in. An import passes over the example line if it was left in unchanged.
    """
    columns = IMPORTED[list_name]
    return await list_file(f"{list_name}-template", columns, [example(columns)], file_format)
