"""Compile every .proto of this folder into the wheel; the tree holds no generated file.

The whole wheel is generated: `dasai/<package>/v1/*_pb2.py`, `*_pb2_grpc.py`, the type stubs of both, and `dasai/contracts.binpb`:
the contracts as descriptors with their comments, which the generated code lacks and the API's document shows.
"""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# protoc starts a plugin as a program of its own; this one runs on the interpreter of the build, wherever its scripts are.
MYPY_GRPC = """#!/bin/sh
exec {python} -c 'from mypy_protobuf.main import grpc; grpc()' "$@"
"""


class ProtoBuildHook(BuildHookInterface[Any]):
    """Run protoc when the wheel is built, and include the files that it writes."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the contracts; raise RuntimeError with protoc's exit code if they do not compile."""
        import grpc_tools
        from grpc_tools import protoc

        root = Path(self.root)
        out = Path(tempfile.mkdtemp(prefix="dasai-contracts-"))
        self._out = out
        google = Path(grpc_tools.__file__).parent / "_proto"
        sources = sorted(str(path) for path in (root / "dasai").rglob("*.proto"))
        plugin = out / "protoc-gen-mypy_grpc"
        plugin.write_text(MYPY_GRPC.format(python=shlex.quote(sys.executable)), encoding="utf-8")
        plugin.chmod(0o700)
        code = protoc.main(
            [
                "protoc",
                f"-I{root}",
                f"-I{google}",
                f"--plugin={plugin.name}={plugin}",
                f"--python_out={out}",
                f"--pyi_out={out}",
                f"--grpc_python_out={out}",
                f"--mypy_grpc_out=quiet:{out}",
                f"--descriptor_set_out={out}/contracts.binpb",
                "--include_source_info",
                *sources,
            ]
        )
        plugin.unlink()
        if code != 0:
            raise RuntimeError(f"protoc refused the contracts (exit {code})")
        (out / "contracts.binpb").rename(out / "dasai" / "contracts.binpb")
        for path in out.rglob("*_pb2_grpc.py"):
            if "Servicer" not in path.read_text(encoding="utf-8"):  # its .proto declares no service
                path.unlink()
                path.with_suffix(".pyi").unlink(missing_ok=True)
        for folder in {path.parent for path in out.rglob("*.py")}:
            (folder / "py.typed").touch()
        for path in sorted(out.rglob("*")):
            if path.is_file():
                build_data["force_include"][str(path)] = str(path.relative_to(out))
        # the wheel carries the .proto files too
        for source in sources:
            build_data["force_include"][source] = str(Path(source).relative_to(root))
        build_data["pure_python"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled files once the wheel holds them."""
        shutil.rmtree(self._out)
