"""Settings that only the gateway has, beside those of `chassis.settings`."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class GatewaySettings(BaseSettings):
    """Limits of what the gateway takes in; sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="DASAI_", extra="ignore")

    max_body_bytes: int = Field(default=2 * 1024 * 1024, gt=0)
    max_json_depth: int = Field(default=32, gt=0)
    # a body that takes longer to arrive is given up, seconds
    body_seconds: float = Field(default=30, gt=0)
    session_hours: float = Field(default=12, gt=0)
    # how long a session is believed without asking the database again, seconds
    session_cache_seconds: float = Field(default=10, ge=0)
    # a deadline for one call to a service, and for repeating it while the service is away, seconds
    call_seconds: float = Field(default=15, gt=0)
    # the same where a finished upload is looked into
    check_seconds: float = Field(default=120, gt=0)
    # look-ups of receipts by one address, for everyone (rule C8)
    lookups_a_minute: int = Field(default=300, gt=0)
    # addresses or networks, by commas, whose X-Forwarded-For is believed; `*` where only a proxy of ours can reach the gateway
    trusted_proxies: str = ""
    secure_cookies: bool = False
    # argon2id: memory in KiB and passes (RFC 9106's second recommendation)
    argon2_memory: int = Field(default=65536, ge=8192)
    argon2_passes: int = Field(default=3, ge=1)
