"""The form of a scheme that a colleague filed meanwhile (A4, A5): it is not overwritten, and nothing typed is lost."""

from __future__ import annotations

import re

import grpc
import pytest
from dasai.registration.v1 import divisions_pb2

from chassis.kernel.refusal import refuse
from gateway.api.body import to_message
from gateway.api.registration.divisions import Scheme
from gateway.portals.described.form import SchemeForm
from services.registration.divisions import rules
from tests.unit.gateway.portals.test_described import scheme
from tests.unit.gateway.running import ALL_ROLES, Divisions, Gateway

PAGE = "/staff/divisions/110000/scheme"


class Filed(Divisions):
    """A servicer of a division of which `latest` versions were filed; it takes a scheme from who saw the last of them."""

    def __init__(self, state: str, latest: int) -> None:
        super().__init__()
        self.latest, self.filed = latest, list[int]()
        self.answer = lambda code: self._division(code, state)

    def _division(self, code: str, state: str) -> divisions_pb2.Division:
        division = divisions_pb2.Division(code=code, state=state)
        to_message(Scheme.model_validate(scheme()), division.scheme)
        for number in range(1, self.latest + 1):
            division.versions.add(version=number, state="FILING_STATE_FILED")
        return division

    def _file(
        self, request: divisions_pb2.ApplyForDivisionRequest | divisions_pb2.FileSchemeVersionRequest
    ) -> divisions_pb2.Division:
        if request.seen.version != self.latest:
            refuse(rules.A5_FILED_MEANWHILE, version=self.latest)
        self.filed.append(request.seen.version)
        return self.answer(request.division_code)

    def ApplyForDivision(
        self, request: divisions_pb2.ApplyForDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return self._file(request)

    def FileSchemeVersion(
        self, request: divisions_pb2.FileSchemeVersionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return self._file(request)


@pytest.mark.parametrize("state", ["APPLIED", "OPEN"])
def test_a4_a5_a_scheme_that_was_filed_meanwhile_is_not_overwritten(gateway: Gateway, state: str) -> None:
    """A4, A5: the form says which version it was shown with, on its way over the preview too."""
    filed = Filed(f"DIVISION_STATE_{state}", latest=2)
    gateway.stop()
    gateway.divisions = filed
    gateway.serve()

    def seen_by(page: str) -> str:
        (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
        return str(seen)

    def sent(act: str, seen: str) -> tuple[int, str]:
        values = {**SchemeForm.of(scheme()).values, "text": "改写的评审方案。", "reason": "据实修订", "seen": seen}
        answer = gateway.request("POST", PAGE, headers=ALL_ROLES, data={**values, "act": act})
        return answer.status_code, answer.text

    assert seen_by(gateway.get(PAGE, **ALL_ROLES).text) == "2"
    for act in ("look", "edit", "add.rubric"):
        status, page = sent(act, "2")
        assert (status, seen_by(page)) == (200, "2")
    filed.latest = 3  # a colleague files
    for act in ("look", "edit"):
        assert seen_by(sent(act, "2")[1]) == "2"
    status, page = sent("file", "2")
    assert (status, seen_by(page), filed.filed) == (409, "3", [])
    assert ("在此期间已提交第3版方案" in page, "改写的评审方案。" in page) == (True, True)
    assert (sent("file", "3")[0], filed.filed) == (303, [3])
