"""The words in which people read what is stored of them."""

from __future__ import annotations

import pytest

from chassis.edition.current import edition
from chassis.facts.roles import AccountState, Role
from gateway.portals.account.personal_words import record_lines, words_of
from services.accounts.accounts.model import ChangeKind, ConsentKind
from services.accounts.deliveries.model import Channel, DeliveryState
from services.accounts.templates.model.template import Category
from services.publicity.objections.model import ObjectionState
from services.publicity.reports.model.report import ReportState
from services.registration.activities.model import SignUpState
from services.registration.looks.events import LookKind
from services.registration.materials.model.material import UploadState
from services.registration.teams.model.team import TeamState
from services.review.cases.events import Outcome
from services.scoring.sheets.model.sheet import SheetState


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        ("account", "roles", Role),
        ("account", "state", AccountState),
        ("account_change", "change", ChangeKind),
        ("consent", "consent", ConsentKind),
        ("consent", "given", ("yes", "no")),
        ("account", "email_confirmed", ("yes", "no")),
        ("message_preference", "category", Category),
        ("delivery", "channel", Channel),
        ("delivery", "state", DeliveryState),
        ("team", "state", TeamState),
        ("upload", "state", UploadState),
        ("identity_look", "purpose", LookKind),
        ("activity_sign_up", "state", SignUpState),
        ("decision", "outcome", Outcome),
        ("scoresheet", "state", SheetState),
        ("settled_objection", "outcome", ObjectionState),
        ("report_step", "state", ReportState),
        ("section", "section", [section.id for section in edition().sections]),
        ("representative", "identity_kind", [kind.id for kind in edition().identity_kinds]),
        ("team", "division", [division.code for division in edition().divisions]),
        ("expert", "tracks", [track.code for track in edition().tracks]),
    ],
)
def test_k4_every_word_of_programs_about_an_account_is_said_in_chinese(kind: str, name: str, values: list[str]) -> None:
    """K4, K5: none is left as programs call it."""
    assert [value for value in values if words_of(kind, name, value)[0] == value] == []


def test_several_roles_are_joined_as_each_language_does_and_other_values_stay() -> None:
    """A division's code stays beside its role."""
    assert words_of("account", "roles", "host 110000, expert") == ("分赛主办方 110000、评审专家", "host 110000, expert")
    assert words_of("session", "device", "curl/7.88.1") == ("程序curl 7.88.1", "the program curl 7.88.1")
    assert words_of("session", "address", "127.0.0.1") == ("127.0.0.1", "127.0.0.1")
    assert words_of("team", "state", "active") == ("active", "active")


def test_k5_what_a_service_says_in_both_languages_is_shown_in_the_readers() -> None:
    """K5: a message's title and text are a line each, the title first, and never both languages beside each other."""
    values = {
        "title_zh": "账号角色已变更",
        "title_en": "Your roles have changed",
        "category": "security",
        "read_at": "",
    }
    assert record_lines("message", values) == [
        ("title", ("账号角色已变更", "Your roles have changed")),
        ("category", ("账号安全", "account security")),
        ("read_at", ("", "")),
    ]
