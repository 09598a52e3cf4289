"""XML parts of office documents, read as a stream: no document type, no data exchange, no action that starts a program."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from xml.parsers import expat

from .defects import Defect, DefectError, Detail, require

_PIECE = 256 * 1024
MAX_BYTES = 64 * 1024 * 1024  # of a part whose elements are checked
# roots under which nothing acts: tables of figures, and drawings whose XML is loose; read up to the root only
_PLAIN = frozenset(("worksheet", "sst", "pivotCacheRecords", "calcChain", "styleSheet", "xml"))
_EXCHANGE = re.compile(r"""[\s"']*DDE(AUTO)?\b""", re.IGNORECASE)
_STARTS = re.compile(r"ppaction://(program|macro|ole)", re.IGNORECASE)


def check_part(archive: zipfile.ZipFile, name: str) -> None:
    """Raise DefectError if a part holds something that acts, or is no XML."""
    if archive.getinfo(name).file_size == 0:
        return
    part = _Part()
    with archive.open(name) as file:
        size = 0
        while not part.plain and (data := file.read(_PIECE)):
            size += len(data)
            require(size <= MAX_BYTES, Defect.BOMB, Detail.OFFICE_LARGE)
            part.feed(data)
    if not part.plain:
        part.close()


class _Part:
    """A part in the parser; `plain` once its root shows that nothing in it acts."""

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
        """Parse the next bytes; raises DefectError."""
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError):
            if not self.plain:
                raise DefectError(Defect.DAMAGED, Detail.OFFICE_XML) from None

    def close(self) -> None:
        """Parse the end; raises DefectError."""
        self.feed(b"", last=True)
        self._refuse_exchange("".join(self._field))

    def _doctype(self, *_: Any) -> None:
        raise DefectError(Defect.BOMB, Detail.OFFICE_ENTITIES)

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
            raise DefectError(Defect.ACTIVE_CONTENT, Detail.OFFICE_DDE)
        elif "action" in attributes:
            require(not _STARTS.match(attributes["action"].strip()), Defect.ACTIVE_CONTENT, Detail.OFFICE_ACTION)

    def _end(self, _: str) -> None:
        self._parser.CharacterDataHandler = None

    @staticmethod
    def _refuse_exchange(instruction: str) -> None:
        """Refuse a field that exchanges data; the instruction is given whole, as a document may cut it into pieces."""
        require(not _EXCHANGE.match(instruction), Defect.ACTIVE_CONTENT, Detail.OFFICE_DDE)
