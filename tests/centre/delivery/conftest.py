"""A campaign whose cards lie packed in production's boxes, a station that reports, and two people of delivery."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest

from bitaqa.foundation.kernel.ids import new_ids
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.genesis import genesis_hash
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.specimens.packets import SpecimenStation

from .world import AT, FIRST, PLACE, World


def make_world() -> World:
    from bitaqa.backbone.vault.door import sealing_key
    from bitaqa.backbone.vault.keys import ensure_keys
    from bitaqa.records.campaigns import door as campaigns
    from bitaqa.records.places.door import PlaceValue, save_places
    from bitaqa.records.stations import door as stations

    ensure_keys(by=FIRST)
    save_places([PlaceValue("settat", "province", "سطات", "Settat", None)], provenance="test")
    save_places([PlaceValue(PLACE, "cercle", "البروج", "El Borouj", "settat")], provenance="test")
    campaigns.save_programme(
        campaigns.ProgrammeValue(code="proximity", name_ar="القرب", name_fr="Proximité", opens=date(2026, 1, 1)),
        by=FIRST,
        at=AT,
    )
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    unit = stations.save_unit(code="unit-1", name_ar="وحدة", name_fr="Unité")
    station, genesis = stations.provision_station(
        code="unit-1-a", unit=unit, verify_key=signer.public, opening_public=opening.sealing_key.public, by=FIRST, at=AT
    )
    campaign, enrolment, delivery = new_ids(3)
    campaigns.plan_campaign(
        campaigns.CampaignValue(
            id=campaign,
            code="c-1",
            name_ar="حملة",
            name_fr="Campagne",
            programme="proximity",
            area="settat",
            starts=date(2026, 5, 4),
            ends=date(2026, 5, 30),
        ),
        [
            campaigns.VisitValue(
                id=enrolment, campaign=campaign, station=station.id, kind="enrolment", place=PLACE, day=date(2026, 5, 4)
            ),
            campaigns.VisitValue(
                id=delivery, campaign=campaign, station=station.id, kind="delivery", place=PLACE, day=date(2026, 5, 18)
            ),
        ],
        by=FIRST,
        at=AT,
    )
    specimen = SpecimenStation(
        head=ChainHead(station.id, 1, 0, genesis_hash(genesis)),
        signer=signer,
        recipient=sealing_key(),
        visit=enrolment,
        campaign=campaign,
        place=PLACE,
        day=date(2026, 5, 4),
        at=AT,
        randbytes=os.urandom,
    )
    return World(specimen, campaign, delivery)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def applied(world: World) -> Any:
    """Runs delivery until nothing waits; answers the codes of what is set aside."""
    from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
    from bitaqa.journey.delivery.models import DeliveryItem

    def run() -> list[str]:
        run_until_still(["delivery", "delivery-stop"])
        return [item.code for item in items_set_aside(DeliveryItem)]

    return run
