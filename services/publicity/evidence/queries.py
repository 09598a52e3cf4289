"""Show the committee the evidence of a report (rules H2, H3)."""

from __future__ import annotations

from dasai.publicity.v1 import evidence_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.permissions import publicity as permissions
from chassis.refusals import NOT_FOUND

from . import requests, store, wire


def get_evidence(request: requests.GetEvidence, actor: Actor) -> evidence_pb2.KeptEvidence:
    """Show the committee a file that this report names."""
    permissions.GET_EVIDENCE.require(actor)
    evidence = store.evidence.peek(request.evidence_id)
    if evidence is None or not request.report_id or evidence.report_id != request.report_id:
        refuse(NOT_FOUND, what="evidence")
    return wire.kept_view(evidence)
