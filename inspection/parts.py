"""XML parts of office documents as a stream: no document type, no exchange with other programs, no action that starts one."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from xml.parsers import expat

from .faults import Fault, FoundError, What, unless

_PIECE = 256 * 1024
MAX_BYTES = 64 * 1024 * 1024  # of a part whose elements are looked at
# roots under which nothing acts: masses of figures, and drawings whose XML is loose; looked at up to the root only
_PLAIN = frozenset(("worksheet", "sst", "pivotCacheRecords", "calcChain", "styleSheet", "xml"))
_EXCHANGE = re.compile(r"""[\s"']*DDE(AUTO)?\b""", re.IGNORECASE)
_STARTS = re.compile(r"ppaction://(program|macro|ole)", re.IGNORECASE)


def look_into(archive: zipfile.ZipFile, name: str) -> None:
    """Raises FoundError."""
    if archive.getinfo(name).file_size == 0:
        return
    part = _Part()
    with archive.open(name) as file:
        came = 0
        while not part.plain and (data := file.read(_PIECE)):
            came += len(data)
            unless(came <= MAX_BYTES, Fault.BOMB, What.OFFICE_LARGE)
            part.feed(data)
    if not part.plain:
        part.close()


class _Part:
    """A part on its way through the parser; `plain` as soon as it is known to hold nothing that acts."""

    def __init__(self) -> None:
        self.plain = False
        self._rooted = False
        self._field: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, data: bytes, last: bool = False) -> None:
        """The next bytes; raises FoundError."""
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError):
            if not self.plain:
                raise FoundError(Fault.DAMAGED, What.OFFICE_XML) from None

    def close(self) -> None:
        """That was all of it; raises FoundError."""
        self.feed(b"", last=True)
        self._refuse_exchange("".join(self._field))

    def _doctype(self, *_: Any) -> None:
        raise FoundError(Fault.BOMB, What.OFFICE_ENTITIES)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if not self._rooted:
            self._rooted, self.plain = True, name in _PLAIN
            if self.plain:
                self._parser.StartElementHandler = self._parser.EndElementHandler = None
                return
        if name == "instrText":
            self._parser.CharacterDataHandler = self._field.append
        elif name == "fldSimple":
            self._refuse_exchange("".join(value for key, value in attributes.items() if key.endswith("instr")))
        elif name == "fldChar":
            self._refuse_exchange("".join(self._field))
            self._field.clear()
        elif name == "ddeLink":
            raise FoundError(Fault.ACTIVE_CONTENT, What.OFFICE_DDE)
        elif "action" in attributes:
            unless(not _STARTS.match(attributes["action"].strip()), Fault.ACTIVE_CONTENT, What.OFFICE_ACTION)

    def _end(self, _: str) -> None:
        self._parser.CharacterDataHandler = None

    @staticmethod
    def _refuse_exchange(instruction: str) -> None:
        """A field is one instruction, in as many pieces as its author liked."""
        unless(not _EXCHANGE.match(instruction), Fault.ACTIVE_CONTENT, What.OFFICE_DDE)
