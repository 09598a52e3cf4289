"""The identifiers of a running platform, so that drawn requests meet what exists: nearly every other address has nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx

# so many identifiers of a kind are enough; more pages of a list tell nothing new
ENOUGH = 40
# what a parameter is called, and the other names under which answers say the same
_ALSO = {"code": ("division_code", "division", "verification_code"), "number": ("submission_number", "number")}
_PARAMETER = re.compile(r"{(\w+)}")
_OF_PAGES = frozenset({"page_size", "page_token"})


def identifiers(base_url: str, api: Mapping[str, Any], tokens: Iterable[str]) -> dict[str, list[str]]:
    """Return the known values of each parameter of an address, read as each of these accounts (an empty token: as nobody).

    Lists are read first, then what stands below the things that they name.
    """
    known: dict[str, dict[str, None]] = defaultdict(dict)
    names = {name for path in api["paths"] for name in _PARAMETER.findall(path)}
    fields = {field: name for name in names for field in (name, *_ALSO.get(name, ()))}
    with httpx.Client(base_url=base_url, timeout=30) as http:
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            for path in sorted(_readable(api), key=lambda each: each.count("{")):
                address = _PARAMETER.sub(lambda match: next(iter(known[match[1]]), "-"), path)
                answer = http.get(address, headers=headers)
                if answer.is_success and "json" in answer.headers.get("content-type", ""):
                    for name, value in _values(answer.json(), fields):
                        if len(known[name]) < ENOUGH:
                            known[name][value] = None
    return {name: list(values) for name, values in known.items()}


def _readable(api: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses that can be read without a query."""
    for path, methods in api["paths"].items():
        read = methods.get("get")
        if read is not None and not any(
            parameter.get("required") and parameter["in"] == "query" for parameter in read.get("parameters", ())
        ):
            yield path


def _values(value: Any, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers in an answer, each with the parameter that it is for."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name in fields and isinstance(part, str | int) and str(part):
                yield fields[name], str(part)
            else:
                yield from _values(part, fields)
    elif isinstance(value, list):
        for part in value:
            yield from _values(part, fields)
