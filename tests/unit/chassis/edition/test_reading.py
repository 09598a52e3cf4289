"""Reading YAML with lines, and refusing what YAML would quietly take (A1)."""

from __future__ import annotations

import pytest

from chassis.edition.reading import MAX_BYTES, read


def test_values_and_lines() -> None:
    """A1: every place knows its line; a value on the next line has its key's."""
    parsed = read(b"a: 1\nb:\n  - x\n  - y: 2024-05-31\n    z:\n      text\n")
    assert parsed.mistakes == []
    assert parsed.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "y"): 4,
        ("b", 1, "z"): 5,
    }
    assert parsed.line(("b", 1, "z")) == 5
    assert parsed.line(("b", 1, "missing", "deeper")) == 4
    assert parsed.value["b"][1]["z"] == "text"  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "code", "path", "line"),
    [
        (b"a: 1\nb: 2\na: 3\n", "DUPLICATE_KEY", "a", 3),
        (b"a:\n  b: 1\n  c: 1\n  b: 1\n", "DUPLICATE_KEY", "a.b", 4),
        (b"a: 1\nb: {c: 1, c: 2}\n", "DUPLICATE_KEY", "b.c", 2),
        (b"a: 010\n", "NUMBER_IN_DISGUISE", "a", 1),
        (b"a: 0x1f\n", "NUMBER_IN_DISGUISE", "a", 1),
        (b"a: 1_000\n", "NUMBER_IN_DISGUISE", "a", 1),
        (b"b: 1\na: 12:30\n", "NUMBER_IN_DISGUISE", "a", 2),
        (b"a: .inf\n", "NUMBER_IN_DISGUISE", "a", 1),
        (b"a: 2024-02-30\n", "NO_SUCH_VALUE", "a", 1),
        (b"a: !!python/name:os.system x\n", "TAG", "a", 1),
        (b"a: !own x\n", "TAG", "a", 1),
        (b"a: !own {b: c}\n", "TAG", "a", 1),
        (b"a: !!binary aGk=\n", "TAG", "a", 1),
        (b"b:\n  yes: 1\n", "KEY_NOT_TEXT", "b", 2),
        (b"b:\n  7: 1\n", "KEY_NOT_TEXT", "b", 2),
        (b"b:\n  ? [x]\n  : 1\n", "KEY_NOT_TEXT", "b", 2),
        (b"a: &x 1\nb: *x\n", "YAML_SYNTAX", "(file)", 1),
        (b"a: 1\nb: *x\n", "YAML_SYNTAX", "(file)", 2),
        (b"a: 1\n  b: 2\n", "YAML_SYNTAX", "(file)", 2),
        (b"a: [1\n", "YAML_SYNTAX", "(file)", 2),
        (b"a: 1\n\tb: 2\n", "YAML_SYNTAX", "(file)", 2),
        (b"a: 1\n---\nb: 2\n", "YAML_SYNTAX", "(file)", 2),
        (b"a: \x00\n", "YAML_SYNTAX", "(file)", 1),
        (b"a: 1\nb: \xff\xfe\n", "NOT_UTF8", "(file)", 2),
        (b"", "EMPTY", "(file)", 1),
        (b"# nothing\n", "EMPTY", "(file)", 1),
        (b"[" * 20000, "TOO_DEEP", "(file)", 1),
        (b"a: " + b"x" * MAX_BYTES, "TOO_LARGE", "(file)", 1),
    ],
)
def test_invalid_yaml_is_refused(content: bytes, code: str, path: str, line: int) -> None:
    """A1: each is refused with its place and line."""
    assert [(mistake.code, mistake.path, mistake.line) for mistake in read(content).mistakes] == [(code, path, line)]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"a: 10\n", {"a": 10}),
        (b"a: -3\n", {"a": -3}),
        (b"a: 1.5\n", {"a": 1.5}),
        (b'a: "010"\n', {"a": "010"}),
        (b'"7": x\n', {"7": "x"}),
        (b"a: []\n", {"a": ()}),
        (b"\xef\xbb\xbfa: 1\n", {"a": 1}),
        (b"a: ~\nb: true\n", {"a": None, "b": True}),
    ],
)
def test_plain_values_are_accepted(content: bytes, value: object) -> None:
    """A1: plain values are taken as they stand, also behind a byte-order mark."""
    parsed = read(content)
    assert (parsed.mistakes, parsed.value) == ([], value)


def test_a_merge_key_is_just_an_unknown_key() -> None:
    """A1: `<<` merges nothing, so that a schema refuses it like any key it doesn't know."""
    assert read(b"a: {<<: {b: 1}}\n").value == {"a": {"<<": {"b": 1}}}
