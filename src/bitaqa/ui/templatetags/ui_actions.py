"""What people press, and what answers them: buttons, dialogs, toasts, undo, alerts, empty states, progress."""

from __future__ import annotations

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bitaqa.ui.icons import icon_svg
from bitaqa.ui.statuses import status_of

register = template.Library()

ALERT_ICONS = {
    "ok": "check-circle", "go": "info-circle", "info": "info-circle", "wait": "exclamation-triangle",
    "stop": "x-octagon", "calm": "info-circle",
}  # fmt: skip
MESSAGE_TONES = {"debug": "calm", "info": "go", "success": "ok", "warning": "wait", "error": "stop"}


@register.simple_tag
def ui_icon(name: str) -> SafeString:
    """`{% ui_icon "search" %}`: decoration beside a word, never instead of one."""
    return icon_svg(name)


@register.inclusion_tag("ui/components/button.html")
def ui_button(
    label: Any,
    kind: str = "primary",
    icon: str = "",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    opens: str = "",
    form: str = "",
    key: str = "",
    small: bool = False,
    wide: bool = False,
    disabled: bool = False,
    press: str = "",
) -> dict[str, Any]:
    """`{% ui_button _("Save") icon="check-lg" %}`; `kind` primary, quiet or danger; `href` makes a link of it.

    `opens` is the id of a dialog; `form` the id of the form it sends; `key` a shortcut shown in the help (Alt+key);
    `press` a single key that presses the button while no field is being typed in, and is written on it.
    """
    return {
        "label": label, "kind": kind, "icon": icon, "href": href, "type": "button" if opens else type, "name": name,
        "value": value, "opens": opens, "form": form, "key": key, "small": small, "wide": wide, "disabled": disabled,
        "press": press,
    }  # fmt: skip


@register.inclusion_tag("ui/components/status.html")
def ui_status(name: str, word: Any = "", icon: str = "", tone: str = "") -> dict[str, Any]:
    """`{% ui_status "application.approved" %}`, or `{% ui_status "" word=_("Late") icon="clock" tone="wait" %}`."""
    row = status_of(name)
    return {"word": word or row.word, "icon": icon or row.icon, "tone": tone or row.tone}


@register.inclusion_tag("ui/components/alert.html")
def ui_alert(title: Any, text: Any = "", next: Any = "", tone: str = "info", href: str = "", action: Any = "",
             code: str = "") -> dict[str, Any]:  # fmt: skip
    """`{% ui_alert title next=_("…") tone="stop" %}`: what is so, and what to do next; `action` labels the `href`."""
    return {"title": title, "text": text, "next": next, "tone": tone, "icon": ALERT_ICONS.get(tone, "info-circle"),
            "href": href, "action": action, "code": code}  # fmt: skip


@register.inclusion_tag("ui/components/error_panel.html")
def ui_error(error: Any) -> dict[str, Any]:
    """`{% ui_error error %}` for `bitaqa.ui.errors.in_words(error)`: the sentence, the next step, the code."""
    return {"error": error}


@register.inclusion_tag("ui/components/empty.html")
def ui_empty(title: Any, text: Any = "", icon: str = "inbox", href: str = "", action: Any = "") -> dict[str, Any]:
    """`{% ui_empty _("No card is waiting") %}`: says that nothing is missing, and what one may do."""
    return {"title": title, "text": text, "icon": icon, "href": href, "action": action}


@register.inclusion_tag("ui/components/toasts.html")
def ui_toasts(messages: Any) -> dict[str, Any]:
    """The messages of the last act; the base template already calls it."""
    shown = [
        {
            "text": str(message),
            "tone": (tone := MESSAGE_TONES.get(message.level_tag, "calm")),
            "icon": ALERT_ICONS[tone],
        }
        for message in messages or ()
    ]
    return {"toasts": shown}


@register.simple_block_tag(takes_context=True, end_name="endui_confirm")  # type: ignore[attr-defined, untyped-decorator, unused-ignore]
def ui_confirm(
    context: Any, content: str, id: str, title: Any, action: str, label: Any, kind: str = "primary", icon: str = ""
) -> SafeString:
    """A dialog asking before an act: `{% ui_confirm "seal" title action label %}why, fields…{% endui_confirm %}`.

    Opened by `{% ui_button … opens="seal" %}`. The form posts to `action` with its CSRF token; Escape closes.
    """
    request = context.get("request")
    return render_to_string(
        "ui/components/confirm.html",
        {"content": content, "id": id, "title": title, "action": action, "label": label, "kind": kind, "icon": icon,
         "token": get_token(request) if request is not None else ""},
    )  # fmt: skip


@register.inclusion_tag("ui/components/undo.html", takes_context=True)
def ui_undo(context: Any, text: Any, action: str, seconds: int = 10) -> dict[str, Any]:
    """`{% ui_undo _("The draft was deleted.") url %}`: posts to `action`; the bar leaves after `seconds`."""
    request = context.get("request")
    token = get_token(request) if request is not None else ""
    return {"text": text, "action": action, "seconds": seconds, "token": token}


@register.inclusion_tag("ui/components/progress.html")
def ui_progress(
    label: Any, value: int, total: int, id: str = "", poll: str = "", every: int = 2, tone: str = "", note: Any = ""
) -> dict[str, Any]:
    """`{% ui_progress label 120 2095 id="intake" poll=url %}`: asks `poll` every `every` seconds for the same id.

    Stop asking by rendering it without `poll` once value = total.
    """
    done = total > 0 and value >= total
    percent = min(100, value * 100 // total) if total else 0
    return {
        "label": label, "value": value, "total": total, "id": id, "poll": "" if done else poll, "every": every,
        "percent": percent, "tone": tone or ("ok" if done else ""), "note": note, "done": done,
    }  # fmt: skip
