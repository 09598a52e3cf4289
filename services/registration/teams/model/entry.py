"""The entry of a team, and the checks of its names and representatives (rules B2, B4, B5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, Term, refuse, refuse_unless
from chassis.text.folding import FOLDING, folded
from chassis.text.visible import unseen_place

from ...editions.model import Requirements
from ...names import rules as names_rules
from .. import rules


@dataclass(frozen=True, kw_only=True)
class SealedRepresentative:
    """A stored representative: sealed name and number, a keyed hash to match, masks to show (rules B5, K4)."""

    match_key: str
    # of the edition's kinds
    identity_kind: str
    masked_name: str
    masked_identity_number: str
    organisation_uscc: str
    key_id: str
    nonce: bytes
    ciphertext: bytes
    # the hash under each key that was configured when it was made, and the ids of these keys
    match_keys: tuple[str, ...]
    match_key_ids: tuple[str, ...]
    # hashes of the name with the organisation, which another document does not change (rule B5)
    name_keys: tuple[str, ...] = ()

    def commitment(self, salt: str) -> str:
        """Return the person's mark in a submission's form, which reveals nothing even with the hashing key (rule K4)."""
        return hashlib.sha256(f"{salt}/{self.match_key}".encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class IdentityConsent:
    """An account stated that each representative consented to the processing of the identity number, by that text (rule K4)."""

    version: str
    stated_by: str
    stated_at: Instant


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The values that a team registers with."""

    edition: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    lead: Organisation
    co_organisations: tuple[Organisation, ...]
    representatives: tuple[SealedRepresentative, ...]
    declared_true: bool
    account_id: str
    # random, for the commitments of its submissions; kept with the team and shown to nobody (rule K4)
    salt: str
    # the version of the text to which each representative consented (rule K4)
    identity_consent: str = ""


def name_key(kind: str, edition: str, uscc: str, name: str) -> str:
    """Return the key of an organisation's `project` or `team` of that name in an edition: the same however it is written (B7).

    It says by which folding it was made, so that a migration sees what is left to bring to a newer one.
    """
    return f"{FOLDING}:{derived_id(kind, edition, uscc, folded(name))}"


def check_names(*names: str) -> None:
    """Refuse a name that is empty or too long, or that people can't read (rules B2, B7, B9)."""
    for name in names:
        unseen = unseen_place(name.strip())
        refuse_unless(not unseen, names_rules.B9_NAME_UNREADABLE, place=unseen)
        refuse_unless(bool(folded(name).strip("+#")) or not name.strip(), names_rules.B9_NAME_UNREADABLE, place=1)
        refuse_unless(
            1 <= len(name.strip()) <= 100,
            rules.B2_TEAM_COMPOSITION,
            what=Term("name_length", "名称须为1至100字", "names take 1 to 100 characters"),
        )


def check_representatives(
    people: tuple[SealedRepresentative, ...], codes: frozenset[str], requirements: Requirements
) -> None:
    """Refuse too many people, a person twice, or a person of no organisation of the team (rules B2, B4, B5)."""
    limit = requirements.max_representatives
    refuse_unless(1 <= len(people) <= limit, rules.B4_TOO_MANY_REPRESENTATIVES, limit=limit, count=len(people))
    refuse_unless(len({person.match_key for person in people}) == len(people), rules.B5_REPRESENTATIVE_TWICE)
    faults = [
        FieldFault(
            f"representatives[{place}].organisation_uscc",
            "所属单位不在团队中，请填写团队中某家单位的统一社会信用代码。",
            "Give the code of one of the team's organisations.",
        )
        for place, person in enumerate(people)
        if person.organisation_uscc not in codes
    ]
    if faults:  # never what was typed: it may be an identity number in the wrong field (rule K4)
        what = Term(
            "representative_elsewhere", "代表所属单位不在团队中", "a representative is of no organisation of the team"
        )
        refuse(rules.B2_TEAM_COMPOSITION, faults=faults, what=what)
