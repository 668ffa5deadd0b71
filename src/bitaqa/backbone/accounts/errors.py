"""What stands in the way of signing in, of acting, and of changing who may act.

Sign-in errors never tell whether a name exists: a wrong name, a wrong password and a closed account read the same.
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, TRY_AGAIN, BitaqaError


class AccountsError(BitaqaError):
    """An act on accounts did not happen."""

    code = "accounts.error"
    sentence = "The account was not changed."
    next_step = TRY_AGAIN


class NotPermittedError(AccountsError):
    code = "accounts.not_permitted"
    sentence = "Your roles do not allow this act here."
    next_step = "Ask an administrator for the role, or hand the task to someone who holds it."
    status = 403


class NotSignedInError(AccountsError):
    code = "accounts.not_signed_in"
    sentence = "You are not signed in, or your session has ended."
    next_step = "Sign in again; what you had saved is still there."
    status = 401


class SignInRefusedError(AccountsError):
    code = "accounts.sign_in_refused"
    sentence = "The name, the password or the code is not right."
    next_step = "Check the keyboard and try again; wait for the next code if this one was already used."
    status = 401


class SignInPausedError(AccountsError):
    code = "accounts.sign_in_paused"
    sentence = "Too many attempts: sign-in from here waits %(seconds)s seconds."
    next_step = "Wait, then try again. Other workstations are not affected."
    status = 429


class SecondFactorMissingError(AccountsError):
    code = "accounts.second_factor_missing"
    sentence = "This account has no second factor yet."
    next_step = "Sign in once in a browser to set it up."
    status = 403


class PasswordRefusedError(AccountsError):
    code = "accounts.password_refused"
    sentence = "The new password needs at least %(minimum)s characters, not repeated, and must not hold the name."
    next_step = "Four unrelated words make a good password."
    status = 422


class SignInNotFreshError(AccountsError):
    code = "accounts.sign_in_not_fresh"
    sentence = "This act asks for a sign-in of the last minutes."
    next_step = "Sign in again, then send the request again."
    status = 403


class NameRefusedError(AccountsError):
    code = "accounts.name_refused"
    sentence = "A sign-in name has 3 to 40 Latin letters, digits, dots or hyphens."
    next_step = "Use for example the initial and the family name: a.benali"
    status = 422


class NameTakenError(AccountsError):
    code = "accounts.name_taken"
    sentence = "The sign-in name “%(name)s” already belongs to an account."
    next_step = "Choose another one; names are never reused."


class DisplayNameMissingError(AccountsError):
    code = "accounts.display_name_missing"
    sentence = "A person needs a name in both scripts, of at most 120 characters each."
    next_step = "Write the name in Arabic and in Latin letters."
    status = 422


class AccountNotFoundError(AccountsError):
    code = "accounts.account_not_found"
    sentence = "There is no such account."
    next_step = CHOOSE_AGAIN
    status = 404


class RoleUnknownError(AccountsError):
    code = "accounts.role_unknown"
    sentence = "There is no role with the code “%(role)s”."
    next_step = CHOOSE_AGAIN
    status = 422


class GrantNotFoundError(AccountsError):
    code = "accounts.grant_not_found"
    sentence = "There is no such request for a role."
    next_step = CHOOSE_AGAIN
    status = 404


class OwnRequestError(AccountsError):
    code = "accounts.own_request"
    sentence = "Two people are needed: you cannot decide what you asked for, nor what concerns yourself."
    next_step = "Another administrator finds the request on the page of people."
    status = 403


class RoleAlreadyHeldError(AccountsError):
    code = "accounts.role_already_held"
    sentence = "This role, in this scope, is already held or asked for."
    next_step = "Look at the person's roles: there is nothing more to ask."


class PeriodRefusedError(AccountsError):
    code = "accounts.period_refused"
    sentence = "A role must end after it begins."
    next_step = "Choose a later last day."
    status = 422


class TooFewAdministratorsError(AccountsError):
    code = "accounts.too_few_administrators"
    sentence = "Two administrators must remain, or nobody could grant a role any more."
    next_step = "Grant the role to another person first."


class ReasonMissingError(AccountsError):
    code = "accounts.reason_missing"
    sentence = "A reason is needed."
    next_step = "Choose one from the list."
    status = 422


class AlreadyBootstrappedError(AccountsError):
    code = "accounts.already_bootstrapped"
    sentence = "Administrators exist already: the first ceremony happens once."
    next_step = "Ask one of them; roles are granted on the page of people."


class NotBootstrappedError(AccountsError):
    code = "accounts.not_bootstrapped"
    sentence = "There are not yet two administrators."
    next_step = "Run `bitaqa bootstrap` first."


class DemonstrationRefusedError(AccountsError):
    code = "accounts.demonstration_refused"
    sentence = "Demonstration accounts are refused in production."
    next_step = "Create people through the ceremony and the list of people."
    status = 403


class UndeclaredViewError(AccountsError):
    code = "accounts.undeclared_view"
    sentence = "This page does not say who may open it, so nobody may."
    next_step = "Tell the people who maintain the program."
    status = 403


class ScopeUnknownError(AccountsError):
    code = "accounts.scope_unknown"
    sentence = "There is no such campaign, unit or issuing centre."
    next_step = "Reload the page and choose again."
    status = 422


class ProposedByOneselfError(AccountsError):
    code = "accounts.proposed_by_oneself"
    sentence = "You proposed this: someone else must confirm it."
    next_step = "Leave it to another person who may."
    status = 403
