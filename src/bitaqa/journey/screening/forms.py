"""What people type about a case or an application: each form only reads; the acts check again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.applications import PaperCode, Recapture
from bitaqa.foundation.rules.reports import Teller
from bitaqa.ui.widgets import LatinInput

from .domain import MissingProof, ReferralAnswer, RefusalGround
from .words import (
    ANSWER_WORDS,
    ERASE_WORDS,
    GROUND_WORDS,
    JOIN_WORDS,
    LIFT_WORDS,
    LOSS_WORDS,
    PAPER_WORDS,
    PART_WORDS,
    PURPOSE_WORDS,
    RECAPTURE_WORDS,
    SUSPICION_WORDS,
    TELLER_WORDS,
    WITHDRAWAL_WORDS,
)

REASON = {"autocomplete": "off", "maxlength": "300", "dir": "auto"}


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    """A reason on one line, so that Enter sends it."""
    widget = forms.TextInput(attrs=REASON)
    return forms.CharField(
        label=label,
        max_length=300,
        widget=widget,
        help_text=help_text,
        error_messages={"required": _("Say why: a decision without its reason is not taken.")},
    )


class NewPersonForm(forms.Form):
    """1: the applicant is nobody shown here."""

    because = _line(_("Why they are different people"))


class SamePersonForm(forms.Form):
    """2: the applicant is one of the candidates."""

    person = forms.ChoiceField(
        label=_("Who the applicant is"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the person the applicant is.")},
    )
    because = _line(_("Why it is the same person"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.choices = list(people)  # type: ignore[attr-defined]
        if len(people) == 1:
            field.initial = people[0][0]


class ReturnForm(forms.Form):
    """3: the file goes back to a named later visit."""

    asked = forms.MultipleChoiceField(
        label=_("What is needed"),
        widget=forms.CheckboxSelectMultiple,
        choices=[*RECAPTURE_WORDS.items(), *PAPER_WORDS.items()],
        error_messages={"required": _("Choose what is needed.")},
    )
    complete_at = forms.ChoiceField(
        label=_("At which visit"), error_messages={"required": _("Choose the visit at which the applicant comes back.")}
    )

    def __init__(self, *args: Any, visits: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["complete_at"]
        field.choices = list(visits) or [("", _("No visit is planned yet"))]  # type: ignore[attr-defined]
        field.required = bool(visits)

    @property
    def papers(self) -> list[PaperCode]:
        return [PaperCode(code) for code in self.cleaned_data["asked"] if code in PAPER_WORDS]

    @property
    def recapture(self) -> list[Recapture]:
        return [Recapture(code) for code in self.cleaned_data["asked"] if code in RECAPTURE_WORDS]


class RefusalForm(forms.Form):
    """4: a refusal is proposed; another adjudicator confirms it."""

    ground = forms.ChoiceField(
        label=_("Ground of the refusal"),
        widget=forms.RadioSelect,
        choices=[(ground.value, GROUND_WORDS[ground.value]) for ground in RefusalGround],
        error_messages={"required": _("Choose the ground: it stands in the letter.")},
    )
    papers = forms.MultipleChoiceField(
        label=_("Which proof is missing"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(PAPER_WORDS.items()),
        required=False,
    )
    line_ar = _line(_("In other words, in Arabic"), _("The applicant reads both lines in the letter."))
    line_fr = _line(_("In other words, in French"))

    def __init__(self, *args: Any, without_papers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_ar"].required = self.fields["line_fr"].required = False
        if not without_papers:
            ground = self.fields["ground"]
            ground.choices = [one for one in ground.choices if one[0] != RefusalGround.NOBODY_FOUND]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        arabic, french = given.get("line_ar", ""), given.get("line_fr", "")
        if not (given.get("papers") or arabic or french):
            self.add_error("papers", gettext("Tick the missing papers, or write which proof is missing."))
        elif bool(arabic) != bool(french):
            self.add_error("line_fr" if arabic else "line_ar", gettext("Write this line too: the letter has both."))
        return given

    @property
    def missing(self) -> MissingProof:
        given = self.cleaned_data
        return MissingProof(tuple(PaperCode(code) for code in given["papers"]), given["line_ar"], given["line_fr"])


class ReferralForm(forms.Form):
    """7: the file is referred to the service against fraud; another adjudicator confirms it."""

    suspicion = forms.ChoiceField(
        label=_("What is suspected"),
        widget=forms.RadioSelect,
        choices=list(SUSPICION_WORDS.items()),
        error_messages={"required": _("Choose what is suspected.")},
    )
    because = _line(_("What it rests on"), _("The service reads this line; the applicant does not."))


class AnswerForm(forms.Form):
    """What the service against fraud found."""

    answer = forms.ChoiceField(
        label=_("What the service found"),
        widget=forms.RadioSelect,
        choices=[(answer.value, ANSWER_WORDS[answer.value]) for answer in ReferralAnswer],
        error_messages={"required": _("Choose what the service found.")},
    )
    because = _line(_("Its words, and the number of its letter"))


class TakeBackForm(forms.Form):
    """A file sent back by mistake."""

    because = _line(_("Why the file is taken up again"))


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Receipt number, national number or name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Write what you look for.")},
    )
    purpose = forms.ChoiceField(
        label=_("Why you look"),
        choices=[("", _("Choose a purpose")), *PURPOSE_WORDS.items()],
        help_text=_("The journal keeps it with your name and the files shown."),
        error_messages={"required": _("Choose why you look: the journal keeps it.")},
    )


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("Why you look"),
        choices=[("", _("Choose a purpose")), *PURPOSE_WORDS.items()],
        help_text=_("The journal keeps it with your name and the files shown."),
        error_messages={"required": _("Choose why you look: the journal keeps it.")},
    )


class AppealForm(forms.Form):
    because = _line(_("What the applicant brings"), _("New papers, or what the refusal did not look at."))


class WithdrawForm(forms.Form):
    """The applicant takes the request back."""

    because = forms.ChoiceField(
        label=_("Why the applicant takes it back"),
        widget=forms.RadioSelect,
        choices=list(WITHDRAWAL_WORDS.items()),
        error_messages={"required": _("Choose the reason.")},
    )


class HolderForm(forms.Form):
    """Whose document is reported: by their number, or by the number on the document."""

    number = forms.CharField(
        label=_("National number, or number of the card"),
        max_length=20,
        widget=LatinInput(attrs={"autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).upper().replace(" ", "")


class LossForm(forms.Form):
    """Which document is reported, as what, by whom."""

    document = forms.ChoiceField(
        label=_("Document"), widget=forms.RadioSelect, error_messages={"required": _("Choose the document.")}
    )
    ground = forms.ChoiceField(
        label=_("What happened"),
        widget=forms.RadioSelect,
        choices=list(LOSS_WORDS.items()),
        error_messages={"required": _("Choose what happened.")},
    )
    teller = forms.ChoiceField(
        label=_("Who tells it"),
        choices=[(code, word) for code, word in TELLER_WORDS.items() if code != Teller.APPLICANT],
    )

    def __init__(self, *args: Any, held: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document"]
        field.choices = list(held)  # type: ignore[attr-defined]
        if len(held) == 1:
            field.initial = held[0][0]


class LiftForm(forms.Form):
    """Why a report ends."""

    because = forms.ChoiceField(label=_("Why it ends"), choices=list(LIFT_WORDS.items()))


class JoinForm(forms.Form):
    """Two numbers of the register, the first of which leads to the second from then on."""

    alias = forms.CharField(label=_("Number that was given second"), max_length=20, widget=LatinInput())
    into = forms.CharField(
        label=_("Number that stays"), max_length=20, widget=LatinInput(), help_text=_("Usually the older one.")
    )
    because = forms.ChoiceField(
        label=_("Reason"), choices=list(JOIN_WORDS.items()), error_messages={"required": _("Choose the reason.")}
    )


class PartForm(forms.Form):
    """Why two entries that were joined are two people."""

    because = forms.ChoiceField(
        label=_("Reason"), choices=list(PART_WORDS.items()), error_messages={"required": _("Choose the reason.")}
    )


class EraseFingersForm(forms.Form):
    """The first of two who end a person's templates."""

    national_number = forms.CharField(label=_("National number"), max_length=20, widget=LatinInput())
    because = forms.ChoiceField(
        label=_("Reason"), choices=list(ERASE_WORDS.items()), error_messages={"required": _("Choose the reason.")}
    )


class DeathForm(forms.Form):
    national_number = forms.CharField(
        label=_("National number"), max_length=20, widget=LatinInput(attrs={"autocapitalize": "characters"})
    )
    died_on = forms.DateField(
        label=_("Day of death"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_national_number(self) -> str:
        return str(self.cleaned_data["national_number"]).upper().replace(" ", "")

    def clean_died_on(self) -> Any:
        day = self.cleaned_data["died_on"]
        if day > local_day(now()):
            raise ValidationError(gettext("This day is still to come: check the record."))
        return day
