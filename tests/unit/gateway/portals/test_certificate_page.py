"""The page on which a certificate is verified: of a special award to a team and to an organiser (G2, G3, H4)."""

from __future__ import annotations

import re

import grpc
import pytest
from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc

from chassis.edition.current import edition
from tests.unit.gateway.running import Gateway

HEADERS = {"accept": "text/html", "sec-fetch-site": "same-origin"}
AWARD = {"number": "2024-00-304", "prize_zh": "最具发展潜力奖", "prize_en": "Greatest potential"}
OF_TEAM = {"team_name": "合成队", "project_name": "合成项目", "organisations": ["合成企业", "合成大学"]}
OF_ORGANISER = {"recipient_name": "2024年“数据要素×”大赛北京分赛"}


class Certificates(awards_pb2_grpc.AwardsServicer):
    """A servicer of one certificate."""

    certificate = awards_pb2.Certificate()

    def GetCertificate(
        self, request: awards_pb2.GetCertificateRequest, context: grpc.ServicerContext
    ) -> awards_pb2.Certificate:
        return self.certificate


def rows_of(page: str) -> dict[str, str]:
    """Return the rows of the page's summary, without markup."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {name.strip(): re.sub(r"<[^>]*>", "", value.replace("<br>", "|")).strip() for name, value in pairs}


@pytest.mark.parametrize(("prefix", "verified"), [("", "验证时间"), ("/en", "Verified")], ids=["zh", "en"])
def test_g3_h4_a_special_awards_certificate_says_whose_it_is_and_when_it_was_verified(
    gateway: Gateway, prefix: str, verified: str
) -> None:
    """G3, H4: a team's has its track, an organiser's has none; on paper a valid one shows of which moment that is."""
    servicer = Certificates()
    gateway.stop()
    gateway.more.append((awards_pb2_grpc.add_AwardsServicer_to_server, servicer))
    gateway.serve()

    def verify(**certificate: object) -> dict[str, str]:
        servicer.certificate = awards_pb2.Certificate(contest_name=edition().official_name, **AWARD, **certificate)
        servicer.certificate.confirmed_at.FromJsonString("2024-06-05T02:00:00Z")
        if certificate["state"] == "CERTIFICATE_STATE_REVOKED":
            servicer.certificate.revoked_at.FromJsonString("2024-06-08T02:00:00Z")
        answer = gateway.request("POST", f"{prefix}/certificates/verify", data={"code": "X"}, headers=HEADERS)
        assert answer.status_code == 200
        return rows_of(answer.text)

    track = edition().tracks[0].name
    team = verify(state="CERTIFICATE_STATE_VALID", track_name=track.zh, **OF_TEAM)
    shown = list(team.values())
    prize = AWARD["prize_en" if prefix else "prize_zh"]
    assert shown[:-2] == [
        edition().official_name, AWARD["number"], prize, track.en if prefix else track.zh, "合成项目", "合成队",
        "合成企业|合成大学",
    ]  # fmt: skip
    assert list(team)[-1] == verified
    organiser = verify(state="CERTIFICATE_STATE_REVOKED", **OF_ORGANISER)
    assert list(organiser.values())[:-3] == [
        edition().official_name, AWARD["number"], prize, OF_ORGANISER["recipient_name"]
    ]  # fmt: skip
    assert list(organiser)[-1] == verified
    assert "2024" in organiser[verified]
