"""Where a role can be limited at this centre: its campaigns, its units, its issuing centres (setting BITAQA_SCOPES).

The accounts room stands below the rooms that own them, so the centre hands it their names.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language

from bitaqa.journey.production.door import issuing_centre_scopes
from bitaqa.records.campaigns.door import all_campaigns
from bitaqa.records.stations.door import all_units


def scopes() -> dict[str, list[tuple[UUID, str]]]:
    """By dimension, ids with names in the reader's language. Two round trips."""
    language = get_language() or "ar"
    arabic = language.startswith("ar")
    return {
        "campaign": [(campaign.id, campaign.name_ar if arabic else campaign.name_fr) for campaign in all_campaigns()],
        "unit": [(unit.id, unit.name_ar if arabic else unit.name_fr) for unit in all_units()],
        "issuing_centre": issuing_centre_scopes(language),
    }
