"""What a draft says, as lines to read: for the review, the applicant's screen and the paper to confirm on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bitaqa.station.enrolment import words
from bitaqa.station.enrolment.queries import DraftView
from bitaqa.station.fieldpack.door import find_visit
from bitaqa.ui.formats import day_text, money_text
from bitaqa.ui.shapes import Fact

from .frame import remark_text, step_url


def lacking(view: DraftView, *, but: str = "") -> list[tuple[Any, str, str]]:
    """Steps that keep the file from being sealed: their name, what is wrong, where to go."""
    return [
        (words.STEP_WORDS[step.code], remark_text(remark), step_url(step.code, view.draft))
        for step in view.steps
        for remark in step.remarks
        if remark.blocking and step.code != but
    ]


def summary_facts(view: DraftView, *, language: str = "") -> list[Fact]:
    """Every fact that will stand in the file, in the active language; empty ones are left out."""
    arabic = (language or get_language()) == "ar"
    identity = view.kept["identity"]
    names, parents = identity.get("names") or {}, identity.get("parents") or {}
    address = identity.get("address") or {}
    lines: list[Fact] = [Fact(_("Request"), _request(view))]
    if view.rules is not None:
        lines.insert(0, Fact(_("Document"), words.document_name(view.rules.type, "ar" if arabic else "fr")))
    for part, label in (("given", _("Given name")), ("family", _("Family name"))):
        lines.append(Fact(label, _pair(names, part)))
    if view.rules is not None and view.rules.birth is not None:
        lines.append(Fact(_("Birth date"), view.rules.birth, "partial_date"))
    lines.append(Fact(_("Birth place"), _both(identity.get("birth_place_ar"), identity.get("birth_place_latin"))))
    lines.append(Fact(_("Sex"), str(words.SEXES.get(identity.get("sex", ""), ""))))
    lines.append(Fact(_("Father"), _both(parents.get("father_ar"), parents.get("father_latin"))))
    lines.append(Fact(_("Mother"), _both(parents.get("mother_ar"), parents.get("mother_latin"))))
    lines.append(Fact(_("National number"), view.kept["claimed"].get("national_number", ""), "latin"))
    lines.append(Fact(_("Address"), _address(address)))
    lines.append(Fact(_("Lives there since"), _day(address.get("since")), "day"))
    lines += _representative(view)
    lines.append(Fact(_("Papers"), "، ".join(_papers(view)) if arabic else ", ".join(_papers(view))))
    lines += _to_bring(view, arabic)
    lines.append(Fact(_("Fingers"), _fingers(view)))
    lines.append(Fact(_("Signature"), _signature(view)))
    lines.append(Fact(_("Stamp duty"), _duty(view)))
    if view.kept["needed_by"]:
        lines.append(Fact(_("Needed by"), view.kept["needed_by"], "day"))
    if view.kept["collector"]:
        lines.append(Fact(_("May also collect the card"), view.kept["collector"]))
        lines.append(Fact(_("Number of their card"), view.kept["collector_number"], "latin"))
    return [line for line in lines if line.value not in ("", None)]


def _request(view: DraftView) -> str:
    kind = str(words.KINDS[view.kept["kind"]])
    return kind if view.kept["ground"] == "none" else f"{kind} – {words.GROUNDS[view.kept['ground']]}"


def _pair(names: dict[str, Any], part: str) -> str:
    return _both((names.get("arabic") or {}).get(part), (names.get("latin") or {}).get(part))


def _both(arabic: str | None, latin: str | None) -> str:
    """Both scripts, each isolated from its neighbour's direction."""
    return " · ".join(f"\u2068{text}\u2069" for text in (arabic, latin) if text)


def _address(address: dict[str, Any]) -> str:
    place = words.place_names(address["place"]) if address.get("place") else {"ar": "", "fr": ""}
    return _both(
        "، ".join([*(address.get("lines_ar") or ()), place["ar"]]).strip("، "),
        ", ".join([*(address.get("lines_latin") or ()), place["fr"]]).strip(", "),
    )


def _day(text: Any) -> date | None:
    """A day as it was typed; None for what is no day (its step says so)."""
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def _representative(view: DraftView) -> list[Fact]:
    if view.rules is None or not view.rules.minor or not view.kept["representative"]:
        return []
    found = view.kept["representative"]
    names = found.get("names") or {}
    whole = _both(
        " ".join(filter(None, (names.get("arabic") or {}).values())),
        " ".join(filter(None, (names.get("latin") or {}).values())),
    )
    capacity = str(words.CAPACITIES.get(found.get("capacity", ""), ""))
    return [Fact(_("Legal representative"), f"{capacity} – {whole}" if capacity else whole)]


def _papers(view: DraftView) -> list[str]:
    return [str(words.PAPERS.get(code, code)) for code in view.kept["papers"]]


def _to_bring(view: DraftView, arabic: bool) -> list[Fact]:
    if not view.kept["missing"]:
        return []
    listed = ("، " if arabic else ", ").join(str(words.PAPERS[entry["code"]]) for entry in view.kept["missing"])
    visit = find_visit(view.kept["complete_at"]) if view.kept["complete_at"] else None
    if visit is not None:
        listed = f"{listed} – {day_text(visit.day)}"
    return [Fact(_("Still to bring"), listed)]


def _fingers(view: DraftView) -> str:
    if view.rules is not None and not view.rules.fingers:
        return _("Not taken at this age, by rule")
    kept = view.kept["fingers"].get("positions", {})
    taken = sum(not one.get("exception") for one in kept.values())
    return _("%(count)s of 10") % {"count": taken} if kept else ""


def _signature(view: DraftView) -> str:
    if view.kept["signature"].get("file"):
        return _("Signed")
    witness = view.kept["signature"].get("witness", "")
    return _("Cannot sign; witness: %(witness)s") % {"witness": witness} if witness else ""


def _duty(view: DraftView) -> str:
    if view.rules is None or view.rules.fee is None:
        return ""
    amount = view.rules.fee[1]
    fee = view.kept["fee"]
    if amount.centimes == 0:
        return _("Free")
    if fee.get("waived_by"):
        return _("%(amount)s, paid by the programme") % {"amount": money_text(amount)}
    if fee.get("stamp_number"):
        return _("%(amount)s, stamp %(number)s") % {"amount": money_text(amount), "number": fee["stamp_number"]}
    return money_text(amount)
