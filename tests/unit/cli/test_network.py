"""A server that does not answer as it should: the address that was tried, the reason and the way to mend it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from kombu import Connection
from pymongo import MongoClient
from typer.main import get_command

from cli.__main__ import main, run
from cli.network import UnreachableError, is_network_error, reaching, without_password


class _NothingHere(BaseHTTPRequestHandler):
    """A web server that is not the platform."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web_port() -> Iterator[int]:
    """Yield the port of a web server that speaks no TLS and knows no page."""
    with HTTPServer(("127.0.0.1", 0), _NothingHere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Yield a port on which nothing listens; it is bound, so that nothing will."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def unreachable(call: Callable[[], object], address: str) -> tuple[str, str]:
    """Return the Chinese and the English message of a call that does not reach its server."""
    with pytest.raises(UnreachableError) as refused, reaching("服务器", "the server", address):
        call()
    zh, en = str(refused.value).splitlines()
    assert (zh, en) == (refused.value.zh, refused.value.en)
    assert zh.startswith(f"无法访问服务器 {without_password(address)}：")
    assert en.startswith(f"can't reach the server {without_password(address)}: ")
    return zh, en


def test_a_closed_port_is_explained(closed_port: int) -> None:
    place = f"user:secret@127.0.0.1:{closed_port}"
    calls: dict[str, Callable[[], object]] = {
        f"http://{place}": lambda: httpx.get(f"http://{place}"),
        f"amqp://{place}//": lambda: Connection(f"amqp://{place}//", connect_timeout=1).connect(),
        f"mongodb://{place}/": lambda: server_info(f"mongodb://{place}/"),
    }
    for address, call in calls.items():
        zh, en = unreachable(call, address)
        assert "连接被拒绝" in zh
        assert "nothing listens there: check host and port, and that the server runs" in en
        assert "secret" not in zh + en


def test_a_server_without_tls_is_asked_with_tls(web_port: int) -> None:
    address = f"https://127.0.0.1:{web_port}"
    zh, en = unreachable(lambda: httpx.get(address, timeout=60), address)
    assert "对方不是以TLS应答" in zh
    assert "it does not speak TLS" in en


def test_another_web_server_is_not_taken_for_the_platform(web_port: int) -> None:
    address = f"http://127.0.0.1:{web_port}"
    zh, en = unreachable(lambda: httpx.get(address, timeout=60).raise_for_status(), address)
    assert "应答不是所要的内容" in zh
    assert "404" in en


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://127.0.0.1"])
def test_an_invalid_address_is_explained(address: str) -> None:
    zh, en = unreachable(lambda: httpx.get(address, timeout=60), address)
    assert "地址的写法有误" in zh
    assert "it begins with its protocol" in en


def test_an_invalid_database_address_is_explained() -> None:
    zh, en = unreachable(lambda: MongoClient("127.0.0.1/?x"), "127.0.0.1/?x")
    assert "地址的写法有误" in zh
    assert "the address is not written right" in en


def test_an_unknown_host_is_explained() -> None:
    address = "http://no-such-host.invalid"
    zh, en = unreachable(lambda: httpx.get(address, timeout=60), address)
    assert "主机名无法解析" in zh
    assert "the name of the host is not known" in en


def server_info(url: str) -> object:
    """Ask a database server who it is, and close the client whatever comes."""
    client: MongoClient[dict[str, object]] = MongoClient(url, serverSelectionTimeoutMS=200)
    with client:
        return client.server_info()


def test_a_server_without_an_answer_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        zh, en = unreachable(lambda: httpx.get(address, timeout=0.1), address)
    assert "没有应答" in zh
    assert "no answer: check host and port" in en


def test_other_errors_are_let_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reaching("服务器", "the server", "x"):
        (tmp_path / "missing").read_text()
    with pytest.raises(KeyError), reaching("服务器", "the server", "x"):
        {}["key"]
    assert not is_network_error(PermissionError(13, "denied"))
    assert not is_network_error(BrokenPipeError())


def test_c8_https_to_a_platform_without_tls_is_explained(web_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """C8: `receipt keys https://...` of a platform without TLS."""
    assert main(["receipt", "keys", f"https://127.0.0.1:{web_port}"]) == 1
    first, zh, en = capsys.readouterr().err.splitlines()
    assert first == "✗ 无法取得公钥 · the keys can't be fetched"
    assert "未启用TLS的地址以 http:// 或 amqp:// 开头" in zh
    assert "an address without TLS begins with http:// or amqp://" in en


def test_a_command_that_names_no_address_still_says_what_failed(
    closed_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()

    @app.command()
    def ask() -> None:
        """Ask a server."""
        socket.create_connection(("127.0.0.1", closed_port))

    assert run(get_command(app), [], "./dasai ask") == 1
    zh, en = capsys.readouterr().err.splitlines()
    assert zh.startswith("无法访问服务：连接被拒绝")
    assert en.startswith("can't reach a server: the connection was refused")
