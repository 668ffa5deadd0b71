"""Who a simulated device is: a maker, a device key under it, and the digital id it signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bitaqa.foundation.sbi.captures import written
from bitaqa.foundation.sbi.signed import signed_block

SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Maker:
    """A provider of devices, whose certificate a station may be told to trust."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls, name: str = "Specimen Devices") -> Maker:
        key = _new_key()
        subject = _named(name)
        return cls(key, _certificate(subject, key, subject, key, issues=True))

    def write(self, folder: Path) -> Path:
        """The certificate (PEM) where a station may be pointed at."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "specimen-devices.pem"
        file.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return file


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """One device: its key, its certificate under a maker, its serial number."""

    serial_number: str
    key: RSAPrivateKey
    chain: tuple[x509.Certificate, ...]

    @classmethod
    def new(cls, serial_number: str, *, maker: Maker) -> DeviceIdentity:
        key = _new_key()
        certificate = _certificate(
            _named(f"Specimen scanner {serial_number}"), key, maker.certificate.subject, maker.key
        )
        return cls(serial_number, key, (certificate,))

    def signed(self, payload: Mapping[str, Any]) -> str:
        return signed_block(payload, key=self.key, certificates=self.chain)

    def digital_id(self) -> dict[str, str]:
        return {
            "serialNo": self.serial_number,
            "make": "Specimen",
            "model": "Simulated slap scanner",
            "type": "Finger",
            "deviceSubType": "Slap",
            "deviceProvider": "Specimen Devices",
            "deviceProviderId": "SPECIMEN",
            "dateTime": written(datetime.now(UTC)),
        }


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, key: RSAPrivateKey, issuer: x509.Name, signer: RSAPrivateKey, *, issues: bool = False
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=issues, path_length=0 if issues else None), critical=True)
        .sign(signer, SHA256())
    )
