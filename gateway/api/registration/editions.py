"""The edition of the contest (rule A1)."""

from __future__ import annotations

from chassis.edition import Edition
from chassis.edition.current import edition

from ..router import ApiRouter

router = ApiRouter(__name__)


@router.get("/edition")
async def get_edition() -> Edition:
    """Return the current edition: name, theme, organisers, tracks with topics, divisions, timetable, quotas, prizes.

    A track is closed if all its topics are, and a closed track closes all its topics: no division may choose them any more.
    """
    tracks = []
    for track in edition().tracks:
        topics = tuple(topic.model_copy(update={"closed": topic not in track.open_topics}) for topic in track.topics)
        tracks.append(track.model_copy(update={"closed": not track.open_topics, "topics": topics}))
    return edition().model_copy(update={"tracks": tuple(tracks)})
