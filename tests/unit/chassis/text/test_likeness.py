"""Names that may be of the same project go to a human (rule B7)."""

from __future__ import annotations

import pytest

from chassis.text.likeness import are_near

NEAR = [
    ("城市交通数据要素平台", "城市交通數據要素平臺"),
    ("城市交通数据要素平台", "城市交通数据要素平台二期"),
    ("城市交通数据要素平台", "城市交通数据要素平台（升级版）"),
    ("城市交通数据要素平台一期", "城市交通数据要素平台第三期"),
    ("城市交通数据要素平台V1.0", "城市交通数据要素平台V2"),
    ("城市交通数据要素平台", "城市交通数据要素平台项目"),
    ("城市交通数据要素平台", "基于隐私计算的城市交通数据要素平台"),
    ("城市交通数据要素平台", "城市交通数据要素+平台"),
    ("城市交通数据要素平台", "城市交通数居要素平台"),
    ("ABC数据", "АВС数据"),
    ("C++平台", "C#平台"),
    ("1.1平台", "11平台"),
    ("ئۇي\u200cغۇر", "ئۇيغۇر"),
]
APART = [
    ("城市交通数据要素平台", "城市供水数据要素平台"),
    ("城市交通数据要素平台", "数据平台"),
    ("水务数据", "税务数据"),
    ("港口物流数据共享", "农业气象数据服务"),
    ("甲", "乙"),
    ("二期", "升级版"),
]


@pytest.mark.parametrize(("left", "right"), NEAR)
def test_b7_near_names_are_found(left: str, right: str) -> None:
    """B7: another part of the same project, a changed letter, a sign more."""
    assert (are_near(left, right), are_near(right, left)) == (True, True)


@pytest.mark.parametrize(("left", "right"), APART)
def test_b7_other_projects_are_not_near(left: str, right: str) -> None:
    """B7: names of other projects of the same organisation trouble nobody."""
    assert (are_near(left, right), are_near(right, left)) == (False, False)
