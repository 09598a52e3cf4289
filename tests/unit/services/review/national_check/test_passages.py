"""What two projects have in common is shown side by side to whoever settles a hit (rule F5)."""

from __future__ import annotations

from chassis.facts.submissions import Evidence, Section
from services.review.national_check.model.passages import SHORTEST, Passage, shared_files, shared_passages

COMMON = "本项目汇聚气象与水文两类数据，按小时更新，服务于全市防汛调度"
OTHER = "面向制造企业建设设备运行数据平台，支持预测性维护和能耗优化"


def section(name: str, text: str) -> Section:
    return Section(id=name, text=text)


def piece(kind: str, sha256: str, name: str = "a.pdf") -> Evidence:
    return Evidence(
        id=f"{kind}-{sha256}",
        kind=kind,
        file_name=name,
        sha256=sha256,
        size_bytes=1,
        media_type="application/pdf",
        owner_uscc="12110199MB0DAXA1XF",
    )


def test_f5_a_passage_is_found_in_another_section_with_other_punctuation() -> None:
    """F5: the words of each text are shown as they stand there; what lies around them is left out."""
    first = [section("a", f"一、{OTHER}。"), section("b", f"前文，{COMMON}。以下各不相同的内容")]
    changed = COMMON.replace("，", " ").replace("数据", "数據")
    second = [section("c", f"别的开头——{changed}；另外的结尾")]
    assert shared_passages(first, second) == [
        Passage(first_section="b", first_text=COMMON, second_section="c", second_text=changed)
    ]


def test_f5_no_passage_is_shorter_than_the_shortest_or_goes_over_two_sections() -> None:
    """F5: what is too short says nothing, and the end of a section ends a passage."""
    characters = [chr(0x4E00 + number) for number in range(3 * SHORTEST)]
    short, long = "".join(characters[: SHORTEST - 1]), "".join(characters[:SHORTEST])
    assert shared_passages([section("a", short)], [section("b", f"甲{short}乙")]) == []
    assert [each.first_text for each in shared_passages([section("a", long)], [section("b", f"甲{long}乙")])] == [long]
    half = SHORTEST // 2
    assert shared_passages([section("a", long[:half]), section("b", long[half:])], [section("c", long)]) == []


def test_f5_the_longest_passage_comes_first_and_each_place_is_in_one() -> None:
    first = [section("a", f"{OTHER}。{COMMON}，{OTHER}")]
    second = [section("b", f"{COMMON}{OTHER}"), section("c", OTHER)]
    found = shared_passages(first, second)
    lengths = [len(each.first_text) for each in found]
    assert lengths == sorted(lengths, reverse=True)
    assert found[0].second_section == "b"
    assert found[0].first_text == f"{COMMON}，{OTHER}"
    assert found[1].first_text == OTHER


def test_f5_only_files_about_the_project_are_shared() -> None:
    """F5, C5: the same licence of an organisation is in all its projects, and says nothing."""
    first = [piece("audit", "1", "甲.pdf"), piece("licence", "2"), piece("audit", "3")]
    second = [piece("audit", "1", "乙.pdf"), piece("licence", "2")]
    shared = shared_files(first, second, {"audit"})
    assert [(each.sha256, each.first.file_name, each.second.file_name) for each in shared] == [
        ("1", "甲.pdf", "乙.pdf")
    ]
