"""`./dasai containers`: the secrets that docker-compose.yml and k8s/ ask for, as files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from cli.stack.secrets import OWNERS, ensure

# Where docker-compose.yml looks.
FOLDER = Path("data/containers")
BROKER_USER = "dasai"


def make(folder: Path) -> list[Path]:
    """Make what is missing of the secrets, and change none; answers the files that are new.

    A container's user is not the file's owner, so that the files are readable; the folder is not, but for its owner.
    """
    keys = ensure(folder / "keys")
    folder.chmod(0o700)
    made = [_once(folder / name, keys.value(name)) for name in OWNERS]
    conf = folder / "rabbitmq.conf"
    if not conf.exists():
        password = secrets.token_urlsafe(24)
        made.append(_once(conf, f"default_user = {BROKER_USER}\ndefault_pass = {password}\n"))
        made.append(_once(folder / "dasai_amqp_url", f"amqp://{BROKER_USER}:{password}@rabbitmq:5672/%2F"))
    return [path for path in made if path is not None]


def _once(path: Path, text: str) -> Path | None:
    if path.exists():
        return None
    path.write_text(text, encoding="utf-8")
    os.chmod(path, 0o644)
    return path


app = typer.Typer(help="容器 · containers", no_args_is_help=True)


@app.callback()
def containers() -> None:
    """容器 · containers."""


@app.command("secrets")
def secrets_command(
    folder: Annotated[Path, typer.Argument(help="放置位置 · where to put them")] = FOLDER,
) -> None:
    """Make the secrets of a containers' stack, once; what is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    made = make(folder)
    for path in made:
        typer.echo(str(path))
    typer.echo(f"新建 {len(made)} 个 · {len(made)} made")


if __name__ == "__main__":
    app()
