"""A provisioned station, a visit, and packets as it would seal them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.genesis import genesis_hash
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.specimens.packets import SpecimenStation

ACTOR = "user:00000000-0000-7000-8000-000000000001"
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """What intake tests stand on."""

    station: SpecimenStation
    visit: Any
    campaign: Any


def make_world(code: str = "unit-1-a") -> World:
    from bitaqa.backbone.vault.door import sealing_key
    from bitaqa.backbone.vault.keys import ensure_keys
    from bitaqa.records.campaigns import door as campaigns
    from bitaqa.records.places.door import PlaceValue, save_places
    from bitaqa.records.stations import door as stations

    ensure_keys(by=ACTOR)
    save_places([PlaceValue("settat", "province", "سطات", "Settat", None)], provenance="test")
    save_places([PlaceValue("el-borouj", "cercle", "البروج", "El Borouj", "settat")], provenance="test")
    campaigns.save_programme(
        campaigns.ProgrammeValue(code="proximity", name_ar="القرب", name_fr="Proximité", opens=date(2026, 1, 1)),
        by=ACTOR,
        at=AT,
    )
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    unit = stations.save_unit(code=f"unit-{code}", name_ar="وحدة", name_fr="Unité")
    station, genesis = stations.provision_station(
        code=code, unit=unit, verify_key=signer.public, opening_public=opening.sealing_key.public, by=ACTOR, at=AT
    )
    campaign, visit = new_id(), new_id()
    campaigns.plan_campaign(
        campaigns.CampaignValue(
            id=campaign,
            code=f"c-{code}",
            name_ar="حملة",
            name_fr="Campagne",
            programme="proximity",
            area="settat",
            starts=date(2026, 5, 4),
            ends=date(2026, 5, 9),
        ),
        [
            campaigns.VisitValue(
                id=visit,
                campaign=campaign,
                station=station.id,
                kind="enrolment",
                place="el-borouj",
                day=date(2026, 5, 4),
            )
        ],
        by=ACTOR,
        at=AT,
    )
    from django.conf import settings

    from bitaqa.foundation.rules.country import load_country_pack

    specimen = SpecimenStation(
        head=ChainHead(station.id, 1, 0, genesis_hash(genesis)),
        signer=signer,
        recipient=sealing_key(),
        visit=visit,
        campaign=campaign,
        place="el-borouj",
        day=date(2026, 5, 4),
        at=AT,
        randbytes=os.urandom,
        rules=load_country_pack(settings.BITAQA_COUNTRY_PACK),
    )
    return World(specimen, visit, campaign)


@pytest.fixture
def world(db: None) -> World:
    return make_world()
