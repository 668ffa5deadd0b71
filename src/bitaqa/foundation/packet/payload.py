"""What is under the seal: a body and attachments, each attachment with its own hash.

The hash is taken when the attachment is captured; a later mismatch tells a worn disk at the station from tampering
on the way, which the signature already excludes. Refuses two attachments of one name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .codec import decode, encode
from .errors import ValueRefusedError
from .header import is_line

NO_MEDIA: Final = "application/octet-stream"
"""What an attachment of format 0 is read as: that format did not say."""
MAX_ATTACHMENTS: Final = 256

MAX_NAME: Final = 96

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a packet: `name` (`portrait`, `finger/3`), media type, content.

    Names are parts of lower-case letters, digits, `.`, `_`, `-`, joined by `/`, each beginning with a letter or digit.
    """

    name: str
    media: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.content).digest()


class PayloadError(Exception):
    """Internal: what is under the seal is not written as agreed; `corrupt` names a damaged attachment.

    Each kind of container turns it into its own error, with its own facts.
    """

    def __init__(self, reason: str, corrupt: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.corrupt = corrupt


def payload_to_bytes(
    body: Mapping[str, Any], attachments: Iterable[Attachment], *, max_attachments: int | None = MAX_ATTACHMENTS
) -> bytes:
    """Body and attachments in one deterministic map. Raises ValueRefusedError, TooDeepError."""
    files = list(attachments)
    _check_files(files, max_attachments)
    if not all(isinstance(key, str) for key in body):
        raise ValueRefusedError(kind="body whose keys are not text")
    written = [{"name": file.name, "media": file.media, "sha256": file.sha256, "bytes": file.content} for file in files]
    return encode({"body": body, "attachments": written})


def payload_from_bytes(
    plain: bytes, *, with_media: bool, max_size: int, max_attachments: int | None = MAX_ATTACHMENTS
) -> tuple[dict[str, Any], tuple[Attachment, ...]]:
    """Body and attachments, hashes checked. Raises CodecError, PayloadError."""
    payload = decode(plain, max_size=max_size)
    if not isinstance(payload, dict) or payload.keys() != {"body", "attachments"}:
        raise PayloadError("it is not a map of body and attachments")
    body, written = payload["body"], payload["attachments"]
    if not isinstance(body, dict) or not all(isinstance(key, str) for key in body):
        raise PayloadError("the body is not a map with text keys")
    if not isinstance(written, list):
        raise PayloadError("the attachments are not a list")
    pairs = [_attachment(entry, with_media=with_media) for entry in written]
    files = tuple(file for file, _ in pairs)
    try:
        _check_files(files, max_attachments)
    except ValueRefusedError as error:
        raise PayloadError(str(error)) from error
    for file, announced in pairs:
        if file.sha256 != announced:
            raise PayloadError("an attachment does not match its hash", corrupt=file.name)
    return body, files


def _attachment(entry: Any, *, with_media: bool) -> tuple[Attachment, Any]:
    wanted = {"name", "sha256", "bytes"} | ({"media"} if with_media else set())
    if not isinstance(entry, dict) or entry.keys() != wanted or not isinstance(entry["bytes"], bytes):
        raise PayloadError("an attachment does not have the fields of this format")
    media = entry["media"] if with_media else NO_MEDIA
    return Attachment(entry["name"], media, entry["bytes"]), entry["sha256"]


def _check_files(files: Iterable[Attachment], most: int | None) -> None:
    names: set[str] = set()
    for file in files:
        if not isinstance(file.name, str) or len(file.name) > MAX_NAME or not _NAME.fullmatch(file.name):
            raise ValueRefusedError(
                kind="attachment name with other than lower-case letters, digits, '.', '_', '-', '/'"
            )
        if not is_line(file.media, 100):
            raise ValueRefusedError(kind="attachment without media type")
        if file.name in names:
            raise ValueRefusedError(kind=f"second attachment named {file.name}")
        names.add(file.name)
    if most is not None and len(names) > most:
        raise ValueRefusedError(kind=f"packet with more than {most} attachments")
