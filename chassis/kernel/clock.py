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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    """Contest time as a file says, so that one move is seen by every process at once.

    For rehearsals and tests. The file holds `{"offset_ms": N}`: real time plus that; or `{"at_ms": N}`: it stands still at that
    millisecond of Unix time. While the file is missing it is real time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()
        self._stands: Instant | None = None

    def now(self) -> Instant:
        """Contest time, UTC."""
        try:
            stat = self.path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._read()
                self._stamp = stamp
        except FileNotFoundError:
            self._offset, self._stands, self._stamp = timedelta(), None, None
        return self._stands or instant(datetime.now(UTC) + self._offset)

    def move_to(self, moment: Instant) -> None:
        """From now on contest time runs on from this moment."""
        offset = instant(moment) - datetime.now(UTC)
        # rounded up: never a moment before the one asked for
        self._write({"offset_ms": math.ceil(offset / timedelta(milliseconds=1))})

    def stand_at(self, moment: Instant) -> None:
        """From now on it is this very millisecond, until the next move."""
        self._write({"at_ms": (instant(moment) - _EPOCH) // timedelta(milliseconds=1)})

    def _read(self) -> None:
        said = json.loads(self.path.read_text())
        self._stands = _EPOCH + timedelta(milliseconds=said["at_ms"]) if "at_ms" in said else None
        self._offset = timedelta(milliseconds=said.get("offset_ms", 0))

    def _write(self, said: dict[str, int]) -> None:
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps(said))
        fresh.replace(self.path)  # whole or not at all: a reader never sees half a file


def clock_from(path: Path | None) -> Clock:
    """The file's clock where a file is named, else real time."""
    return FileClock(path) if path else SystemClock()


def day_end(year: int, month: int, day: int) -> Instant:
    """A deadline given as a date ends at 23:59:59.999 of that date, Beijing time."""
    return instant(datetime(year, month, day, 23, 59, 59, 999000, tzinfo=BEIJING))
