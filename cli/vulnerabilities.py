"""`./dasai vulnerabilities`: what is known to be vulnerable.

Of the locked packages it asks by pip-audit, of the pages' scripts it asks OSV.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.stack.program import ROOT

# by identifier: why it does not reach us, and what ends that
ACCEPTED: dict[str, str] = {}
# the installer is a lock of its own, and the shortest: if nothing is known of it, nothing is asked of the others
LOCKS = ("uv.txt", "all.txt")
# pip-audit knows Python's packages alone; who is asked of npm's, from which the pages' scripts and styles are built
SCRIPTS_ASKED_AT = "https://api.osv.dev/v1/querybatch"
_SCRIPTS = ROOT / "gateway" / "portals" / "static" / "vendor" / "manifest.json"
# EX_TEMPFAIL of sysexits.h: nothing was found, but not everything could be checked
NOT_CHECKED = 75
_SECONDS = 15
_NAMED = 10


class Service(StrEnum):
    """The services that pip-audit asks."""

    PYPI = "pypi"
    OSV = "osv"


@dataclass(frozen=True)
class Vulnerability:
    """A vulnerability of a package, by its identifier and others for the same; the versions in which it is mended."""

    package: str
    identifiers: tuple[str, ...]
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = ", ".join(self.mended_in) or "-"
        return f"{self.package}: {' = '.join(self.identifiers)}（修复版本 mended in {mended}）"


@dataclass(frozen=True)
class Audit:
    """The result of an audit: how many packages were checked, which were not and why, and their vulnerabilities."""

    checked: int = 0
    unchecked: tuple[str, ...] = ()
    cause: str = ""
    found: tuple[Vulnerability, ...] = ()

    def __add__(self, other: Audit) -> Audit:
        return Audit(
            self.checked + other.checked,
            self.unchecked + other.unchecked,
            self.cause or other.cause,
            self.found + other.found,
        )

    @property
    def is_whole(self) -> bool:
        """Return True if each package was checked."""
        return self.checked > 0 and not self.unchecked and not self.cause


def read(output: str, errors: str) -> Audit:
    """Return what pip-audit says, in JSON on its output; without it, why it says nothing, which is its last error."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line.rpartition("ERROR:")[2].strip() for line in errors.splitlines() if line.strip()]
        return Audit(cause=lines[-1] if lines else "pip-audit")
    skipped = [package for package in packages if "skip_reason" in package]
    vulnerable = [
        Vulnerability(
            f"{package['name']} {package['version']}",
            (known["id"], *known.get("aliases", ())),
            tuple(known.get("fix_versions", ())),
        )
        for package in packages
        for known in package.get("vulns", ())
    ]
    return Audit(
        checked=len(packages) - len(skipped),
        unchecked=tuple(package["name"] for package in skipped),
        cause=skipped[0]["skip_reason"] if skipped else "",
        found=tuple(vulnerable),
    )


def judged(audit: Audit, accepted: Iterable[str]) -> tuple[int, list[str]]:
    """Return the exit code and what is to be said: 1 for what is not accepted, or accepted for nothing; NOT_CHECKED; or 0."""
    accepted = set(accepted)
    open_ones = [found for found in audit.found if not accepted & set(found.identifiers)]
    lines = [f"✗ {found}" for found in open_ones]
    known = {identifier for found in audit.found for identifier in found.identifiers}
    needless = sorted(accepted - known) if audit.is_whole else []
    lines += [f"✗ {name}：已不存在，请从ACCEPTED中删除 · is gone: take it out of ACCEPTED" for name in needless]
    if audit.is_whole:
        accepted_count = len(audit.found) - len(open_ones)
        lines.append(
            f"已核对{audit.checked}个软件包，已知漏洞{len(open_ones)}个，已说明理由的{accepted_count}个 · "
            f"packages checked: {audit.checked}, vulnerabilities: {len(open_ones)}, accepted: {accepted_count}"
        )
        return (1 if open_ones or needless else 0), lines
    named = ", ".join(audit.unchecked[:_NAMED]) + ("..." if len(audit.unchecked) > _NAMED else "")
    lines.append(
        f"未能核对，不能说明没有漏洞（已核对{audit.checked}个软件包）：漏洞数据服务未给出结果。\n"
        f"NOT CHECKED, which says nothing of vulnerabilities (packages checked: {audit.checked}): the service gave no answer.\n"
        f"{audit.cause}" + (f" [{named}]" if named else "")
    )
    return (1 if open_ones else NOT_CHECKED), lines


def audited(lock: str, service: str) -> Audit:
    """Return what is known of the packages of a lock file."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "locks" / lock), "--require-hashes"),
            *("--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", str(_SECONDS)),
            *("--vulnerability-service", service),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return read(done.stdout, done.stderr)


def packages_of_scripts() -> dict[str, str]:
    """Return the packages from which the pages' scripts and styles are built, each with its version."""
    manifest = json.loads(_SCRIPTS.read_text(encoding="utf-8"))
    return {name: package["version"] for name, package in manifest["packages"].items()}


def read_osv(packages: dict[str, str], answer: Any) -> Audit:
    """Return what OSV says of these packages, in their order; raises ValueError, KeyError or TypeError for another answer."""
    vulnerable = [
        Vulnerability(f"{name} {version}", (known["id"],), ())
        for (name, version), result in zip(packages.items(), answer["results"], strict=True)
        for known in result.get("vulns", ())
    ]
    return Audit(checked=len(packages), found=tuple(vulnerable))


def scripts_audited(address: str = SCRIPTS_ASKED_AT) -> Audit:
    """Return what is known of the packages of the pages' scripts."""
    import httpx  # no other command waits until it is loaded

    packages = packages_of_scripts()
    queries = [
        {"package": {"name": name, "ecosystem": "npm"}, "version": version} for name, version in packages.items()
    ]
    try:
        answer = httpx.post(address, json={"queries": queries}, timeout=_SECONDS)
        answer.raise_for_status()
        return read_osv(packages, answer.json())
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = str(error).partition("\n")[0]
        return Audit(unchecked=tuple(packages), cause=f"{address}: {said or type(error).__name__}")


def vulnerabilities(
    service: Annotated[Service, typer.Option(help="漏洞数据服务 · who is asked")] = Service.PYPI,
) -> None:
    """核对锁定的软件包和页面脚本是否有已知漏洞；服务无法访问的，以75退出，并说明未能核对。

    Check the locked packages and the pages' scripts for known vulnerabilities; exits 1 if there are any, and 75, saying so, if
    a service can't be reached or does not know the packages.
    """
    whole = Audit()
    for lock in LOCKS:
        audit = audited(lock, service)
        whole += audit
        if not audit.checked:
            break
    whole += scripts_audited()
    code, lines = judged(whole, ACCEPTED)
    typer.echo("\n".join(lines))
    raise typer.Exit(code)
