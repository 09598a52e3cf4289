"""Lists that come in as files: a dry run first, the faults line by line, then the import of the very same file (rule K3).

Without scripts a browser can't choose the file again by itself, so the page of the dry run carries it, in base64, to the import.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request

from chassis.kernel.identifiers import new_id
from gateway.form_with_files import FormWithFiles
from gateway.settings import gateway_settings

from ..forms import fault_of, problem_of

_limits = gateway_settings()
# what a file of 2,000,000 characters of base64 holds, bytes, as the API takes it, and the form's fields beside it
MAX_BYTES = 1_500_000
_REST = 64 * 1024


@dataclass
class ImportForm:
    """A form with a list: its fields, the file's name, and the file in base64."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    content: bytes = b""

    @property
    def file(self) -> str:
        """Return the file in base64, as the API takes it."""
        return base64.b64encode(self.content).decode()

    @property
    def carried(self) -> str:
        """Return the file as text for a hidden field: of letters that a form sends as they are."""
        return base64.urlsafe_b64encode(self.content).decode()

    @property
    def key(self) -> str:
        """Return the form's key, so that what is sent twice is done once."""
        return self.fields.get("key", "")[:100] or new_id()


async def read_import_form(request: Request) -> ImportForm:
    """Return the form of a dry run, as it arrives with its file; raise ProblemError if that is missing or too large."""
    form = FormWithFiles(request, MAX_BYTES + _REST, _limits.body_seconds)
    read_form = ImportForm()
    async for file in form.files():
        read_form.file_name = file.name[:200]
        read_form.content = b"".join([piece async for piece in file.pieces()])
    read_form.fields = {name: values[0] for name, values in form.fields.items() if values}
    return read_form


def require_file(form: ImportForm, given: Mapping[str, str] | None = None) -> None:
    """Refuse a form without a file or with one that is too large, and each of its fields that is empty, at the fields.

    `given` are the fields that the import needs; what asks for each is the text `staff_imports.missing` of its name.
    """
    empty = [name for name, value in (given or {}).items() if not value]
    faults = [fault_of(name, f"staff_imports.missing.{name}") for name in empty]
    key = "" if form.content else "staff_imports.file_missing"
    if len(form.content) > MAX_BYTES:
        key = "staff_imports.file_too_large"
    if key:
        faults.append(fault_of("file", key))
    problem = problem_of(faults)
    if problem is not None:
        raise problem


def carried(fields: dict[str, str]) -> ImportForm:
    """Return the form that the page of a dry run carried on; raise ProblemError if its file did not arrive whole."""
    try:
        content = base64.b64decode(fields.get("carried", "").encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        content = b""
    form = ImportForm(fields, fields.get("file_name", "")[:200], content)
    require_file(form)
    return form
