"""C6: further material is optional."""

from __future__ import annotations

from cli.synthetic import Piece, small_pdf
from tests.e2e.registration.running import Contest, refused
from tests.unit.inspection import files as samples


def film() -> bytes:
    """Return a film with noise for content."""
    head = samples.box(b"ftyp", b"isom\0\0\2\0isommp41") + samples.movie()
    return head + samples.box(b"mdat", bytes(5000))


def test_c6_further_material_is_accepted_and_not_required(contest: Contest) -> None:
    """C6: accept slides, a film, a model and a manual; list none of them as missing."""
    user = contest.user()
    team = contest.register(user)
    team_id, owner = team["facts"]["team_id"], team["facts"]["lead"]["uscc"]
    missing = {item["item"] for item in team["missing"]}
    assert not missing & {"presentation", "video", "model", "manual"}
    text = f"further {team_id}"
    for kind, name, content in (
        ("presentation", "介绍.pdf", small_pdf(text)),
        ("video", "演示.MP4", film()),
        ("model", "模型说明.pdf", small_pdf(f"{text} model")),
        ("manual", "说明文档.pdf", small_pdf(f"{text} manual")),
    ):
        assert user.upload(team_id, Piece(kind, name, owner, content))["state"] == "complete"
    kinds = [piece["kind"] for piece in user.get(f"/api/v1/teams/{team_id}")["evidence"]]
    assert kinds == ["presentation", "video", "model", "manual"]


def test_c6_further_material_of_the_wrong_file_type_is_refused(contest: Contest) -> None:
    """C6, C7: refuse a film as a presentation, and a PDF as a film."""
    user = contest.user()
    team = contest.register(user)
    team_id, owner = team["facts"]["team_id"], team["facts"]["lead"]["uscc"]
    as_slides = Piece("presentation", "介绍.mp4", owner, film())
    assert refused(lambda: user.upload(team_id, as_slides)) == (422, "C7_EXTENSION_NOT_ALLOWED")
    as_film = Piece("video", "演示.mp4", owner, small_pdf("no film"))
    assert refused(lambda: user.upload(team_id, as_film)) == (422, "C7_TYPE_NOT_ALLOWED")
