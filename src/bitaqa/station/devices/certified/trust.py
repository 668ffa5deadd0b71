"""Which makers this station believes: certificates (PEM) in a folder the head of station is given with the devices.

No folder or an empty one means that no device is believed; there is no built-in maker and no way to go without.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from bitaqa.foundation.sbi.errors import NoTrustedMakerError


def trusted_makers() -> tuple[x509.Certificate, ...]:
    """Raises NoTrustedMakerError."""
    folder = settings.BITAQA_DEVICE_TRUST
    files = sorted(Path(folder).glob("*.pem")) if folder else []
    found = _loaded(tuple((file, file.stat().st_mtime_ns) for file in files))
    if not found:
        raise NoTrustedMakerError()
    return found


def has_trusted_makers() -> bool:
    """Whether certified devices are used here at all."""
    try:
        return bool(trusted_makers())
    except NoTrustedMakerError:
        return False


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int], ...]) -> tuple[x509.Certificate, ...]:
    makers: list[x509.Certificate] = []
    for file, _changed in files:
        try:
            makers += x509.load_pem_x509_certificates(file.read_bytes())
        except ValueError:
            continue  # a file that is no certificate trusts nobody
    return tuple(makers)
