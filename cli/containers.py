"""`./dasai containers`: the secrets that docker-compose.yml and k8s/ ask for."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from cli.stack.program import StackProblem
from cli.stack.secrets import OWNERS, ensure

# Where docker-compose.yml looks.
FOLDER = Path("data/containers")
BROKER_USER = "dasai"

# The secrets of k8s/, each with its keys: a key is a setting in lower case (docs/en/operators.md, docs/zh/operators.md).
KUBERNETES = {
    "dasai-database": ("dasai_mongodb_url",),
    "dasai-broker": ("dasai_amqp_url",),
    "dasai-actor": ("dasai_actor_key",),
    "dasai-bootstrap": ("dasai_bootstrap_accounts",),
    "dasai-contact": ("dasai_contact_keys",),
    "dasai-providers": ("dasai_oidc_providers",),
    "dasai-identity": ("dasai_identity_keys",),
    "dasai-receipt": ("dasai_receipt_key",),
    "dasai-ranking": ("dasai_ranking_key",),
    "dasai-trail": ("dasai_trail_key",),
    "dasai-objects": ("dasai_objects_url", "dasai_objects_access_key", "dasai_objects_secret_key"),
    "dasai-reporter": ("dasai_reporter_keys",),
}
# What nobody can make for an operator: where the database, the broker and the object storage are. By name, the form of each.
ADDRESSES = {
    "dasai_mongodb_url": r"mongodb(\+srv)?://\S+",
    "dasai_amqp_url": r"amqps?://\S+",
    "dasai_objects_url": r"(s3|file)://\S+",
}
STORAGE_KEYS = ("dasai_objects_access_key", "dasai_objects_secret_key")
MANIFEST = "secrets.yaml"


def make(folder: Path) -> list[Path]:
    """Make what is missing of the secrets for compose, and change none; returns the files that are new.

    A container's user is not the file's owner, so that the files are readable; the folder is not, but for its owner.
    """
    made = make_keys(folder)
    conf = folder / "rabbitmq.conf"
    if not conf.exists():
        password = secrets.token_urlsafe(24)
        made += _written(conf, f"default_user = {BROKER_USER}\ndefault_pass = {password}\n")
        made += _written(folder / "dasai_amqp_url", f"amqp://{BROKER_USER}:{password}@rabbitmq:5672/%2F")
    return made


def make_keys(folder: Path) -> list[Path]:
    """Make what is missing of the keys and the first accounts, and change none; returns the files that are new."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = ensure(folder / "keys")
    folder.chmod(0o700)
    return [path for name in OWNERS for path in _written(folder / name, keys.value(name))]


def _written(path: Path, text: str) -> list[Path]:
    if path.exists():
        return []
    path.write_text(text, encoding="utf-8")
    os.chmod(path, 0o644)
    return [path]


def manifest(folder: Path) -> str:
    """Return the Secrets of k8s/ as YAML, from a folder with a file for each key.

    Raises StackProblem, naming the files, if an address is missing or has not the form of one.
    """
    if (folder / "rabbitmq.conf").exists():
        raise StackProblem(
            f"{folder} 是 docker-compose.yml 的密钥目录，其中的消息队列地址不适用于Kubernetes：请另用一个目录",
            f"{folder} holds the secrets of docker-compose.yml, whose broker is not Kubernetes': use another folder",
        )
    values = {
        path.name: path.read_text(encoding="utf-8").strip()
        for keys in KUBERNETES.values()
        for path in (folder / key for key in keys)
        if path.is_file()
    }
    _refuse_unless_complete(folder, values)
    documents = [
        _secret(name, {key: values[key] for key in keys if key in values}) for name, keys in KUBERNETES.items()
    ]
    return yaml.safe_dump_all(documents, sort_keys=False)


def _refuse_unless_complete(folder: Path, values: dict[str, str]) -> None:
    wrong = [name for name, form in ADDRESSES.items() if not re.fullmatch(form, values.get(name, ""))]
    if values.get("dasai_objects_url", "").startswith("s3:"):
        wrong += [name for name in STORAGE_KEYS if not values.get(name)]
    if wrong:
        listed = ", ".join(str(folder / name) for name in wrong)
        raise StackProblem(
            f"这些内容须由您提供，文件缺失或写法有误（{'、'.join(_forms(wrong))}）：{listed}",
            f"only you know these; a file is missing, or its text is not of this form ({', '.join(_forms(wrong))}): {listed}",
        )


def _forms(names: Iterable[str]) -> list[str]:
    examples = {
        "dasai_mongodb_url": "mongodb://user:password@host1,host2,host3/?replicaSet=name",
        "dasai_amqp_url": "amqps://user:password@host:5671/vhost",
        "dasai_objects_url": "s3://bucket/prefix?endpoint=https://host&region=name",
    }
    return [examples.get(name, name) for name in names]


def _secret(name: str, values: dict[str, str]) -> dict[str, Any]:
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": "Opaque", "data": data}


app = typer.Typer(help="容器部署的密钥 · secrets for containers", no_args_is_help=True)


@app.callback()
def containers() -> None:
    """容器部署的密钥：docker-compose.yml与k8s/所需。

    Secrets for containers: what docker-compose.yml and k8s/ ask for.
    """


@app.command("secrets")
def secrets_command(
    folder: Annotated[Path, typer.Argument(help="放置位置 · where to put them")] = FOLDER,
) -> None:
    """生成docker-compose.yml所需的密钥，只生成一次，已有的不变。

    Make the secrets of docker-compose.yml, once; what is there stays as it is.
    """
    _report(make(folder))


@app.command("kubernetes")
def kubernetes(
    folder: Annotated[Path, typer.Argument(help="密钥目录 · the folder of the secrets", show_default=False)],
) -> None:
    """生成k8s/所需的密钥，并将全部密钥写成secrets.yaml，用kubectl apply -n 命名空间 -f 提交。

    数据库、消息队列和对象存储的地址须先由您写入该目录：dasai_mongodb_url、dasai_amqp_url、dasai_objects_url，
    以及s3存储的dasai_objects_access_key与dasai_objects_secret_key；每个文件一行。

    Make the keys that k8s/ asks for, and write all secrets to secrets.yaml, for kubectl apply -n NAMESPACE -f.

    Write the addresses of database, broker and object storage into that folder first: dasai_mongodb_url, dasai_amqp_url,
    dasai_objects_url, and for an s3 storage dasai_objects_access_key and dasai_objects_secret_key; a line each.
    """
    made = make_keys(folder)
    path = folder / MANIFEST
    text = manifest(folder)
    path.touch(0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
    _report([*made, path])


def _report(made: list[Path]) -> None:
    for path in made:
        typer.echo(str(path))
    typer.echo(f"写入 {len(made)} 个文件 · files written: {len(made)}")
