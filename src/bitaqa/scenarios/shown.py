"""What the terminal says around a campaign: what will be played, the two tables, times, differences, accounts.

Tables come from the centre's bulletin with its own words, Arabic first. Nothing is added up here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bitaqa.foundation.rules.roles import ROLES, RoleCode
from bitaqa.scenarios.checks import Check
from bitaqa.scenarios.progress import TITLES, Progress
from bitaqa.scenarios.setting_up import Stage
from bitaqa.scenarios.story import Story

MEMORY_LIMIT = 3 * 1024**3
SHOWN_TABLES = ("by_kind", "by_outcome", "by_authority", "by_area", "by_place", "cards")


def introduction(console: Console, story: Story, seed: int) -> None:
    images = sum(one.real_images for one in story.applicants)
    name = story.plan.raw["campaign"]
    console.print(f"[bold]{name['name_ar']} · {name['name_fr']}[/bold]")
    console.print(
        f"{len(story.applicants):,} people come (seed {seed}); the register holds {len(story.holders):,} people "
        "before. Everyone is an invented specimen (عينة). Fingerprints come as synthetic templates; "
        f"{images} people go through synthetic ridge images and extraction.",
        highlight=False,
    )


def teller(console: Console) -> Callable[[str], None]:
    return lambda what: console.print(f"  · {what}", style="dim", highlight=False)


def bulletin(console: Console, told: Mapping[str, Any]) -> None:
    """The tables as the centre computed them from its journal."""
    title = told["title"]
    console.print(f"\n[bold]{title['ar']} · {title['fr']}[/bold]   as at {told['as_at']}", highlight=False)
    for table in told["tables"]:
        if table["code"] in SHOWN_TABLES:
            console.print(_table(table))


def _table(told: Mapping[str, Any]) -> Table:
    heading, counts = told["title"], told["counts"]
    table = Table(title=f"{heading['ar']} · {heading['fr']}", caption=f"{counts['fr']} ({told['event']})")
    table.add_column("")
    table.add_column("")
    table.add_column("", justify="right")
    for row in told["rows"]:
        if row["count"] != 0 or told["code"] == "by_kind":
            number = "—" if row["count"] is None else f"{row['count']:,}"
            table.add_row(row["label"]["ar"], row["label"]["fr"], number)
    table.add_section()
    table.add_row("المجموع", "Total", f"[bold]{told['total']:,}[/bold]")
    return table


def chips(console: Console, told: Mapping[str, Any]) -> None:
    """Which chips were made, and that most of them were not: said plainly."""
    console.print(
        f"Chips: {told['total']:,} cards had their data signed, each signature verified with its chain before it left "
        f"the signer; {told['read_back']:,} of them were written on simulated chips and read back (PACE, passive, "
        f"chip and active authentication: sampling plan {told['sample_share']:.0%} of a batch, at least one); "
        f"{told['failed']:,} did not pass.",
        highlight=False,
    )


def doubts(console: Console, told: Mapping[str, Any]) -> None:
    """Why people looked, and what they found: similar names and fingers among them."""
    table = Table(title=f"{told['cases']} cases came to people")
    for heading in ("why people looked", "cases", "same person", "different people", "otherwise", "waiting"):
        table.add_column(heading, justify="left" if heading.startswith("why") else "right")
    for row in told["by_reason"]:
        counts = (row["cases"], row["same"], row["different"], row["otherwise"], row["waiting"])
        table.add_row(row["code"].replace("_", " "), *map(str, counts))
    console.print(table)


def times(
    console: Console, progress: Progress, set_up: float, took: float, peak: int, cpu: Mapping[str, float]
) -> None:
    table = Table(title="Time per step")
    for heading in ("step", "n", "seconds", "per second"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    for name, seconds in progress.seconds.items():
        done = progress.done.get(name, 0)
        rate = f"{done / seconds:.1f}" if seconds and done else ""
        table.add_row(TITLES.get(name, name), f"{done:,}", f"{seconds:.1f}", rate)
    console.print(table)
    console.print(
        f"Set-up of the programs {set_up:.0f} s; the campaign was played in {int(took) // 60} min "
        f"{int(took) % 60:02d} s; peak memory of all programs {peak / 1024**2:,.0f} MiB "
        f"(limit {MEMORY_LIMIT // 1024**2:,} MiB).\nProcessor seconds: "
        + ", ".join(f"{name} {seconds:.0f}" for name, seconds in cpu.items()),
        highlight=False,
    )


def differences(console: Console, checks: Sequence[Check]) -> list[Check]:
    """Prints what does not agree; answers it."""
    differing = [check for check in checks if not check.agrees]
    if not differing:
        console.print(f"[bold]Every figure reconciles[/bold] ({len(checks)} comparisons).", highlight=False)
        return []
    table = Table(title=f"{len(differing)} of {len(checks)} comparisons differ")
    for heading in ("what", "player", "programs"):
        table.add_column(heading)
    for check in differing:
        table.add_row(check.what, str(check.expected), str(check.found))
    console.print(table)
    return differing


def kept_result(console: Console, state: Mapping[str, Any]) -> None:
    """What the comparisons of a run opened again had said, when it was played."""
    compared, differing = state.get("compared"), state.get("differing")
    if compared and differing == 0:
        console.print(f"When it was played, every figure reconciled ({compared} comparisons).", highlight=False)
    elif compared:
        console.print(
            f"[bold]When it was played, {differing} of {compared} comparisons differed.[/bold]", highlight=False
        )
    else:
        console.print("[bold]What was compared when it was played was not kept.[/bold]", highlight=False)


def accounts(console: Console, stage: Stage) -> None:
    """Who may sign in where, and what each sees."""
    table = Table(title=f"Centre: {stage.centre_url}", show_lines=False)
    for heading in ("role", "sign-in name", "password", "sees"):
        table.add_column(heading)
    for account in stage.accounts:
        role = ROLES[RoleCode(account.role)]
        table.add_row(role.name, account.name, account.password, role.description)
    console.print(table)
    addresses = "\n".join(f"{code}: {url}" for code, url in stage.addresses.items())
    station = Table(title=f"Station: {addresses}")
    for heading in ("operator", "PIN"):
        station.add_column(heading)
    for operator, pin in stage.pins.items():
        station.add_row(operator, pin)
    console.print(station)
    console.print(
        "Code of the second factor: run [bold].venv/bin/bitaqa scenario code NAME[/bold] in another terminal.\n"
        f"Tracking page, no account: {stage.centre_url}/track/ (a receipt number and a birth date)\n"
        "Ctrl-C stops every program.",
        highlight=False,
    )
