"""Second factors and passwords are sealed in the table, and codes follow the standard."""

from __future__ import annotations

import pyotp
import pytest

SIGN_IN, CODE = "/accounts/sign-in/", "/accounts/sign-in/code/"


def test_secrets_are_sealed_in_the_table(administrators):
    from bitaqa.backbone.accounts.models import User
    from bitaqa.backbone.accounts.second_factor import open_secret

    known = administrators[0]
    sealed = bytes(User.objects.get(pk=known.user.pk).sealed_totp)
    assert known.secret.encode() not in sealed
    assert open_secret(sealed, user=known.user.id) == known.secret
    from cryptography.exceptions import InvalidTag

    with pytest.raises(InvalidTag):
        open_secret(sealed, user=administrators[1].user.id)


def test_sealed_secrets_survive_a_change_of_the_programs_key(administrators, settings):
    from bitaqa.backbone.accounts.models import User
    from bitaqa.backbone.accounts.second_factor import open_secret

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another development secret"
    known = administrators[0]
    assert open_secret(User.objects.get(pk=known.user.pk).sealed_totp, user=known.user.id) == known.secret


def test_codes_follow_the_published_vectors():
    """RFC 6238 appendix B, SHA-1, the last six digits of each value."""
    import base64

    from bitaqa.backbone.accounts.second_factor import matching_step

    secret = base64.b32encode(b"12345678901234567890").decode()
    for moment, digits in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert matching_step(secret, digits, step=moment // 30) == moment // 30
    assert matching_step(pyotp.random_base32(), "287082", step=1) in (None, 0, 1, 2)
