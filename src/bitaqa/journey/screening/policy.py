"""The country pack that screening goes by: number ranges, document types, days to appeal, policy lines."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.country import CountryPack, load_country_pack
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.stations import door as stations

from .rules import ScreeningPolicy, policy_in_force


def country_pack() -> CountryPack:
    """The pack this deployment runs under (setting BITAQA_COUNTRY_PACK)."""
    return load_country_pack(settings.BITAQA_COUNTRY_PACK)


def policies_of(files: Iterable[ApplicationValue]) -> dict[UUID, ScreeningPolicy]:
    """The policy each application is screened by: its programme's and its station's. One round trip."""
    pack, on = country_pack(), local_day(now())
    codes = {station.id: station.code for station in stations.all_stations()}
    made: dict[tuple[str, str], ScreeningPolicy] = {}
    found = {}
    for file in files:
        whose = (file.programme, codes.get(file.station, ""))
        if whose not in made:
            made[whose] = policy_in_force(pack, on, programme=whose[0], station=whose[1])
        found[file.id] = made[whose]
    return found
