"""The roles as screens show them: translated name and description, and the page of permissions.

The roles themselves are `bitaqa.foundation.rules.roles.ROLES`: one list for both programs, readable by an auditor.
`permissions_page()` writes docs/reference/permissions.md; a test fails when the page is stale. To write it again:
`python -m bitaqa.backbone.accounts.roles > docs/reference/permissions.md`.
"""

from __future__ import annotations

from django.utils.translation import gettext

from bitaqa.foundation.rules.roles import ROLES, Permission, RoleCode

from .errors import RoleUnknownError

PERMISSION_WORDS: dict[Permission, str] = {
    Permission.ENROL: "Enrol a person",
    Permission.SEAL: "Seal an application",
    Permission.HAND_OVER: "Hand a card over",
    Permission.RELEASE_WITHOUT_MATCH: "Be the second person when neither finger nor face matches",
    Permission.RUN_DAY: "Open and close a station's day",
    Permission.UNLOCK_STATION: "Unlock a station",
    Permission.PLAN_CAMPAIGNS: "Plan programmes, campaigns and visits",
    Permission.APPROVE_PLANS: "Approve a change of an announced plan that someone else made",
    Permission.PROVISION_STATIONS: "Provision stations and seal field packs",
    Permission.SEE_STATIONS: "See stations and their chains",
    Permission.RESOLVE_QUARANTINE: "Resolve quarantined packets",
    Permission.SEARCH_PERSONS: "Search persons in the register",
    Permission.SEE_APPLICATIONS: "See applications",
    Permission.ADJUDICATE: "Decide what a candidate is",
    Permission.DECIDE_APPEALS: "Decide appeals",
    Permission.IMPORT_REGISTER: "Import a register",
    Permission.REPORT_DEATH: "Record a reported death",
    Permission.REPORT_LOSS: "Record a reported loss or theft",
    Permission.RUN_PRODUCTION: "Form batches and personalise cards",
    Permission.CHECK_QUALITY: "Pass or reject a card",
    Permission.PACK_CARDS: "Pack cards into boxes",
    Permission.MOVE_CONSIGNMENTS: "Move consignments and find cards",
    Permission.DESTROY_CARDS: "Destroy cards, with a second person",
    Permission.SEE_BULLETIN: "Read the bulletin",
    Permission.PUBLISH_BULLETIN: "Publish the bulletin",
    Permission.READ_JOURNAL: "Read and verify the journal",
    Permission.GRANT_ROLES: "Ask for, grant and revoke roles",
    Permission.SEE_ACCOUNTS: "See people and their roles",
    Permission.PLAY_CLOCK: "Play another date on a demonstration centre",
    Permission.ERASE_PERSONAL: "Erase what names people once its days of keeping are over",
}
"""Each permission in words, for the reference page; a test compares its keys with the list in the rules."""


def get_role(code: str) -> RoleCode:
    """The role with this code. Raises RoleUnknownError."""
    try:
        return RoleCode(code)
    except ValueError:
        raise RoleUnknownError(role=code[:40]) from None


def role_name(code: str) -> str:
    """In the reader's language."""
    return gettext(ROLES[get_role(code)].name)


def role_description(code: str) -> str:
    return gettext(ROLES[get_role(code)].description)


def permissions_page() -> str:
    """The reference page, in Markdown."""
    lines = [
        "# Roles and permissions",
        "",
        "<!-- Written by `python -m bitaqa.backbone.accounts.roles`; a test compares it with the code. -->",
        "",
        "A role is a set of permissions. A person holds a role everywhere, or in one campaign, one unit, one issuing",
        "centre, for a time or until it is revoked. One administrator asks for a role, **another** grants it; nobody",
        "grants to themselves. No account opens every door.",
        "",
        "## Roles",
        "",
    ]
    for role in ROLES.values():
        where = " and ".join(f"the {program}" for program in sorted(role.at))
        lines += [f"### {role.name} (`{role.code}`)", "", f"{role.description} Works at {where}.", ""]
        lines += [
            f"- `{permission}`: {PERMISSION_WORDS[permission]}"
            for permission in Permission
            if permission in role.permissions
        ]
        lines.append("")
    lines += ["## Who holds each permission", "", "| Permission | In words | Roles |", "|---|---|---|"]
    for permission in Permission:
        holders = ", ".join(role.name for role in ROLES.values() if permission in role.permissions)
        lines.append(f"| `{permission}` | {PERMISSION_WORDS[permission]} | {holders} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(permissions_page(), end="")
