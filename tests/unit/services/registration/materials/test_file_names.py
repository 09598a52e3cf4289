"""Names of files: no paths, nothing unseen, an extension that fits (rule C7)."""

from __future__ import annotations

import pytest
import unicodedata2 as unicodedata
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.registration.materials.model.file_names import (
    EXTENSIONS,
    MAX_CHARACTERS,
    clean_name,
    extension_type,
)

GOOD = (
    "audit-2023.pdf",
    "（合成）2023年度·审计报告——终稿……v1.0.pdf",
    "《应用案例》“示范”.docx",
    "équipe à Paris.png",
    "数据要素×工业.mp4",
    "aux mines.pdf",
    "1.pdf",
    "材" * 80 + ".pdf",
    "长" * 116 + ".pdf",
    "𰀀\U00031350.pdf",
)
BAD = (
    "",
    " ",
    "..",
    "../a.pdf",
    "a/b.pdf",
    "a\\b.pdf",
    "／etc／passwd.pdf",
    "a＼b.pdf",
    "C:a.pdf",
    "a\u202egnp.pdf",
    "a\u2066b.pdf",
    "a\u200bb.pdf",
    "\ufeffa.pdf",
    "a\u2028b.pdf",
    "a\nb.pdf",
    "a\x7f.pdf",
    "a\ue000.pdf",
    "\ud800.pdf",
    "con.pdf",
    "COM1",
    "lpt9.x.pdf",
    ".htaccess",
    "-rf.pdf",
    "~a.pdf",
    " a.pdf",
    "a.pdf ",
    "a.pdf.",
    "a?.pdf",
    "a|b.pdf",
    "<a>.pdf",
    'a"b.pdf',
    "长" * 120 + ".pdf",
    "a" * 200 + ".pdf",
)


@pytest.mark.parametrize("name", GOOD)
def test_c7_ordinary_file_names_are_accepted(name: str) -> None:
    """C7: Chinese punctuation and accents among them; what is composed otherwise becomes one form."""
    assert clean_name(name) == name
    assert clean_name(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize("blank", ["\u202f", "\u3000", "\u00a0", "\u2003"])
def test_c7_blanks_of_any_width_are_blanks(blank: str) -> None:
    """C7: macOS names screenshots with a narrow blank, input methods type a wide one; around a name they are refused as any."""
    assert clean_name(f"截屏{blank}1.png") == "截屏 1.png"
    with pytest.raises(Refusal):
        clean_name(f"{blank}a.pdf")


@pytest.mark.parametrize("name", BAD)
def test_c7_misleading_file_names_are_refused_with_the_reason(name: str) -> None:
    """C7: each with words on what is wrong, and never with the name itself."""
    with pytest.raises(Refusal) as caught:
        clean_name(name)
    assert caught.value.code.name == "C7_NAME_INVALID"
    assert caught.value.facts["what"] in {"unseen", "path", "characters", "ends", "begins", "device", "long"}


@given(st.text(max_size=150))
def test_c7_every_accepted_name_is_visible_and_can_be_saved(name: str) -> None:
    """C7: no separator, nothing unseen, within the bounds of file systems, the same when cleaned again."""
    try:
        clean = clean_name(name)
    except Refusal:
        return
    assert clean_name(clean) == clean
    assert 0 < len(clean) <= MAX_CHARACTERS
    assert not set(clean) & set('/\\:*?"<>|\0')
    assert all(unicodedata.category(character)[0] != "C" for character in clean)
    assert clean.strip() == clean


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_c7_an_extension_gives_the_type(extension: str) -> None:
    """C7: in either case; only where the kind may have that type."""
    media_type = EXTENSIONS[extension]
    for name in (f"a{extension}", f"A.B{extension.upper()}"):
        assert extension_type(name, (media_type,)) == media_type
        with pytest.raises(Refusal):
            extension_type(name, ("model/other",))


@pytest.mark.parametrize("name", ["a", "a.pdf.exe", "a.exe", "pdf", "a.pdf ", "a.p​df", ".pdf"])
def test_c7_a_refusal_of_an_extension_names_the_accepted_ones(name: str) -> None:
    """C7."""
    with pytest.raises(Refusal) as caught:
        extension_type(name, ("application/pdf", "image/jpeg"))
    assert caught.value.facts["allowed"] == ".pdf,.jpg,.jpeg"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.exe", ".exe"), ("a.h264", "-"), ("a.mp3", ".mp3"), ("张三.110101199003070011", "-"), ("a", "-")],
)
def test_k4_a_refusal_of_an_extension_repeats_no_number(name: str, shown: str) -> None:
    """K4: what stands behind the last dot may be an identity number."""
    with pytest.raises(Refusal) as caught:
        extension_type(name, ("application/pdf",))
    assert caught.value.facts["extension"] == shown
