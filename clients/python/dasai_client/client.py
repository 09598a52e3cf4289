"""The client: operations of the API, pages of lists, uploads and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .download import Download
from .operations import Operations
from .transport import Transport
from .upload import Upload


def pages(operation: Callable[..., Any], items: str, *path: str, **filters: Any) -> Iterator[Any]:
    """Yield the items of all pages of a list, which an operation of any account returns."""
    token = ""
    while True:
        page = operation(*path, page_token=token, page_size=200, **filters)
        yield from page[items]
        token = page["page"]["next_page_token"]
        if not token:
            return


class Client:
    """The API of one platform, in the name of one account; `api` has a method for each operation.

    The arguments are those of `Transport`. Use it as a context manager, or call `close`.
    """

    def __init__(self, base_url: str, token: str = "", **options: Any) -> None:
        self.transport = Transport(base_url, token, **options)
        self.api = Operations(self.transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def sign_in(self, login: str, password: str) -> None:
        """Sign in, so that every later request is in that account's name; raises Refused."""
        self.transport.token = ""  # of a session that may have ended
        self.transport.token = self.api.sign_in({"login": login, "password": password})["token"]

    def pages(self, operation: Callable[..., Any], items: str, *path: str, **filters: Any) -> Iterator[Any]:
        """Yield the items of all pages of a list: `pages(client.api.list_teams, "teams", division_code="110000")`."""
        return pages(operation, items, *path, **filters)

    def submit_project(self, team_id: str, draft_revision: int, *, idempotency_key: str = "") -> Any:
        """Submit a team's draft as it is at that revision; return the receipt (rules C8, C9). Raises Refused.

        It counts as of this moment: an arrival ticket is asked for before, and kept while the platform is busy.
        """
        path = f"/api/v1/teams/{team_id}/submissions"
        return self.transport.command("POST", path, {"draft_revision": draft_revision}, key=idempotency_key)

    def upload_material(
        self, team_id: str, path: Path, *, kind: str, owner_uscc: str, address: str = ""
    ) -> tuple[Any, str]:
        """Upload a file as evidence of a team (rules C5 to C7); return the upload and its address. Raises Refused.

        `address` of an earlier try lets it go on where that one stopped.
        """
        metadata = {"filename": path.name, "kind": kind, "owner_uscc": owner_uscc}
        with path.open("rb") as file:
            upload = Upload(self.transport, f"/api/v1/teams/{team_id}/material", file, metadata, address=address)
            return upload.run(), upload.address

    def download_dossier(self, dossier_id: str, path: Path) -> Path:
        """Save the ZIP file of a dossier that is ready (rule K3) and return its path. Raises Refused, DamagedError.

        Called again after a break, also in a new process, it goes on where it stopped.
        """
        return Download(self.transport, f"/api/v1/dossiers/{dossier_id}/file", path).run()
