"""`./dasai vendor`: build the pages' front-end files from the npm registry, and compare the committed ones with their manifest.

What is built is committed, so whoever runs Dasai needs neither npm nor a network. `frontend/package.json` pins the versions,
`frontend/package-lock.json` the hashes of what the registry serves; the manifest beside the built files holds the version,
licence and hash of each package in them, the hash of each file, and the hash of each source that they were built from.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.stack.program import ROOT, StackProblem

SOURCES = ROOT / "frontend"
PAGES = ROOT / "gateway" / "portals" / "static" / "vendor"
TOOLS = ROOT / "cli" / "shots" / "vendor"
_MANIFEST = "manifest.json"
_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/(?!.*node_modules/)")
_LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license")


@dataclass(frozen=True)
class Copied:
    """A file of a package, as its maker built it."""

    package: str
    path: str
    target: Path


@dataclass(frozen=True)
class Folder:
    """All files of a folder of a package that end alike, byte by byte."""

    package: str
    path: str
    ending: str
    target: Path


@dataclass(frozen=True)
class Compiled:
    """A style sheet of `frontend/theme`, compiled by sass with the packages that it uses."""

    source: str
    packages: tuple[str, ...]
    target: Path


@dataclass(frozen=True)
class Bundled:
    """A module of `frontend/scripts` and all that it imports, in a single file made by esbuild."""

    source: str
    target: Path


Output = Copied | Folder | Compiled | Bundled
OUTPUTS: tuple[Output, ...] = (
    Compiled("theme/dasai.scss", ("govuk-frontend",), PAGES / "dasai.css"),
    Copied("govuk-frontend", "dist/govuk/govuk-frontend.min.js", PAGES / "govuk-frontend.min.js"),
    Copied("htmx.org", "dist/htmx.min.js", PAGES / "htmx.min.js"),
    Bundled("scripts/tus.js", PAGES / "tus.min.js"),
    Bundled("scripts/rich-text.js", PAGES / "rich-text.min.js"),
    Bundled("scripts/pdf.js", PAGES / "pdf.min.js"),
    Copied("pdfjs-dist", "legacy/build/pdf.worker.min.mjs", PAGES / "pdf.worker.min.js"),
    # how fonts that a document names and does not hold encode Chinese, Japanese and Korean text; their licence is Adobe's
    Folder("pdfjs-dist", "cmaps", ".bcmap", PAGES / "cmaps"),
    Copied("pdfjs-dist", "cmaps/LICENSE", PAGES / "cmaps" / "LICENSE"),
    Bundled("scripts/echarts.js", PAGES / "echarts.min.js"),
    Copied("axe-core", "axe.min.js", TOOLS / "axe.min.js"),
)


def vendor(
    check: Annotated[bool, typer.Option("--check", help="只核对，不联网 · compare only, without a network")] = False,
) -> None:
    """更新页面所用的前端文件；只有更新的人需要npm，运行大赛平台不需要。

    Build the pages' front-end files anew. Only who renews them needs npm: they are committed with the rest.
    """
    if check:
        faults = compare()
        if faults:
            raise StackProblem(
                "前端文件与清单不一致，请执行 ./dasai vendor：\n  " + "\n  ".join(faults),
                "the front-end files do not agree with their manifest: run ./dasai vendor",
            )
        typer.echo("一致 · they agree")
        return
    build()
    for folder in (PAGES, TOOLS):
        for name, file in sorted(_manifest(folder)["files"].items()):
            if name.endswith(".bcmap"):
                continue
            typer.echo(f"{(folder / name).relative_to(ROOT)}  {file['bytes']:>9,}  {', '.join(file['packages'])}")


def build() -> None:
    """Fetch the packages of the lock, write all outputs and the manifests; raises StackProblem if a tool fails."""
    if shutil.which("npm") is None:
        raise StackProblem("未找到 npm，请先安装 Node.js 20 或更高版本", "npm is missing: install Node.js 20 or newer")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "frontend"
        shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("node_modules"))
        _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        lock = json.loads((folder / "package-lock.json").read_text())["packages"]
        for place in (PAGES, TOOLS):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            files: dict[str, Any] = {}
            for output in OUTPUTS:
                if output.target.is_relative_to(place):
                    packages = _write(output, folder)
                    for target in _files_of(output):
                        content = target.read_bytes()
                        files[str(target.relative_to(place))] = {
                            "bytes": len(content),
                            "sha256": hashlib.sha256(content).hexdigest(),
                            "packages": sorted(packages),
                        }
            used = sorted({package for file in files.values() for package in file["packages"]})
            manifest = {
                "files": files,
                "packages": {name: _described(name, lock[f"node_modules/{name}"], folder, place) for name in used},
                "sources": source_hashes(),
            }
            (place / _MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def compare() -> list[str]:
    """Return in what the committed files differ from their manifests, and the manifests from the sources; [] if in nothing."""
    faults: list[str] = []
    for place in (PAGES, TOOLS):
        manifest = _manifest(place)
        shown = place.relative_to(ROOT)
        expected = {
            name
            for output in OUTPUTS
            if output.target.is_relative_to(place)
            for name in _names_of(output, place, manifest["files"])
        }
        licences = {f"licences/{package['licence_file']}" for package in manifest["packages"].values()}
        here = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()} - {_MANIFEST}
        faults += [f"{shown}/{name}: 多余或缺少 · too much or missing" for name in here ^ (expected | licences)]
        faults += [
            f"{shown}/{name}: 内容不符 · another content"
            for name, file in manifest["files"].items()
            if name in here and hashlib.sha256((place / name).read_bytes()).hexdigest() != file["sha256"]
        ]
        faults += [
            f"frontend/{name}: 已修改，须重新构建 · changed since the build"
            for name in sorted(_differing(manifest["sources"], source_hashes()))
        ]
    return sorted(set(faults))


def source_hashes() -> dict[str, str]:
    """Return the hash of each file of `frontend/`."""
    return {
        str(path.relative_to(SOURCES)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(SOURCES.rglob("*"))
        if path.is_file() and "node_modules" not in path.parts
    }


def _files_of(output: Output) -> list[Path]:
    """Return the files that an output wrote."""
    if isinstance(output, Folder):
        return sorted(output.target.glob(f"*{output.ending}"))
    return [output.target]


def _names_of(output: Output, place: Path, listed: Iterable[str]) -> list[str]:
    """Return the names of an output's files in a place; those of a folder are the ones that the manifest lists."""
    name = str(output.target.relative_to(place))
    if isinstance(output, Folder):
        return [file for file in listed if file.startswith(f"{name}/") and file.endswith(output.ending)]
    return [name]


