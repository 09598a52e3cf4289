"""An organisation keeps what teams call it with their divisions, and nothing of teams that were refused (rules B1, K1).

Before, the first name that anyone stated was the organisation's, also if the team was then refused, and every host found it. What
is stated is read anew from the teams. By what an organisation is found is left empty: the worker folds the names, by its timer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chassis.mongo.migrations import StoredData

_PLACES = ("state.composition.lead", "state.composition.co_organisations")


def migrate(data: StoredData) -> None:
    """Replace the stated names in every record of an organisation."""

    def change(document: dict[str, Any]) -> Mapping[str, Any]:
        divisions: dict[tuple[str, str], list[str]] = {}
        for name, kind, division in _stated(data.database, document["_id"]):
            codes = divisions.setdefault((name, kind), [])
            if division not in codes:
                codes.append(division)
        stated = [
            {
                "organisation": {"uscc": document["_id"], "name": name, "kind": kind},
                "division_codes": codes,
            }
            for (name, kind), codes in divisions.items()
        ]
        removed = {f"state.{name}": "" for name in ("organisation", "also_stated", "known_as")}
        return {"$set": {"state.stated": stated, "state.folding": 0}, "$unset": removed}

    data.update_each("organisations", {"state.folding": {"$exists": False}}, change)
    data.drop_index("organisations", "known_as")


def _stated(database: Any, uscc: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind and division of each team that names the organisation, in the order of the teams' registration."""
    teams = {
        document["_id"]: document["state"]
        for place in _PLACES
        for document in database["teams"].find(
            {f"{place}.uscc": uscc}, {"state.composition": 1, "state.division_code": 1, "state.registered_at": 1}
        )
    }
    for state in sorted(teams.values(), key=lambda state: state["registered_at"]):
        composition = state["composition"]
        for organisation in (composition["lead"], *composition.get("co_organisations", ())):
            if organisation["uscc"] == uscc:
                yield organisation["name"], organisation["kind"], state["division_code"]
