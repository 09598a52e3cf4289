"""Explain that a server does not answer: the address that was tried, why it failed, and what to do.

The libraries of the network are looked up among the modules that are loaded: who has not loaded one can't have its errors.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cli.stack.program import StackProblem

# by module, the classes whose instances say that something between us and a server failed
_LIBRARIES = {
    "httpx": ("HTTPError", "InvalidURL"),
    "pymongo.errors": ("PyMongoError",),
    "kombu.exceptions": ("KombuError",),
    "amqp.exceptions": ("AMQPError",),
    "grpc": ("RpcError",),
    "botocore.exceptions": ("BotoCoreError", "ClientError"),
}
_NUMBERS = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}

# by what an error's text or class says, the reason and the way to mend it; the first that fits
_REASONS = (
    (
        r"missing an 'https?://'|unsupported protocol|UnsupportedProtocol|InvalidURL|InvalidURI|No such transport",
        "地址的写法有误，须以协议开头，例如 https://、mongodb:// 或 amqp://",
        "the address is not written right: it begins with its protocol, such as https://, mongodb:// or amqp://",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "对方的证书不受信任，请核对地址；自行签发的证书，请将其根证书加入本机信任（SSL_CERT_FILE）",
        "its certificate is not trusted: check the address, or trust the certificate's issuer here (SSL_CERT_FILE)",
    ),
    (
        r"WRONG_VERSION_NUMBER|wrong version number|SSL|TLS",
        "对方不是以TLS应答，请核对协议与端口；未启用TLS的地址以 http:// 或 amqp:// 开头",
        "it does not speak TLS: check protocol and port; an address without TLS begins with http:// or amqp://",
    ),
    (
        r"Authentication|AccessRefused|ACCESS_REFUSED|auth failed|not authorized|Unauthorized|\(403\)",
        "用户名或密码不被接受，或没有权限，请核对地址中的用户名与密码",
        "user or password is not accepted, or lacks the right: check both in the address",
    ),
    (
        r"Name or service not known|nodename nor servname|getaddrinfo|name resolution|No address associated",
        "主机名无法解析，请核对主机名与本机的域名解析",
        "the name of the host is not known: check it, and this machine's name resolution",
    ),
    (
        r"Connection refused|ECONNREFUSED",
        "连接被拒绝，该地址没有程序在监听：请核对主机与端口，并确认服务已启动",
        "the connection was refused, nothing listens there: check host and port, and that the server runs",
    ),
    (
        r"timed out|[Tt]imeout|unreachable",
        "没有应答：请核对主机与端口，并确认服务已启动、防火墙已放行",
        "no answer: check host and port, that the server runs, and that no firewall is in between",
    ),
    (
        r"HTTPStatusError",
        "应答不是所要的内容：请核对地址是否为本平台，且不含多余的路径",
        "the answer is not what was asked for: check that the address is the platform's, without a path",
    ),
    (
        r"RemoteProtocolError|Server disconnected|Connection reset|Connection aborted|Socket closed|UnexpectedFrame",
        "对方中断了连接，可能不是所要的服务：请核对协议与端口",
        "it broke the connection, and may be another program: check protocol and port",
    ),
)


class UnreachableError(StackProblem):
    """A server does not answer as it should; the text names its address without a password."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


@contextmanager
def reaching(zh: str, en: str, address: str) -> Iterator[None]:
    """Turn an error of the network into an UnreachableError that names the server and its address."""
    try:
        yield
    except (Exception, SystemExit) as error:
        if isinstance(error, UnreachableError) or not is_network_error(error):
            raise
        raise explained(error, zh, en, address) from error


def explained(error: BaseException, zh: str, en: str, address: str) -> UnreachableError:
    """Return the problem in words, for an error that `is_network_error`."""
    cause = _reported(error)
    reason_zh, reason_en = _reason(error)
    place = f" {without_password(address)}" if address else ""
    detail = without_password(f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}").rstrip(
        ": "
    )
    return UnreachableError(
        f"无法访问{zh}{place}：{reason_zh}（{_short(detail)}）",
        f"can't reach {en}{place}: {reason_en} ({_short(detail)})",
    )


def is_network_error(error: BaseException) -> bool:
    """Return True if the error, or the one that led to it, came from the network or from what answered there."""
    return any(_of_the_network(link) for link in _chain(error))


def without_password(text: str) -> str:
    """Return a text with the user and the password of each address taken out."""
    return re.sub(r"(\w+://)[^/@\s]*@", r"\1***@", text)


def _of_the_network(error: BaseException) -> bool:
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror | socket.herror | ssl.SSLError):
        return not isinstance(error, BrokenPipeError)
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return True
    for name, classes in _LIBRARIES.items():
        module = sys.modules.get(name)
        if module is not None and isinstance(error, tuple(getattr(module, kind) for kind in classes)):
            return True
    return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Iterate over an error and those that led to it, the last first."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _reported(error: BaseException) -> BaseException:
    """Return the error of the network that a chain of errors ends with, which says most about the address."""
    return next(link for link in _chain(error) if _of_the_network(link))


def _reason(error: BaseException) -> tuple[str, str]:
    text = "\n".join(f"{type(link).__name__}: {link}" for link in _chain(error))
    for form, zh, en in _REASONS:
        if re.search(form, text):
            return zh, en
    return "请核对地址，并确认服务已启动", "check the address, and that the server runs"


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"
