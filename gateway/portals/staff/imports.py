"""Imports of credit lists, relations and word lists: template, dry run, faults by line, import (rules B3, B8, B9, K3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from dasai.registration.v1 import (
    affiliations_pb2,
    affiliations_pb2_grpc,
    names_pb2,
    names_pb2_grpc,
    organisations_pb2,
    organisations_pb2_grpc,
)
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.kernel.clock import BEIJING
from chassis.kernel.refusal import Refusal
from chassis.refusals import FIELDS_INVALID, NOT_FOUND
from gateway.api.body import to_message
from gateway.api.registration.affiliations import AffiliationImport
from gateway.api.registration.names import WordListImport
from gateway.api.registration.organisations import CreditListImport
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..forms import body_of, fault_of, form_key
from ..pages import form_again, render
from ..participant.own_team import Shown
from . import list_files

router = Router(include_in_schema=False)
CREDIT_LISTS = ("dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation")
# an import of a whole list may take that long, seconds
_SECONDS = 30
# the fields of the form of each list, beside its file
_FIELDS = {
    "credit-lists": ("list", "as_of", "source", "complete", "waive_faults"),
    "affiliations": ("as_of", "source"),
    "word-lists": ("name", "as_of", "source"),
}
# the boxes of a form, which may be left alone
_TICKED = ("complete", "waive_faults")
Given = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True)
class _List:
    """A list that is imported: the page's template of its fields, and what calls its import."""

    name: str
    call_import: Callable[[dict[str, Any], Request, str], Awaitable[Shown]]


async def _credit_list(values: dict[str, Any], request: Request, key: str) -> Shown:
    chosen = {name: bool(values[name]) for name in ("complete", "waive_faults")}
    body = body_of(CreditListImport, **(values | chosen))
    message = to_message(body, organisations_pb2.ImportCreditListRequest())
    stub = organisations_pb2_grpc.OrganisationsStub(channel("registration"))
    answer = as_json(await call(stub.ImportCreditList, message, request, key=key, seconds=_SECONDS))
    return {**answer, "lines": answer["imported"]}


async def _affiliations(values: dict[str, Any], request: Request, key: str) -> Shown:
    message = to_message(body_of(AffiliationImport, **values), affiliations_pb2.ImportAffiliationsRequest())
    stub = affiliations_pb2_grpc.AffiliationsStub(channel("registration"))
    answer = as_json(await call(stub.ImportAffiliations, message, request, key=key, seconds=_SECONDS))
    return {**answer, "lines": answer["imported"] + answer["unchanged"]}


async def _word_list(values: dict[str, Any], request: Request, key: str) -> Shown:
    message = to_message(body_of(WordListImport, **values), names_pb2.ImportWordListRequest())
    stub = names_pb2_grpc.NamesStub(channel("registration"))
    answer = as_json(await call(stub.ImportWordList, message, request, key=key, seconds=_SECONDS))
    versions = answer["list"]["versions"] if answer.get("list") else []
    return {**answer, "lines": versions[-1]["words"] if versions else 0}


_LISTS = {
    each.name: each
    for each in (
        _List("credit-lists", _credit_list),
        _List("affiliations", _affiliations),
        _List("word-lists", _word_list),
    )
}


@router.get("/staff/imports")
async def imports_page(request: Request) -> Response:
    """Return the lists that can be imported, the versions of the word lists, and the exports of what is in force (K3)."""
    stub = names_pb2_grpc.NamesStub(channel("registration"))
    words = as_json(await call(stub.ListWordLists, names_pb2.ListWordListsRequest(), request))["lists"]
    values: Shown = {"word_lists": words, "credit_lists": CREDIT_LISTS, "lists": tuple(_LISTS)}
    return render(request, "staff/imports.html", **values)


@router.get("/staff/imports/{list_name}")
async def import_page(list_name: str, request: Request) -> Response:
    """Return the form to import a list (rule K3)."""
    if list_name not in _LISTS:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "address"}))
    return render(request, "staff/import.html", list_name=list_name, credit_lists=CREDIT_LISTS, key=form_key())


