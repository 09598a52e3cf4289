"""Build valid objects of registration's model for tests; a test changes what it needs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.facts.schemes import Criterion
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import Organisation, OrganisationKind
from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.kernel.refusal import Term
from chassis.text.codes import uscc_check_character
from services.registration.divisions.model.contact import DivisionContact
from services.registration.divisions.model.division import Division
from services.registration.divisions.model.scheme import (
    CatalogueTopics,
    OrganisingBody,
    Scheme,
    TopicChoice,
    TrackChoice,
)
from services.registration.editions.model import Requirements, SectionRule
from services.registration.teams.model.entry import Entry, SealedRepresentative
from services.registration.teams.model.findings import Affiliation
from services.registration.teams.model.team import Team


def beijing(month: int, day: int, hour: int = 0, minute: int = 0) -> Instant:
    """Return a time of 2024 in Beijing."""
    return instant(datetime(2024, month, day, hour, minute, tzinfo=BEIJING))


APPLIES = beijing(5, 20)
OPENS, REGISTRATION_CLOSES, SUBMISSION_CLOSES = beijing(6, 1), beijing(7, 31), beijing(8, 10)
WHILE_OPEN = beijing(6, 15)
CATALOGUE = CatalogueTopics(
    topics={"industry": frozenset({"industry-1", "industry-2"}), "finance": frozenset({"finance-1"})},
    recommended_per_track=2,
)
REQUIREMENTS = Requirements(
    sections=(
        SectionRule(id="overview.background", name_zh="项目背景", name_en="Background", min_length=5, max_length=50),
        SectionRule(id="value.cases", name_zh="应用案例", name_en="Cases", min_length=5, max_length=50),
    ),
    required_evidence=(Term("audit", "财务审计", "Audit"),),
    optional_evidence=("video",),
    max_files=3,
    max_representatives=5,
    max_co_organisations=3,
    max_accounts=3,
)
ORGANISER = "11100000000013127" + uscc_check_character("11100000000013127")


def code(number: int) -> str:
    """Return a valid unified social credit code."""
    first = f"91110199{number:09d}"
    return first + uscc_check_character(first)


def organisation(number: int = 1) -> Organisation:
    """Return a synthetic enterprise."""
    return Organisation(uscc=code(number), name=f"合成测试企业{number}", kind=OrganisationKind.ENTERPRISE)


def person(key: str = "p1", uscc: str = "") -> SealedRepresentative:
    """Return a sealed representative."""
    return SealedRepresentative(
        match_key=key,
        match_keys=(key,),
        match_key_ids=("k1",),
        identity_kind="resident",
        masked_name="测*",
        masked_identity_number="1****************1",
        organisation_uscc=uscc or code(1),
        key_id="k1",
        nonce=b"n",
        ciphertext=b"c",
    )


def scheme(**changes: Any) -> Scheme:
    """Return a valid scheme, with changes."""
    valid = Scheme(
        tracks=(TrackChoice(track="industry", topics=(TopicChoice(topic_id="industry-1"),)),),
        rubric=(Criterion(id="value", name="价值", weight="0.6"), Criterion(id="novelty", name="创新", weight="0.4")),
        tie_breakers=("value",),
        registration_opens=OPENS,
        registration_closes=REGISTRATION_CLOSES,
        submission_closes=SUBMISSION_CLOSES,
        review_closes=beijing(8, 25),
        scoring_closes=beijing(9, 15),
        organising_bodies=(OrganisingBody(name="合成测试数据管理机构", uscc=ORGANISER, role="host"),),
        contact=DivisionContact(office="合成测试数据管理机构大赛办公室", telephone="000-00000000"),
    )
    return replace(valid, **changes)


def division(unit: str = "110000", **changes: Any) -> Division:
    """Return an open division, with changes to its scheme."""
    until = beijing(5, 31, 23, 59)
    opened = Division.apply(unit, scheme(**changes), CATALOGUE, by="host", until=until, at=APPLIES)
    opened.approve(CATALOGUE, by="secretariat", at=APPLIES)
    opened.publish(CATALOGUE, by="host", at=APPLIES)
    opened.run_clock(OPENS)
    opened.take_events()
    return opened


def entry(**changes: Any) -> Entry:
    """Return a valid entry, with changes."""
    valid = Entry(
        edition="2024",
        track="industry",
        topic_id="industry-1",
        team_name="合成一队",
        project_name="合成数据项目",
        lead=organisation(),
        co_organisations=(),
        representatives=(person(),),
        declared_true=True,
        account_id="account",
        salt="salt",
    )
    return replace(valid, **changes)


def affiliation(uscc: str, organiser: str, way: str) -> Affiliation:
    """Return the affiliation of a participant with an organiser, its chain of relations in words."""
    return Affiliation(uscc=uscc, organiser=organiser, way=Term(way, way, way), noted=way)


def team(**changes: Any) -> Team:
    """Return a registered team, with changes to its entry."""
    registered = Team.register("team", entry(**changes), division(), REQUIREMENTS, at=WHILE_OPEN)
    registered.take_events()
    return registered


SECTIONS = (
    Section(id="overview.background", text="背景背景背景"),
    Section(id="value.cases", text="案例案例案例"),
)


def audit(owner: str = "", sha256: str = "ab" * 32, **changes: Any) -> Evidence:
    """Return the required evidence, with changes."""
    valid = Evidence(
        id="e1",
        kind="audit",
        file_name="audit.pdf",
        sha256=sha256,
        size_bytes=10,
        media_type="application/pdf",
        owner_uscc=owner or code(1),
    )
    return replace(valid, **changes)


def complete_team() -> Team:
    """Return a team that may submit."""
    complete = team()
    complete.save_declaration(SECTIONS, 0, REQUIREMENTS, at=WHILE_OPEN)
    complete.attach(audit(), REQUIREMENTS, at=WHILE_OPEN)
    return complete


def sign(form: bytes) -> tuple[str, str]:
    """Return a hash in place of a signature; no rule depends on it."""
    return "key", hashlib.sha256(form).hexdigest()
