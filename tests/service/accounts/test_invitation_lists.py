"""K3: an import of invitations whose answer was lost is repeated: nobody is invited twice, and only the new links are good."""

from __future__ import annotations

import base64
from typing import Any

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.facts.roles import Role
from chassis.kernel.refusal import Refusal
from chassis.spreadsheets import columns, reading, writing
from services.accounts.invitations import commands, requests, store
from services.accounts.sessions.adapters import hashed
from tests.service.accounts.acting import AT, DIVISION, opened

USCC = "91110199000000019X"


def imported(by: Actor, key: str, *rows: tuple[str, ...], dry_run: bool = False) -> Any:
    """Import invitations under a key; return the answer or the code of the refusal."""
    content = writing.as_xlsx(columns.titles(columns.INVITATIONS), rows)
    request = requests.ImportInvitations(
        file=base64.b64encode(content).decode(), dry_run=dry_run, format=requests.LinksFormat.XLSX
    )
    with handling(Context(actor=by, causation_id="call", idempotency_key=key)):
        try:
            return commands.import_invitations(request, by, AT)
        except Refusal as refusal:
            return refusal.code.name


def codes_in(answer: Any) -> list[str]:
    """Return the codes of the links in an answer's file."""
    accepted = [column.accepted for column in columns.INVITATION_LINKS]
    lines = reading.read_lines(base64.b64encode(answer.links).decode(), accepted, limit=10)
    return [cells[5].partition("/invitation#")[2] for _, cells in lines]


def test_k3_a_repeated_import_gives_new_links_to_the_same_invitations() -> None:
    """K3: the first links are void; another list under the key, and one with an invitation that was revoked, are refused."""
    host = opened("host", Role.HOST)
    rows = (("审查员", DIVISION, USCC, "", ""), ("专家", DIVISION, USCC, "甲（合成）", "24"))
    dry = imported(host, "k", *rows, dry_run=True)
    assert (dry.imported, dry.lines, dry.links, list(store.invitations.every())) == (False, 2, b"", [])
    first, second = imported(host, "k", *rows), imported(host, "k", *rows)
    assert first.imported
    assert second.imported
    assert [store.invitation_id(hashed(code)) for code in codes_in(first)] == ["", ""]
    known = {store.invitation_id(hashed(code)) for code in codes_in(second)}
    assert known == {invitation.id for invitation in store.invitations.every()}
    assert len(known) == 2
    assert imported(host, "k", rows[0], ("专家", DIVISION, USCC, "乙（合成）", "24")) == "IDEMPOTENCY_KEY_REUSED"
    assert imported(host, "another", *rows).imported
    with handling(Context(actor=host, causation_id="revoke")):
        commands.revoke_invitation(known.pop(), host, AT)
    assert imported(host, "k", *rows) == "INVITATION_IMPORT_REPEATED"


def test_k4_a_name_with_an_identity_number_is_a_fault_of_its_line() -> None:
    """K4: it would be stored in clear; nobody is invited."""
    answer = imported(opened("host", Role.HOST), "k", ("审查员", DIVISION, USCC, "甲110199199001010010", ""))
    assert [(fault.column, fault.code) for fault in answer.faults] == [("name", "K4_IDENTITY_NUMBER")]
    assert list(store.invitations.every()) == []


def test_k3_a_host_invites_reviewers_and_experts_of_its_division_only() -> None:
    """K1, K3: another division's and nation-wide roles are faults of their lines, and nobody is invited."""
    host = opened("host", Role.HOST)
    rows = (("审查员", DIVISION, USCC, "", ""), ("专家", "", USCC, "", ""), ("审查员", "120000", USCC, "", ""))
    answer = imported(host, "k", *rows)
    assert [(fault.line, fault.code) for fault in answer.faults] == [
        (3, "INVITATION_LINE_ROLE_NOT_YOURS"),
        (4, "INVITATION_LINE_ROLE_NOT_YOURS"),
    ]
    assert not answer.imported
    assert list(store.invitations.every()) == []
    assert imported(opened("somebody", Role.PARTICIPANT), "k", *rows) == "K1_FORBIDDEN"
