"""The contract check refuses every breaking change and accepts additions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import contracts

PROTO = Path("proto")
TEAMS = "dasai/registration/v1/teams.proto"
ORGANISATIONS = "dasai/registration/v1/organisations.proto"
DECLARATIONS = "dasai/registration/v1/declarations.proto"
EVENTS = "dasai/registration/v1/events.proto"
PROBE = "dasai/common/v1/probe.proto"
ENVELOPE = "dasai/common/v1/envelope.proto"

Edit = Callable[[str, str, str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of two packages, with a baseline of its own."""
    root = tmp_path / "proto"
    for package in ("common", "registration"):
        shutil.copytree(PROTO / "dasai" / package, root / "dasai" / package)
    verdict = contracts.accept(root)
    assert verdict.good, (verdict.mistakes, verdict.breaks)
    return root


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace a text of a file."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_tree_keeps_its_baseline() -> None:
    verdict = contracts.check(PROTO)
    assert verdict.mistakes == ()
    assert verdict.breaks == ()


def test_the_baseline_holds_the_whole_tree() -> None:
    """Otherwise an addition of today could be removed tomorrow unnoticed."""
    assert contracts.check(PROTO).added == ()


def test_unchanged_is_green(copy: Path) -> None:
    assert contracts.check(copy) == contracts.Verdict((), (), ())


def without_place(verdict: contracts.Verdict) -> list[str]:
    """Return what breaks, without the file that buf names."""
    return [line.partition(": ")[2] for line in verdict.breaks]


BREAKING = [
    pytest.param(
        ENVELOPE, "  int32 ordinal = 7;\n", "",
        ('Previously present field "7" with name "ordinal" on message "Envelope" was deleted.',),
        id="field removed",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "int32 ordinal = 77;",
        ('Previously present field "7" with name "ordinal" on message "Envelope" was deleted.',),
        id="field renumbered",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "string ordinal = 7;",
        ('Field "7" with name "ordinal" on message "Envelope" changed type from "int32" to "string".',),
        id="field retyped",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "repeated int32 ordinal = 7;",
        (
            'Field "7" with name "ordinal" on message "Envelope" changed cardinality from '
            '"optional with implicit presence" to "repeated".',
        ),
        id="field repeated",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "int32 place = 7;",
        (
            'Field "7" on message "Envelope" changed name from "ordinal" to "place".',
            'Field "7" with name "place" on message "Envelope" changed option "json_name" from "ordinal" to "place".',
        ),
        id="field renamed",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "oneof position { int32 ordinal = 7; }",
        (
            'Field "7" with name "ordinal" on message "Envelope" changed cardinality from '
            '"optional with implicit presence" to "optional with explicit presence".',
            'Field "7" with name "ordinal" on message "Envelope" moved from outside to inside a oneof.',
        ),
        id="field moved into a oneof",
    ),
    pytest.param(
        EVENTS, 'message RegistrationClosed {\n  option (dasai.common.v1.consumers) = "accounts";\n\n'
        "  string division_code = 1;\n}\n", "",
        ('Previously present message "RegistrationClosed" was deleted from package "dasai.registration.v1".',),
        id="message removed",
    ),
    pytest.param(
        TEAMS, "  IDENTITY_KIND_PASSPORT = 2;\n", "",
        ('Previously present enum value "2" on enum "IdentityKind" was deleted.',),
        id="enum value removed",
    ),
    pytest.param(
        TEAMS, "IDENTITY_KIND_PASSPORT = 2;", "IDENTITY_KIND_PASSPORT = 3;",
        ('Previously present enum value "2" on enum "IdentityKind" was deleted.',),
        id="enum value renumbered",
    ),
    pytest.param(
        TEAMS, "  rpc WithdrawTeam(WithdrawTeamRequest) returns (Team);\n", "",
        ('Previously present RPC "WithdrawTeam" on service "Teams" was deleted.',),
        id="rpc removed",
    ),
    pytest.param(
        TEAMS, "rpc GetTeam(GetTeamRequest) returns (Team);",
        "rpc GetTeam(GetTeamRequest) returns (stream Team);",
        ('RPC "GetTeam" on service "Teams" changed from server unary to server streaming.',),
        id="rpc streams",
    ),
    pytest.param(
        ORGANISATIONS, "service Organisations {", "service Bodies {",
        ('Previously present service "Organisations" was deleted from package "dasai.registration.v1".',),
        id="service removed",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "optional int32 ordinal = 7;",
        (
            'Field "7" with name "ordinal" on message "Envelope" changed cardinality from '
            '"optional with implicit presence" to "optional with explicit presence".',
        ),
        id="field can be absent",
    ),
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", 'int32 ordinal = 7 [json_name = "place"];',
        ('Field "7" with name "ordinal" on message "Envelope" changed option "json_name" from "ordinal" to "place".',),
        id="field renamed in JSON",
    ),
    pytest.param(
        TEAMS, "rpc GetTeam(GetTeamRequest) returns (Team);", "rpc GetTeam(ReviveTeamRequest) returns (Team);",
        (
            'RPC "GetTeam" on service "Teams" changed request type from "dasai.registration.v1.GetTeamRequest" to '
            '"dasai.registration.v1.ReviveTeamRequest".',
        ),
        id="rpc takes another request",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), BREAKING)