def _differing(left: Mapping[str, str], right: Mapping[str, str]) -> set[str]:
    return {name for name in left.keys() | right.keys() if left.get(name) != right.get(name)}


def _manifest(place: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((place / _MANIFEST).read_text())
    return content


def _write(output: Output, folder: Path) -> Iterable[str]:
    """Write an output and return the names of the packages that are in it."""
    target = output.target
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(output, Folder):
        target.mkdir()
        for source in sorted((folder / "node_modules" / output.package / output.path).glob(f"*{output.ending}")):
            shutil.copyfile(source, target / source.name)
        return (output.package,)
    if isinstance(output, Copied):
        # the maker's map of the source is not served
        text = (folder / "node_modules" / output.package / output.path).read_text()
        target.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text))
        return (output.package,)
    if isinstance(output, Compiled):
        options = ("--load-path=node_modules", "--style=compressed", "--no-charset", "--no-source-map", "--quiet-deps")
        _run(folder, "node_modules/.bin/sass", *options, output.source, str(target))
        return output.packages
    meta = folder / "meta.json"
    bundling = (
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--legal-comments=none",
        f"--metafile={meta}",
    )
    _run(folder, "node_modules/.bin/esbuild", output.source, *bundling, "--log-level=error", f"--outfile={target}")
    names = (_PACKAGE.search(name) for name in json.loads(meta.read_text())["inputs"])
    return {match[1] for match in names if match is not None}


def _described(name: str, locked: dict[str, Any], folder: Path, place: Path) -> dict[str, str]:
    """Copy the package's licence beside the files and return what the manifest says of the package."""
    own = folder / "licences" / f"{name}.txt"
    there = (folder / "node_modules" / name / file for file in _LICENCES)
    source = own if own.exists() else next((path for path in there if path.exists()), None)
    if source is None:
        raise StackProblem(
            f"{name} 未附许可证，请将其原文写入 frontend/licences/{name}.txt",
            f"{name} comes without its licence: put the text into frontend/licences/{name}.txt",
        )
    file = f"{name.replace('/', '__')}.txt"
    (place / "licences").mkdir(exist_ok=True)
    notice = folder / "node_modules" / name / "NOTICE"
    texts = [source.read_text(), *([notice.read_text()] if notice.exists() else [])]
    (place / "licences" / file).write_text("\n".join(texts))
    package = json.loads((folder / "node_modules" / name / "package.json").read_text())
    return {
        "version": locked["version"],
        "licence": str(package.get("license", "see the file")),
        "licence_file": file,
        "integrity": locked["integrity"],
    }


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise StackProblem(f"{command[0]} 失败：{said}", f"{command[0]} failed, see above")
