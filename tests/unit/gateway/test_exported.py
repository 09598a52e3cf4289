"""Check that counters which raise alarms are exported as 0 before they count."""

from __future__ import annotations

import subprocess
import sys

from cli.stack.program import ROOT

SCRIPT = """
import gateway.admission.admit, gateway.copies.middleware, gateway.observe
from prometheus_client import generate_latest
print(generate_latest().decode())
"""
NEVER_YET = [
    'dasai_admission_total{class="submits",outcome="shed"} 0.0',
    'dasai_admission_total{class="reads",outcome="shed"} 0.0',
    'dasai_arrival_tickets_total{done="given"} 0.0',
    'dasai_arrival_tickets_total{done="redeemed"} 0.0',
    'dasai_public_copies_failed_total{why="error"} 0.0',
]


def test_a_gateway_says_of_what_it_never_did_that_it_is_none() -> None:
    """To Prometheus a series that begins with 1 did not increase, and one that is not there is no 0: no alarm would be raised."""
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = set(run.stdout.splitlines())
    assert [line for line in NEVER_YET if line not in lines] == []
