"""How a page is laid out: panels, tabs, crumbs, steps, figures, tables, home."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bitaqa.ui.shapes import Crumb, Figure, Home, Step, Tab
from bitaqa.ui.tables import Table

register = template.Library()

STEP_ICONS = {"done": "check-lg", "error": "exclamation-lg"}


@register.simple_block_tag(end_name="endui_panel")  # type: ignore[attr-defined, untyped-decorator, unused-ignore]
def ui_panel(content: str, title: Any = "", icon: str = "", text: Any = "", tone: str = "", id: str = "") -> SafeString:
    """`{% ui_panel _("Papers") icon="files" %}…{% endui_panel %}`: one subject on its own ground."""
    return render_to_string(
        "ui/components/panel.html",
        {"content": content, "title": title, "icon": icon, "text": text, "tone": tone, "id": id},
    )


@register.simple_block_tag(end_name="endui_actions")  # type: ignore[attr-defined, untyped-decorator, unused-ignore]
def ui_actions(content: str) -> SafeString:
    """`{% ui_actions %}buttons{% endui_actions %}`: the row of buttons that ends a form; the main one first."""
    return render_to_string("ui/components/actions.html", {"content": content})


@register.inclusion_tag("ui/components/steps.html")
def ui_steps(steps: Sequence[Step], label: Any = "") -> dict[str, Any]:
    """`{% ui_steps steps %}`: where one stands; Alt+digit goes to a step that has an address."""
    rows = [{"step": step, "number": n, "icon": STEP_ICONS.get(step.state, "")} for n, step in enumerate(steps, 1)]
    current = next((row["number"] for row in rows if row["step"].state in {"current", "error"}), 0)  # type: ignore[attr-defined]
    return {"rows": rows, "label": label, "current": current, "count": len(rows)}


@register.inclusion_tag("ui/components/tabs.html")
def ui_tabs(tabs: Iterable[Tab], label: Any = "") -> dict[str, Any]:
    """`{% ui_tabs tabs %}`: pages of one subject; each tab is a link, so the address says where one is."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("ui/components/crumbs.html")
def ui_crumbs(crumbs: Iterable[Crumb]) -> dict[str, Any]:
    """`{% ui_crumbs crumbs %}`: the way here; the last one is the page itself."""
    return {"crumbs": list(crumbs)}


@register.inclusion_tag("ui/components/figures.html")
def ui_figures(figures: Iterable[Figure]) -> dict[str, Any]:
    """`{% ui_figures figures %}`: a row of tiles; a value None reads “not counted”."""
    return {"figures": figures}


@register.inclusion_tag("ui/components/table.html")
def ui_table(table: Table) -> dict[str, Any]:
    """`{% ui_table table %}` for `bitaqa.ui.tables.build_table(…)`."""
    return {"table": table}


@register.inclusion_tag("ui/components/home.html")
def ui_home(home: Home) -> dict[str, Any]:
    """`{% ui_home home %}`: what is waiting for me, what went wrong, what is next."""
    return {"home": home}


@register.simple_block_tag(end_name="endui_map")  # type: ignore[attr-defined, untyped-decorator, unused-ignore]
def ui_map(content: str, address: str, outlines: str = "") -> SafeString:
    """`{% ui_map address %}picture{% endui_map %}`: a map of the GeoJSON at `address`, over the borders at `outlines`.

    The picture is what stands on paper and where nothing can be drawn. The page loads `ui/js/map.js` as a module.
    """
    words = {
        "AttributionControl.ToggleAttribution": gettext("Sources of the map"),
        "Map.Title": gettext("Map"),
        "NavigationControl.ZoomIn": gettext("Nearer"),
        "NavigationControl.ZoomOut": gettext("Farther"),
        "Popup.Close": gettext("Close"),
        "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and turn the wheel to come nearer."),
        "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and turn the wheel to come nearer."),
        "CooperativeGesturesHandler.MobileHelpText": gettext("Move the map with two fingers."),
    }
    context = {"content": content, "address": address, "outlines": outlines, "words": json.dumps(words)}
    return render_to_string("ui/components/map.html", context)
