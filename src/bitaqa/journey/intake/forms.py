"""What people choose about packets: each form only reads; the acts check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import role_name
from bitaqa.ui.widgets import FileDrop

from .referring import REFERRED_TO
from .words import DISMISS_WORDS, FINDING_WORDS, REFER_WORDS


class DismissForm(forms.Form):
    because = forms.ChoiceField(label=_("Reason"), choices=list(DISMISS_WORDS.items()))


class ReferForm(forms.Form):
    """Who is asked about a packet in quarantine, and what."""

    role = forms.ChoiceField(label=_("Who is asked"))
    because = forms.ChoiceField(label=_("What they should find out"), choices=list(REFER_WORDS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role_name(role)) for role in REFERRED_TO]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


class FindingForm(forms.Form):
    """What those who were asked found."""

    finding = forms.ChoiceField(label=_("What was found"), choices=list(FINDING_WORDS.items()))


class SeveralFiles(FileDrop):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Gives a list of uploaded files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in given] or [super().clean(None, initial)]


class DiskForm(forms.Form):
    packets = SeveralFilesField(
        label=_("Packet files of the disk"),
        widget=SeveralFiles(attrs={"accept": ".btq"}),
        help_text=_("Files ending in .btq, up to a hundred at once; a file brought twice changes nothing."),
        error_messages={"required": _("Choose at least one file.")},
        allow_empty_file=True,
    )
