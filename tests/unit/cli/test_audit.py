"""The options of `./dasai audit verify`."""

from __future__ import annotations

import pytest

from cli.__main__ import main


def test_a_key_that_is_none_is_refused_before_any_head_is_doubted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--key", "0" * 63]) == 2
    assert f"“{'0' * 63}”不是公钥，应为64位十六进制数" in capsys.readouterr().err
