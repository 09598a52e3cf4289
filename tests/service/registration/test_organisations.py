"""Organisations that many teams name at once are recorded once, in a real database (rule B1)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import mongoengine
import pytest

from chassis.actor import system
from chassis.edition.current import edition
from chassis.facts.teams import Organisation
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.mongo.migrations import bring_up_to_date, migrations_of
from chassis.settings import Settings
from services.registration.names.adapters import FOLDING
from services.registration.organisations import store as organisations_store
from services.registration.organisations.commands import introduce, require_may_take_part, run_folding
from services.registration.teams.adapters.persons import sealed
from services.registration.teams.requests import NewRepresentative
from tests.unit.services.registration import builders as a


@pytest.fixture
def client(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Yield registration's database."""
    connected = connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    organisations_store.OrganisationDocument._collection = None  # the class remembers the collection of the test before
    yield connected[f"{database_prefix}_registration"]
    mongoengine.disconnect()


def test_b1_twenty_teams_at_once_make_a_single_record(client: Any) -> None:
    """B1: a code has one record, however many teams name it at the same moment."""
    organisation = a.entry().lead

    def introduce_it(_: int) -> None:
        attempt(lambda: introduce(organisation, "110000", a.WHILE_OPEN), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(introduce_it, range(20))) == [None] * 20
    documents = list(client["organisations"].find({"_id": organisation.uscc}))
    assert [document["version"] for document in documents] == [1]


def test_b1_two_names_given_at_once_are_both_kept(client: Any) -> None:
    """B1: ten teams state one name and ten another; whichever is first, the record has both, each once."""
    named = [replace(a.entry().lead, name=name) for name in ("合成甲企业", "合成乙企业")]

    def introduce_name(number: int) -> None:
        attempt(lambda: introduce(named[number % 2], "110000", a.WHILE_OPEN), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(introduce_name, range(20))) == [None] * 20
    record = organisations_store.organisations.look(named[0].uscc)
    names = [stated.organisation.name for stated in record.stated]
    assert sorted(names) == ["合成乙企业", "合成甲企业"]
    assert record.version == 2
    texts = sorted((record.id, *names))
    assert record.found_by == tuple(f"{scope}/{text}" for scope in ("110000", "everywhere") for text in texts)


def test_b3_names_of_an_older_folding_are_folded_anew_and_found(client: Any) -> None:
    """B3: what a release before kept is found by its code and name once the timer has run."""
    organisation = a.organisation(7)
    introduce(organisation, "110000", a.WHILE_OPEN)
    older = {"$set": {"state.folding": 0}, "$unset": {"state.found_by": ""}}
    client["organisations"].update_one({"_id": organisation.uscc}, older)
    found = partial(organisations_store.organisations_found_by, organisation.name, ["110000"], 10)
    assert found() == []
    run_folding(system("registration"), a.WHILE_OPEN)
    assert [record.id for record in found()] == [organisation.uscc]
    assert organisations_store.organisations_folded_before(FOLDING) == []


def test_b1_k1_the_migration_keeps_what_teams_state_and_forgets_those_that_were_refused(client: Any) -> None:
    """B1, K1: names come anew from the teams with their divisions; a name of a refused team is gone; listings stay."""
    bring_up_to_date(client, [])
    lead, partner, stranger = (a.organisation(number) for number in (1, 2, 3))
    listing = {"list": "major_tax_violation", "as_of": a.APPLIES, "source": "synthetic"}
    wrong = {"uscc": lead.uscc, "name": "抢注的名称", "kind": "university"}
    states = {
        lead.uscc: {"organisation": wrong, "also_stated": [to_state_of(lead)], "known_as": ["抢注的名称"]},
        partner.uscc: {"organisation": to_state_of(partner), "known_as": [partner.name], "listings": [listing]},
        stranger.uscc: {"organisation": to_state_of(stranger), "known_as": [stranger.name]},
    }
    client["organisations"].insert_many(
        {"_id": code, "version": 3, "state": state, "outbox": [], "applied": [], "outcomes": []}
        for code, state in states.items()
    )
    other = replace(partner, name="合成乙企业别名")
    for number, (division, partners) in enumerate((("120000", ()), ("110000", (partner,)), ("110000", (other,)))):
        composition = {"lead": to_state_of(lead), "co_organisations": [to_state_of(each) for each in partners]}
        registered_at = a.WHILE_OPEN + timedelta(hours=number)
        state = {"composition": composition, "division_code": division, "registered_at": registered_at}
        client["teams"].insert_one({"_id": f"team {number}", "state": state})
    migrations = migrations_of("registration")
    assert bring_up_to_date(client, migrations) == len(migrations)
    stated = {
        record.id: [(each.organisation, each.division_codes) for each in record.stated]
        for record in organisations_store.organisations.every()
    }
    assert stated == {
        lead.uscc: [(lead, ("120000", "110000"))],
        partner.uscc: [(partner, ("110000",)), (other, ("110000",))],
        stranger.uscc: [],
    }
    run_folding(system("registration"), a.WHILE_OPEN)
    assert [record.id for record in organisations_store.organisations_found_by("合成测试", ["120000"], 9)] == [
        lead.uscc
    ]
    assert organisations_store.organisations_found_by("抢注", ["everywhere"], 9) == []
    (kept,) = organisations_store.organisations.look(partner.uscc).listings
    assert (kept.list, kept.source, kept.name) == ("major_tax_violation", "synthetic", "")


def to_state_of(organisation: Organisation) -> dict[str, str]:
    """Return an organisation as documents keep it."""
    return {"uscc": organisation.uscc, "name": organisation.name, "kind": organisation.kind}


def test_a1_b1_b5_a_kind_that_the_edition_does_not_have_is_refused_also_behind_the_gateway(client: Any) -> None:
    """A1, B1, B5: refuse it by its field, with the kinds that there are; accept each of the edition's."""
    for kind in edition().organisation_kinds:
        assert require_may_take_part(replace(a.organisation(1), kind=kind.id)).kind == kind.id
    with pytest.raises(Refusal) as refused:
        require_may_take_part(replace(a.organisation(1), kind="circus"), "lead.")
    assert refused.value.code.name == "B1_KIND_UNKNOWN"
    (fault,) = refused.value.faults
    assert (fault.field, fault.zh) == ("lead.kind", "请选择：企业、事业单位、科研院所、高校、其他独立法人单位。")
    person = NewRepresentative(
        name="合成甲", identity_kind="library_card", identity_number="E1234567", organisation_uscc=a.code(1)
    )
    with pytest.raises(Refusal) as refused:
        sealed((person,), "team", a.WHILE_OPEN)
    assert refused.value.code.name == "B5_KIND_UNKNOWN"
    assert refused.value.faults[0].field == "representatives[0].identity_kind"
