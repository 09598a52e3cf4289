"""Contest time. Every rule takes an instant as a parameter; nothing in a model reads a clock."""

from __future__ import annotations

import json
import math
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

Instant = datetime
BEIJING = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(moment: datetime) -> Instant:
    """Return the moment in UTC, cut to the millisecond that databases and deadlines keep; raises ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def moment_zh(at: Instant, *, exact: bool = False) -> str:
    """Return the instant in Beijing time as every Chinese text writes it: 2024年6月3日 9:00.

    Nothing is padded but minutes and seconds. Seconds are written if they are not zero, for a deadline may be the last second
    of a minute; `exact` adds the millisecond, which matters at a deadline (rule C9).
    """
    local = at.astimezone(BEIJING)
    return f"{day_zh(local)} {_clock(local, exact=exact)}"


def moment_en(at: Instant, *, exact: bool = False) -> str:
    """Return the instant in Beijing time as every English text writes it: 3 June 2024, 9:00; else as `moment_zh`."""
    local = at.astimezone(BEIJING)
    return f"{day_en(local)}, {_clock(local, exact=exact)}"


def day_zh(day: date) -> str:
    """Return a day as every Chinese text writes it: 2024年6月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """Return a day as every English text writes it: 3 June 2024."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _clock(local: datetime, *, exact: bool) -> str:
    seconds = f":{local:%S}" if exact or local.second else ""
    return f"{local.hour}:{local:%M}{seconds}" + (f".{local.microsecond // 1000:03d}" if exact else "")


def beijing_zh(at: Instant) -> str:
    """Return the instant with its time zone, for a text that stands alone: 北京时间2024年8月5日 23:59:59."""
    return f"北京时间{moment_zh(at)}"


def beijing_en(at: Instant) -> str:
    """Return the instant with its time zone: 5 August 2024, 23:59:59 Beijing time."""
    return f"{moment_en(at)} Beijing time"


def beijing_date(at: Instant) -> str:
    """Return its date in Beijing, for example 2024-08-05."""
    return at.astimezone(BEIJING).date().isoformat()


class Clock(Protocol):
    """A source of contest time."""

    def now(self) -> Instant:
        """Return contest time now."""
        ...


class SystemClock:
    """Contest time is real time."""

    def now(self) -> Instant:
        """Return real time, UTC."""
        return instant(datetime.now(UTC))


class FileClock:
    """Contest time as a file says, so that every process sees a move at once.

    For rehearsals and tests. The file holds `{"offset_ms": N}`: real time plus that; or `{"at_ms": N}`: stopped at that
    millisecond of Unix time. While the file is missing it is real time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()
        self._stopped_at: Instant | None = None

    def now(self) -> Instant:
        """Return contest time, UTC."""
        try:
            stat = self.path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._read()
                self._stamp = stamp
        except FileNotFoundError:
            self._offset, self._stopped_at, self._stamp = timedelta(), None, None
        return self._stopped_at or instant(datetime.now(UTC) + self._offset)

    def move_to(self, moment: Instant) -> None:
        """Let contest time run on from this moment."""
        offset = instant(moment) - datetime.now(UTC)
        # rounded up: never before the moment asked for
        self._write({"offset_ms": math.ceil(offset / timedelta(milliseconds=1))})

    def stand_at(self, moment: Instant) -> None:
        """Stop contest time at this millisecond, until the next move."""
        self._write({"at_ms": (instant(moment) - _EPOCH) // timedelta(milliseconds=1)})

    def _read(self) -> None:
        content = json.loads(self.path.read_text())
        self._stopped_at = _EPOCH + timedelta(milliseconds=content["at_ms"]) if "at_ms" in content else None
        self._offset = timedelta(milliseconds=content.get("offset_ms", 0))

    def _write(self, content: dict[str, int]) -> None:
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps(content))
        fresh.replace(self.path)  # whole or not at all: a reader never sees half a file


def clock_from(path: Path | None) -> Clock:
    """Return the clock of that file, or real time if none is named."""
    return FileClock(path) if path else SystemClock()


def day_end(year: int, month: int, day: int) -> Instant:
    """Return the end of a day, 23:59:59.999 Beijing time: the deadline if only a date is stated."""
    return instant(datetime(year, month, day, 23, 59, 59, 999000, tzinfo=BEIJING))


def days_end(since: Instant, days: int) -> Instant:
    """Return the end, in Beijing, of the last of so many whole days after the day of `since`."""
    last = since.astimezone(BEIJING) + timedelta(days=days)
    return day_end(last.year, last.month, last.day)
