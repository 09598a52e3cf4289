"""Names that teams hold are compared by `chassis.text.folding`: traditional characters and numerals make no other name (B7).

Keys of the release before have no sign of a folding. That release may run beside this one: what it registers meanwhile is found
by review, as any duplicate that is seen later, and the next migration brings its keys here. Of two teams that hold the same name
by now, the one that comes second in the collection keeps a key of its own.
"""

from __future__ import annotations

from typing import Any

from chassis.mongo.migrations import StoredData, derived_id, folded

FORM = "f1:"


def migrate(data: StoredData) -> None:
    """Replace the keys of each team that holds names."""
    old = {"state.held_names": {"$exists": True, "$not": {"$regex": f"^{FORM}"}}}
    data.update_each("teams", old, lambda team: _held(_keys(team)), if_taken=_own_keys)


def _own_keys(team: dict[str, Any]) -> dict[str, Any]:
    return _held([f"{key}/{team['_id']}" for key in _keys(team)])


def _held(keys: list[str]) -> dict[str, Any]:
    return {"$set": {"state.held_names": keys}}


def _keys(team: dict[str, Any]) -> list[str]:
    state = team["state"]
    composition = state["composition"]
    consents = composition.get("consents", {}).get("each", ())
    consented = {consent["uscc"] for consent in consents if consent.get("state") == "given"}
    codes = [partner["uscc"] for partner in composition.get("co_organisations", ()) if partner["uscc"] in consented]
    return [
        FORM + derived_id(kind, state["edition"], uscc, folded(state[f"{kind}_name"]))
        for uscc in (composition["lead"]["uscc"], *codes)
        for kind in ("project", "team")
    ]
