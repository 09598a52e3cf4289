"""Every event has a class, a raiser and a handler or a stated none; docs/events.md says what the code says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli import events
from cli.contracts import compile_contracts
from cli.events import Event, Field, Wiring

HAPPENED = Event(
    "dasai.review.v1.Happened", "Something happened (rule D1).", (Field("id", "string", "Which."),), ("registration",)
)
UNHEARD = Event("dasai.review.v1.Unheard", "Nobody minds.", ())
GOOD = (
    Wiring("registration", {}, ({"event": HAPPENED.name, "handler": "take", "does": "Takes it."},), ()),
    Wiring(
        "review",
        {"Happened": HAPPENED.name, "Unheard": UNHEARD.name},
        (),
        ({"seconds": 1.0, "handler": "run_due", "does": "Does what is due."},),
        {"Happened": ("Case.happen",), "Unheard": ("Case.whisper",)},
    ),
)
NOBODY = {UNHEARD.name: "for the record"}
ALL = (HAPPENED, UNHEARD)


def test_a_whole_wiring_has_no_problem() -> None:
    assert list(events.problems(ALL, GOOD, NOBODY)) == []


WRONG = [
    pytest.param(
        (GOOD[0], replace(GOOD[1], raises={"Unheard": UNHEARD.name})), NOBODY,
        "dasai.review.v1.Happened: EVENTS of services/review/catalogue.py does not have it", id="no class",
    ),
    pytest.param(
        (GOOD[0], replace(GOOD[1], raisers={"Happened": (), "Unheard": ("Case.whisper",)})), NOBODY,
        "dasai.review.v1.Happened: nothing in services/review raises it", id="no raiser",
    ),
    pytest.param(
        GOOD, {},
        "dasai.review.v1.Unheard: no worker hears it, and NOBODY in cli/events.py does not say why",
        id="no handler",
    ),
    pytest.param(
        GOOD, {**NOBODY, HAPPENED.name: "not true"},
        "dasai.review.v1.Happened: NOBODY in cli/events.py says that no worker hears it, and one does",
        id="handler though none is stated",
    ),
    pytest.param(
        GOOD, {**NOBODY, "dasai.review.v1.Gone": "it went"},
        "NOBODY in cli/events.py: dasai.review.v1.Gone is no event", id="nobody of no event",
    ),
    pytest.param(
        (GOOD[0], replace(GOOD[1], raises={**GOOD[1].raises, "Part": "dasai.review.v1.Part"})), NOBODY,
        "services/review/catalogue.py: Part is sent as dasai.review.v1.Part, which is no event", id="class of no event",
    ),
    pytest.param(
        (replace(GOOD[0], hears=({"event": HAPPENED.name, "handler": "take", "does": ""},)), GOOD[1]), NOBODY,
        "services/registration: take has no docstring", id="handler without words",
    ),
]  # fmt: skip


def test_the_contract_and_the_workers_name_the_same_consumers() -> None:
    """The relay makes the queues that the contract names: one that it does not name could miss events."""
    unnamed = replace(HAPPENED, consumers=())
    assert list(events.problems((unnamed, UNHEARD), GOOD, NOBODY)) == [
        "dasai.review.v1.Happened: registration hears it, and its `consumers` do not say so"
    ]
    deaf = replace(HAPPENED, consumers=("registration", "scoring"))
    assert list(events.problems((deaf, UNHEARD), GOOD, NOBODY)) == [
        "dasai.review.v1.Happened: its `consumers` name scoring, whose worker does not hear it"
    ]


@pytest.mark.parametrize(("wirings", "nobody", "expected"), WRONG)
def test_each_gap_is_named(wirings: tuple[Wiring, ...], nobody: dict[str, str], expected: str) -> None:
    assert list(events.problems(ALL, wirings, nobody)) == [expected]


def test_the_catalogue_names_raisers_hearers_and_fields() -> None:
    text = events.render(ALL, GOOD, NOBODY)
    assert text.split("## Happened\n")[1].split("\n## ")[0].strip().splitlines() == [
        "Something happened (rule D1).",
        "",
        "- message `dasai.review.v1.Happened`, exchange `review.events`, routing key `happened`",
        "- raised by review: `Case.happen`",
        "- registration hears it, `take`: Takes it.",
        "",
        "| field | type | |",
        "| --- | --- | --- |",
        "| `id` | string | Which. |",
    ]
    assert "- nobody acts on it: for the record" in text.splitlines()
    assert "| review | 1 s | `run_due`: Does what is due. |" in text.splitlines()


def test_raisers_are_found_where_they_construct_the_event(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(
        "class Case:\n"
        "    def happen(self, at):\n"
        "        self.raise_event(Happened(id=self.id), at)\n"
        "    def again(self, at):\n"
        "        self.raise_event(events.Happened(id=self.id), at)\n"
    )
    (tmp_path / "events.py").write_text("Happened()\nUnheard()\n")
    assert events.raisers_in(tmp_path, ("Happened", "Unheard")) == {
        "Happened": ("Case.happen", "Case.again"),
        "Unheard": (),
    }


def test_parts_of_events_are_no_events() -> None:
    names = {event.short for event in events.events_of(compile_contracts())}
    assert names.isdisjoint({"Award", "Finalist", "RankedProject", "RecommendedProject"})
    assert {"TeamRegistered", "CaseDecided", "RankingFrozen", "AwardConfirmed"} <= names


def test_every_event_is_described_in_words_and_fields() -> None:
    for event in events.events_of(compile_contracts()):
        assert event.comment.endswith("."), event.name
        assert event.fields, event.name


@pytest.fixture(scope="module")
def wirings() -> tuple[Wiring, ...]:
    return tuple(events.wiring_of(service) for service in events.SERVICES)


def test_every_event_has_a_raiser_and_a_handler_or_a_reason_for_no_handler(wirings: tuple[Wiring, ...]) -> None:
    assert list(events.problems(events.events_of(compile_contracts()), wirings)) == []


def test_the_catalogue_in_docs_matches_the_code(wirings: tuple[Wiring, ...]) -> None:
    written = (events.ROOT / events.CATALOGUE).read_text(encoding="utf-8")
    assert written == events.render(events.events_of(compile_contracts()), wirings)
