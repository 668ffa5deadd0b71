"""The transcript of a ceremony: who was there, what was done in which order, which fingerprints were read aloud.

Arabic and French together, as every sheet. Printed again it is the same sheet, byte for byte; its digest is kept with
the ceremony. Refuses nothing: a step it does not know is printed by its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.ui.printing.render import render_pdf

from .models import Ceremony

FILE: Final = "transcript.pdf"
_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "csca": ("محضر إحداث مفتاح التوقيع الوطني", "Procès-verbal de création de la clé nationale de signature"),
    "ds": ("محضر إحداث مفاتيح توقيع البطاقات", "Procès-verbal de création des clés de signature des cartes"),
    "rotate": ("محضر تجديد مفتاح التوقيع الوطني", "Procès-verbal de renouvellement de la clé nationale de signature"),
    "list": ("محضر تحيين لائحة الإبطال", "Procès-verbal de mise à jour de la liste de révocation"),
}
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "csca": ("شهادة مفتاح التوقيع الوطني", "Certificat de la clé nationale (CSCA)"),
    "link": ("شهادة الربط بين المفتاحين", "Certificat de lien"),
    "ds": ("شهادة مفتاح توقيع البطاقات", "Certificat de signataire de documents"),
    "mls": ("شهادة مفتاح توقيع القائمة الرئيسية", "Certificat de signataire de liste maîtresse"),
    "pdf": ("شهادة مفتاح توقيع ملفات الشواهد", "Certificat de signataire de fichiers PDF"),
}
_STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "key_made": ("أحدث المفتاح {key} داخل الحامل الآمن", "Clé {key} créée dans le support sécurisé"),
    "certified": ("{kind_ar}", "{kind_fr}"),
    "revocation_list": (
        "لائحة الإبطال رقم {number}، عدد الشهادات المبطلة: {revoked}",
        "Liste de révocation n° {number}, certificats révoqués : {revoked}",
    ),
    "master_list": (
        "القائمة الرئيسية رقم {number}، عدد الشهادات: {certificates}",
        "Liste maîtresse n° {number}, certificats : {certificates}",
    ),
    "revoked": ("أبطلت الشهادة ذات الرقم", "Certificat révoqué, numéro"),
    "backup": (
        "نسخ الحامل الآمن، وجرب الاسترجاع من النسخة: وقع المفتاح {key} منها",
        "Support copié et restauration essayée : la clé {key} a signé depuis la copie",
    ),
}


def transcript_pdf(row: Ceremony) -> bytes:
    """The sheet that holders and witness sign."""
    title_ar, title_fr = _TITLES[row.kind]
    authority = load_country_pack(settings.BITAQA_COUNTRY_PACK).raw["authority"]
    at = row.held_at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")
    data: dict[str, Any] = {
        "specimen": row.specimen,
        "made_at": at,
        "authority_ar": authority["name_ar"],
        "authority_fr": authority["name_fr"],
        "title_ar": title_ar,
        "title_fr": title_fr,
        "ceremony_number": f"C-{row.number:04d}",
        "at": at,
        "where": _both(row.place),
        "witness": _both(row.witness),
        "holders": list(row.holders),
        "needed": row.needed,
        "steps": [step_in_words(step) for step in row.steps],
    }
    return render_pdf("ceremony", data)


def kept_transcript(row: Ceremony) -> bytes:
    """The sheet as it was signed; printed now when the ceremony of a demonstration printed none."""
    return blob_store().read(row.transcript, FILE) if row.transcript else transcript_pdf(row)


def step_in_words(step: Mapping[str, Any]) -> dict[str, Any]:
    """Words in both languages, and the values that are read aloud, in groups."""
    kind_ar, kind_fr = _KINDS.get(step.get("kind", ""), ("", ""))
    arabic, french = _STEPS.get(step["step"], (step["step"], step["step"]))
    facts = {**step, "kind_ar": kind_ar, "kind_fr": kind_fr}
    told = {"ar": arabic.format(**facts), "fr": french.format(**facts)}
    values = [groups(step[name]) for name in ("serial", "fingerprint", "digest", "key_id") if step.get(name)]
    days = [step[name] for name in ("key_until", "ends", "until") if step.get(name)]
    return {**told, "values": values, "days": days}


def _both(name: str) -> dict[str, str]:
    """A name given as `Arabic · Latin`; given in one script only, it stands alone."""
    arabic, _, latin = name.partition(" · ")
    return {"ar": arabic, "fr": latin}


def groups(value: str) -> str:
    """Hexadecimal in fours, as it is read aloud."""
    return " ".join(value[at : at + 4].upper() for at in range(0, len(value), 4))
