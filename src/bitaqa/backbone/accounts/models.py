"""Tables of accounts: users, the roles bound to them, and what sign-in needs.

Each model declares every field `open | personal | biometric | secret` in `FIELD_CLASSES` (house rule; tests, logs,
exports and retention read it). The database repeats the rules that matter: two different people per grant and per
reset, who/when together or not at all, one live grant per role and scope.
Refuses: superusers, Django's groups and permissions; no field here opens every door.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.roles import RoleCode

from .domain import GrantState, Scope


class People(BaseUserManager["User"]):
    """Finds accounts by sign-in name; accounts are made by `actions.create_account` alone."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(name=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One person who works at the centre. What they may do stands in `RoleGrant`, nowhere else."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "open",
        "name": "personal",
        "name_ar": "personal",
        "name_latin": "personal",
        "language": "open",
        "is_active": "open",
        "password": "secret",
        "must_change_password": "open",
        "first_password_until": "open",
        "sealed_totp": "secret",
        "totp_step": "open",
        "created_at": "open",
        "created_by": "open",
    }
    USERNAME_FIELD = "name"
    last_login = None  # sign-ins are journal entries; no second, silent account of them

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("Sign-in name"), max_length=40, unique=True)
    name_ar = models.CharField(_("Name in Arabic"), max_length=120)
    name_latin = models.CharField(_("Name in Latin letters"), max_length=120)
    language = models.CharField(_("Language"), max_length=2, default="ar")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    first_password_until = models.DateTimeField(null=True)
    sealed_totp = models.BinaryField(null=True)
    totp_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = People()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(must_change_password=False, first_password_until=None)
                | Q(must_change_password=True, first_password_until__isnull=False),
                name="user_first_password_has_an_end",
            ),
            models.CheckConstraint(condition=Q(language__in=("ar", "fr", "en")), name="user_language_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's script."""
        return self.name_ar if (get_language() or "ar").startswith("ar") else self.name_latin

    @property
    def has_second_factor(self) -> bool:
        return self.sealed_totp is not None


class RoleGrant(models.Model):
    """One role, for one person, somewhere, for a time: asked by one administrator, granted by another."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "open",
        "user": "open",
        "role": "open",
        "campaign": "open",
        "unit": "open",
        "issuing_centre": "open",
        "state": "open",
        "valid_from": "open",
        "valid_until": "open",
        "asked_by": "open",
        "asked_at": "open",
        "because": "open",
        "decided_by": "open",
        "decided_at": "open",
        "revoked_by": "open",
        "revoked_at": "open",
        "revoked_because": "open",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    campaign = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    issuing_centre = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=str(GrantState.ASKED))
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    because = models.CharField(max_length=40)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        indexes = (models.Index(fields=("role", "state"), name="grant_role_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[str(code) for code in RoleCode]), name="grant_role_known"),
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in GrantState]), name="grant_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="grant_needs_two_people"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="grant_not_by_its_holder"
            ),
            models.CheckConstraint(
                condition=Q(state=str(GrantState.ASKED), decided_by=None, decided_at=None)
                | (~Q(state=str(GrantState.ASKED)) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="grant_decision_whole",
            ),
            models.CheckConstraint(
                condition=(~Q(state=str(GrantState.REVOKED)) & Q(revoked_by=None, revoked_at=None, revoked_because=""))
                | (
                    Q(state=str(GrantState.REVOKED), revoked_by__isnull=False, revoked_at__isnull=False)
                    & ~Q(revoked_because="")
                ),
                name="grant_revocation_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "campaign", "unit", "issuing_centre"),
                condition=Q(state__in=(str(GrantState.ASKED), str(GrantState.GRANTED))),
                nulls_distinct=False,
                name="grant_once_per_scope",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.state}"

    @property
    def scope(self) -> Scope:
        return Scope(campaign=self.campaign, unit=self.unit, issuing_centre=self.issuing_centre)


class RecoveryCode(models.Model):
    """A way in when the telephone is lost: ten per person, each works once; only a keyed digest is kept."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {"id": "open", "user": "open", "digest": "secret", "used_at": "open"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return str(self.id)


class SignInMistakes(models.Model):
    """How often sign-in went wrong for one key (name + address, address, or account): a back-off, never a lock.

    `key` is a keyed digest: the table holds no address and no name typed by mistake into the wrong box.
    """

    FIELD_CLASSES: ClassVar[dict[str, str]] = {"id": "open", "key": "personal", "mistakes": "open", "last_at": "open"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.BinaryField(max_length=32, unique=True)
    mistakes = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class AccountReset(models.Model):
    """A new first password and no second factor, for someone locked out: asked by one, confirmed by another.

    Alone, an administrator could otherwise take over a colleague's account and be both of the two people.
    """

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "open",
        "user": "open",
        "asked_by": "open",
        "asked_at": "open",
        "confirmed_by": "open",
        "confirmed_at": "open",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="resets")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user"))),
                name="reset_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="reset_confirmation_whole",
            ),
            models.UniqueConstraint(fields=("user",), condition=Q(confirmed_by=None), name="reset_asked_once"),
        )

    def __str__(self) -> str:
        return str(self.id)


def actor_of(user: User | UUID) -> str:
    """The journal's word for a person who acts."""
    return f"user:{user.id if isinstance(user, User) else user}"
