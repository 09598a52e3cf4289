"""How a page shows a file: only by what a browser draws without running anything of it (rules C7, H2)."""

from __future__ import annotations

from collections.abc import Mapping

# by media type; a file of any other type is offered for download only
SHOWN_AS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/jpeg": "picture",
    "image/png": "picture",
    "video/mp4": "video",
}
# how people know a type of file
EXTENSIONS: Mapping[str, str] = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "video/mp4": ".mp4",
    "application/zip": ".zip",
    "model/gltf-binary": ".glb",
}
_TYPES = {extension: media_type for media_type, extension in EXTENSIONS.items()} | {".jpeg": "image/jpeg"}


def shown_as(media_type: str) -> str:
    """Return how a page shows a file of a media type: `pdf`, `picture` or `video`; empty if it is only downloaded."""
    return SHOWN_AS.get(media_type, "")


def shown_as_named(file_name: str) -> str:
    """Return the same for a file of which only the name is known; its content is drawn or refused, whatever it is."""
    _, dot, extension = file_name.lower().rpartition(".")
    return shown_as(_TYPES.get(dot + extension, ""))
