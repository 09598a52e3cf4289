"""Participants of rehearsals, demos and load tests: drawn from a seed, valid to every check, and nobody.

Identity numbers carry a place code that was never given out, so that a number with a right check character
can't be a living person's; the names of organisations say that they are synthetic. The same seed and index
give the same participant in every process.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from dasai_client import models

from chassis.edition.schema import Edition
from chassis.privacy_notice import read_notice
from cli import words

# of the text to which synthetic people have consented
NOTICE_VERSION = read_notice(Path(__file__).resolve().parents[1] / "editions" / "privacy-notice.yaml").version
# Beijing's districts end at 110119: this place code was never given out.
PLACE = "110199"
_FIRST_BIRTH = date(1990, 1, 1)
_DAYS = 3652  # 1990 to 1999
_SEQUENCES = 999
PEOPLE = _DAYS * _SEQUENCES
_STEP = 1_000_003  # a prime that does not divide PEOPLE: stepping by it meets every number once

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_STEMS = "甲乙丙丁戊己庚辛壬癸"

# Registering department and kind of organisation in a GB 32100 code, and what the synthetic ones are called.
_KINDS = {
    "enterprise": ("91", "合成测试企业{:04d}有限公司"),
    "public_institution": ("12", "合成测试事业中心{:04d}"),
    "research_institute": ("12", "合成测试研究院{:04d}"),
    "university": ("12", "合成测试大学{:04d}"),
}


def resident_id(place: str, birth: date, sequence: int) -> str:
    """Return a resident identity number with its check character (GB 11643); `sequence` from 1 to 999."""
    body = f"{place}{birth:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def body_code(number: int) -> str:
    """Return an organisation code of nine characters with its check character (GB 11714); `number` below 10**8."""
    body = f"{number:08d}"
    total = sum(_BODY.index(char) * weight for char, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return body + "0123456789X0"[(11 - total % 11) % 11]


def uscc(prefix: str, place: str, number: int) -> str:
    """Return a unified social credit code with both its check characters (GB 32100)."""
    code = prefix + place + body_code(number)
    total = sum(_USCC.index(char) * pow(3, position, 31) for position, char in enumerate(code))
    return code + _USCC[(31 - total % 31) % 31]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A participating organisation (rule B1)."""

    uscc: str
    name: str
    kind: str

    def stated(self) -> models.StatedOrganisation:
        """Return how a registration states it."""
        return cast(models.StatedOrganisation, {"uscc": self.uscc, "name": self.name, "kind": self.kind})


