"""The files of a submission as pages show them to whoever judges it: by kind, and one of them in the page (rules C5, C6, E3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request

from ..participant import project
from ..shown_files import shown_as

Piece = Mapping[str, Any]


def by_kind(pieces: Sequence[Piece]) -> list[tuple[Any, list[Piece]]]:
    """Return the evidence for each kind of the edition, in its order (rules C5, C6)."""
    groups = [(kind, [piece for piece in pieces if piece["kind"] == kind.id]) for kind in project.evidence_kinds()]
    return [(kind, of_kind) for kind, of_kind in groups if of_kind]


def in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the evidence in the order in which `by_kind` lists it."""
    return [piece for _, of_kind in by_kind(pieces) for piece in of_kind]


def piece_after(listed: Sequence[Piece], evidence_id: str) -> Piece | None:
    """Return the file that the page lists after another one; None after the last."""
    rest = iter(listed)
    return next(rest, None) if any(piece["id"] == evidence_id for piece in rest) else None


async def file_shown(team_id: str, listed: Sequence[Piece], evidence_id: str, request: Request) -> dict[str, Any]:
    """Return the listed file of this id with its address and how it is shown; nothing if there is none.

    Raises ProblemError if registration refuses the reader.
    """
    piece = next((piece for piece in listed if piece["id"] == evidence_id), None)
    if piece is None:
        return {}
    files = await project.files(team_id, request, piece["sha256"])
    content = (piece["sha256"], piece["owner_uscc"])
    stored = next((file for file in files if (file["sha256"], file["owner_uscc"]) == content), None)
    if stored is None:
        return {}
    is_safe = stored["scan_state"] != "infected"
    return {
        **piece,
        "source": f"/api/v1/teams/{team_id}/material/{stored['id']}" if is_safe else "",
        "shown_as": shown_as(piece["media_type"]) if is_safe else "",
    }
