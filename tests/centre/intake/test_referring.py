"""A packet in quarantine is referred to a role: its people see it, say what they found, and decide nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import NotPermittedError, Scope
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.intake import errors
from bitaqa.journey.intake.door import home
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.intake.referring import close_referral, refer_packet
from bitaqa.journey.intake.releasing import release_packet

from ..people import account, browser_of, text_of
from .conftest import AT
from .test_screens import LANGUAGES, coordinator, garbage, page, quarantined

__all__ = ["garbage", "quarantined"]
pytestmark = pytest.mark.django_db
GIVEN = {"role": "delivery", "because": "check_cards"}


def told(event: str) -> list[str]:
    return [entry.because for entry in JournalEntry.objects.filter(event=event)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_role_is_asked_and_answers(garbage: Packet, language: str) -> None:
    asker, officer = coordinator(), account("officer", "delivery")
    one, asked = browser_of(asker, language), browser_of(officer, language)
    assert reverse("intake:refer", args=[garbage.id]) in text_of(one.get(page(garbage)))
    since = {"ar": "في العزل منذ", "fr": "En quarantaine depuis", "en": "In quarantine since"}[language]
    assert since in text_of(one.get(page(garbage))), "what waits is not settled"
    one.post(page(garbage, "refer"), {"role": "auditor", "because": "check_cards"})
    assert home(officer).waiting == () and told("packet.referred") == []
    one.post(page(garbage, "refer"), GIVEN)
    assert told("packet.referred") == ["check_cards"]
    [line] = home(officer).waiting
    assert line.href == page(garbage) and str(line.href) in text_of(asked.get("/"))
    shown = text_of(asked.get(page(garbage)))
    assert 'id="referral"' in shown and page(garbage, "close-referral") in shown and 'id="refer"' not in shown
    asked.post(page(garbage, "close-referral"), {"finding": "nonsense"})
    assert told("packet.referral_closed") == []
    asked.post(page(garbage, "close-referral"), {"finding": "dismiss"})
    assert told("packet.referral_closed") == ["dismiss"] and home(officer).waiting == ()
    assert 'id="found"' in text_of(one.get(page(garbage)))
    assert asked.post(page(garbage, "refer"), GIVEN).status_code == 403, "asked, not resolving"


def test_who_does_not_hold_the_role_answers_nothing(garbage: Packet) -> None:
    refer_packet(packet=garbage.id, role="delivery", by=coordinator(), at=AT, because="ask_station")
    administrator = account("adm", "administrator")
    assert home(administrator).waiting == ()
    with pytest.raises(NotPermittedError):
        close_referral(packet=garbage.id, by=administrator, at=AT, finding="dismiss")
    elsewhere = account("far", "delivery", scope=Scope(campaign=new_id()))
    assert home(elsewhere).waiting == (), "a station outside the scope"
    close_referral(packet=garbage.id, by=coordinator(), at=AT, finding="nothing_found")
    with pytest.raises(errors.NotReferredError):
        close_referral(packet=garbage.id, by=coordinator(), at=AT, finding="dismiss")


def test_referred_anew_and_several_at_once(quarantined: Packet) -> None:
    asker: Any = coordinator()
    another = Packet.objects.get()
    another.pk, another.hash, another.sequence = new_id(), bytes(32), 2
    another.save(force_insert=True)
    for row in (another, quarantined):
        refer_packet(packet=row.id, role="administrator", by=asker, at=AT, because="check_keys")
    [line] = home(account("adm", "administrator")).waiting
    assert line.count == 2 and "state=quarantined" in str(line.href)
    refer_packet(packet=another.id, role="coordinator", by=asker, at=AT, because="ask_station")
    assert [item.count for item in home(account("adm", "administrator")).waiting] == [1]
    assert [item.count for item in home(asker).waiting] == [1]
    release_packet(packet=quarantined.id, by=asker, at=AT)
    assert home(account("adm", "administrator")).waiting == (), "tried again, nobody is asked any more"