@dataclass(frozen=True, slots=True)
class Person:
    """A representative (rule B5)."""

    name: str
    identity_number: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project in one topic direction: its names and the sections of its declaration (rules B4, C4)."""

    topic_id: str
    team_name: str
    project_name: str
    sections: tuple[tuple[str, str], ...]

    def written(self) -> list[models.SectionBody]:
        """Return its sections as a declaration takes them."""
        return [{"id": name, "text": text} for name, text in self.sections]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to upload as evidence of a report (rule H2)."""

    file_name: str
    content: bytes

    def headers(self) -> dict[str, str]:
        """Return the headers of a request that has the whole content as its body."""
        name = base64.b64encode(self.file_name.encode()).decode()
        return {"Content-Type": "application/octet-stream", "Upload-Metadata": f"filename {name}"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A file to upload as evidence: its kind, its owner and its content (rules C5 to C7)."""

    kind: str
    file_name: str
    owner_uscc: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the content, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    def reference(self) -> dict[str, str]:
        """Return how the API refers to it once it was uploaded."""
        return {
            "kind": self.kind,
            "file_name": self.file_name,
            "sha256": self.sha256,
            "owner_uscc": self.owner_uscc,
        }

    def metadata(self) -> dict[str, str]:
        """Return what an upload says of it."""
        return {"filename": self.file_name, "kind": self.kind, "owner_uscc": self.owner_uscc}

    def headers(self) -> dict[str, str]:
        """Return the headers of a request by tus that begins its upload and has the whole content as its body."""
        pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in self.metadata().items())
        return {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(self.content)),
            "Upload-Metadata": ",".join(pairs),
            "Content-Type": "application/offset+octet-stream",
        }


class Synthetic:
    """The participants of an edition, by index from 0; different seeds give different people and texts."""

    def __init__(self, edition: Edition, seed: int = 0) -> None:
        self.edition = edition
        self.seed = seed
        self._offset = self.chance("people").randrange(PEOPLE)
        self._pictures: dict[int, bytes] = {}

    def organisation(self, index: int, kind: str = "enterprise") -> Organisation:
        """Return the organisation of that index; two kinds never share a code."""
        prefix, name = _KINDS[kind]
        number = (self.seed % 20 * 1_000_000 + index) * 4 + list(_KINDS).index(kind)
        return Organisation(uscc=uscc(prefix, PLACE, number), name=name.format(index), kind=kind)

    def contact(self, division: int, host: str) -> models.DivisionContactBody:
        """Return the public contact of a host's office; no area code or number begins with 000, so nobody is called."""
        return {
            "office": f"{host}大赛办公室",
            "telephone": f"000-000000{division:02}",
            "email": f"division-{division:02}@example.org",
            "address": f"合成测试市合成测试路{division + 1}号",
            "hours": "工作日9:00至11:30、14:00至17:00",
        }

    def person(self, index: int) -> Person:
        """Return the person of that index, from 0 to PEOPLE - 1; raises IndexError beyond."""
        if not 0 <= index < PEOPLE:
            raise IndexError(f"there are {PEOPLE} synthetic people")
        days, sequence = divmod((self._offset + index * _STEP) % PEOPLE, _SEQUENCES)
        name = "测试" + "".join(_STEMS[int(digit)] for digit in str(index))
        number = resident_id(PLACE, _FIRST_BIRTH + timedelta(days=days), sequence + 1)
        return Person(name=name, identity_number=number)

    def project(self, index: int, topic_id: str) -> Project:
        """Return a project with names and texts of its own: two projects share little but the topic's words."""
        chance = self.chance("project", str(index), topic_id)
        topic = self.edition.topic(topic_id)
        brand = "".join(chance.choice(words.CHARACTERS) for _ in range(4))
        serial = f"{index + 1:04d}"
        place, subject = chance.choice(words.SCENES), chance.choice(words.DATA)
        return Project(
            topic_id=topic_id,
            team_name=f"合成{brand}{serial}队",
            project_name=f"{brand}{place}{subject}数据{chance.choice(words.PURPOSES)}平台{serial}",
            sections=tuple(
                (section.id, _section(chance, brand, topic.title.zh, section.zh, section.max_length))
                for section in self.edition.sections
            ),
        )

    def long_project(self, index: int, topic_id: str, characters: int) -> Project:
        """Return the same project with sections of so many characters together, each in proportion to its limit (rule C4).

        Raises ValueError if the edition's sections cannot hold so many.
        """
        short, limits = (
            self.project(index, topic_id),
            {section.id: section.max_length for section in self.edition.sections},
        )
        most = sum(limits.values())
        if characters > most:
            raise ValueError(f"the sections hold {most} characters at most")
        chance = self.chance("long", str(index), topic_id)

        def lengthened(text: str, length: int) -> str:
            while len(text) < length:
                text += _sentence(chance)
            return text[:length]

        sections = tuple((name, lengthened(text, characters * limits[name] // most)) for name, text in short.sections)
        return replace(short, sections=sections)

    def near_copy(self, project: Project, index: int) -> Project:
        """Return the same project with few words changed: the national check must find the two (rule F5)."""
        chance = self.chance("copy", str(index))
        brand = "".join(chance.choice(words.CHARACTERS) for _ in range(4))
        old = project.team_name[2:6]
        return Project(
            topic_id=project.topic_id,
            team_name=f"合成{brand}{index + 1:04d}队",
            project_name=project.project_name[:-4].replace(old, brand) + f"{index + 1:04d}",
            sections=tuple((name, text.replace(old, brand)) for name, text in project.sections),
        )

    def evidence(self, index: int, owner_uscc: str, size: int = 0) -> tuple[Piece, ...]:
        """Return a document of each required kind, owned by that organisation (rule C5); no two have the same content.

        Each is of `size` bytes, or as small as can be.
        """
        return tuple(
            Piece(
                kind=kind.id,
                file_name=f"合成测试-{kind.zh}-{index + 1:04d}.pdf",
                owner_uscc=owner_uscc,
                content=small_pdf(
                    f"Synthetic {kind.id} {self.seed}/{index}",
                    picture=self._picture(size),
                ),
            )
            for kind in self.edition.evidence.required
        )

    def _picture(self, size: int) -> bytes:
        # one for all files of a size: it takes longer to draw than most calls take
        if size not in self._pictures:
            self._pictures[size] = self.chance("picture").randbytes(size)
        return self._pictures[size]

    def registration(
        self, index: int, division_code: str, topic_id: str, people: int = 3, *, project: Project | None = None
    ) -> models.NewTeam:
        """Return the body of `POST /api/v1/teams`: a lead enterprise, in every third team with a university as partner.

        `project` is that of `index` and the topic if it is left out.

        Team `index` takes people `index * 5` and up, so that no two teams of a seed share one (rule B5).
        """
        lead = self.organisation(index)
        partners = [self.organisation(index, "university")] if index % 3 == 0 else []
        project = project or self.project(index, topic_id)
        return {
            "division_code": division_code,
            "track": self.edition.track_of(topic_id).code,
            "topic_id": topic_id,
            "team_name": project.team_name,
            "project_name": project.project_name,
            "lead": lead.stated(),
            "co_organisations": [partner.stated() for partner in partners],
            "representatives": [
                {
                    "name": person.name,
                    "identity_kind": "resident",
                    "identity_number": person.identity_number,
                    "organisation_uscc": lead.uscc,
                }
                for person in (self.person(index * 5 + place) for place in range(people))
            ],
            "declared_true": True,
            "identity_consent": NOTICE_VERSION,
        }

    def chance(self, *parts: str) -> random.Random:
        """Return a source of chance that depends on the seed and these words only, not on what was drawn before."""
        return random.Random("/".join((str(self.seed), *parts)))  # noqa: S311 - invented texts, not secrets


_HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width %d/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>\nstream\n"
)


def small_pdf(text: str, *, content: str = "", fonts: Sequence[str] = (_HELVETICA,), picture: bytes = b"") -> bytes:
    """Return a PDF of one page with this text (ASCII without brackets).

    With `content` the page draws that instead, by the font F1, which is the first object of `fonts`, numbered from 5.
    With `picture` it holds a grey picture with a row of these bytes too, as a scanned document holds its pages.
    """
    stream = (content or f"BT /F1 14 Tf 40 80 Td ({text}) Tj ET").encode("ascii")
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 160]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        *(font.encode("ascii") for font in fonts),
        *((_PICTURE % (len(picture), len(picture)) + picture + b"\nendstream",) if picture else ()),
    )
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(bodies) + 1, len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    file += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(file)


def _section(chance: random.Random, brand: str, topic: str, heading: str, longest: int) -> str:
    """Return the text of a section: the topic first, then sentences drawn from the word lists."""
    opening = f"{heading}：{brand}围绕“{topic}”开展。"
    sentences = (_sentence(chance) for _ in range(chance.randint(5, 9)))
    return (opening + "".join(sentences))[:longest]


def _sentence(chance: random.Random) -> str:
    return (
        f"{chance.choice(words.SUBJECTS)}{chance.choice(words.VERBS)}{chance.choice(words.SCENES)}"
        f"{chance.choice(words.DATA)}{chance.choice(words.OBJECTS)}，{chance.choice(words.MANNERS)}"
        f"{chance.choice(words.VERBS)}{chance.choice(words.SCENES)}{chance.choice(words.OBJECTS)}，"
        f"{chance.choice(words.MEASURES)}{chance.choice(words.TRENDS)}{chance.randint(3, 97)}%。"
    )
