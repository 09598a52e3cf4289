"""Reports of breaches (举报): filed under a real name with evidence, and followed by a secret code (rules H2, H3, K4)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any

from dasai.publicity.v1 import reports_pb2, reports_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import FieldFault, Refusal
from chassis.objects import objects
from chassis.refusals import FIELDS_INVALID
from gateway import tus
from gateway.api.body import to_message
from gateway.api.publicity import evidence, reports
from gateway.form_with_files import File, FormWithFiles
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import PUBLIC, actor_of, as_json, call, channel
from gateway.settings import gateway_settings
from gateway.throttle import count_look_up, count_report, count_report_file

from ..forms import body_of, fault_of, form_key, missing
from ..pages import form_again, render
from .counting import counted
from .notices import public_notice

router = Router(include_in_schema=False)
_limits = gateway_settings()
# a form's fields and heads of its parts, beside its files
_REST = 1024 * 1024
# which field a refusal is about
_FIELDS = {
    "reporter.real_name": "real_name",
    "reporter.identity_kind": "identity_kind",
    "reporter.identity_number": "identity_number",
    "reporter.contact": "contact",
    "organiser_id": "contest",
}
# the paths of the API's body that say who is reported
_SUBJECTS = ("team_id", "organiser_id")
_CODES = {
    "H2_ANONYMOUS": "real_name",
    "H2_IDENTITY": "identity_number",
    "H2_TEXT": "text",
    "H2_NO_EVIDENCE": "evidence",
    "H2_FILE": "evidence",
    "H2_UNKNOWN_TEAM": "team_id",
    "H2_TEAM": "team_id",
    "H2_UNKNOWN_ORGANISER": "contest",
}
# what a form that is shown again keeps: all but the identity number, which no page shows (rule K4)
_KEPT = ("notice_id", "listed_team", "team_id", "division", "contest", "text", "real_name", "identity_kind", "contact")
# by the setting's media types: what the browser offers to choose
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg,.jpeg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "video/mp4": ".mp4",
}


@dataclass
class _Files:
    """The evidence of a form: what is kept, by identifier and name, and what was refused of what was sent with it."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)


def _reports() -> reports_pb2_grpc.ReportsAsyncStub:
    return reports_pb2_grpc.ReportsStub(channel("publicity"))


