"""`{% load ui %}`: every component of the design system. The guide with examples is `src/bitaqa/ui/README.md`."""

from __future__ import annotations

from django import template

from bitaqa.ui.templatetags import ui_actions, ui_formats, ui_forms, ui_layout, ui_people

register = template.Library()
for _part in (ui_actions, ui_formats, ui_forms, ui_layout, ui_people):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
