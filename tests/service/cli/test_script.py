"""The script `dasai`: a fresh checkout becomes a working one, an up-to-date one is left alone, and what is missing is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack import debian_packages
from cli.stack import pip_wheel as pip_package
from cli.stack.program import ROOT
from tests.debian_repository import build_package, publish

NEEDED = ("dasai", "pyproject.toml", "README.md", "LICENSE", "locks", "proto", "cli", "chassis", "editions")
TOOLS = (
    *("bash", "cat", "cut", "dirname", "env", "find", "flock", "grep", "head", "readlink", "rm", "sed"),
    *("sha256sum", "sort", "xargs"),
)
MAKING = "建立 Python 环境 · making the Python environment"
WAITING = "等待另一个 ./dasai 建立环境 · another ./dasai makes the environment: waiting"
INSTALLING = "安装锁定的依赖 · installing the locked dependencies"
COMPILING = "编译接口约定 · compiling the contracts"


def copy(target: Path) -> Path:
    """Make the part of a clone that the script needs."""
    target.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    return target


def call(script: Path, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments],
        cwd=cwd,
        env={**os.environ, "DASAI_PYTHON": sys.executable, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def printed_lines(text: str) -> list[str]:
    """Return what the script printed, without paths."""
    return [line.removeprefix("dasai: ").partition(": /")[0] for line in text.splitlines()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout in which nothing was ever run."""
    return copy(tmp_path_factory.mktemp("script") / "dasai of somebody")  # a space, as in many a person's folders


@pytest.mark.long
def test_two_calls_in_a_fresh_checkout_make_its_environment_once(checkout: Path) -> None:
    script, edition = checkout / "dasai", str(checkout / "editions" / "2024.yaml")
    command = [str(script), "edition", "check", edition]
    environment = {**os.environ, "DASAI_PYTHON": sys.executable}
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, cwd=checkout, env=environment, stdout=pipe, stderr=pipe, text=True) as first,
        subprocess.Popen(command, cwd=checkout, env=environment, stdout=pipe, stderr=pipe, text=True) as second,
    ):
        answers = [process.communicate(timeout=280) for process in (first, second)]
        codes = [first.returncode, second.returncode]
    assert codes == [0, 0], answers
    assert sorted((printed_lines(err) for _, err in answers), key=len) == [[WAITING], [MAKING, INSTALLING, COMPILING]]
    assert answers[0][0] == answers[1][0]
    assert answers[0][0].splitlines()[0] == f"{edition}：届次文件有效 / the edition file is valid"
    # all is compiled once, also where PYTHONDONTWRITEBYTECODE keeps Python itself from it
    (libraries,) = (checkout / ".venv" / "lib").glob("python3.*/site-packages")
    for package in (libraries / "grpc", libraries / "dasai" / "common" / "v1", checkout / "chassis"):
        assert sorted(path.name.partition(".")[0] for path in (package / "__pycache__").iterdir()) == sorted(
            path.stem for path in package.glob("*.py")
        )