@router.post("/staff/imports/{list_name}")
async def try_import(list_name: str, request: Request) -> Response:
    """Try the import of a file, change nothing, and show what is wrong in which line (rule K3)."""
    if list_name not in _LISTS:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "address"}))
    given: dict[str, str] = {}
    try:
        form = await list_files.read_import_form(request)
        given = _given(list_name, form.fields)
        needed = {name: value for name, value in given.items() if name not in _TICKED}
        list_files.require_file(form, needed)
        answer = await _import(list_name, given, form, request, dry_run=True)
    except ProblemError as problem:
        return _again(list_name, given, request, problem)
    return _result(list_name, given, form, answer, request, imported=False)


@router.post("/staff/imports/{list_name}/completion")
async def complete_import(
    list_name: str,
    request: Request,
    carried: Annotated[str, Form(max_length=2_100_000)] = "",
    file_name: Given = "",
    key: Given = "",
    list_of: Annotated[str, Form(alias="list", max_length=200)] = "",
    name: Given = "",
    as_of: Given = "",
    source: Given = "",
    complete: Given = "",
    waive_faults: Given = "",
) -> Response:
    """Import the tried file, and show what came of it (rule K3)."""
    if list_name not in _LISTS:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "address"}))
    fields = {"list": list_of, "name": name, "as_of": as_of, "source": source}
    given = _given(list_name, {**fields, "complete": complete, "waive_faults": waive_faults})
    tried: list_files.ImportForm | None = None
    try:
        tried = form = list_files.carried({"carried": carried, "file_name": file_name, "key": key})
        answer = await _import(list_name, given, form, request, dry_run=False)
    except ProblemError as problem:
        return _again(list_name, given, request, problem, tried)
    return _result(list_name, given, form, answer, request, imported=True)


def _given(list_name: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields.get(name, "").strip()[:200] for name in _FIELDS[list_name]}


async def _import(
    list_name: str, given: dict[str, str], form: list_files.ImportForm, request: Request, *, dry_run: bool
) -> Shown:
    values = {**given, "as_of": _beginning_of(given["as_of"]), "file": form.file, "dry_run": dry_run}
    return await _LISTS[list_name].call_import(values, request, form.key)


def _beginning_of(day: str) -> str:
    """Return the beginning of a day in Beijing, in RFC 3339; raise ProblemError at the field if it is no day."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), BEIJING).isoformat()
    except ValueError:
        raise ProblemError.of(Refusal(FIELDS_INVALID, faults=(fault_of("as_of", "staff_imports.day_wrong"),))) from None


def _result(
    list_name: str,
    given: dict[str, str],
    form: list_files.ImportForm,
    answer: Shown,
    request: Request,
    *,
    imported: bool,
) -> Response:
    values: Shown = {
        "list_name": list_name,
        "credit_lists": CREDIT_LISTS,
        "given": given,
        "tried": form,
        "answer": answer,
        "imported": imported,
        # a word list is replaced as a whole, or not at all; of the others the right lines are imported
        "may_go_on": answer["replaced"] if list_name == "word-lists" else bool(answer["lines"]),
        "key": form_key(),
    }
    return render(request, "staff/import.html", **values)


def _again(
    list_name: str,
    given: dict[str, str],
    request: Request,
    problem: ProblemError,
    tried: list_files.ImportForm | None = None,
) -> Response:
    """Return the form with a refusal; an import that was refused may be on its way still, so it is sent again under its key."""
    codes = {"K3": "file", "B9": "file", "B3": "file", "B8": "file"}
    key = form_key(tried.key if tried is not None else "", problem)
    values: Shown = {"list_name": list_name, "credit_lists": CREDIT_LISTS, "tried": tried, "key": key}
    return form_again(request, "staff/import.html", problem, given=given, codes=codes, **values)
