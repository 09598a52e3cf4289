"""A team: what it wants at each visit, however it reaches the platform; what an earlier visit did not manage is made up for."""

from __future__ import annotations

import random
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Self

import gevent
from dasai_client import Refused, models
from gevent.lock import BoundedSemaphore

from chassis.kernel.canonical import digest
from cli.synthetic import Piece, Synthetic, small_pdf

from ..ledger import Attempt
from ..plan import Habit, Kind, TeamPlan
from ..run_settings import RunSettings
from .notebook import GivenUpError, Notebook

if TYPE_CHECKING:
    from .connection import Connection

# how long somebody writes between two saves, reads a page, or stays away before coming back, seconds
WRITING, READING, AWAY = (0.5, 2.5), (0.3, 1.5), (4.0, 12.0)
# after how many seconds somebody impatient gives up
_IMPATIENT = (0.02, 0.2)
# a section's text is changed so often at most in a visit
_SAVES = 3
_FEWEST_BYTES = 2_000
# part of visits for which somebody signs in again, though the browser or the program is signed in still
_SIGNS_IN_AGAIN = 0.25


class Team(ABC):
    """A team through a run: what it knows of the platform, and what it does at a visit. Two visits never run at once."""

    REMEMBERED: ClassVar[tuple[str, ...]] = ("has_account", "team_id", "consented", "submitted", "keys")

    def __init__(
        self,
        plan: TeamPlan,
        settings: RunSettings,
        made: Synthetic,
        connect: Callable[[str], Connection],
        write: Callable[[Attempt], None],
        notice: str,
    ) -> None:
        self.plan, self.settings, self.made, self.notice = plan, settings, made, notice
        self._connect, self._write = connect, write
        self.chance = random.Random(f"{settings.wishes.seed}/team-visits/{plan.number}")  # noqa: S311 - behaviour, no secret
        self.login = f"load-{settings.wishes.seed}-{plan.number}"
        self.password = f"load-{self.chance.getrandbits(64):016x}"
        self.has_account = self.is_signed_in = False
        self.team_id, self.consented = "", False
        self.sections: set[str] = set()
        self.files: set[str] = set()
        self.submitted = 0
        # keys of commands whose outcome is not known: they are sent again under them
        self.keys: dict[str, str] = {}
        self._changes = 0
        # visits that wait to submit
        self._hurries = 0
        self._is_unsure = False
        self._busy = BoundedSemaphore()
        self.connection: Connection
        self.notebook: Notebook

    # what differs between the API and pages

    @abstractmethod
    def sign_up(self) -> None:
        """Open the team's account, and sign in."""

    @abstractmethod
    def sign_in(self) -> None:
        """Sign in."""

    @abstractmethod
    def come_back(self) -> None:
        """Go on as who signed in before, with the connections of another visit."""

    @abstractmethod
    def register(self) -> None:
        """Register the team."""

    @abstractmethod
    def consent(self) -> None:
        """Let its co-organisations consent."""

    @abstractmethod
    def save(self, texts: Mapping[str, str]) -> None:
        """Save sections."""

    @abstractmethod
    def upload(self, piece: Piece) -> None:
        """Upload a file."""

    @abstractmethod
    def look(self) -> None:
        """Look how the team stands."""

    @abstractmethod
    def submit(self) -> None:
        """Submit the draft as it is."""

    # between two sittings

    def memory(self) -> dict[str, Any]:
        """Return what the team knows as a sitting pauses; it signs in anew in the next one."""
        return {
            "number": self.plan.number,
            **{name: getattr(self, name) for name in self.REMEMBERED},
            "sections": sorted(self.sections),
            "files": sorted(self.files),
            "is_unsure": self._is_unsure,
            "changes": self._changes,
        }

    def remember(self, memory: Mapping[str, Any]) -> None:
        """Go on with what `memory` returned; chance goes another way than it did, so that no key comes twice."""
        for name in self.REMEMBERED:
            setattr(self, name, memory[name])
        self.sections, self.files = set(memory["sections"]), set(memory["files"])
        self._is_unsure, self._changes = memory["is_unsure"], memory["changes"]
        sitting = self.settings.sitting
        self.chance = random.Random(f"{self.settings.wishes.seed}/team-visits/{self.plan.number}/{sitting}")  # noqa: S311 - as above

    # a visit

    def visit(self, kind: Kind) -> None:
        """Do what a visit is for; raise GivenUpError, Refused or httpx.TransportError if the platform does not let it."""
        submits = kind in (Kind.SUBMIT, Kind.IMPROVE, Kind.LATE)
        self._hurries += submits
        with self._busy, self:
            self._hurries -= submits
            try:
                self._come(kind)
            except Refused as refused:
                if refused.status == HTTPStatus.UNAUTHORIZED:  # the session has ended: the next visit signs in
                    self.is_signed_in = False
                raise

    def _come(self, kind: Kind) -> None:
        if self._hurries and kind in (Kind.EDIT, Kind.STATUS):
            return  # there is no time for it any more: the team is about to submit
        if not self.has_account:
            self.sign_up()
        elif not self.is_signed_in or self.chance.random() < _SIGNS_IN_AGAIN:
            self.sign_in()
        else:
            self.come_back()
        self.is_signed_in = True
        if not self.team_id:
            self.register()
        if not self.consented:
            self.consent()
            self.consented = True
        self._act(kind)

    def __enter__(self) -> Self:
        """Open the connections of a visit."""
        number = self.plan.number
        # neighbours in number are of different networks
        self.connection = self._connect(f"10.{number & 255}.{number >> 8 & 255}.{number >> 16 & 255}")
        self.notebook = Notebook(number, self.connection, self._write)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def _act(self, kind: Kind) -> None:
        if kind is Kind.EDIT:
            self._edit()
        elif kind is Kind.UPLOAD:
            self._complete_files()
        elif kind is Kind.STATUS:
            self.look()
            if self._is_unsure:
                self._submit()
        elif kind is Kind.IMPROVE:
            self.save(self._changed(1))
            self.pause(READING)
            self._submit()
        elif kind in (Kind.SUBMIT, Kind.LATE):
            self._complete_texts()
            self._complete_files()
            self._submit()

    def _submit(self) -> None:
        """Submit, and remember if nobody said what became of it: then the next visit submits again, under the same key."""
        try:
            self.submit()
        except GivenUpError as error:
            self._is_unsure = error.is_unknown
            if not error.is_unknown:
                self.answered("submission")
            raise
        except gevent.GreenletExit:  # the sitting ends while the answer is awaited
            self._is_unsure = True
            raise
        self._is_unsure = False

    def _edit(self) -> None:
        """Write what is not written yet, or change some of it."""
        if len(self.sections) < len(self.made.edition.sections):
            self._complete_texts()
            return
        for _ in range(self.chance.randint(1, _SAVES)):
            if self._hurries:
                return
            self.save(self._changed(1))
            self.pause(WRITING)

    def _complete_texts(self) -> None:
        for part in self.made.edition.declaration.parts:
            missing = [section.id for section in part.sections if section.id not in self.sections]
            if missing:
                self.save(self._texts(missing))
                if not self._hurries:
                    self.pause(WRITING)

    def _complete_files(self) -> None:
        for piece in self.pieces():
            if piece.kind not in self.files:
                self.upload(piece)

    # what it writes

    @property
    def body(self) -> models.NewTeam:
        """Return the body of its registration; whoever uses pages comes alone, without a partner."""
        codes = sorted(self.settings.topics)
        number = self.plan.number
        division = codes[number % len(codes)]
        topics = self.settings.topics[division]
        topic = topics[number // len(codes) % len(topics)]
        body = self.made.registration(number, division, topic, people=1 if self.plan.by_pages else 1 + number % 5)
        return {**body, "co_organisations": []} if self.plan.by_pages else body

    @property
    def uscc(self) -> str:
        """Return the code of its lead."""
        return self.made.organisation(self.plan.number).uscc

    def pieces(self) -> tuple[Piece, ...]:
        """Return its files, each of a size of its own about the usual one."""
        pieces = self.made.evidence(self.plan.number, self.uscc)
        return tuple(self._of_size(piece, place) for place, piece in enumerate(pieces))

    def _of_size(self, piece: Piece, place: int) -> Piece:
        chance = self.made.chance("load-file", str(self.plan.number), str(place))
        size = max(round(self.settings.file_kib * 1024 * chance.lognormvariate(-0.3, 0.8)), _FEWEST_BYTES)
        filling = chance.randbytes(size // 2).hex()
        stream = f"<</Length {len(filling)}>>\nstream\n{filling}\nendstream"
        words = f"Synthetic {piece.kind} {self.made.seed}/{self.plan.number}"
        content = small_pdf(words, fonts=("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", stream))
        return Piece(piece.kind, piece.file_name, piece.owner_uscc, content)

    def _texts(self, sections: list[str]) -> dict[str, str]:
        """Return new texts of sections: no two of a run are the same, so that what is stored says which save stored it."""
        written = dict(self.made.project(self.plan.number, self.body["topic_id"]).sections)
        self._changes += 1
        longest = {section.id: section.max_length for section in self.made.edition.sections}
        change = f"（第{self._changes}稿）"
        return {name: written[name][: longest[name] - len(change)] + change for name in sections}

    def _changed(self, count: int) -> dict[str, str]:
        return self._texts(self.chance.sample(sorted(self.sections or {self.made.edition.sections[0].id}), count))

    # for the API and pages alike

    def key(self, of: str) -> str:
        """Return the Idempotency-Key of a command: that of an earlier try whose outcome is not known, or a new one."""
        return self.keys.setdefault(of, str(uuid.UUID(int=self.chance.getrandbits(128), version=4)))

    def answered(self, of: str) -> None:
        """Forget the key of a command that was answered."""
        self.keys.pop(of, None)

    def misbehave(self) -> None:
        """Let the next requests be given up soon, if the team is impatient."""
        if Habit.IMPATIENT in self.plan.habits:
            self.connection.gives_up = [self.chance.uniform(*_IMPATIENT) for _ in range(self.chance.randint(1, 2))]

    def pause(self, about: tuple[float, float]) -> None:
        """Wait as people do."""
        gevent.sleep(self.chance.uniform(*about))

    @staticmethod
    def digests(texts: Mapping[str, str]) -> dict[str, str]:
        """Return the digests by which plain texts of sections are stored."""
        return {section: digest([text, ""]) for section, text in texts.items()}
