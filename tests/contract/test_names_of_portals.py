"""The functions that several pages may call have names of one meaning each."""

from __future__ import annotations

import ast
from pathlib import Path

PORTALS = Path(__file__).parents[2] / "gateway" / "portals"


def test_a_name_means_one_thing_in_all_portals() -> None:
    """Two functions of one name would be taken for each other; a route, or what reads a page's values, is named in its file."""
    places: dict[str, list[str]] = {}
    for path in PORTALS.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                is_route = any("router." in ast.unparse(decorator) for decorator in node.decorator_list)
                if not is_route and node.name != "read":
                    places.setdefault(node.name, []).append(path.name)
    assert {"body_of", "form_key", "render"} <= set(places)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
