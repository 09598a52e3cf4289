"""Contest time. Every rule takes the instant it is given; nothing in a model reads a clock."""

from __future__ import annotations

import json
import math
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

Instant = datetime
BEIJING = ZoneInfo("Asia/Shanghai")


def instant(moment: datetime) -> Instant:
    """The moment in UTC at the millisecond, which is what databases and deadlines keep; raises ValueError when naive."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def beijing_zh(at: Instant) -> str:
    """The instant as a Chinese text says it: 北京时间2024年8月5日23:59:59."""
    local = at.astimezone(BEIJING)
    return f"北京时间{local.year}年{local.month}月{local.day}日{local:%H:%M:%S}"


def beijing_en(at: Instant) -> str:
    """The instant as an English text says it: 2024-08-05 23:59:59 Beijing time."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} Beijing time"


def beijing_date(at: Instant) -> str:
    """Its date in Beijing, as in 2024-08-05."""
    return at.astimezone(BEIJING).date().isoformat()


class Clock(Protocol):
    """Something that tells contest time."""

    def now(self) -> Instant:
        """Contest time now."""
        ...


class SystemClock:
    """Contest time is real time."""

    def now(self) -> Instant:
        """Real time, UTC."""
        return instant(datetime.now(UTC))


class FileClock:
    """Contest time is real time plus the offset in a file, so that one move is seen by every process at once.

    For rehearsals and tests. The file holds `{"offset_ms": N}`; while it is missing the offset is 0.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> Instant:
        """Real time plus the offset, UTC."""
        try:
            stat = self.path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._offset = timedelta(milliseconds=json.loads(self.path.read_text())["offset_ms"])
                self._stamp = stamp
        except FileNotFoundError:
            self._offset = timedelta()
        return instant(datetime.now(UTC) + self._offset)

    def move_to(self, moment: Instant) -> None:
        """From now on contest time runs on from this moment."""
        offset = instant(moment) - datetime.now(UTC)
        milliseconds = math.ceil(offset / timedelta(milliseconds=1))  # never a moment before the one asked for
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps({"offset_ms": milliseconds}))
        fresh.replace(self.path)  # whole or not at all: a reader never sees half a file


def clock_from(path: Path | None) -> Clock:
    """The file's clock where a file is named, else real time."""
    return FileClock(path) if path else SystemClock()


def day_end(year: int, month: int, day: int) -> Instant:
    """A deadline given as a date ends at 23:59:59.999 of that date, Beijing time."""
    return instant(datetime(year, month, day, 23, 59, 59, 999000, tzinfo=BEIJING))