def test_a_breaking_change_is_red(copy: Path, file: str, old: str, new: str, expected: tuple[str, ...]) -> None:
    edit(copy, file, old, new)
    verdict = contracts.check(copy)
    assert sorted(without_place(verdict)) == sorted(expected)
    assert not verdict.good
    before = (copy / contracts.BASELINE).read_text()
    assert not contracts.accept(copy).good
    assert (copy / contracts.BASELINE).read_text() == before


ADDITIVE = [
    pytest.param(
        ENVELOPE, "int32 ordinal = 7;", "int32 ordinal = 7;\n  string note = 90;",
        ("field dasai.common.v1.Envelope.note",),
        'Previously present field "90" with name "note" on message "Envelope" was deleted.', id="field",
    ),
    pytest.param(
        TEAMS, "IDENTITY_KIND_PASSPORT = 2;", "IDENTITY_KIND_PASSPORT = 2;\n  IDENTITY_KIND_NEW = 90;",
        ("value dasai.registration.v1.IdentityKind.IDENTITY_KIND_NEW",),
        'Previously present enum value "90" on enum "IdentityKind" was deleted.', id="enum value",
    ),
    pytest.param(
        EVENTS, "// The team withdrew", "// Nothing happened.\nmessage Nothing {}\n\n// The team withdrew",
        ("message dasai.registration.v1.Nothing",),
        'Previously present message "Nothing" was deleted from package "dasai.registration.v1".', id="message",
    ),
    pytest.param(
        TEAMS, "rpc GetTeam(GetTeamRequest) returns (Team);",
        "rpc GetTeam(GetTeamRequest) returns (Team);\n  rpc GetTeamAgain(GetTeamRequest) returns (Team);",
        ("rpc dasai.registration.v1.Teams.GetTeamAgain",),
        'Previously present RPC "GetTeamAgain" on service "Teams" was deleted.', id="rpc",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected", "removed"), ADDITIVE)
def test_an_addition_is_green_and_then_kept(
    copy: Path, file: str, old: str, new: str, expected: tuple[str, ...], removed: str
) -> None:
    edit(copy, file, old, new)
    assert contracts.check(copy) == contracts.Verdict((), (), expected)
    assert contracts.accept(copy).good
    edit(copy, file, new, old)
    assert without_place(contracts.check(copy)) == [removed]


def all_names(root: Path) -> list[str]:
    """Return the full names in the baseline."""
    return sorted(contracts.names(contracts.read_baseline(root).file))


def test_a_message_that_moves_to_another_file_breaks_nothing(copy: Path) -> None:
    """Peers know a message by its full name, not by the file that declares it."""
    before = all_names(copy)
    message = "message SaveDeclarationRequest {"
    text = (copy / DECLARATIONS).read_text(encoding="utf-8")
    block = text[text.index(message) : text.index("}\n", text.index(message)) + 2]
    edit(copy, DECLARATIONS, block, "")
    edit(copy, TEAMS, "message RegisterTeamRequest {", f"{block}\nmessage RegisterTeamRequest {{")
    assert contracts.check(copy) == contracts.Verdict((), (), ())
    assert contracts.accept(copy).good
    assert all_names(copy) == before


def test_a_message_that_is_lost_on_its_way_to_another_file_is_red(copy: Path) -> None:
    edit(copy, TEAMS, "message ReviveTeamRequest {\n  string team_id = 1;\n}\n", "")
    edit(copy, TEAMS, "  rpc ReviveTeam(ReviveTeamRequest) returns (Team);\n", "")
    assert sorted(without_place(contracts.check(copy))) == [
        'Previously present RPC "ReviveTeam" on service "Teams" was deleted.',
        'Previously present message "ReviveTeamRequest" was deleted from package "dasai.registration.v1".',
    ]


def test_a_new_version_is_an_addition(copy: Path) -> None:
    new = copy / "dasai/registration/v2/events.proto"
    new.parent.mkdir()
    text = (copy / EVENTS).read_text(encoding="utf-8")
    new.write_text(text.replace("package dasai.registration.v1;", "package dasai.registration.v2;"))
    verdict = contracts.check(copy)
    assert verdict.good
    assert "message dasai.registration.v2.TeamRegistered" in verdict.added


MISTAKES = [
    pytest.param(
        PROBE, "package dasai.common.v1;", "package dasai.shared.v1;",
        "dasai/common/v1/probe.proto: package is dasai.shared.v1, its path says dasai.common.v1",
        id="package is not its path",
    ),
    pytest.param(
        EVENTS, "// The team withdrew before its deadline and its representatives are free (rule C12).\n", "",
        "dasai/registration/v1/events.proto: message TeamWithdrawn has no comment",
        id="message without comment",
    ),
    pytest.param(
        ORGANISATIONS, "// Organisations and the credit lists that name them (rules B1, B3).\n", "",
        "dasai/registration/v1/organisations.proto: service Organisations has no comment",
        id="service without comment",
    ),
    pytest.param(
        TEAMS, "message GetTeamRequest {", "message GetTeamRequest {\n  message Inner {}\n",
        "dasai/registration/v1/teams.proto: message GetTeamRequest.Inner has no comment",
        id="nested message without comment",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_mistake_is_red(copy: Path, file: str, old: str, new: str, expected: str) -> None:
    edit(copy, file, old, new)
    verdict = contracts.check(copy)
    assert verdict.mistakes == (expected,)
    assert not verdict.good


def test_a_folder_that_is_no_version_is_red(copy: Path) -> None:
    shutil.copytree(copy / "dasai/registration/v1", copy / "dasai/registration/latest")
    for path in (copy / "dasai/registration/latest").iterdir():
        text = path.read_text(encoding="utf-8").replace("dasai.registration.v1", "dasai.registration.latest")
        path.write_text(text.replace("dasai/registration/v1", "dasai/registration/latest"), encoding="utf-8")
    verdict = contracts.check(copy)
    assert "dasai/registration/latest/events.proto: its folder is no version such as v1" in verdict.mistakes


def test_an_extension_number_used_twice_is_red(copy: Path) -> None:
    """protoc only warns; a peer that reads both packages would take one option for the other."""
    new = copy / "dasai/common/v2/envelope.proto"
    new.parent.mkdir()
    new.write_text(
        (copy / ENVELOPE).read_text(encoding="utf-8").replace("package dasai.common.v1;", "package dasai.common.v2;")
    )
    with pytest.raises(contracts.ContractsError, match="duplicate extension 50771"):
        contracts.check(copy)


def test_a_file_that_does_not_compile_is_an_error(copy: Path) -> None:
    edit(copy, ENVELOPE, "int32 ordinal = 7;", "int32 ordinal = ;")
    with pytest.raises(contracts.ContractsError, match="protoc refused"):
        contracts.check(copy)


def test_a_check_that_does_not_start_does_not_pass(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.contracts.sysconfig.get_path", lambda _: str(copy))
    with pytest.raises(contracts.ContractsError, match="buf does not start"):
        contracts.check(copy)
    (copy / "buf").write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    (copy / "buf").chmod(0o755)
    with pytest.raises(contracts.ContractsError, match="buf ended with 1: broken"):
        contracts.check(copy)


def test_a_missing_baseline_is_an_error(copy: Path) -> None:
    (copy / contracts.BASELINE).unlink()
    with pytest.raises(contracts.ContractsError, match="no baseline"):
        contracts.check(copy)
