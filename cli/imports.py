"""A kind of contract that import-linter lacks: it lists what may be imported, instead of what may not.

A list of what is forbidden does not know the library of tomorrow; a list of what is allowed need not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.cli import lint_imports_command


class OnlyContract(Contract):
    """`source_modules`, and what is inside them, import the standard library, themselves and `allowed_modules`."""

    type_name = "only"

    source_modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check each direct import: every chain that leaves the allowed modules begins with one."""
        allowed = {
            module for name in _listed(self.allowed_modules) for module in {str(name), *_matching(graph, str(name))}
        }
        strays = sorted(
            (module, imported)
            for source in self._sources(graph)
            for module in {source, *graph.find_descendants(source)}
            for imported in graph.find_modules_directly_imported_by(module)
            if not _within(imported, {source} | allowed)
        )
        return ContractCheck(kept=not strays, metadata={"strays": strays})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that is not allowed."""
        for module, imported in check.metadata["strays"]:
            output.print_error(f"{module} is not allowed to import {imported}")

    def _sources(self, graph: ImportGraph) -> set[str]:
        expressions = [str(expression) for expression in _listed(self.source_modules)]
        return {module for expression in expressions for module in _matching(graph, expression)}


def _listed(value: Any) -> Iterable[Any]:
    """Return the value of a field: import-linter puts it where the class declares the field."""
    return value or ()


def _matching(graph: ImportGraph, expression: str) -> set[str]:
    modules = set(graph.find_matching_modules(expression)) if "*" in expression else {expression}
    return modules & graph.modules


def _within(module: str, packages: set[str]) -> bool:
    if module.split(".", 1)[0] in sys.stdlib_module_names:
        return True
    return any(module == package or module.startswith(f"{package}.") for package in packages)


if __name__ == "__main__":
    # import-linter has scripts but no module that runs: `python -m importlinter.cli` checks nothing and exits 0
    lint_imports_command()
