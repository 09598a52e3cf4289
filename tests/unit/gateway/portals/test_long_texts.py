"""What people type into an area of text is refused at its field if it is too long, never lost with its form."""

from __future__ import annotations

import re

from annotated_types import MaxLen
from fastapi.routing import APIRoute, iter_route_contexts

from gateway.app import application
from gateway.portals.pages import templates
from gateway.settings import gateway_settings

_AREA = re.compile(r'text_area\(\w+, "(\w+)"')


def _areas() -> set[str]:
    """Return the names of all areas of text."""
    names = templates.env.list_templates(
        filter_func=lambda name: name.startswith(("account/", "participant/", "public/", "staff/"))
    )
    loader = templates.env.loader
    assert loader is not None
    return {area for name in names for area in _AREA.findall(loader.get_source(templates.env, name)[0])}


def test_no_page_bounds_an_area_of_text_before_its_form_is_judged() -> None:
    """A bound of the route itself would answer with the page of a problem, and the text would be gone."""
    areas = _areas()
    assert {"contest_reason", "reason", "receipt", "text"} <= areas
    checked, bounded = set(), []
    for context in iter_route_contexts(application(gateway_settings()).routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or route.path.startswith("/api/"):
            continue
        for parameter in route.dependant.body_params:
            if parameter.name in areas:
                checked.add(parameter.name)
                if any(isinstance(each, MaxLen) for each in parameter.field_info.metadata):
                    bounded.append((route.path, parameter.name))
    assert {"contest_reason", "reason", "receipt", "text"} <= checked
    assert bounded == []
