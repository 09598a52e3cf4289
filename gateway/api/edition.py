"""The edition over REST (rule A1)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from chassis.edition.current import edition

router = APIRouter(prefix="/api/v1", tags=["edition"])


@router.get("/edition")
async def get_edition() -> dict[str, Any]:
    """The edition that runs: name, theme, organisers, tracks with topics, divisions, timetable, quotas, prizes."""
    return edition().model_dump(mode="json")
