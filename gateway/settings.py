"""The gateway's own settings, beside those of `chassis.settings`."""

from __future__ import annotations

import os
from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.settings import stating_names

# waiting for a place (0.8 at most), asking for the session and for the arrival ticket (1 each), and some more, seconds
_UNTIL_CALLED = 5.0


class GatewaySettings(BaseSettings):
    """Limits of requests and sessions; sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="DASAI_", extra="ignore")

    max_body_bytes: int = Field(default=2 * 1024 * 1024, gt=0)
    # how long a request's head may take to arrive, seconds, and its size
    head_seconds: float = Field(default=10, gt=0)
    max_head_bytes: int = Field(default=64 * 1024, ge=1024)
    max_json_depth: int = Field(default=32, gt=0)
    # how long a body may take to arrive, seconds
    body_seconds: float = Field(default=30, gt=0)
    # how long a session is taken for valid without asking for it again, seconds; its end is learnt within half a second
    session_cache_seconds: float = Field(default=60, ge=0)
    # how long participants go on with a session that can't be asked for, because accounts does not answer, seconds (rule C9)
    session_grace_seconds: float = Field(default=600, ge=0)
    # the deadline of a call to a service, with its repetitions while the service is unavailable, seconds
    call_seconds: float = Field(default=15, gt=0)
    # the deadline of the call that inspects a finished upload, seconds
    check_seconds: float = Field(default=120, gt=0)
    # how many requests are served at once: to begin with, at least and at most; and the mean time, in seconds, that they may take
    # before fewer are (docs/adr/0038-admission.md)
    admission_first: int = Field(default=16, ge=1)
    admission_least: int = Field(default=4, ge=1)
    admission_most: int = Field(default=256, ge=1)
    admission_goal_seconds: float = Field(default=0.4, gt=0)
    # how much memory copies of public pages may take, bytes (0: none are kept); and for how long a copy is shown while the
    # services do not say if it is right, seconds (docs/adr/0039-public-copies.md)
    public_copy_bytes: int = Field(default=64 * 1024 * 1024, ge=0)
    public_copy_away_seconds: float = Field(default=300, ge=0)
    # how many receipts an address may look up in a minute (rule C8)
    lookups_a_minute: int = Field(default=300, gt=0)
    # how many reports, objections and files of evidence an address may send in an hour (rules F8, H2)
    reports_an_hour: int = Field(default=20, gt=0)
    objections_an_hour: int = Field(default=20, gt=0)
    report_files_an_hour: int = Field(default=60, gt=0)
    # how many accounts an address may open in an hour (rule K1); raise it for load tests only
    sign_ups_an_hour: int = Field(default=300, gt=0)
    # how often an address may go to an identity provider, or come back from one, in a minute (rule K1)
    sign_ons_a_minute: int = Field(default=120, gt=0)
    # how often an address may request a link to reset a password, or use one, in an hour (rule K1)
    password_resets_an_hour: int = Field(default=30, gt=0)
    # how often an address may request a link to confirm an e-mail address, or use one, in an hour (rule K2)
    email_confirmations_an_hour: int = Field(default=300, gt=0)
    # how long a file of evidence may take to arrive, seconds
    report_file_seconds: float = Field(default=600, gt=0)
    # addresses or networks, separated by commas, whose X-Forwarded-For is trusted; `*` if only our own proxy reaches the gateway:
    # then what that proxy saw counts, which is the last address, and nothing that stands before it
    trusted_proxies: str = ""
    # the platform's address, for example https://dasai.example.cn: written where people read it, for the Host header is the
    # sender's word; a gateway that others than this machine reach does not start without it
    public_url: str = Field(default="", pattern=r"^(https?://[^/?#@\s]+/?)?$")
    # further names of hosts, separated by commas: requests to any but these and the public one are refused; `*` takes all, if a
    # proxy before the gateway refuses them
    allowed_hosts: str = ""
    # what the foot of every page shows: how to reach the organiser, in both languages, and the numbers under which the site is
    # on record (ICP备案号, 公安备案号); what is empty is not shown
    # dashboards that operators are led to from their page: a JSON object, {"words on the link": "https://..."}
    dashboards: dict[str, str] = Field(default={})
    contact_zh: str = Field(default="", max_length=200)
    contact_en: str = Field(default="", max_length=200)
    icp_record: str = Field(default="", max_length=60)
    police_record: str = Field(default="", max_length=60)
    # unless set, as the public address says
    secure_cookies: bool | None = None

    @property
    def request_seconds(self) -> float:
        """Return how long a command may be under way at most: its head, its body, some seconds until it has a place and its
        session and ticket are known, and the call to the service. A drain that is shorter makes commands late (rule C9)."""
        return self.head_seconds + self.body_seconds + _UNTIL_CALLED + self.call_seconds

    @property
    def cookies_are_secure(self) -> bool:
        """Return True if browsers send the session's cookie over TLS only."""
        return self.public_url.startswith("https:") if self.secure_cookies is None else self.secure_cookies


_VARIABLES = tuple(f"DASAI_{name.upper()}" for name in GatewaySettings.model_fields)


def gateway_settings() -> GatewaySettings:
    """Return the gateway's settings, read anew only if they changed; raises Misconfigured with the names, never the values, of
    wrong ones."""
    return _read(tuple(os.environ.get(name) for name in _VARIABLES))


@lru_cache(maxsize=1)
def _read(_values: tuple[str | None, ...]) -> GatewaySettings:
    with stating_names():
        return GatewaySettings()
