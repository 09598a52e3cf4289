"""The time that is left until a deadline, in words by the server's clock; `static/countdown.js` keeps them up to date."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Instant
from chassis.settings import settings
from gateway.copies.noted import note_clock, note_end

from .. import language, words

_UNITS = ("days", "hours", "minutes")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Countdown:
    """A deadline and the contest time at which the page is made."""

    at: Instant
    now: Instant

    def __post_init__(self) -> None:
        """Note that the page says how much is left, and that this changes for good when it has passed."""
        note_clock()
        note_end(self.at if self.now <= self.at else None)

    @property
    def left_ms(self) -> int:
        """Return the milliseconds that are left; 0 once it has passed."""
        return max((self.at - self.now) // timedelta(milliseconds=1), 0)

    @property
    def words(self) -> str:
        """Return what is left in the language of the page: days with hours, or hours with minutes; or that time is up."""
        if self.now > self.at:
            return words.text("countdown.over").unescape()
        left = self.at - self.now
        if left < _MINUTE:
            return words.text("countdown.left", left=words.text("countdown.moment")).unescape()
        counts = (left.days, left.seconds // 3600, left.seconds // 60 % 60)
        first = next(place for place, count in enumerate(counts) if count)
        parts = [
            words.text(f"countdown.{_UNITS[place]}", count=counts[place]).unescape()
            for place in range(first, min(first + 2, len(counts)))
            if counts[place]
        ]
        return words.text("countdown.left", left=(" " if language.current() == "en" else "").join(parts)).unescape()

    @property
    def script_words(self) -> str:
        """Return the same words for the script: for each unit the text for one and for more."""
        texts = {unit: words.catalogue()[f"countdown.{unit}"] for unit in _UNITS}
        shown_in = language.current()
        forms = {unit: [text.in_language(shown_in, 1), text.in_language(shown_in, 2)] for unit, text in texts.items()}
        single = {name: words.text(f"countdown.{name}").unescape() for name in ("over", "moment")}
        single["left"] = words.catalogue()["countdown.left"].in_language(shown_in)
        return json.dumps({**forms, **single, "between": " " if shown_in == "en" else ""}, ensure_ascii=False)


def countdown_to(at: Instant) -> Countdown:
    """Return the countdown to a deadline, from contest time now."""
    return Countdown(at, settings().clock.now())
