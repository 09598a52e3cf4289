"""The files that pages load: browsers keep each under the address that names its content."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from .pages import STATIC, static

# a file has another address when it changes, so what is kept under this one never grows old
_KEPT = "public, max-age=31536000, immutable"
# under any other address a browser asks each time if the file changed
_ASKED_FOR = "public, no-cache"


class Assets(StaticFiles):
    """The folder of the pages' files; each answer says how long it may be kept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, to be kept for long only if the address names the content that it has now."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).relative_to(STATIC.resolve()).as_posix()
        requested = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        answer.headers["Cache-Control"] = _KEPT if requested == static(name) else _ASKED_FOR
        return answer
