"""Forms: a field with its label, help and error; error summaries; fieldsets; name pairs. Any Django form works."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def field_kind(field: BoundField) -> str:
    """Which of the field templates draws it: hidden, check, choices, segmented, checks, partial_date, file, input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "segmented" if getattr(widget, "segmented", False) else "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if getattr(widget, "partial_date", False):
        return "partial_date"
    if isinstance(widget, forms.FileInput):
        return "file"
    if getattr(widget, "scanner", False):
        return "scanner"
    return "input"


@register.inclusion_tag("ui/components/field.html")
def ui_field(field: BoundField, help: Any = "", icon: str = "", autofocus: bool = False) -> dict[str, Any]:
    """`{% ui_field form.name %}`: label, help, widget, inline error, wired by aria-describedby and aria-invalid."""
    kind = field_kind(field)
    help_text = help or field.help_text
    described = []
    if help_text:
        described.append(f"{field.auto_id}_help")
    if field.errors:
        described.append(f"{field.auto_id}_error")
    attrs: dict[str, Any] = {}
    if kind in {"input", "scanner", "file"}:
        attrs["class"] = f"bq-input {field.field.widget.attrs.get('class', '')}".strip()
    if kind in {"input", "scanner", "file", "check"}:
        if described:
            attrs["aria-describedby"] = " ".join(described)
        if field.errors:
            attrs["aria-invalid"] = "true"
    if autofocus:
        attrs["autofocus"] = True
    group = kind in {"checks", "choices", "segmented", "partial_date"}
    return {
        "field": field,
        "kind": kind,
        "group": group,
        "icon": icon,
        "help": help_text,
        "described": " ".join(described),
        "control": field.as_widget(attrs=attrs) if not group or kind == "partial_date" else "",
        "options": list(field) if kind in {"checks", "choices", "segmented"} else [],
        "optional": not field.field.required and kind not in {"check", "hidden"},
    }


@register.inclusion_tag("ui/components/pin_pad.html")
def ui_pin_pad() -> dict[str, Any]:
    """Ten keys that type into the PIN fields of their form, for a touch screen; shown where scripts run."""
    return {"keys": "123456789"}


@register.inclusion_tag("ui/components/error_summary.html")
def ui_errors(form: forms.BaseForm, focus: bool = True) -> dict[str, Any]:
    """`{% ui_errors form %}`: what must be corrected, each line a link to its field; takes the focus when shown."""
    lines: list[dict[str, Any]] = []
    for field in form:
        if field.errors:
            widget = field.field.widget
            target = field.id_for_label or field.auto_id
            several = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
            if several or getattr(widget, "partial_date", False):
                target = f"{field.auto_id}_0"
            lines.extend(
                {"target": target, "label": str(field.label).rstrip(". :"), "text": text} for text in field.errors
            )
    return {"lines": lines, "general": form.non_field_errors(), "focus": focus}


@register.inclusion_tag("ui/components/form.html")
def ui_form(form: forms.BaseForm) -> dict[str, Any]:
    """`{% ui_form form %}`: the summary, then every field in order. The `<form>` and its buttons are the page's."""
    return {"form": form}


@register.simple_block_tag(end_name="endui_fieldset")  # type: ignore[attr-defined, untyped-decorator, unused-ignore]
def ui_fieldset(content: str, legend: Any, help: Any = "") -> SafeString:
    """`{% ui_fieldset legend %}…{% endui_fieldset %}`: fields that answer one question together."""
    return render_to_string("ui/components/fieldset.html", {"content": content, "legend": legend, "help": help})


@register.inclusion_tag("ui/components/name_pair.html")
def ui_name_pair(arabic: BoundField, latin: BoundField, legend: Any = "") -> dict[str, Any]:
    """`{% ui_name_pair form.given_ar form.given_latin %}`: both scripts side by side, Arabic on the right."""
    return {"arabic": arabic, "latin": latin, "legend": legend}
