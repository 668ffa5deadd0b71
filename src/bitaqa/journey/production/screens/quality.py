"""The quality bench: one card at a time, both faces, its zone against its order; pass or reject by a key."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.icao.mrz import name_line, parse_td1
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.ui.shapes import Difference, Fact

from .. import policy
from ..acts.check_cards import pass_cards, pass_remainder, reject_card
from ..acts.compare_names import chip_details
from ..acts.look_twice import by_two, first_look, looked_at_by, looks_waiting
from ..domain import type_under
from ..errors import PrintFileGoneError
from ..faces import CardFaceData, face_png
from ..models import ChipRecord, Order
from ..queries import get_order, next_to_check, orders_of_batch, printed_card
from ..reach import centres_of, check_reach
from ..words import CHIP_WORDS, LINES, REASONS, problem_sentence
from .by_two import who
from .forms import PassForm, RejectForm

P = Permission
BENCH = "production:quality"


@require_GET
@requires(P.CHECK_QUALITY)
def bench(request: HttpRequest) -> HttpResponse:
    """The next card; `?after=` goes past one, `?order=` shows one that waits."""
    reach = centres_of(person_of(request), P.CHECK_QUALITY)
    by = actor_of(person_of(request))
    mine = looked_at_by(by, reach)
    order = _asked(request, reach, mine)
    if order is None or order.batch is None:
        return render(request, "production/quality.html", {"order": None, "mine": len(mine)})
    card = printed_card(order)
    looks("person.looked_at", subject_kind="person", subjects=[order.person], by=by, purpose="quality-check")
    others = orders_of_batch(order.batch.id)
    left = sum(each.state == OrderState.PERSONALISED for each in others)
    judged = sum(each.state in (OrderState.PASSED, OrderState.PACKED) for each in others)
    rejected = order.batch.rejections.count()
    judged += rejected
    checked = judged + looks_waiting(order.batch)
    least = policy.floor_policy().quality_sample
    look = first_look(order)
    rest = left - len(by_two([each for each in others if each.state == OrderState.PERSONALISED]))
    context = {
        "order": order,
        "card": card,
        "zone": order.mrz.split("\n"),
        "rows": comparison(order, card),
        "chip": chip_facts(order),
        "left": left,
        "judged": judged,
        "total": left + judged,
        "rest": rest,
        "may_pass_rest": rest > 0 and not rejected and checked >= least,
        "rejected": rejected,
        "more": max(0, min(least, left + judged) - checked),
        "needs_two": order.id in by_two([order]),
        "look": {"who": who(look.first_by), "at": look.first_at} if look else None,
        "pass_form": PassForm(),
        "reject_form": RejectForm(initial={"attempt": order.attempt}),
        "reasons": [(str(code), word, str(key)) for key, (code, word) in enumerate(REASONS.items(), start=2)],
        "skip": f"{reverse(BENCH)}?after={order.id}",
    }
    return render(request, "production/quality.html", context)


def _asked(request: HttpRequest, reach: list[str], mine: set[UUID]) -> Order | None:
    after, batch = _uuid(request.GET.get("after")), _uuid(request.GET.get("batch"))
    return next_to_check(reach, batch=batch, after=after, but=mine)


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


def comparison(order: Order, card: CardFaceData) -> list[Difference]:
    """What the zone says beside what was ordered and printed."""
    zone = parse_td1(order.mrz)
    return [
        Difference(_("Document number"), zone.document_number, order.number, "latin"),
        Difference(_("Birth"), zone.birth, card.birth.mrz(), "latin"),
        Difference(_("Sex"), zone.sex, card.sex, "latin"),
        Difference(_("Expiry"), zone.expiry, f"{card.expires_on:%y%m%d}", "latin"),
        Difference(_("Nationality"), zone.nationality, card.nationality, "latin"),
        Difference(_("National number"), zone.optional_1, card.national_number, "latin"),
        Difference(_("Names"), order.mrz.split("\n")[2].rstrip("<"), _names(card), "latin"),
    ]


def _names(card: CardFaceData) -> str:
    """The names of the face as a zone writes them (9303-3 §4.6)."""
    return name_line(card.names_latin.family, card.names_latin.given).rstrip("<")


def chip_facts(order: Order) -> dict[str, object] | None:
    """What is known of the chip: signed by whom, read back or not, what did not hold."""
    row = ChipRecord.objects.filter(order=order, attempt=order.attempt).first()
    if row is None:
        return None
    word, icon, tone = CHIP_WORDS[row.state]
    facts = [
        Fact(_("Signed by"), row.signer, "latin"),
        Fact(_("Line"), LINES[row.line]),
    ]
    details = chip_details([order]).get(order.id)
    if details is not None:
        facts.append(Fact(_("Name on the chip"), f"{details.given_names} {details.family_name}".strip(), "arabic"))
    if row.read_at is not None:
        facts += [
            Fact(_("Zone of the chip = zone of the order"), _("Yes") if row.zone_agrees else _("No")),
            Fact(_("The chip proved its keys"), _("Yes") if row.actively_authenticated else _("No")),
            Fact(_("Read back"), row.read_at, "instant"),
            Fact(_("Number of the chip"), row.chip, "latin"),
        ]
    fault = problem_sentence(row.fault, {}) if row.fault else ""
    return {"word": word, "icon": icon, "tone": tone, "facts": facts, "fault": fault}


@require_GET
@requires(P.CHECK_QUALITY)
def face(request: HttpRequest, order: UUID, side: str) -> HttpResponse:
    """One face as it was printed; the look was told with the page that shows it."""
    row = get_order(order)
    check_reach(person_of(request), P.CHECK_QUALITY, row.issuing_centre)
    if row.state != OrderState.PERSONALISED:
        raise PrintFileGoneError()
    kind = type_under(policy.country_pack(), row.document_type, row.type_version)
    faces = face_png(printed_card(row), layout=kind.layout, specimen=policy.specimen(), ppi=200)
    return HttpResponse(faces[0 if side == "front" else 1], content_type="image/png")


@require_POST
@requires(P.CHECK_QUALITY)
def approve(request: HttpRequest, order: UUID) -> HttpResponse:
    row = get_order(order)
    check_reach(person_of(request), P.CHECK_QUALITY, row.issuing_centre)
    form = PassForm(request.POST)
    form.is_valid()
    read = form.cleaned_data.get("read", "").strip()
    pass_cards([order], by=actor_of(person_of(request)), at=now(), read={order: read} if read else None)
    if get_order(order).state == OrderState.PERSONALISED:
        messages.info(request, text("Your look is kept: another officer looks at this card now."))
    else:
        messages.success(request, text("The card passed."))
    return redirect(f"{reverse(BENCH)}?after={order}")


@require_POST
@requires(P.CHECK_QUALITY)
def reject(request: HttpRequest, order: UUID) -> HttpResponse:
    row = get_order(order)
    check_reach(person_of(request), P.CHECK_QUALITY, row.issuing_centre)
    form = RejectForm(request.POST)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else request.POST.get("reason", "")
    attempt = form.cleaned_data.get("attempt") or row.attempt
    told = reject_card(order, attempt=attempt, reason=reason, by=actor_of(person_of(request)), at=now())
    messages.warning(
        request, text("The card on blank %(serial)s was rejected: it is made again.") % {"serial": told.blank}
    )
    return redirect(BENCH)


@require_POST
@requires(P.CHECK_QUALITY)
def pass_rest(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The rest of the batch passes after the sample."""
    orders = orders_of_batch(batch)
    for centre in {order.issuing_centre for order in orders}:
        check_reach(person_of(request), P.CHECK_QUALITY, centre)
    passed = pass_remainder(batch, by=actor_of(person_of(request)), at=now())
    told = ngettext("%(count)s card passed.", "%(count)s cards passed.", len(passed)) % {"count": len(passed)}
    messages.success(request, told)
    return redirect(BENCH)
