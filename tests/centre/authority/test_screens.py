"""The ceremony log as an auditor sees it; nobody else does."""

from __future__ import annotations

import io
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from bitaqa.backbone.authority import signers
from bitaqa.backbone.authority.models import Ceremony, SigningCertificate
from bitaqa.backbone.authority.transcripts import groups
from bitaqa.foundation.icao.certificate import read_certificate

from ..people import account, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Client:
    return browser_of(account("auditor", "auditor"))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_log_tells_every_ceremony_and_prints_its_sheet(auditor: Client, language: str) -> None:
    auditor.cookies["django_language"] = language
    empty = auditor.get("/authority/").content.decode()
    assert ("لم تقم أي مراسيم" if language == "ar" else "Aucune cérémonie") in empty
    assert auditor.get("/authority/revocation-list.crl").status_code == 503
    call_command("ceremony", "specimen", stdout=io.StringIO())
    row = Ceremony.objects.get(kind="csca")
    page = auditor.get("/authority/").content.decode()
    assert str(row.id) in page and ("Rabat" if language == "fr" else "الرباط") in page
    one = auditor.get(f"/authority/{row.id}/").content.decode()
    fingerprint = SigningCertificate.objects.get(kind="csca").fingerprint
    assert fingerprint[:4].upper() in one and row.digest in one
    sheet = auditor.get(f"/authority/{row.id}/transcript.pdf")
    assert sheet.content[:5] == b"%PDF-" and sheet["Content-Type"] == "application/pdf"
    assert auditor.get(f"/authority/{datetime.now(UTC):%Y}/").status_code == 404


def test_certificates_and_the_list_come_as_files(auditor: Client) -> None:
    signers.make_specimens(at=datetime.now(UTC), printed=False)
    row = SigningCertificate.objects.filter(kind="ds").first()
    assert row is not None
    told = auditor.get(f"/authority/certificates/{row.serial}.cer")
    assert read_certificate(told.content).serial == int(row.serial, 16)
    assert auditor.get("/authority/revocation-list.crl").content[:1] == b"\x30"
    assert auditor.get("/authority/certificates/ABC.cer").status_code == 404
    assert auditor.get("/authority/00000000-0000-7000-8000-000000000009/").status_code == 404


def test_others_are_refused() -> None:
    client = browser_of(account("production", "production"))
    assert client.get("/authority/").status_code == 403


@pytest.mark.parametrize(("language", "word"), [("ar", "مفتاح توقيع ملفات PDF"), ("fr", "Signataire de fichiers PDF")])
def test_the_log_warns_before_the_signer_of_files_ends(auditor: Client, language: str, word: str) -> None:
    auditor.cookies["django_language"] = language

    def tile() -> str:
        tiles = auditor.get("/authority/").content.decode().split('<li class="bq-figure')[1:]
        return next((each for each in tiles if word in each.partition("</li>")[0]), "")

    assert not tile(), "a demonstration makes one when it needs it"
    call_command("ceremony", "specimen", stdout=io.StringIO())
    row = SigningCertificate.objects.get(kind="pdf")
    left = {"ar": ("يوما متبقيا", "أيام متبقية"), "fr": ("jours restants", "jours restants")}[language]
    for days, tone, unit in ((60, "ok", left[0]), (8, "wait", left[1])):
        until = datetime.now(UTC) + timedelta(days=days, hours=1)
        SigningCertificate.objects.filter(pk=row.pk).update(key_until=until)
        assert tile().startswith(f" bq-tone-{tone}") and f">{days}<" in tile() and unit in tile()


def test_anyone_takes_the_country_certificate(tmp_path: Path) -> None:
    assert Client().get("/authority/csca.pem").status_code == 503
    with pytest.raises(CommandError):
        call_command("ceremony", "export", to=tmp_path / "none.pem", stdout=io.StringIO())
    call_command("ceremony", "specimen", stdout=io.StringIO())
    row = SigningCertificate.objects.get(kind="csca")
    told = Client().get("/authority/csca.pem")
    assert told["Content-Disposition"] == 'attachment; filename="csca.pem"'
    assert ssl.PEM_cert_to_DER_cert(told.content.decode()) == bytes(row.der)
    said = io.StringIO()
    call_command("ceremony", "export", to=tmp_path / "csca.pem", stdout=said)
    assert (tmp_path / "csca.pem").read_bytes() == told.content
    assert groups(row.fingerprint) in said.getvalue()
    SigningCertificate.objects.filter(pk=row.pk).update(ends=datetime.now(UTC) - timedelta(days=1))
    assert Client().get("/authority/csca.pem").status_code == 503, "nothing it signed is checked any more"