@pytest.mark.long
def test_an_up_to_date_checkout_is_unchanged_and_quick_from_any_folder(checkout: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(checkout / "dasai")
    stamps = {path: path.stat().st_mtime_ns for path in (checkout / ".venv").glob("dasai-*")}
    assert len(stamps) == 3
    whole, bare = [], []
    for _ in range(3):
        began = time.monotonic()
        answer = call(link, "--help", cwd=tmp_path)
        whole.append(time.monotonic() - began)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
        began = time.monotonic()
        subprocess.run(
            [checkout / ".venv/bin/python", "-m", "cli", "--help"], cwd=checkout, check=True, capture_output=True
        )
        bare.append(time.monotonic() - began)
    assert min(whole) - min(bare) < 1.0  # 0.07 s here; the rest is for a busy machine


@pytest.mark.long
def test_an_environment_of_another_python_than_the_one_named_is_made_anew(checkout: Path, tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.12.99" && exit\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    answer = call(checkout / "dasai", "--help", cwd=checkout, DASAI_PYTHON=str(other))
    assert (answer.returncode, printed_lines(answer.stderr)) == (0, [MAKING, INSTALLING, COMPILING])
    answer = call(checkout / "dasai", "--help", cwd=checkout, DASAI_PYTHON="no-such-python")
    assert (answer.returncode, printed_lines(answer.stderr)) == (0, []), "a name that is no command is passed over"


@pytest.mark.long
def test_a_changed_contract_is_compiled_again_and_nothing_else_is_done(checkout: Path) -> None:
    proto = checkout / "proto" / "dasai" / "common" / "v1" / "page.proto"
    proto.write_text(
        proto.read_text() + "\n// Added by a test.\nmessage Planted {\n  // A word.\n  string word = 1;\n}\n"
    )
    answer = call(checkout / "dasai", "--help", cwd=checkout)
    assert (answer.returncode, printed_lines(answer.stderr)) == (0, [COMPILING])
    code = "from dasai.common.v1.page_pb2 import Planted; print(Planted(word='there').word)"
    done = subprocess.run(
        [checkout / ".venv/bin/python", "-c", code],
        cwd=checkout / "proto" / "dasai",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "there\n"


@pytest.mark.long
def test_a_contract_that_does_not_compile_stops_it_and_stays_to_be_done(checkout: Path) -> None:
    proto = checkout / "proto" / "dasai" / "common" / "v1" / "page.proto"
    whole = proto.read_text()
    proto.write_text(whole + "\nmessage {\n")
    for _ in range(2):
        answer = call(checkout / "dasai", "--help", cwd=checkout)
        assert answer.returncode != 0
        assert answer.stdout == ""
    proto.write_text(whole)
    assert call(checkout / "dasai", "--help", cwd=checkout).returncode == 0


@pytest.mark.long
def test_an_interrupted_environment_is_made_again(checkout: Path) -> None:
    shutil.rmtree(next((checkout / ".venv/lib").glob("python3*")) / "site-packages" / "pip")
    (checkout / ".venv" / "dasai-locks").unlink()
    answer = call(checkout / "dasai", "--help", cwd=checkout)
    assert (answer.returncode, printed_lines(answer.stderr)) == (0, [MAKING, INSTALLING, COMPILING])


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Path]:
    """Return a folder of programs for PATH with all that the script uses, but no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        path = shutil.which(tool)
        assert path is not None, tool
        (folder / tool).symlink_to(path)
    return folder


def test_without_a_python_it_says_what_to_install(tmp_path: Path, bare: Path) -> None:
    checkout = copy(tmp_path / "checkout")
    answer = call(checkout / "dasai", "up", cwd=checkout, PATH=str(bare), DASAI_PYTHON="", CI="")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert printed_lines(answer.stderr) == [
        "未找到 Python 3.11 或更高版本：请安装，或在 DASAI_PYTHON 中指定它的路径",
        "no Python 3.11 or newer is here: install one, or name its path in DASAI_PYTHON",
        "  Debian 12+, Ubuntu 23.04+: sudo apt-get install python3",
        "  Ubuntu 22.04:              sudo apt-get install python3.11",
    ]
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("tested_too", [False, True])
def test_a_python_newer_than_the_tested_ones_is_used_only_without_another(
    tmp_path: Path, bare: Path, tested_too: bool
) -> None:
    newer = bare / "python3"
    newer.write_text(f'#!/bin/bash\n[[ $2 != *"3, 14"* ]] && exec {sys.executable} "$@"\n')
    newer.chmod(0o755)
    if tested_too:
        (bare / "python3.12").symlink_to(sys.executable)
    checkout = copy(tmp_path / "checkout")
    (tmp_path / "site").mkdir()  # without pip and apt it ends after Python was chosen
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    path = {"PATH": str(bare), "PYTHONPATH": str(tmp_path / "site"), "DASAI_PYTHON": ""}
    answer = call(checkout / "dasai", "--help", cwd=checkout, **path)
    warning = (
        f"dasai: {newer} 比测试过的 Python 3.11 至 3.13 更新 · "
        f"{newer} is newer than Python 3.11 to 3.13, on which Dasai is tested"
    )
    assert answer.stderr.splitlines().count(warning) == (0 if tested_too else 1)
    assert printed_lines(answer.stderr)[0 if tested_too else 1] == MAKING


@pytest.fixture
def split_library(tmp_path: Path, checkout: Path) -> dict[str, str]:
    """Return the environment of a Python without ensurepip, as Debian splits it, and a source that has pip's wheel."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    source = tmp_path / "source"
    source.mkdir()
    wheel = pip_wheel()
    build_package(source, "python3-pip-whl", {f"usr/share/python-wheels/{wheel.name}": wheel.read_bytes()})
    return {
        "PYTHONPATH": str(tmp_path / "site"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "UV_CACHE_DIR": kept_by(checkout, "uv", "cache", "dir"),
        "PIP_CACHE_DIR": kept_by(checkout, "pip", "cache", "dir"),
        "APT_CONFIG": str(publish(source)),
    }


def pip_wheel() -> Path:
    """Return pip's wheel: the one that Python came with, or else Debian's."""
    try:
        import ensurepip
    except ModuleNotFoundError:
        return next(debian_packages.obtain(pip_package.PACKAGES).glob("usr/share/python-wheels/pip-*.whl"))
    bundled = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    return bundled[0] if bundled else next(Path("/usr/share/python-wheels").glob("pip-*.whl"))


def kept_by(checkout: Path, program: str, *arguments: str) -> str:
    """Return the folder where pip or uv keeps what it fetched, so that a test with another cache fetches nothing again."""
    asked = [checkout / ".venv/bin" / program, *arguments]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not on this machine")
@pytest.mark.long
def test_without_ensurepip_pip_is_fetched_without_a_question(tmp_path: Path, split_library: dict[str, str]) -> None:
    checkout = copy(tmp_path / "checkout")
    answer = call(checkout / "dasai", "--help", cwd=checkout, **split_library)
    assert answer.returncode == 0, answer.stderr
    assert [line for line in printed_lines(answer.stderr) if line in (MAKING, INSTALLING, COMPILING)] == [
        MAKING,
        INSTALLING,
        COMPILING,
    ]
    assert (checkout / ".venv/bin/uv").exists()
    again = call(checkout / "dasai", "--help", cwd=checkout, **split_library)
    assert (again.returncode, again.stderr) == (0, "")


def test_without_ensurepip_and_without_apt_it_says_what_to_install(tmp_path: Path, bare: Path) -> None:
    checkout = copy(tmp_path / "checkout")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    answer = call(checkout / "dasai", "up", cwd=checkout, PATH=str(bare), PYTHONPATH=str(tmp_path / "site"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.splitlines()[1:] == [
        "本机没有 apt，不能自动取得 Python 的 pip。"
        "请用本系统的包管理器安装 Python 的 venv 和 ensurepip 模块，或在 DASAI_PYTHON 中指定另一个 Python，然后重试",
        "this machine has no apt, so Python's pip can't be fetched. Install the modules venv and ensurepip of Python "
        "with this system's packages, or name another Python in DASAI_PYTHON, then try again",
    ]
    assert not (checkout / ".venv").exists()
