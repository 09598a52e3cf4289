"""The edition over REST (rule A1)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from chassis.edition.current import edition

router = APIRouter(prefix="/api/v1", tags=["edition"])


@router.get("/edition")
async def get_edition() -> dict[str, Any]:
    """The edition that runs: name, theme, organisers, tracks with topics, divisions, timetable, quotas, prizes.

    A track whose topics are all closed is closed, and so are all topics of a closed track: no division takes them up any more.
    """
    found = edition().model_dump(mode="json")
    for track, shown in zip(edition().tracks, found["tracks"], strict=True):
        shown["closed"] = not track.open_topics
        for topic, line in zip(track.topics, shown["topics"], strict=True):
            line["closed"] = topic not in track.open_topics
    return found
