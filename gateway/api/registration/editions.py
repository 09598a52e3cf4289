"""The edition of the contest (rule A1)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from chassis.edition.current import edition

router = APIRouter(prefix="/api/v1", tags=["edition"])


@router.get("/edition")
async def get_edition() -> dict[str, Any]:
    """Return the current edition: name, theme, organisers, tracks with topics, divisions, timetable, quotas, prizes.

    A track is closed if all its topics are, and a closed track closes all its topics: no division may choose them any more.
    """
    shown = edition().model_dump(mode="json")
    for track, track_shown in zip(edition().tracks, shown["tracks"], strict=True):
        track_shown["closed"] = not track.open_topics
        for topic, topic_shown in zip(track.topics, track_shown["topics"], strict=True):
            topic_shown["closed"] = topic not in track.open_topics
    return shown
