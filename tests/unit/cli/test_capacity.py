"""Replicas, deliveries and shards from measured costs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from cli.bench.costs import Cost
from cli.capacity import MEASURED, SIZES
from cli.capacity.estimate import KINDS, SUBMIT, TICKET, Load, Machine, estimate, in_words
from cli.load.plan import IN_LAST_SECONDS


def costs(**of_submit: float) -> dict[str, Any]:
    """Return costs of which only submitting has any: by process, in milliseconds."""
    nothing: dict[str, Any] = {"processor_ms": {}, "database_calls": {"server": 0, "worker": 0}, "deliveries": 0}
    submit = {
        "processor_ms": {name.replace("_", "-"): ms for name, ms in of_submit.items()},
        "database_calls": {"server": 10, "worker": 15},
        "deliveries": 2,
    }
    return {"database": "a database", "team_bytes": 2**20, "alone": dict.fromkeys(KINDS, nothing) | {SUBMIT: submit}}


def replicas(teams: int, machine: Machine, **of_submit: float) -> dict[str, int]:
    result = estimate(Load(teams=teams, peak_share=0.03), costs(**of_submit), machine)
    return {process.name: process.replicas for process in result.processes}


def test_replicas_follow_calls_and_their_costs() -> None:
    # 200,000 × 3 % in a minute are 100 a second, which at 12 ms take 1.2 cores: two of them, each used by 60 %
    assert replicas(200_000, Machine(), gateway=12.0)["gateway"] == 2
    assert replicas(200_001, Machine(), gateway=12.0)["gateway"] == 3
    assert replicas(200_001, Machine(core_speed=2.0), gateway=12.0)["gateway"] == 2
    assert replicas(200_001, Machine(utilisation=0.3), gateway=12.0)["gateway"] == 5
    # nothing to do, but one may fail while another is drained
    assert replicas(200_000, Machine(), gateway=12.0)["registration-server"] == 2


def test_broker_and_database_follow_deliveries_and_calls() -> None:
    result = estimate(Load(teams=200_000, peak_share=0.03), costs(), Machine(shard_calls=1_000, shard_memory_gib=1_000))
    assert result.rates == {"register": 10.0, "save": 300.0, "file": 200.0, "ticket": 100.0, "submit": 100.0}
    assert (result.deliveries, result.broker_writes) == (200.0, 1_200.0)
    assert (result.database_calls, result.shards) == (2_500.0, 3)
    assert result.working_set_gib == pytest.approx(200_000 / 1024 * 1.5)
    assert result.fullness[0].en == "calls of one shard of the database"
    # six of ten calls write, each of them four times
    assert result.database_iops == pytest.approx(6_000.0)
    by_memory = estimate(Load(teams=200_000, peak_share=0.03), costs(), Machine(shard_memory_gib=100))
    assert by_memory.shards == 3


def test_what_needs_another_shard_is_full_first() -> None:
    # 293 GiB of documents and indexes in 100 GiB of memory, and half of the calls that a shard takes
    result = estimate(Load(teams=200_000, peak_share=0.03), costs(), Machine(shard_memory_gib=100))
    assert (result.fullness[0].en, result.fullness[0].share) == (
        "memory of one shard of the database",
        pytest.approx(200_000 / 1024 * 1.5 / 100),
    )
    assert result.documents_gib == pytest.approx(200_000 / 1024)
    assert result.indexes_gib == pytest.approx(200_000 / 1024 / 2)


def test_each_part_that_is_more_than_full_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """However many there are; of others the fullest three."""
    assert main(["capacity", "--teams", "25000"]) == 0
    told = [block.count("%  ") for block in capsys.readouterr().out.split("最先用满 full first：")[1:]]
    every = [
        estimate(Load(teams=25_000 * size, peak_share=IN_LAST_SECONDS), json.loads(MEASURED.read_text()), Machine())
        for size in SIZES
    ]
    assert told == [max(3, sum(part.share >= 1 for part in each.fullness)) for each in every]
    assert told[-1] > 3


def test_files_are_counted_in_megabytes() -> None:
    result = estimate(Load(teams=2**30, peak_share=0.03), costs(), Machine(file_mb=2.0))
    assert result.files_gib == pytest.approx(7 * 2_000_000)


def test_the_example_in_the_docs_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(
        r"```console\n\$ \./dasai (capacity[^\n]*)\n(.*?)```", Path("docs/scaling.md").read_text(), re.S
    )
    assert example is not None
    command, expected = example.groups()
    assert main(command.split()) == 0
    assert capsys.readouterr().out.splitlines() == expected.splitlines()


def test_the_busiest_minute_is_that_of_the_load_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "--json"]) == 0
    assert [each["peak_share"] for each in json.loads(capsys.readouterr().out)] == [IN_LAST_SECONDS] * 3


def test_each_submission_comes_with_an_arrival_ticket() -> None:
    """Its calls to accounts and the database are counted; the bench measures what they cost."""
    measured = costs()
    measured["alone"][TICKET] = {
        "processor_ms": {"accounts-server": 12.0},
        "database_calls": {"server": 3, "worker": 0},
        "deliveries": 0,
    }
    result = estimate(Load(teams=200_000, peak_share=0.03), measured, Machine())
    assert result.database_calls == 2_800.0
    (accounts,) = [each for each in result.processes if each.name == "accounts-server"]
    assert (accounts.cores, accounts.sum) == (pytest.approx(1.2), "(100.0×12.0) ÷ 1000 = 1.20")
    kept = json.loads(MEASURED.read_text())["alone"][TICKET]
    assert min(kept["rpcs"][method] for method in ("OpenTicket", "GetOpenTicket")) >= 1
    assert kept["database_calls"]["server"] >= 3


def test_what_a_ticket_adds_is_a_call_with_it_less_the_call_itself() -> None:
    """Subtract the costs that both have; a difference below 0 is noise, and counts as 0."""
    whole = Cost(
        {"Insert": 1.0, "OpenTicket": 1.0}, {"server": 4.0, "worker": 0.0}, 0.0, {"gateway": 4.5, "broker": 0.1}
    )
    bare = Cost({"Insert": 1.0}, {"server": 1.0, "worker": 0.0}, 0.0, {"gateway": 1.5, "broker": 0.2, "bench": 2.0})
    assert whole.less(bare) == Cost(
        {"Insert": 0.0, "OpenTicket": 1.0}, {"server": 3.0, "worker": 0.0}, 0.0, {"gateway": 3.0, "broker": 0.0}
    )


def test_a_contest_of_one_team_has_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """A number that is not 0 is not shown as 0, however small; nor is the share."""
    assert main(["capacity", "--teams", "1", "--peak-share", "0.0005"]) == 0
    said = capsys.readouterr().out
    assert "submit in the busiest minute: 0.05%\n" in said
    assert "\n1 支团队 teams：报名 register <0.0001/s，保存 save <0.0001/s，" in said
    assert "\n10 支团队 teams：报名 register <0.0001/s，保存 save 0.00025/s，" in said
    assert re.search(r"\D0\.0(?:/s|×)", said) is None
    assert in_words(0.0, ".1f") == "0.0"
    assert (in_words(0.04, ".1f"), in_words(0.06, ".1f"), in_words(1234.0, ",.1f")) == ("0.04", "0.1", "1,234.0")


def test_json_has_three_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "--teams", "1000", "--json"]) == 0
    assert [each["teams"] for each in json.loads(capsys.readouterr().out)] == [1_000, 10_000, 50_000]


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"alone": {}}', "incomplete"])
def test_what_the_bench_did_not_print_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "costs.json"
    if text == "incomplete":
        measured = json.loads(MEASURED.read_text())
        del measured["alone"][SUBMIT]
        text = json.dumps(measured)
    path.write_text(text)
    assert main(["capacity", "--costs", str(path)]) != 0
    said = capsys.readouterr().err
    assert "不是 ./dasai bench smoke --json 的输出" in said
    assert "is not what `./dasai bench smoke --json` prints" in said
