"""What is sent while nobody says that a copy is right, or it can't be made anew; and what operators see of that."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import nullcontext
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from gateway.copies.copy import FRESH, STALE
from tests.unit.gateway.copies.stage import NOW, PAGE, Stage


def test_while_services_are_away_a_copy_says_as_of_when_it_is() -> None:
    """For so long as the setting says, with its age; whoever asks for a page of which there is none gets what there is."""
    stage = Stage(away_seconds=60)

    async def steps() -> None:
        await stage.get()
        stage.away, stage.status = True, 503
        stage.steady += 1
        assert (await stage.get()).headers[b"cache-control"] == FRESH
        stage.steady += 2
        moment = await stage.get()
        assert (moment.body, moment.headers[b"cache-control"], moment.headers[b"age"]) == (PAGE, STALE, b"3")
        stage.steady += 28
        stale = await stage.get(accept_encoding="gzip")
        text = gzip.decompress(stale.body).decode()
        assert (stale.status, stale.headers[b"cache-control"]) == (200, STALE)
        assert stale.headers[b"age"] == b"31"
        assert "现显示截至2024年6月10日 8:00的内容" in text
        assert text.index("截至") < text.index("</header>")
        stage.steady += 31
        assert (await stage.get()).status == 503
        # it answers again, and nothing has changed
        stage.away, stage.status = False, 200
        await stage.settle()
        assert (await stage.get()).headers[b"cache-control"] == FRESH

    stage.run(steps)


def test_while_services_are_away_nothing_is_sent_that_they_called_outdated() -> None:
    """H4: the last that was heard counts."""
    stage = Stage()

    async def steps() -> None:
        await stage.get()
        stage.versions["publicity"] = "2"
        await stage.settle()
        stage.away, stage.status = True, 503
        stage.steady += 2
        assert (await stage.get()).status == 503

    stage.run(steps)


def test_a_copy_is_sent_if_it_can_not_be_made_anew_in_time_and_nothing_public_has_changed() -> None:
    """A platform that is busy sends nobody away whom a copy can answer."""
    stage = Stage()

    async def steps() -> None:
        await stage.get(query=b"q=a")
        stage.steady += 12
        await stage.settle()
        stage.status = 503
        answer = await stage.get(query=b"q=a")
        assert (answer.status, answer.headers[b"cache-control"]) == (200, STALE)

    stage.run(steps)


@pytest.mark.parametrize("away", [False, True])
def test_a4_no_copy_is_sent_after_its_words_are_over_also_if_there_is_no_other(away: bool) -> None:
    """A4, C1: that registration is open is not said after the deadline, whatever is busy or away."""
    stage = Stage(follows_clock=True, until=NOW + timedelta(seconds=4))

    async def steps() -> None:
        await stage.get()
        stage.steady += 4
        await stage.settle()
        stage.status, stage.away = 503, away
        assert (await stage.get()).status == 200
        stage.steady += 2
        if not away:
            await stage.settle()
        assert (await stage.get()).status == 503

    stage.run(steps)


def test_a_copy_that_can_not_be_made_anew_says_how_old_it_is_and_is_sent_no_longer_than_the_setting_says() -> None:
    """While services say that nothing has changed but the platform is too busy to make it anew, the clock still goes on."""
    stage = Stage(away_seconds=60)

    async def steps() -> None:
        await stage.get(query=b"q=a")
        stage.status = 503
        for seconds, age in ((12, b"2"), (8, b"10"), (49, b"59")):
            stage.steady += seconds
            await stage.settle()
            answer = await stage.get(query=b"q=a")
            assert (answer.status, answer.headers[b"age"]) == (200, age)
            assert ("截至".encode() in answer.body) == (age != b"2")
        stage.steady += 2
        await stage.settle()
        assert (await stage.get(query=b"q=a")).status == 503

    stage.run(steps)


def test_pages_of_a_service_that_does_not_answer_hold_no_place_of_others() -> None:
    """Four are made at once past admission: what waits for a service that hangs is none of them."""
    stage = Stage(away_seconds=0)

    async def steps() -> None:
        await stage.get()
        stage.away = True
        stage.steady += 20
        await stage.get()
        assert (len(stage.scopes), stage.direct) == (2, 0)

    stage.run(steps)


@pytest.mark.parametrize(
    ("status", "gap", "why"), [(503, False, "busy"), (404, False, "refused"), (200, True, "unfit"), (0, False, "error")]
)
def test_operators_see_why_a_copy_could_not_be_made(status: int, gap: bool, why: str) -> None:
    """Each failure is counted once, by its reason."""
    stage = Stage(status=status, gap=gap)
    if not status:
        stage.headers = None  # type: ignore[assignment]  # the page fails

    async def steps() -> None:
        with pytest.raises(TypeError) if why == "error" else nullcontext():
            await stage.get()

    before = _metric("dasai_public_copies_failed_total", why=why)
    stage.run(steps)
    assert _metric("dasai_public_copies_failed_total", why=why) == before + 1


def test_operators_see_for_how_long_a_service_has_not_said_what_is_public() -> None:
    """While it is away, and also if it was never there."""
    stage = Stage()

    async def steps() -> None:
        assert _metric("dasai_public_versions_age_seconds", of="scoring") == 0
        stage.away = True
        stage.steady += 40
        assert _metric("dasai_public_versions_age_seconds", of="scoring") == 40

    stage.run(steps)
    unheard = Stage(away=True)

    async def never_heard() -> None:
        unheard.heard.start()
        unheard.steady += 7
        assert _metric("dasai_public_versions_age_seconds", of="scoring") == 7
        await unheard.heard.close()

    asyncio.run(never_heard())


def _metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0
