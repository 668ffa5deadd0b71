"""What is asked of campaigns and is not there."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError


class CampaignUnknownError(BitaqaError):
    code = "campaigns.campaign_unknown"
    sentence = "No campaign is known as “%(campaign)s”."
    next_step = CHOOSE_AGAIN
    status = 404


class ProgrammeUnknownError(BitaqaError):
    code = "campaigns.programme_unknown"
    sentence = "No programme is known as “%(programme)s”."
    next_step = CHOOSE_AGAIN
    status = 404


class VisitUnknownError(BitaqaError):
    code = "campaigns.visit_unknown"
    sentence = "No visit is known as “%(visit)s”."
    next_step = CHOOSE_AGAIN
    status = 404
