"""Compiles every .proto of this folder into the wheel; nothing generated lies in the tree.

The whole wheel is generated: `dasai/<package>/v1/*_pb2.py`, their typing stubs, and the gRPC stubs.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProtoBuildHook(BuildHookInterface[Any]):
    """Runs protoc at build time and force-includes what it wrote."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the contracts; raises RuntimeError with protoc's exit code when they do not compile."""
        import grpc_tools
        from grpc_tools import protoc

        root = Path(self.root)
        out = Path(tempfile.mkdtemp(prefix="dasai-contracts-"))
        google = Path(grpc_tools.__file__).parent / "_proto"
        sources = sorted(str(path) for path in (root / "dasai").rglob("*.proto"))
        code = protoc.main(
            [
                "protoc",
                f"-I{root}",
                f"-I{google}",
                f"--python_out={out}",
                f"--pyi_out={out}",
                f"--grpc_python_out={out}",
                *sources,
            ]
        )
        if code != 0:
            raise RuntimeError(f"protoc refused the contracts (exit {code})")
        for path in out.rglob("*_pb2_grpc.py"):
            if "Servicer" not in path.read_text():
                path.unlink()  # of a file that declares no service
        for folder in {path.parent for path in out.rglob("*.py")}:
            (folder / "py.typed").touch()
        for path in sorted(out.rglob("*")):
            if path.is_file():
                build_data["force_include"][str(path)] = str(path.relative_to(out))
        # the sources travel with what was made of them
        for source in sources:
            build_data["force_include"][source] = str(Path(source).relative_to(root))
        build_data["pure_python"] = True
        self._out = out

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The wheel is made: what was compiled for it goes."""
        shutil.rmtree(self._out)
