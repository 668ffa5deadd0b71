"""Document types are data: the certificate is signed and valid at once; a third and a fourth type need no Python."""

from __future__ import annotations

import io
from importlib.resources import files

import pypdf
import pytest

from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.backbone.vault.door import verifiers
from bitaqa.foundation.rules.country.load import parse_country_pack
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.journey.production import door, errors, policy, queries
from bitaqa.journey.production.models import Certificate, CertificateItem, Order
from bitaqa.records.applications import door as applications
from bitaqa.records.documents import door as documents

from .conftest import Floor

pytestmark = pytest.mark.django_db

EXTRACT = {
    "document_type": "register-extract",
    "versions": {"rules": "x", "document_type": "register-extract-1", "software": "s"},
}
COMMON = """
since = 2026-01-01
kinds = ["first"]
fingers_from_age = 12
own_signature_from_age = 12
mandatory_from_age = 200
adult_age = 18
makes_person = false
collect = ["holder"]
validity = [{ years = 1 }]
fees = [{ rule = "free", centimes = 0 }]
free_grounds = []
papers = [{ kind = "first", needs = ["old_card"] }]
"""
ADDED = f"""
[[document_type]]
code = "residence-card"
version = "residence-1"
name_ar = "بطاقة الإقامة"
name_fr = "Titre de séjour"
name_en = "Residence card"
carrier = "card"
layout = "cnie/v1"
mrz_code = "I"
{COMMON}
[[document_type]]
code = "residence-certificate"
version = "residence-certificate-1"
name_ar = "شهادة إقامة"
name_fr = "Attestation de résidence"
name_en = "Certificate of residence"
carrier = "signed_pdf"
layout = "extract/v1"
mrz_code = ""
{COMMON}
[[document_type]]
code = "stone"
version = "stone-1"
name_ar = "لوح"
name_fr = "Tablette"
name_en = "Tablet"
carrier = "stone"
layout = "none"
mrz_code = ""
{COMMON}
"""


def of_type(code: str, version: str) -> dict[str, object]:
    return {"document_type": code, "versions": {"rules": "x", "document_type": version, "software": "s"}}


def test_a_certificate_is_signed_kept_and_valid_at_once(floor: Floor) -> None:
    ids = floor.approve(2, **EXTRACT)
    run_until_still(["order", "certificate"])
    assert not Order.objects.exists()
    made = documents.documents_of_applications(ids)
    (document,) = made[ids[0]]
    assert document.state is DocumentState.ACTIVE and document.number == "SP0000001"
    assert {f.state.value for f in applications.applications_by_id(ids).values()} == {"fulfilled"}
    token = Certificate.objects.get(pk=document.id).token
    facts = door.read_certificate(token, verifiers("centre"))
    assert facts["number"] == document.number and facts["expires"] == document.expires_on.isoformat()
    pages = pypdf.PdfReader(io.BytesIO(door.certificate_pdf(document.id))).pages
    assert len(pages) == 1 and document.number in pages[0].extract_text()
    door.take_applications(ids)
    run_until_still(["order", "certificate"])
    assert Certificate.objects.count() == 2
    with pytest.raises(errors.CertificateUnknownError):
        queries.certificate_pdf(ids[0])


def test_further_types_are_data_alone(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    head, rest = text.split("\n[routing]", 1)
    pack = parse_country_pack(f"{head}\n{ADDED}\n[routing]{rest}")
    monkeypatch.setattr(policy, "country_pack", lambda: pack)
    floor.blanks(5)
    (card,) = floor.approve(1, **of_type("residence-card", "residence-1"))
    (paper,) = floor.approve(1, **of_type("residence-certificate", "residence-certificate-1"))
    floor.approve(1, **of_type("stone", "stone-1"))
    batch = floor.make_batch()
    run_until_still(["certificate"])
    (order,) = queries.orders_of_batch(batch)
    assert order.application == card and order.mrz.startswith("I<MAR")
    assert documents.documents_of_applications([paper])[paper][0].state is DocumentState.ACTIVE
    from bitaqa.journey.production.models import OrderItem

    assert [item.code for item in items_set_aside(OrderItem)] == ["production.carrier_unknown"]


def test_a_certificate_without_its_layout_is_set_aside(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.journey.production.certificates import printing

    monkeypatch.setattr(printing, "certificate_layouts", lambda: ())
    floor.approve(1, **EXTRACT)
    run_until_still(["order", "certificate"])
    assert [item.code for item in items_set_aside(CertificateItem)] == ["production.certificate_layout_unknown"]
