"""A source of Debian packages in a folder, for tests: apt's own tools read it, and no network is needed."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path


def build_package(
    folder: Path, name: str, files: Mapping[str, bytes], *, version: str = "1.0", depends: str = ""
) -> Path:
    """Make a package of these files (a path below `/` each) for every architecture; return its file."""
    tree = folder / f"{name}.tree"
    for path, content in files.items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o755)
    (tree / "DEBIAN").mkdir(parents=True)
    lines = [
        f"Package: {name}",
        f"Version: {version}",
        "Architecture: all",
        "Maintainer: Nobody <nobody@example.org>",
        *([f"Depends: {depends}"] if depends else []),
        "Description: made by a test",
    ]
    (tree / "DEBIAN/control").write_text("\n".join(lines) + "\n")
    package = folder / f"{name}_{version}_all.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", tree, package], check=True, capture_output=True)
    return package


def publish(folder: Path, *, trusted: bool = True) -> Path:
    """List the packages of the folder; return a configuration for APT_CONFIG with which apt knows this source alone."""
    entries = []
    for package in sorted(folder.glob("*.deb")):
        control = subprocess.run(["dpkg-deb", "--field", package], check=True, capture_output=True, text=True).stdout
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        entries.append(f"{control}Filename: ./{package.name}\nSize: {package.stat().st_size}\nSHA256: {digest}\n")
    (folder / "Packages").write_text("\n".join(entries))
    option = "[trusted=yes] " if trusted else ""
    # `copy`, not `file`: apt then keeps files of its own, as it does with what comes over the network
    (folder / "sources.list").write_text(f"deb {option}copy:{folder} ./\n")
    configuration = folder / "apt.conf"
    configuration.write_text(f'Dir::Etc::sourcelist "{folder / "sources.list"}";\nDir::Etc::sourceparts "-";\n')
    return configuration
