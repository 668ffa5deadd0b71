"""Who may do what, in words an auditor can read. Both programs use the same roles.

A role is a name, a plain description and a set of permissions; scopes (campaign, unit, issuing centre) are added
where people are bound to roles. Refuses: a permission that no role holds, checked by test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    # at the station
    ENROL = "enrol"
    SEAL = "seal"
    HAND_OVER = "hand_over"
    RELEASE_WITHOUT_MATCH = "release_without_match"
    RUN_DAY = "run_day"
    UNLOCK_STATION = "unlock_station"
    # at the centre
    PLAN_CAMPAIGNS = "plan_campaigns"
    APPROVE_PLANS = "approve_plans"
    PROVISION_STATIONS = "provision_stations"
    SEE_STATIONS = "see_stations"
    RESOLVE_QUARANTINE = "resolve_quarantine"
    SEARCH_PERSONS = "search_persons"
    SEE_APPLICATIONS = "see_applications"
    ADJUDICATE = "adjudicate"
    DECIDE_APPEALS = "decide_appeals"
    IMPORT_REGISTER = "import_register"
    REPORT_DEATH = "report_death"
    REPORT_LOSS = "report_loss"
    RUN_PRODUCTION = "run_production"
    CHECK_QUALITY = "check_quality"
    PACK_CARDS = "pack_cards"
    MOVE_CONSIGNMENTS = "move_consignments"
    DESTROY_CARDS = "destroy_cards"
    SEE_BULLETIN = "see_bulletin"
    PUBLISH_BULLETIN = "publish_bulletin"
    READ_JOURNAL = "read_journal"
    ERASE_PERSONAL = "erase_personal"
    GRANT_ROLES = "grant_roles"
    SEE_ACCOUNTS = "see_accounts"
    PLAY_CLOCK = "play_clock"


class RoleCode(StrEnum):
    FIELD_OPERATOR = "field_operator"
    STATION_HEAD = "station_head"
    COORDINATOR = "coordinator"
    CAMPAIGN_HEAD = "campaign_head"
    ADJUDICATOR = "adjudicator"
    PRODUCTION = "production"
    QUALITY = "quality"
    DELIVERY = "delivery"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Role:
    """`name` and `description` are msgids; `at` says in which program the role works."""

    code: RoleCode
    name: str
    description: str
    permissions: frozenset[Permission]
    at: frozenset[str] = frozenset({"centre"})


P = Permission
ROLES: Mapping[RoleCode, Role] = {
    role.code: role
    for role in (
        Role(
            RoleCode.FIELD_OPERATOR,
            "Field operator",
            "Enrols people and hands cards over at a station.",
            frozenset({P.ENROL, P.SEAL, P.HAND_OVER}),
            frozenset({"station"}),
        ),
        Role(
            RoleCode.STATION_HEAD,
            "Head of station",
            "Opens and closes the day, counts, unlocks the station, is the second person for what one "
            "should not do alone.",
            frozenset({P.ENROL, P.SEAL, P.HAND_OVER, P.RELEASE_WITHOUT_MATCH, P.RUN_DAY, P.UNLOCK_STATION}),
            frozenset({"station"}),
        ),
        Role(
            RoleCode.COORDINATOR,
            "Coordinator",
            "Plans programmes, campaigns and visits, provisions stations, follows them.",
            frozenset(
                {
                    P.PLAN_CAMPAIGNS,
                    P.PROVISION_STATIONS,
                    P.SEE_STATIONS,
                    P.RESOLVE_QUARANTINE,
                    P.SEE_BULLETIN,
                    P.REPORT_DEATH,
                    P.REPORT_LOSS,
                }
            ),
        ),
        Role(
            RoleCode.CAMPAIGN_HEAD,
            "Head of campaigns",
            "Approves what changes in a plan already announced, never what they planned themselves.",
            frozenset({P.PLAN_CAMPAIGNS, P.APPROVE_PLANS, P.SEE_STATIONS, P.SEE_BULLETIN}),
        ),
        Role(
            RoleCode.ADJUDICATOR,
            "Adjudicator",
            "Decides whether an applicant is someone the register knows; two of them refuse, two others "
            "hear the appeal.",
            frozenset({P.ADJUDICATE, P.DECIDE_APPEALS, P.SEE_APPLICATIONS, P.SEARCH_PERSONS, P.REPORT_LOSS}),
        ),
        Role(
            RoleCode.PRODUCTION,
            "Production operator",
            "Forms batches, personalises cards, accounts for every blank, packs boxes.",
            frozenset({P.RUN_PRODUCTION, P.PACK_CARDS, P.DESTROY_CARDS}),
        ),
        Role(
            RoleCode.QUALITY,
            "Quality officer",
            "Passes or rejects each card; witnesses destructions.",
            frozenset({P.CHECK_QUALITY, P.DESTROY_CARDS}),
        ),
        Role(
            RoleCode.DELIVERY,
            "Delivery officer",
            "Moves consignments, finds any card, takes back what was not collected.",
            frozenset({P.MOVE_CONSIGNMENTS, P.SEE_APPLICATIONS, P.DESTROY_CARDS, P.SEE_STATIONS, P.REPORT_LOSS}),
        ),
        Role(
            RoleCode.AUDITOR,
            "Auditor",
            "Reads the journal, verifies it, reads every bulletin; changes nothing.",
            frozenset({P.READ_JOURNAL, P.SEE_BULLETIN, P.SEE_STATIONS, P.SEE_ACCOUNTS}),
        ),
        Role(
            RoleCode.ADMINISTRATOR,
            "Administrator",
            "Asks for and grants roles (never alone), imports registers, publishes bulletins; sees no one's file.",
            frozenset(
                {
                    P.GRANT_ROLES,
                    P.SEE_ACCOUNTS,
                    P.IMPORT_REGISTER,
                    P.SEE_STATIONS,
                    P.SEE_BULLETIN,
                    P.PUBLISH_BULLETIN,
                    P.PLAY_CLOCK,
                    P.ERASE_PERSONAL,
                }
            ),
        ),
    )
}
del P
