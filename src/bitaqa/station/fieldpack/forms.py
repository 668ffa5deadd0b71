"""The form that takes a field pack from a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.widgets import FileDrop


class PackFileForm(forms.Form):
    file = forms.FileField(label=_("File of the field pack"), widget=FileDrop)
