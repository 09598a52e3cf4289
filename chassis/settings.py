"""Settings of every process, from environment variables `DASAI_...` and secret files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from .kernel.clock import Clock, clock_from


class Misconfigured(SystemExit):
    """Settings or data with which this release can't run, however often it is started; the text says what to change."""


class Settings(BaseSettings):
    """The settings of a process. A secret may also be a file of that name in `DASAI_SECRETS_DIR`."""

    model_config = SettingsConfigDict(env_prefix="DASAI_", extra="ignore")

    service: str = ""
    mongodb_url: str = "mongodb://127.0.0.1:27017/?replicaSet=rs0"
    database_prefix: str = "dasai"
    amqp_url: SecretStr = SecretStr("amqp://guest:guest@127.0.0.1:5672/%2F")
    edition_file: Path = Path("editions/2024.yaml")
    clock_file: Path | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=9100, ge=0, le=65535)
    log_level: str = "INFO"

    grpc_listen: str = "127.0.0.1:50051"
    # a folder with tls.crt, tls.key and ca.crt: gateway and servers then speak over TLS, and each shows its certificate
    grpc_tls_dir: Path | None = None
    grpc_threads: int = Field(default=10, ge=1, le=200)
    # how long after SIGTERM a process has to finish what is under way, seconds; then it ends whatever it waits for
    drain_seconds: float = Field(default=10, ge=0)
    worker_concurrency: int = Field(default=10, ge=1, le=200)
    # seconds to the 1st, 2nd, ... retry of an event; after the last come the dead letters
    retry_delays: tuple[float, ...] = Field(default=(0.25, 1, 5, 30, 120), min_length=3)
    probe: bool = False

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    # the number of a listening socket that the gateway inherits and takes instead, so that several can share it
    http_fd: int | None = Field(default=None, ge=3)
    # host and port; of several servers that have no common name, IPv4 addresses with ports, by commas
    registration_address: str = "127.0.0.1:50051"
    review_address: str = "127.0.0.1:50052"
    scoring_address: str = "127.0.0.1:50053"
    publicity_address: str = "127.0.0.1:50054"
    accounts_address: str = "127.0.0.1:50055"

    # the storage of material: file:///folder, or s3://bucket/prefix?endpoint=URL&region=NAME with the two keys
    objects_url: str = ""
    objects_access_key: SecretStr = SecretStr("")
    objects_secret_key: SecretStr = SecretStr("")
    # a clamd that looks at material: tcp://host:3310 or unix:///path; empty marks material as unscanned
    clamd_url: str = ""
    # processes that look into files, the address space of each in MiB, and how long one may look at a file, seconds; half of
    # it computing at most
    checkers: int = Field(default=2, ge=1, le=32)
    checker_memory_mib: int = Field(default=2048, ge=512)
    check_file_seconds: float = Field(default=60, gt=0)

    # a division's submissions as one file: how many days it is kept, how many of them a division has at once, and how large one
    # and all of them together may be, GiB
    dossier_days: float = Field(default=7, gt=0, le=90)
    dossiers_per_division: int = Field(default=3, ge=1, le=100)
    dossier_gib: float = Field(default=64, gt=0, le=75)
    dossiers_gib: float = Field(default=512, gt=0)

    actor_key: SecretStr = SecretStr("")
    identity_keys: SecretStr = SecretStr("")
    reporter_keys: SecretStr = SecretStr("")
    # public keys that signed receipts before, 32 bytes each, hexadecimal, by commas
    receipt_retired_keys: str = ""
    receipt_key: SecretStr = SecretStr("")
    ranking_key: SecretStr = SecretStr("")
    # of the relays: signs the heads of the audit trails, every so many seconds
    trail_key: SecretStr = SecretStr("")
    trail_head_seconds: float = Field(default=60, gt=0)
    # of the relays: how often the trail and the stored decisions are verified, hours
    trail_check_hours: float = Field(default=24, gt=0)
    # public keys that signed heads before, 32 bytes each, hexadecimal, by commas
    trail_retired_keys: str = ""
    # of accounts: seals e-mail addresses, mobile numbers and what second factors share
    contact_keys: SecretStr = SecretStr("")
    # the first accounts, which must change their passwords
    bootstrap_accounts: SecretStr = SecretStr("[]")
    # of accounts' server: the mail server, smtp://user:password@host:587 (STARTTLS) or smtps://host:465; add ?tls=none
    # only for a server on this machine
    smtp_url: SecretStr = SecretStr("")
    # of accounts' server and worker: the sender of mails, empty if nothing goes out by mail
    mail_from: str = ""
    # the platform's address, which the gateway goes by too: links in mails begin with it, and passkeys are for its host
    public_url: str = Field(default="", pattern=r"^(https?://[^/?#@\s]+/?)?$")
    # where text messages go: file:///folder writes them into files, for another program to send. Empty: nowhere
    sms_url: str = ""
    # seconds to the 2nd, 3rd, ... try of a mail that the server did not take; after the last it has failed
    mail_retry_delays: tuple[float, ...] = Field(default=(60, 300, 900, 3600, 14400, 43200, 86400), min_length=1)
    # how long before a deadline those concerned are reminded, hours
    reminder_hours: tuple[float, ...] = Field(default=(168, 24, 3), min_length=1)
    # how long a mail server may take for an answer, seconds
    mail_seconds: float = Field(default=20, gt=0, le=60)
    # the privacy notice that whoever opens an account agrees to (rule K4)
    privacy_notice_file: Path = Path("editions/privacy-notice.yaml")
    # how long a session lasts at most, and how long if it is not used
    session_hours: float = Field(default=12, gt=0)
    session_idle_minutes: float = Field(default=120, gt=0)
    # roles by commas that demand a second factor, such as host,reviewer,expert,secretariat,committee,operator; empty for none
    second_factor_roles: str = ""
    # of accounts: the identity providers of single sign-on, a list in JSON (docs/en/operators.md)
    oidc_providers: SecretStr = SecretStr("[]")
    # argon2id: memory in KiB and passes (RFC 9106's second recommendation)
    argon2_memory: int = Field(default=65536, ge=8192)
    argon2_passes: int = Field(default=3, ge=1)
    # how many passwords a process of accounts hashes at once, 0 for as many as it has cores; and how many wait for it
    hashes_at_once: int = Field(default=0, ge=0, le=256)
    hashes_waiting: int = Field(default=64, ge=1, le=1000)
    # tries to sign in that are not delayed: by a device that is known, or by a network for one login name; by a network for all
    # login names; and for a login name by all networks (rule K1). Raise them for load tests only
    sign_in_tries: int = Field(default=10, ge=1)
    sign_in_address_tries: int = Field(default=50, ge=1)
    sign_in_login_tries: int = Field(default=100, ge=1)
    # how long such tries are delayed at most, seconds
    sign_in_longest_seconds: float = Field(default=300, gt=0)
    sign_in_address_longest_seconds: float = Field(default=60, gt=0)
    sign_in_login_longest_seconds: float = Field(default=10, gt=0)

    @property
    def clock(self) -> Clock:
        """Return the clock of contest time for this process."""
        return clock_from(self.clock_file)

    def database(self, service: str) -> str:
        """Return the name of a service's own database."""
        return f"{self.database_prefix}_{service}"

    def secret(self, name: str) -> str:
        """Return a secret that must be set; raises Misconfigured with the variable's name if it is not."""
        value: SecretStr = getattr(self, name)
        if not value.get_secret_value():
            raise Misconfigured(
                f"DASAI_{name.upper()} is not set: give it as a variable or as a file in DASAI_SECRETS_DIR"
            )
        return value.get_secret_value()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return this process's settings, read once; raises Misconfigured with the names, never the values, of wrong ones."""
    secrets = os.environ.get("DASAI_SECRETS_DIR")
    with stating_names():
        return Settings(_secrets_dir=secrets) if secrets else Settings()  # type: ignore[call-arg]


@contextmanager
def stating_names() -> Iterator[None]:
    """Turn wrong settings into Misconfigured, with the names of their variables and never the values."""
    try:
        yield
    except ValidationError as error:
        wrong = "; ".join(f"DASAI_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise Misconfigured(wrong) from None
    except SettingsError as error:  # a list or an object that is no JSON; pydantic names the field, not the variable
        field = re.search(r'field "(\w+)"', str(error))
        raise Misconfigured(f"DASAI_{field[1].upper() if field else '*'}: not valid JSON") from None
