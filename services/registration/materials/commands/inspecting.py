"""Looking into the file of an upload, once (rule C7)."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from pathlib import Path

from chassis.kernel.refusal import Code, refuse, refuse_unless
from chassis.objects import objects
from inspection.checkers import checkers
from inspection.defects import Defect, DefectError
from inspection.files import InspectedFile
from inspection.scanner import Verdict, scanner

from .. import rules
from ..model.material import ScanState, Upload
from ..settings import file_rules

# the refusal for each defect of a file
DEFECT_REFUSALS: dict[Defect, Code] = {
    Defect.TYPE_NOT_ALLOWED: rules.C7_TYPE_NOT_ALLOWED,
    Defect.DAMAGED: rules.C7_DAMAGED,
    Defect.BOMB: rules.C7_BOMB,
    Defect.POLYGLOT: rules.C7_POLYGLOT,
    Defect.MACRO: rules.C7_MACRO,
    Defect.ENCRYPTED: rules.C7_ENCRYPTED,
    Defect.ACTIVE_CONTENT: rules.C7_ACTIVE_CONTENT,
}
# a command that meets a newer version of its team runs again: it need not inspect the file again
_INSPECTED_KEPT = 64
_inspected: OrderedDict[str, tuple[InspectedFile, ScanState]] = OrderedDict()
_lock = threading.Lock()
_READ_BYTES = 256 * 1024


def remembered(upload_id: str) -> tuple[InspectedFile, ScanState] | None:
    """Return what an earlier look into the upload's file in this process has shown, None if there was none."""
    with _lock:
        return _inspected.get(upload_id)


def forget(upload_id: str) -> None:
    """Forget what a look has shown, because the upload is over."""
    with _lock:
        _inspected.pop(upload_id, None)


def inspect_content(upload: Upload, content: bytes) -> tuple[InspectedFile, ScanState]:
    """Do as `inspect` for the bytes of a whole file, which are not in the storage."""
    with tempfile.NamedTemporaryFile(prefix="dasai-", suffix=".whole") as file:
        file.write(content)
        file.flush()
        return _remember(upload, _look(upload, Path(file.name)))


def inspect(upload: Upload) -> tuple[InspectedFile, ScanState]:
    """Return what the bytes in the storage are, and the scanner's verdict, and remember it; refuse the file by its content.

    Raises CheckersBusyError, ScannerAwayError, ObjectsAwayError.
    """
    with objects().local(upload.id) as path:
        return _remember(upload, _look(upload, path))


def _remember(upload: Upload, known: tuple[InspectedFile, ScanState]) -> tuple[InspectedFile, ScanState]:
    with _lock:
        _inspected[upload.id] = known
        while len(_inspected) > _INSPECTED_KEPT:
            _inspected.popitem(last=False)
    return known


def _look(upload: Upload, path: Path) -> tuple[InspectedFile, ScanState]:
    try:
        inspected = checkers().inspect(path)
    except DefectError as error:
        refuse(DEFECT_REFUSALS[error.defect], what=error.detail)
    file_rules().require_type(upload.kind, inspected.media_type, upload.file_name)
    with path.open("rb") as file:
        verdict, name = scanner().scan(iter(lambda: file.read(_READ_BYTES), b""))
    refuse_unless(verdict is not Verdict.INFECTED, rules.C7_MALWARE, what=name)
    return inspected, ScanState(verdict)
