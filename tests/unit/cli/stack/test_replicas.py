"""How many of each process run, and what each of several gets to know."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack import machine
from cli.stack.ports import HOST
from cli.stack.processes import Surroundings, port_names, table
from cli.stack.program import StackProblem
from cli.stack.replicas import Replicas
from cli.stack.secrets import ensure


def counts(replicas: Replicas) -> dict[str, int]:
    """Return how many run of each process of which more than one runs."""
    return {process.name: count for process in table() if (count := replicas.of(process)) > 1}


@pytest.mark.parametrize(("cores", "memory_gib"), [(1, 8), (2, 16), (3, 16), (16, 7), (64, 1)])
def test_two_cores_or_little_memory_run_one_of_each(cores: int, memory_gib: float) -> None:
    assert Replicas.fitting(cores, memory_gib) == Replicas()
    assert Replicas.fitting(cores, memory_gib).applied(table()) == table()


def test_eight_cores_are_used() -> None:
    """Half of them by gateways, as many by servers of registration; two of each other server and worker, one of each relay."""
    eight = counts(Replicas.fitting(8, 32))
    assert {name: eight.pop(name) for name in ("gateway", "registration-server")} == {
        "gateway": 4,
        "registration-server": 4,
    }
    assert set(eight.values()) == {2}
    assert {name.rpartition("-")[2] for name in eight} == {"server", "worker"}
    assert counts(Replicas.fitting(4, 16)) == {"gateway": 2, "registration-server": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("2", {process.name: 2 for process in table()}),
        ("gateway=4, registration-server=2", {"gateway": 4, "registration-server": 2}),
        ("worker=2,review-worker=1,accounts-worker=3", None),
    ],
)
def test_a_process_has_its_own_number_or_its_kinds_or_that_of_all(text: str, expected: dict[str, int] | None) -> None:
    if expected is None:
        names = ("registration", "scoring", "publicity")
        expected = {"accounts-worker": 3} | {f"{name}-worker": 2 for name in names}
    assert counts(Replicas.read(text)) == expected


@pytest.mark.parametrize("text", ["0", "33", "gateway", "gateway=", "gateway=0", "door=2", "gateway-1=2", "-1", "two"])
def test_what_says_nothing_is_refused_with_the_words_that_are_known(text: str) -> None:
    with pytest.raises(StackProblem, match="names are gateway, server, worker, relay, accounts-server"):
        Replicas.read(text)


def test_the_environment_may_say_it() -> None:
    assert Replicas.named_in({"DASAI_REPLICAS": "2"}) == Replicas(2)
    assert Replicas.named_in({"DASAI_REPLICAS": ""}) is None


def test_a_containers_limits_count(tmp_path: Path) -> None:
    """A container with two of sixty-four cores runs what two cores can."""
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    (tmp_path / "memory.max").write_text(f"{2**30}\n")
    assert (machine.cores(tmp_path), machine.memory_gib(tmp_path)) == (1, 1.0)
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    nowhere = tmp_path / "nowhere"
    assert (machine.cores(tmp_path), machine.memory_gib(tmp_path)) == (
        machine.cores(nowhere),
        machine.memory_gib(nowhere),
    )


def test_each_of_several_has_its_own_ports_and_name_and_gateways_share_one(tmp_path: Path) -> None:
    processes = Replicas.read("gateway=2,accounts-server=2").applied(table())
    names = port_names(processes)
    assert len(set(names)) == len(names) == 4 + 6 + 18
    ports = {name: 1000 + place for place, name in enumerate(names)}
    surroundings = Surroundings(
        processes=processes,
        ports=ports,
        secrets=ensure(tmp_path),
        amqp_url="",
        mongodb_url="",
        database_prefix="dasai",
        edition_file=tmp_path,
        http_fd=7,
    )
    programs = {process.name: surroundings.program(process) for process in processes}
    first, second = programs["gateway-1"], programs["gateway-2"]
    assert [gateway.env["DASAI_METRICS_PORT"] for gateway in (first, second)] == [
        str(ports["metrics:gateway-1"]),
        str(ports["metrics:gateway-2"]),
    ]
    assert {(gateway.env["DASAI_HTTP_FD"], gateway.inherits) for gateway in (first, second)} == {("7", (7,))}
    servers = [f"{HOST}:{ports[f'grpc:accounts-server-{number}']}" for number in (1, 2)]
    assert first.env["DASAI_ACCOUNTS_ADDRESS"] == ",".join(servers)
    assert [programs[f"accounts-server-{number}"].env["DASAI_GRPC_LISTEN"] for number in (1, 2)] == servers
    # no more passwords are hashed at once than there are cores
    at_once = [int(programs[f"accounts-server-{number}"].env["DASAI_HASHES_AT_ONCE"]) for number in (1, 2)]
    assert machine.cores() <= sum(at_once) <= machine.cores() + 1
    assert "DASAI_HASHES_AT_ONCE" not in programs["registration-server"].env
    assert programs["accounts-worker"].after == ("broker", "database", "accounts-server-1", "accounts-server-2")
    assert programs["registration-server"].inherits == ()