@router.get("/reports/new")
async def report_page(
    request: Request,
    notice: Annotated[str, Query(max_length=100)] = "",
    team: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Return the form; from a notice it offers the teams that the notice lists."""
    shown = await public_notice(notice, request) if notice else None
    given = {"notice_id": notice, "listed_team": team}
    return render(request, "public/report.html", given=given, kept=[], key=form_key(), **_choices(shown))


def _choices(notice: dict[str, Any] | None) -> dict[str, Any]:
    limits = edition().report_evidence
    return {
        "notice": notice,
        "limits": limits,
        "accept": ",".join(_ENDINGS[kind] for kind in limits.media_types if kind in _ENDINGS),
    }


@router.post("/reports/new")
async def file_report(request: Request) -> Response:
    """Keep the files, file the report, and show its number and tracking code, this once (rule H2).

    Of a form that is refused the files stay kept: nobody has to choose them again.
    """
    limits = edition().report_evidence
    form = FormWithFiles(request, limits.max_files * limits.max_bytes + _REST, _limits.body_seconds)
    files = _Files()
    try:
        async with asyncio.timeout(_limits.report_file_seconds):
            await _keep(form, files, request)
    except TimeoutError:
        raise tus.problem(tus.TOO_SLOW) from None
    files.kept += _kept_before(form)
    try:
        filed = await _file(form, files, request)
    except ProblemError as problem:
        return await _again(form, files, problem, request)
    return render(request, "public/report_filed.html", filed=filed, files=[name for _, name in files.kept])


async def _file(form: FormWithFiles, files: _Files, request: Request) -> dict[str, Any]:
    """File the report of a form and return the answer; raises ProblemError with all that is wrong with the form."""
    faults = [*_subject_faults(form), *files.faults]
    if not (files.kept or files.faults):
        faults.append(fault_of("evidence", "report.evidence_missing"))
    try:
        return await _filed(form, files, request, to_be_judged_only=bool(faults))
    except ProblemError as problem:
        if not faults or problem.status >= 500:
            raise
        own = {fault.field for fault in faults} | set(_SUBJECTS)
        others = [fault for fault in problem.faults if fault.field not in own]
        raise ProblemError.of(Refusal(FIELDS_INVALID, faults=(*faults, *others))) from None


async def _filed(form: FormWithFiles, files: _Files, request: Request, *, to_be_judged_only: bool) -> dict[str, Any]:
    """Let the report of a form be judged and filed; one that is to be judged only names nobody, so that it is refused."""
    team_id = "" if to_be_judged_only else form.value("team_id").strip() or form.value("listed_team")
    organiser_id = "" if to_be_judged_only else form.value("division") or form.value("contest").strip()
    reporter = {name: form.value(name) for name in ("real_name", "identity_kind", "identity_number", "contact")}
    body = body_of(
        reports.NewReport,
        team_id=team_id,
        organiser_id=organiser_id,
        notice_id=form.value("notice_id") if team_id and form.value("listed_team") else "",
        text=form.value("text"),
        evidence=[{"evidence_id": identifier} for identifier, _ in files.kept],
        reporter=reporter,
    )
    if not to_be_judged_only:  # who mends a mistake has not filed twice
        await counted(count_report, request)
    message = to_message(body, reports_pb2.FileReportRequest())
    account_id = actor_of(request).account_id
    message.reporter.account_id = "" if account_id == PUBLIC.account_id else account_id
    return as_json(await call(_reports().FileReport, message, request, key=form.value("key"), unnamed=True))


def _subject_faults(form: FormWithFiles) -> list[FieldFault]:
    """Return a fault if more than one of the fields that say who is reported is filled in."""
    filled = [name for name in ("listed_team", "team_id", "division", "contest") if form.value(name).strip()]
    if len(filled) == 1:
        return []
    zh, en = "请填写一个举报对象，只能填写一个。", "Say who is reported: exactly one team or organiser."
    return [FieldFault(filled[1] if filled else "team_id", zh, en)]


async def _keep(form: FormWithFiles, files: _Files, request: Request) -> None:
    """Store the files of a form as they arrive, and let each be inspected; raises ProblemError if the form breaks off."""
    async for file in form.files():
        await _keep_file(file, files, request)


async def _keep_file(file: File, files: _Files, request: Request) -> None:
    """Store a file as it arrives and let it be inspected, unless it is refused; raises ProblemError if it breaks off."""
    storage, limits = objects(evidence.AREA), edition().report_evidence
    upload, at, refusal = new_id(), 0, await _refused(files, request)
    await tus.threaded(storage.begin, upload)
    try:
        async for piece in file.pieces():
            if at + len(piece) > limits.max_bytes:
                refusal = refusal or Refusal(evidence.TOO_LARGE, {"limit": str(limits.max_bytes)})
            if refusal is None:
                await tus.threaded(storage.append, upload, at, piece)
            at += len(piece)
    except BaseException:
        await tus.threaded(storage.discard, upload)
        raise
    await _end(upload, file.name, refusal or (Refusal(evidence.EMPTY) if at == 0 else None), files, request)


async def _refused(files: _Files, request: Request) -> Refusal | None:
    """Return why another file is not taken from this address; None if it is."""
    try:
        await count_report_file(request)
    except Refusal as refusal:
        return refusal
    return None


async def _end(upload: str, name: str, refusal: Refusal | None, files: _Files, request: Request) -> None:
    """Let a file be inspected that has arrived; note it as kept, or why it is refused."""
    try:
        if refusal is not None:
            raise ProblemError.of(refusal)
        kept = await evidence.keep_uploaded(upload, name, request)
    except ProblemError as problem:
        await tus.threaded(objects(evidence.AREA).discard, upload)
        if problem.status >= 500:
            raise
        files.faults.append(FieldFault("evidence", f"{name}：{problem.zh}", f"{name}: {problem.en}"))
        return
    files.kept.append((kept.evidence_id, kept.file_name))


def _kept_before(form: FormWithFiles) -> list[tuple[str, str]]:
    """Return the files that an earlier try of this form kept and that are still chosen."""
    pairs = (value.partition(" ") for value in form.fields.get("kept", []))
    return [(identifier, name) for identifier, _, name in pairs if identifier]


async def _again(form: FormWithFiles, files: _Files, problem: ProblemError, request: Request) -> Response:
    notice_id = form.value("notice_id")
    try:
        notice = await public_notice(notice_id, request) if notice_id else None
    except ProblemError:
        notice = None
    gone = problem.code == "H2_FILE_GONE"
    return form_again(
        request,
        "public/report.html",
        problem,
        given={name: form.value(name) for name in _KEPT},
        fields=_FIELDS,
        codes=_CODES,
        kept=[] if gone else files.kept,
        key=form_key(form.value("key"), problem),
        **_choices(notice),
    )


@router.get("/reports/status")
async def status_page(request: Request) -> Response:
    """Return the form for the tracking code of a report."""
    return render(request, "public/report_status.html")


@router.post("/reports/status")
async def status(request: Request, tracking_code: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Return the state of the report of a tracking code, which is in no address (rules H2, H3, K4)."""
    try:
        missing({"tracking_code": tracking_code}, {"tracking_code": "report.code_missing"})
        await counted(count_look_up, request)
        body = body_of(reports.TrackedReport, tracking_code=tracking_code.strip())
        message = to_message(body, reports_pb2.GetReportStatusRequest())
        report = as_json(await call(_reports().GetReportStatus, message, request, unnamed=True))
    except ProblemError as problem:
        codes, texts = {"NOT_FOUND": "tracking_code"}, {"NOT_FOUND": "report.code_unknown"}
        return form_again(request, "public/report_status.html", problem, codes=codes, texts=texts)
    return render(request, "public/report_status.html", report=report)
