"""The gRPC seam is typed from end to end, so that `mypy` checks what a caller sends and what a servicer answers.

`Any` would switch that check off without a word: here every call of the gateway and every method of a servicer is held
against the contracts by name.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import Any

import grpc
import pytest
from dasai.registration.v1 import submissions_pb2, submissions_pb2_grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

ROOT = Path(__file__).parents[2]
# The services whose servicers are typed.
TYPED_SERVICES = ("accounts", "registration", "review", "scoring", "publicity")


def services() -> dict[str, ServiceDescriptor]:
    """Return every gRPC service of the contracts, by the name of the class in its generated module."""
    services_by_class: dict[str, ServiceDescriptor] = {}
    for path in sorted((ROOT / "proto" / "dasai").rglob("*.proto")):
        module = ".".join([*path.relative_to(ROOT / "proto").parent.parts, f"{path.stem}_pb2"])
        for name, service in importlib.import_module(module).DESCRIPTOR.services_by_name.items():
            services_by_class[f"{path.stem}_pb2_grpc.{name}"] = service
    return services_by_class


SERVICES = services()


def method_named(service: str, method: str) -> MethodDescriptor | None:
    """Return the method of a service such as `teams_pb2_grpc.Teams`, or None."""
    descriptor = SERVICES.get(service)
    return descriptor.methods_by_name.get(method) if descriptor else None


def message_class(descriptor: object) -> str:
    """Return how code names a message's class, for example `teams_pb2.Team`."""
    file, name = descriptor.file.name, descriptor.name  # type: ignore[attr-defined]
    return f"{Path(file).stem}_pb2.{name}"


# -- the gateway's calls


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions of a module by their names."""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def imported_functions(tree: ast.Module, folder: Path) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions that a module imports from others of the gateway, or reaches by another module's name."""
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        beside = [folder, *folder.parents][node.level - 1] if node.level else ROOT
        source = beside.joinpath(*(node.module or "").split("."))
        for alias in node.names:
            module, file = source / f"{alias.name}.py", source.with_suffix(".py")
            name = alias.asname or alias.name
            if module.is_file():
                theirs = functions_of(ast.parse(module.read_text(encoding="utf-8")))
                functions |= {f"{name}.{each}": function for each, function in theirs.items()}
            elif file.is_file():
                theirs = functions_of(ast.parse(file.read_text(encoding="utf-8")))
                functions |= {name: theirs[alias.name]} if alias.name in theirs else {}
    return functions


class Calls(ast.NodeVisitor):
    """The calls of one module, and for each the type of its method and of its message, as far as code states them."""

    def __init__(self, tree: ast.Module, folder: Path | None = None) -> None:
        self.functions = functions_of(tree)
        # functions of modules beside this one, as code calls them: `stubs.teams` and `teams`
        self.functions |= {} if folder is None else imported_functions(tree, folder)
        self.inside: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        self.faults: list[tuple[int, str]] = []
        self.seen = 0
        self.visit(tree)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.inside.append(node)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "call":
            self.seen += 1
            if fault := self._fault_of(node):
                self.faults.append((node.lineno, fault))
        self.generic_visit(node)

    def _fault_of(self, node: ast.Call) -> str:
        method = node.args[0]
        if not isinstance(method, ast.Attribute):
            return f"calls {ast.unparse(method)}, which is no method of a stub"
        stub = self._type_of(method.value)
        described = method_named(stub.removesuffix("AsyncStub").removesuffix("Stub"), method.attr)
        if described is None:
            return f"calls {ast.unparse(method)} of {stub or 'an unknown type'}"
        message, wanted = self._type_of(node.args[1]), message_class(described.input_type)
        return (
            "" if message == wanted else f"sends {message or 'an unknown type'} to {method.attr}, which takes {wanted}"
        )

    def _type_of(self, node: ast.expr) -> str:
        """Return the dotted name of an expression's type, or the empty string if the code does not state it."""
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                reached = self.functions.get(ast.unparse(node.func))
                if reached is not None:
                    return ast.unparse(reached.returns) if reached.returns else ""
                return ast.unparse(node.func)  # a constructor: `teams_pb2.Team(...)`, `teams_pb2_grpc.TeamsStub(...)`
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in ("to_message", "fill", "page", "to_count"):
                return self._type_of(node.args[1 if name == "to_message" else 0])
            returns = self.functions[name].returns if name in self.functions else None
            return ast.unparse(returns) if returns else ""
        if isinstance(node, ast.Name):
            for function in reversed(self.inside):
                for argument in function.args.args:
                    if argument.arg == node.id:
                        return ast.unparse(argument.annotation) if argument.annotation else ""
                for statement in ast.walk(function):
                    if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == node.id:
                        return self._type_of(statement.value)
        if isinstance(node, ast.Await):
            return self._type_of(node.value)
        return ""


