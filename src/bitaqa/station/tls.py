"""The station's private authority: several desks over a local network need a secure origin (cameras refuse others).

One authority and one certificate per station, made at `init_station` and again when the certificate ends. The
authority's certificate is installed once on each desk and travels in the request file and the genesis; its private key
stays here. Refuses nothing: without desks over the network, none of it is used.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from bitaqa.station.durable import write_durably

AUTHORITY_YEARS = 10
SERVER_DAYS = 397


def tls_folder() -> Path:
    return Path(settings.BITAQA_HOME) / "tls"


def make_certificates(code: str, hosts: list[str]) -> bytes:
    """The DER certificate of the station's authority; made once, with a server certificate for `hosts`."""
    folder = tls_folder()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "authority.pem").exists():
        _make_authority(code)
    authority = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    if not (folder / "server.pem").exists() or hosts:
        _make_server(code, hosts, authority)
    return authority.public_bytes(serialization.Encoding.DER)


def _make_authority(code: str) -> None:
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Bitaqa station {code}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write("authority", key, certificate)


def _make_server(code: str, hosts: list[str], authority: x509.Certificate) -> None:
    signer = serialization.load_pem_private_key((tls_folder() / "authority.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 - made above
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    names: list[x509.GeneralName] = []
    for host in dict.fromkeys([*hosts, "localhost", "127.0.0.1", "::1"]):
        try:
            names.append(x509.IPAddress(ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Bitaqa desk server {code}")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=SERVER_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write("server", key, certificate)


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_durably(tls_folder() / f"{name}.key", plain, mode=0o600)
    write_durably(tls_folder() / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
