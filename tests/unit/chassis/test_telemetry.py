"""What a line of the log looks like, whatever was typed (rule K4)."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from chassis.telemetry import export_no_dead_letters, trace_id
from cli.stack.program import ROOT

FORGED = '{"event": "signed in", "account": "nobody"}'
SCRIPT = f"""
import logging
from chassis.telemetry import configure_logging, log
configure_logging("planted")
log("test").info("request", route="/a\\nb", typed='x\\n{FORGED}\\r\\x1b[2J\\u2028')
logging.getLogger("a.library").warning("first\\nsecond %s", "\\x00")
try:
    raise ValueError("a name that somebody typed")
except ValueError:
    log("test").exception("failed")
"""


def test_nothing_that_was_typed_makes_a_line_of_its_own() -> None:
    """Each line is a JSON object with its time in UTC and its process; the text of an exception is not in it."""
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in run.stderr.rstrip("\n").split("\n")]
    assert [line["event"] for line in lines] == ["request", "first\nsecond \x00", "failed"]
    assert {line["process"] for line in lines} == {"planted"}
    assert lines[0]["typed"].startswith(f"x\n{FORGED}\r")
    assert (lines[2]["error"], "somebody typed" in run.stderr) == ("ValueError", False)
    for line in lines:
        assert line["time"].endswith("Z")
        assert abs(datetime.fromisoformat(line["time"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_trace_is_read_from_its_header_or_is_none() -> None:
    """As the gateway makes or takes it."""
    assert trace_id("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") == "0af7651916cd43dd8448eb211c80319c"
    assert [trace_id(text) for text in ("", "00-x", "a-b-c-d-e")] == ["", "", ""]


def test_an_event_that_never_was_a_dead_letter_is_counted_as_none() -> None:
    """To Prometheus a series that begins with 1 did not increase: the alarm would miss the first dead letter."""
    labels = {"service": "planted", "event": "team_registered", "outcome": "dead"}
    assert REGISTRY.get_sample_value("dasai_events_handled_total", labels) is None
    export_no_dead_letters("planted", ["team_registered"])
    assert REGISTRY.get_sample_value("dasai_events_handled_total", labels) == 0
