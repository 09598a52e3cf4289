"""The form of a division's scheme for its host: an application, the same filed again, or a new version (rules A2 to A5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dasai.registration.v1 import divisions_pb2
from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.permissions import Target
from chassis.permissions.registration import APPLY_FOR_DIVISION
from chassis.refusals import FORBIDDEN
from gateway.api.body import to_message
from gateway.api.registration.divisions import Application, NewSchemeVersion, SeenFilings
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, call

from ..described.description import groups, options_of
from ..described.form import SchemeForm, Unreadable, scheme_shown
from ..done import led_to
from ..forms import Form, body_of, fault_of, form_key, number_typed, problem_of, told_together
from ..pages import form_again, render
from ..public.divisions import division_of
from ..public.scheme_changes import changes_between
from .divisions import PUBLIC_STATES, divisions_stub, latest_version, require_staff, shown_scheme, step_of, way_to

router = Router(include_in_schema=False)
_TEMPLATE = "staff/scheme.html"
_MOVED_ON = "A5_FILED_MEANWHILE"
_DIGITS = 6


@router.get("/staff/divisions/{code}/scheme")
async def scheme_page(code: str, request: Request) -> Response:
    """Return the form: with what was filed last, or for a first application with what the edition proposes."""
    shown = await _division(code, request)
    filed = _filed(shown)
    form = (SchemeForm.of(filed) if filed else SchemeForm.new()).with_value("seen", str(_version(shown)))
    return render(request, _TEMPLATE, form=Form(form.values), **_values(code, request, shown, form))


@router.post("/staff/divisions/{code}/scheme")
async def file_scheme(code: str, request: Request) -> Response:
    """Add or remove a row, show the scheme as the public will read it, or file it; lead to the division's page.

    Each button says in `act` what it does, so that all of it works without scripts. `seen` is the version filed last when the
    form was opened.
    """
    posted = await request.form()
    form, act, key = SchemeForm.posted(posted), str(posted.get("act", "look")), str(posted.get("key", ""))[:60]
    shown = await _division(code, request)
    if act.startswith(("add.", "remove.")):
        form = form.changed_by(act)
        added = act.removeprefix("add.") if act.startswith("add.") else ""
        values = _values(code, request, shown, form, added=added)
        return render(request, _TEMPLATE, part="entry", form=Form(form.values), **values)
    if act == "edit":
        return render(request, _TEMPLATE, form=Form(form.values), **_values(code, request, shown, form))
    reason = form.values.get("reason", "").strip()
    is_new_version = shown is not None and shown["state"] in PUBLIC_STATES
    unreasoned = [fault_of("reason", "staff_divisions.give_reason")] if is_new_version and not reason else []
    try:
        scheme, names = form.read()
    except Unreadable as unreadable:
        problem = told_together(unreadable.problem, unreasoned)
        return _refused(code, request, problem, shown, form, unreadable.names)
    if (incomplete := problem_of(unreasoned)) is not None:
        return _refused(code, request, incomplete, shown, form, names)
    if act != "file":
        read = scheme_shown(scheme)
        before = _filed(shown)
        return render(
            request,
            "staff/scheme_preview.html",
            key=form_key(),
            given=form.values,
            reason=reason,
            changes=changes_between(before, read) if before else [],
            before=before,
            **_values(code, request, shown, form),
            **shown_scheme(read),
        )
    seen = SeenFilings(version=number_typed(form.values.get("seen", ""), _DIGITS) or 0)
    try:
        if is_new_version:
            body = body_of(NewSchemeVersion, scheme=scheme, reason=reason, seen=seen)
            message = to_message(body, divisions_pb2.FileSchemeVersionRequest(), division_code=code)
            await call(divisions_stub().FileSchemeVersion, message, request, key=key)
        else:
            applied = to_message(
                body_of(Application, scheme=scheme, seen=seen),
                divisions_pb2.ApplyForDivisionRequest(),
                division_code=code,
            )
            await call(divisions_stub().ApplyForDivision, applied, request, key=key)
    except ProblemError as problem:
        if problem.code == _MOVED_ON:
            shown = await _division(code, request)
            form = form.with_value("seen", str(_version(shown)))
        return _refused(code, request, problem, shown, form, names)
    return led_to(f"/staff/divisions/{code}", "scheme_filed")


def _refused(
    code: str,
    request: Request,
    problem: ProblemError,
    shown: Mapping[str, Any] | None,
    form: SchemeForm,
    names: Mapping[str, str],
) -> Response:
    """Return the form with each refusal at its field."""
    codes = {"A5_NO_REASON": "reason"}
    values = _values(code, request, shown, form)
    return form_again(request, _TEMPLATE, problem, given=form.values, fields=names, codes=codes, **values)


async def _division(code: str, request: Request) -> dict[str, Any] | None:
    """Return the division, None if nobody applied for it; raises ProblemError for whoever is not its host."""
    actor = actor_of(request)
    require_staff(actor, code)
    if not APPLY_FOR_DIVISION.is_open_to(actor, Target(division=code)):
        raise ProblemError.of(Refusal(FORBIDDEN))
    return await division_of(code, request)


def _version(division: Mapping[str, Any] | None) -> int:
    """Return the version that was filed last, 0 if none was."""
    return int(latest_version(division)["version"]) if division is not None else 0


def _filed(division: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the scheme that was filed last: that of the new version on its way, or else the division's."""
    if division is None:
        return None
    scheme: Mapping[str, Any] | None = (division.get("revision") or division).get("scheme")
    return scheme


def _values(
    code: str, request: Request, division: Mapping[str, Any] | None, form: SchemeForm, *, added: str = ""
) -> dict[str, Any]:
    """Return what the form shows; `added` is the list to which a row was added."""
    return {
        "unit": edition().division(code),
        "way": way_to(actor_of(request), code),
        "division": division,
        "step": step_of(division),
        "is_new_version": division is not None and division["state"] in PUBLIC_STATES,
        "entry": form,
        "groups": groups(),
        "options_of": options_of,
        "added": added,
    }