# The gateway's modules that call a service.
CALLERS = [
    path
    for path in sorted((ROOT / "gateway").rglob("*.py"))
    if "def call(" not in path.read_text(encoding="utf-8") and " call(" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", CALLERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_call_of_the_gateway_sends_the_message_of_its_method(path: Path) -> None:
    calls = Calls(ast.parse(path.read_text(encoding="utf-8")), path.parent)
    assert calls.faults == []
    assert calls.seen >= 1


def test_the_gateways_call_function_accepts_only_typed_calls() -> None:
    tree = ast.parse((ROOT / "gateway" / "rpc.py").read_text(encoding="utf-8"))
    call = next(node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.name == "call")
    annotations = [ast.unparse(argument.annotation) for argument in call.args.args if argument.annotation]
    assert annotations == ["Method[Sent, Answer]", "Sent", "Request"]
    assert call.returns is not None
    assert ast.unparse(call.returns) == "Answer"


HEADER = "async def get(body: Any, stub: Any, team_id: str) -> None:\n"
UNTYPED = [
    pytest.param(
        HEADER + "    await call(stub.GetTeam, teams_pb2.GetTeamRequest(), request)",
        "calls stub.GetTeam of Any",
        id="stub of type Any",
    ),
    pytest.param(
        "def _teams() -> Any: ...\n" + HEADER + "    await call(_teams().GetTeam, teams_pb2.GetTeamRequest(), request)",
        "calls _teams().GetTeam of Any",
        id="function that answers Any",
    ),
    pytest.param(
        HEADER + "    await call(teams_pb2_grpc.TeamsStub(channel).GetTeam, body, request)",
        "sends Any to GetTeam, which takes teams_pb2.GetTeamRequest",
        id="message of type Any",
    ),
    pytest.param(
        HEADER + "    await call(teams_pb2_grpc.TeamsStub(channel).GetTeam, convert(body), request)",
        "sends an unknown type to GetTeam, which takes teams_pb2.GetTeamRequest",
        id="message of unknown type",
    ),
    pytest.param(
        HEADER + "    await call(teams_pb2_grpc.TeamsStub(channel).GetTeam, teams_pb2.ReviveTeamRequest(), request)",
        "sends teams_pb2.ReviveTeamRequest to GetTeam, which takes teams_pb2.GetTeamRequest",
        id="message of another method",
    ),
    pytest.param(
        HEADER + "    await call(teams_pb2_grpc.TeamsStub(channel).ForgetTeam, teams_pb2.GetTeamRequest(), request)",
        "calls teams_pb2_grpc.TeamsStub(channel).ForgetTeam of teams_pb2_grpc.TeamsStub",
        id="method that the contract lacks",
    ),
]


@pytest.mark.parametrize(("code", "expected"), UNTYPED)
def test_an_untyped_call_is_found(code: str, expected: str) -> None:
    calls = Calls(ast.parse(code))
    assert [fault for _, fault in calls.faults] == [expected]


# -- the services' servicers


def name_of(servicer: type) -> str:
    """Return the gRPC service of a servicer's class, such as `teams_pb2_grpc.Teams`."""
    generated = next(base for base in servicer.__mro__ if base.__module__.endswith("_pb2_grpc"))
    return f"{generated.__module__.rsplit('.', 1)[-1]}.{generated.__name__.removesuffix('Servicer')}"


def untyped_methods(servicer: type) -> list[str]:
    """Return the methods of a servicer, its own or inherited from its subjects, whose signature is not the contract's."""
    faults: list[str] = []
    for described in SERVICES[name_of(servicer)].methods:
        stated = inspect.get_annotations(getattr(servicer, described.name))
        expected = {
            "request": message_class(described.input_type),
            "context": "grpc.ServicerContext",
            "return": message_class(described.output_type),
        }
        if stated != expected:
            faults.append(f"{described.name}: {stated}")
    return faults


@pytest.mark.parametrize("service", TYPED_SERVICES)
def test_every_servicer_states_the_types_of_its_contract(service: str) -> None:
    servicers = [type(servicer) for _, servicer in importlib.import_module(f"services.{service}.server").SERVICES]
    assert [(servicer.__name__, fault) for servicer in servicers for fault in untyped_methods(servicer)] == []
    package = f"dasai.{service}.v1"
    contracts = [name for name, descriptor in SERVICES.items() if descriptor.file.package == package]
    # each service also shows what it has stored of its caller (rule K4), by a contract that all share
    shared = [name for name in map(name_of, servicers) if name not in contracts]
    assert shared == ["personal_data_pb2_grpc.PersonalData"]
    assert sorted(set(map(name_of, servicers)) - set(shared)) == sorted(contracts)


class TypedReceipts(submissions_pb2_grpc.ReceiptsServicer):
    """A servicer that states the types of its contract."""

    def ListReceiptKeys(
        self, request: submissions_pb2.ListReceiptKeysRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.ListReceiptKeysResponse:
        raise NotImplementedError

    def VerifyReceipt(
        self, request: submissions_pb2.VerifyReceiptRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.VerifyReceiptResponse:
        raise NotImplementedError


class UntypedRequest(TypedReceipts):
    """A servicer whose method takes anything."""

    def VerifyReceipt(self, request: Any, context: grpc.ServicerContext) -> submissions_pb2.VerifyReceiptResponse:
        raise NotImplementedError


class UntypedAnswer(TypedReceipts):
    """A servicer whose method answers anything."""

    def VerifyReceipt(self, request: submissions_pb2.VerifyReceiptRequest, context: grpc.ServicerContext) -> Any:
        raise NotImplementedError


class WrongRequest(TypedReceipts):
    """A servicer whose method takes the request of another method."""

    def VerifyReceipt(
        self, request: submissions_pb2.ListReceiptKeysRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.VerifyReceiptResponse:
        raise NotImplementedError


class WithoutTypes(TypedReceipts):
    """A servicer whose method states no types."""

    def VerifyReceipt(self, request, context):
        raise NotImplementedError


class NotImplementedReceipts(submissions_pb2_grpc.ReceiptsServicer):
    """A servicer that leaves its methods to the generated base."""


@pytest.mark.parametrize(
    ("servicer", "methods"),
    [
        (TypedReceipts, []),
        (UntypedRequest, ["VerifyReceipt"]),
        (UntypedAnswer, ["VerifyReceipt"]),
        (WrongRequest, ["VerifyReceipt"]),
        (WithoutTypes, ["VerifyReceipt"]),
        (NotImplementedReceipts, ["ListReceiptKeys", "VerifyReceipt"]),
    ],
)
def test_an_untyped_servicer_is_found(servicer: type, methods: list[str]) -> None:
    assert [fault.split(":")[0] for fault in untyped_methods(servicer)] == methods
