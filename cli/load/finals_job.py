"""The job of the generator of final submissions, which one process writes to another as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Job:
    """The job of a generator: let `teams` (number, id, place of the account's token) submit, or read a page.

    With `rate` so many submissions begin a second from `begins` on, of teams that were sent away and come again as they were
    told, else of the next team; with `clients` so many clients submit for the next team as soon as they are answered. After
    `seconds` nobody begins; those that were sent away come again for another `patience`. `offset_ms` is contest time less real
    time. With `page` it is asked for by the clients under a session's cookie, if there is one.
    """

    folder: str
    host: str
    begins: float
    seconds: float
    tokens: Sequence[str] = field(default=(), repr=False)
    teams: Sequence[tuple[int, str, int]] = ()
    revision: int = 0
    offset_ms: int = 0
    clients: int = 0
    rate: float = 0.0
    patience: float = 0.0
    page: str = ""
    cookie: str = field(default="", repr=False)

    def line(self) -> str:
        """Return it as a line."""
        return json.dumps(asdict(self))

    @classmethod
    def of_line(cls, line: str) -> Job:
        """Return the job of a line."""
        return cls(**json.loads(line))

    @property
    def ends(self) -> float:
        """Return when the last may begin, seconds since 1970."""
        return self.begins + self.seconds

    @property
    def over(self) -> float:
        """Return when nobody comes again any more, seconds since 1970."""
        return self.ends + self.patience
