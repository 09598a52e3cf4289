"""What locust is called with."""

from __future__ import annotations

from cli.commands.load import SCENARIO, completed

USUAL = ["--host", "http://127.0.0.1:8080", "--users", "50", "--spawn-rate", "5"]


def test_without_arguments_it_is_a_short_run_on_this_machine() -> None:
    assert completed([]) == [*USUAL, "--headless", "--run-time", "2m"]
    assert SCENARIO.is_file()


def test_what_is_named_takes_the_place_of_the_usual() -> None:
    words = ["--host=http://127.0.0.1:9000", "-u", "3", "-t", "10s"]
    assert completed(words) == [*words, "--spawn-rate", "5", "--headless"]


def test_locust_s_own_page_is_shown_if_asked_for() -> None:
    assert completed(["--web-port", "8089"]) == ["--web-port", "8089", *USUAL]
