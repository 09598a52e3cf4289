"""The texts of pages: each key once, and each escaped once."""

from __future__ import annotations

import re

import pytest

from cli.stack.program import ROOT
from gateway.portals.words import FOLDER

_KEY = re.compile(r"^([a-z0-9_]+):", re.MULTILINE)

# words that read as translated, and the ones that a portal of the government writes instead
REPLACED = {
    "比赛时间从此刻起走": "该时刻（北京时间）起模拟比赛时间",
    "走起": "比赛时钟自",
    "这里的一切": "演练环境，所有操作和数据均不计入正式比赛",
    "还没有报名的团队": "您暂无参赛团队，请在",
    "还缺什么": "待完善事项",
    "没有，已齐全": "无（材料齐全）",
    "保留的文字": "未写入草稿的内容",
    "别人同时改写": "该栏目此前已有更新，以下内容未写入草稿，已另行留存",
    "审查人员会看到": "审查提示（审查人员可见）",
    "第几次提交": "提交版本",
    "此后没有修改": "以最后一次提交为准",
    "放不下这个文件": "剩余空间不足，无法上传该文件",
    "图片附注": "图片元数据中含有网页、程序等内容",
    "公示未通过的团队": "公示期内经查实存在问题的，取消其参赛成绩",
    "谢绝参赛": "拒绝参赛",
}


@pytest.fixture(scope="module")
def sources() -> str:
    """Return all that people may read of the program: texts, templates, refusals and messages."""
    parts = ("chassis", "cli", "editions", "gateway", "inspection", "services")
    paths = [
        path for part in parts for path in (ROOT / part).rglob("*") if path.suffix in (".py", ".yaml", ".html", ".js")
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if "vendor" not in path.parts)


@pytest.mark.parametrize(("former", "written"), REPLACED.items())
def test_chinese_texts_are_written_as_a_portal_writes_them(sources: str, former: str, written: str) -> None:
    """J1, K5: the wording that reads as translated is nowhere, and what stands for it is there."""
    assert (former in sources, written in sources) == (False, True)


def test_no_text_is_given_twice() -> None:
    """YAML takes the last of two texts with one key without a word."""
    keys = {file.name: _KEY.findall(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")}
    twice = {name: [key for key in set(listed) if listed.count(key) > 1] for name, listed in keys.items()}
    assert len(keys) > 50
    assert {name: listed for name, listed in twice.items() if listed} == {}


def test_no_text_is_escaped_twice() -> None:
    """A text that is made a plain one is escaped by the template that shows it: `str` of Markup would keep its entities."""
    folder = FOLDER.parents[1]
    escaped = re.compile(r"\bstr\(\s*(?:words\.)?text(?:_in)?\(")
    assert [str(path) for path in folder.rglob("*.py") if escaped.search(path.read_text(encoding="utf-8"))] == []
