"""Reads YAML so that every value knows its line, and refuses what YAML would quietly take.

Refused: duplicate keys, anchors and aliases, tags, keys that are no text, numbers in octal and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from .mistakes import Mistake, Place, written

MAX_BYTES = 1024 * 1024
_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Read:
    """Plain values (mappings as dict, lists as tuple), the line of each place, and what was wrong."""

    value: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Return the line of a place, from 1; a place that is not in the file has the line of what should hold it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


class _Loader(yaml.SafeLoader):
    """A safe loader without aliases: each value is written where it is used, so that its line can be named."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # untyped in the stubs
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            raise yaml.composer.ComposerError(None, None, f"anchor or alias '{anchor}'", event.start_mark)  # type: ignore[arg-type]  # the C mark is one too
        return super().compose_node(parent, index)


def read(data: bytes) -> Read:
    """Read one YAML document. Never raises: what is wrong is in `mistakes`."""
    result = Read()
    if len(data) > MAX_BYTES:
        _note(
            result,
            (),
            "TOO_LARGE",
            1,
            f"文件超过 {MAX_BYTES} 字节，请精简",
            f"more than {MAX_BYTES} bytes: shorten it",
        )
        return result
    try:
        loader = _Loader(data.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            _note(
                result,
                (),
                "EMPTY",
                1,
                "文件是空的，请写入届次数据",
                "the file is empty: write the edition into it",
            )
        else:
            result.value = _build(loader, node, (), result)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _note(
            result,
            (),
            "NOT_UTF8",
            line,
            "不是 UTF-8 文本，请以 UTF-8 保存",
            "not UTF-8 text: save the file as UTF-8",
        )
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "cannot be read"
        line = mark.line + 1 if mark else 1
        _note(
            result,
            (),
            "YAML_SYNTAX",
            line,
            f"YAML 语法有误，请修改：{problem}",
            f"not YAML that is taken here: {problem}",
        )
    except yaml.reader.ReaderError as error:
        _note(
            result,
            (),
            "YAML_SYNTAX",
            1,
            f"含有不允许的字符，请删除：{error}",
            f"a character that is not allowed: {error}",
        )
    except RecursionError:
        _note(result, (), "TOO_DEEP", 1, "嵌套层数过多，请展平", "nested too deep: flatten it")
    return result


def _note(result: Read, place: Place, code: str, line: int, zh: str, en: str) -> None:
    result.mistakes.append(Mistake(place, code, zh, en, line))


def _build(loader: _Loader, node: yaml.Node, place: Place, result: Read) -> object:
    line = node.start_mark.line + 1
    result.lines.setdefault(place, line)  # a mapping's value has its key's line, noted before
    if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
        return {name: _build(loader, value, (*place, name), result) for name, value in _entries(node, place, result)}
    if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
        return tuple(_build(loader, item, (*place, index), result) for index, item in enumerate(node.value))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(loader, node, place, result)
    _tag_refused(node, place, result)
    return None


def _entries(node: yaml.MappingNode, place: Place, result: Read) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the entries and note their keys' lines; a key that is not text, or comes twice, is noted as a mistake."""
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag not in (f"{_TAG}str", f"{_TAG}merge"):
            shown = key.value if isinstance(key, yaml.ScalarNode) else "?"
            zh, en = f"键“{shown}”不是文本，请加引号", f"the key {shown!r} is no text: quote it"
            _note(result, place, "KEY_NOT_TEXT", line, zh, en)
            continue
        name = key.value
        here = (*place, name)
        if here in result.lines:
            first = result.lines[here]
            zh = f"键 {written(here)} 重复，第 {first} 行已有，请删去其一"
            _note(
                result,
                here,
                "DUPLICATE_KEY",
                line,
                zh,
                f"{written(here)} is on line {first} already: keep one of them",
            )
            continue
        result.lines[here] = line
        yield name, value


def _scalar(loader: _Loader, node: yaml.ScalarNode, place: Place, result: Read) -> object:
    line = node.start_mark.line + 1
    kind = node.tag.removeprefix(_TAG)
    if kind == "str":
        return str(node.value)
    if kind in ("int", "float") and not _PLAIN_NUMBER.fullmatch(node.value):
        zh = f"“{node.value}”会被读作数字，请写成普通十进制数，或加引号成为文本"
        en = f"{node.value!r} would be read as a number: write a plain decimal number, or quote it as text"
        _note(result, place, "NUMBER_IN_DISGUISE", line, zh, en)
        return None
    if kind not in ("int", "float", "bool", "null", "timestamp"):
        _tag_refused(node, place, result)
        return None
    try:
        return loader.construct_object(node)
    except ValueError:
        zh = f"“{node.value}”不是存在的日期或数值，请改正"
        _note(
            result,
            place,
            "NO_SUCH_VALUE",
            line,
            zh,
            f"{node.value!r} is no date or number that exists: correct it",
        )
        return None


def _tag_refused(node: yaml.Node, place: Place, result: Read) -> None:
    line = node.start_mark.line + 1
    zh, en = f"不接受标签 {node.tag}，请删除", f"the tag {node.tag} is not taken: remove it"
    _note(result, place, "TAG", line, zh, en)
