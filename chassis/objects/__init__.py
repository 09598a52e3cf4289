"""Object storage: uploads that grow piece by piece, and whole files by the hash of their content (rule C7).

One interface, two backends: a folder (the default) and anything that speaks S3. `open_objects` chooses by URL.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from ..settings import Misconfigured, settings
from .folder import FolderObjects
from .interface import Objects, ObjectsAwayError, ObjectsFullError, OffsetMovedError, is_upload

__all__ = [
    "Objects",
    "ObjectsAwayError",
    "ObjectsFullError",
    "OffsetMovedError",
    "is_upload",
    "objects",
    "open_objects",
]


def open_objects(url: str, *, access_key: str = "", secret_key: str = "") -> Objects:
    """Return the storage of a URL: `file:///folder`, or `s3://bucket/prefix?endpoint=https://host:port&region=name`.

    Without an endpoint it is Amazon's; without keys the client's own ways to find some are used. Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path:
        return FolderObjects(unquote(parts.path))
    if parts.scheme == "s3" and parts.netloc:
        from .s3 import S3Objects  # only who uses it waits for it

        query = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        if set(query) <= {"endpoint", "region"}:
            return S3Objects(
                parts.netloc,
                prefix=parts.path.strip("/"),
                endpoint=query.get("endpoint", ""),
                region=query.get("region", ""),
                access_key=access_key,
                secret_key=secret_key,
            )
    raise ValueError("objects: file:///folder or s3://bucket/prefix?endpoint=URL&region=NAME")


@lru_cache(maxsize=4)
def objects(area: str = "") -> Objects:
    """Return the storage of this process's settings; raises Misconfigured if DASAI_OBJECTS_URL is missing or not valid.

    An `area` is a storage of its own within it: what is stored or deleted there concerns nobody else.
    """
    config = settings()
    try:
        return open_objects(
            _area_of(config.objects_url, area),
            access_key=config.objects_access_key.get_secret_value(),
            secret_key=config.objects_secret_key.get_secret_value(),
        )
    except ValueError as error:
        raise Misconfigured(f"DASAI_OBJECTS_URL: {error}") from None


def _area_of(url: str, area: str) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{area}").geturl() if area else url
