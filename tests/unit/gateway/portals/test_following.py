"""Test which case or sheet comes next in a list that somebody works through."""

from __future__ import annotations

import asyncio

import pytest

from gateway.portals.staff.following import item_after

LISTED = [f"case-{number}" for number in range(7)]


def after(current: str, listed: list[str] = LISTED) -> tuple[str, int]:
    """Return what follows in a list, and how many of its pages were asked for."""
    asked = 0

    async def list_page(token: str, size: int) -> tuple[list[str], str]:
        nonlocal asked
        asked += 1
        begin = int(token or 0)
        end = begin + min(size, 3)  # the service's own bound
        return listed[begin:end], str(end) if end < len(listed) else ""

    return asyncio.run(item_after(list_page, current)), asked


def test_whoever_leaves_each_item_for_later_is_led_through_the_whole_list() -> None:
    """Each item leads to the one behind it, and the last to the first."""
    assert [after(item)[0] for item in LISTED] == [*LISTED[1:], LISTED[0]]


@pytest.mark.parametrize(
    ("current", "listed", "expected"),
    [
        ("case-0", ["case-0"], ""),
        ("case-0", [], ""),
        ("elsewhere", LISTED, "case-0"),
        ("", LISTED, "case-0"),
    ],
    ids=["alone", "empty", "not listed", "at the beginning"],
)
def test_an_item_without_a_place_is_followed_by_the_first_other(current: str, listed: list[str], expected: str) -> None:
    """None follows the only item; the first follows what is not listed."""
    assert after(current, listed)[0] == expected


def test_the_first_item_costs_one_short_page() -> None:
    """Whoever takes each item as it comes is at the beginning of the list: nothing more than that is read."""
    assert after("case-0") == ("case-1", 1)
