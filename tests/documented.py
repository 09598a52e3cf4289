"""Hold every answer that a test gets from a running gateway's API against that gateway's own document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

API = "/api/v1/"
# what any address may answer, whichever operation it is: for a wrong method, host or head
GENERAL = {"405", "421", "431"}
# so many answers of an operation with the same status are held against their schema: the next would take time and tell nothing
ENOUGH = 25


class Documented:
    """The documents of the gateways that a run has met, and the answers that did not fit them."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.checked = 0
        self._documents: dict[str, dict[str, Any]] = {}
        self._routes: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        self._validators: dict[tuple[str, str], Any] = {}
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def check(self, request: httpx.Request, response: httpx.Response) -> None:
        """Note it if the document does not say that this may come back."""
        origin, path = str(request.url.copy_with(raw_path=b"/")), request.url.path
        document = self._document(origin)
        if document is None:
            return
        template = next((known for pattern, known in self._routes[origin] if pattern.fullmatch(path)), None)
        operation = document["paths"].get(template, {}).get(request.method.lower())
        status = str(response.status_code)
        if operation is None or status in GENERAL:
            return
        self.checked += 1
        fault = self._fault(origin, document, operation, status, response)
        if fault:
            self.faults.append(f"{request.method} {template} {status}: {fault}")

    def learn(self, origin: str, document: dict[str, Any]) -> None:
        """Take a document as that of the gateway at this address."""
        self._documents[origin] = document
        # the address with the fewest parameters is meant: /accounts/me before /accounts/{account_id}
        paths = sorted(document["paths"], key=lambda path: path.count("{"))
        self._routes[origin] = [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in paths]

    def _document(self, origin: str) -> dict[str, Any] | None:
        if origin not in self._documents:
            with suppress(httpx.HTTPError, ValueError):  # a gateway that is not up yet, or no gateway of ours
                document = httpx.get(f"{origin}api/openapi.json", timeout=10).json()
                if "openapi" in document:
                    self.learn(origin, document)
        return self._documents.get(origin)

    def _fault(
        self, origin: str, document: dict[str, Any], operation: dict[str, Any], status: str, response: httpx.Response
    ) -> str:
        said = operation["responses"].get(status)
        if said is None:
            return f"undocumented: {response.text[:300]}"
        if status in ("429", "503") and "retry-after" not in response.headers:
            return "no Retry-After"
        if not response.content:
            return ""
        media = response.headers.get("content-type", "").split(";")[0]
        schema = said.get("content", {}).get(media, {}).get("schema")
        if schema is None:
            return f"undocumented content: {media}"
        self._seen[origin, operation["operationId"], status] += 1
        if "$ref" not in schema or self._seen[origin, operation["operationId"], status] > ENOUGH:
            return ""
        validator = self._validators.setdefault(
            (origin, schema["$ref"]), Draft202012Validator({**schema, "components": document["components"]})
        )
        return "; ".join(
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator.iter_errors(response.json())
        )


@contextmanager
def holding(documented: Documented) -> Iterator[None]:
    """Look at every answer that httpx gets in this process while it lasts."""
    send = httpx.Client.send

    def sending(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        response = send(client, request, **options)
        if request.url.path.startswith(API) and not options.get("stream"):
            documented.check(request, response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.Client, "send", sending)
        yield
