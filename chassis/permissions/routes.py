"""Find the route of a request by its method and path, before the request is routed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class _Segment:
    """A segment of paths: what follows it by literal text, what follows any other text, and the routes that end here."""

    literal: dict[str, _Segment] = field(default_factory=dict)
    parameter: _Segment | None = None
    routes: dict[str, str] = field(default_factory=dict)


class Routes:
    """Routes such as `GET /api/v1/cases/{case_id}`; a segment that is named goes before a parameter, as at the gateway."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._root = _Segment()
        for route in routes:
            method, template = route.split(" ", 1)
            segment = self._root
            for part in template.split("/")[1:]:
                if part.startswith("{"):
                    segment.parameter = segment.parameter or _Segment()
                    segment = segment.parameter
                else:
                    segment = segment.literal.setdefault(part, _Segment())
            segment.routes[method] = route

    def route(self, method: str, path: str) -> str | None:
        """Return the route for this request; None if there is none, as for an address that does not exist."""
        return _route(self._root, method, path.split("/")[1:])


def _route(segment: _Segment, method: str, parts: list[str]) -> str | None:
    if not parts:
        return segment.routes.get(method)
    following: Iterable[_Segment | None] = (segment.literal.get(parts[0]), segment.parameter if parts[0] else None)
    for each in following:
        route = _route(each, method, parts[1:]) if each is not None else None
        if route is not None:
            return route
    return None
