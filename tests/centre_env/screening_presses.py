"""What a second, identical press does in adjudication; see `presses.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCREENING_PRESSED: Final[Mapping[str, tuple[str, ...]]] = {
    "screening/test_bench.py::test_a_blind_opinion_is_given_by_others_once_and_counted": (
        "POST screening/again/<uuid:case>/",
    ),
    "screening/test_bench.py::test_the_undo_is_pressed_on_the_page": ("POST screening/joins/<uuid:join>/part/",),
    "screening/test_erasing_fingers_by_two.py::test_asked_by_one_confirmed_by_another_and_proved": (
        "POST screening/fingers/",
        "POST screening/fingers/<uuid:erasure>/confirm/",
        "POST screening/fingers/<uuid:erasure>/decline/",
    ),
    "screening/test_audit.py::test_what_an_audit_finds_is_joined_by_two_or_told_apart_for_good": (
        "POST screening/audit/<uuid:pair>/apart/",
        "POST screening/audit/<uuid:pair>/join/",
    ),
    "screening/test_api.py::test_a_reported_death_stops_what_is_pending": ("POST screening/api/deaths",),
    "screening/test_api.py::test_returned_to_a_named_visit": (
        "POST screening/api/applications/<uuidstr:application>/take-back",
        "POST screening/api/cases/<uuidstr:case>/return",
    ),
    "screening/test_api.py::test_two_people_refer_and_others_enter_the_answer": (
        "POST screening/api/applications/<uuidstr:application>/referral-answer",
        "POST screening/api/cases/<uuidstr:case>/confirm-referral",
        "POST screening/api/cases/<uuidstr:case>/propose-referral",
    ),
    "screening/test_referrals_and_returns.py::test_a_file_sent_back_by_mistake_is_taken_up_again": (
        "POST screening/applications/<uuid:application>/take-back/",
    ),
    "screening/test_referrals_and_returns.py::test_a_referral_takes_two_and_its_answer_goes_to_others": (
        "POST screening/cases/<uuid:case>/confirm-refer/",
        "POST screening/cases/<uuid:case>/refer/",
        "POST screening/referred/<uuid:application>/answer/",
    ),
    "screening/test_api.py::test_two_people_refuse_and_others_hear_the_appeal": (
        "POST screening/api/applications/<uuidstr:application>/appeal",
        "POST screening/api/cases/<uuidstr:case>/approve",
        "POST screening/api/cases/<uuidstr:case>/confirm-refusal",
        "POST screening/api/cases/<uuidstr:case>/propose-refusal",
    ),
    "screening/test_losses.py::test_machines_say_and_end_the_same": (
        "POST screening/api/losses",
        "POST screening/api/losses/<uuidstr:report>/lift",
    ),
    "screening/test_losses.py::test_reported_and_ended_on_screen": (
        "POST screening/losses/<uuid:report>/lift/",
        "POST screening/losses/report/",
    ),
    "screening/test_identity_screens.py::test_asked_and_witnessed_on_screen_then_decided_by_two": (
        "POST screening/cases/<uuid:case>/identity/ask/<uuid:person>/",
        "POST screening/cases/<uuid:case>/identity/search/",
        "POST screening/cases/<uuid:case>/identity/witness/",
        "POST screening/interviews/<uuid:interview>/answer/",
    ),
    "screening/test_identity_screens.py::test_an_interview_is_ended_early": (
        "POST screening/interviews/<uuid:interview>/end/",
    ),
    "screening/test_identity_screens.py::test_the_play_re_establishes_whom_it_enrolled_without_papers": (
        "POST screening/api/cases/<uuidstr:case>/identity",
        "POST screening/api/cases/<uuidstr:case>/interviews",
        "POST screening/api/cases/<uuidstr:case>/witnesses",
        "POST screening/api/interviews/<uuidstr:interview>/answers",
        "POST screening/api/interviews/<uuidstr:interview>/end",
    ),
    "screening/test_withdrawing.py::test_machines_withdraw_once": (
        "POST screening/api/applications/<uuidstr:application>/withdraw",
    ),
    "screening/test_withdrawing.py::test_withdrawn_on_the_files_page": (
        "POST screening/applications/<uuid:application>/withdraw/",
    ),
    "screening/test_joins.py::test_declining_on_screen": (
        "POST screening/joins/<uuid:join>/confirm/",
        "POST screening/joins/<uuid:join>/decline/",
    ),
    "screening/test_joins.py::test_on_screen": ("POST screening/joins/",),
    "screening/test_screens.py::test_a_file_is_returned_to_a_visit_to_come": (
        "POST screening/cases/<uuid:case>/return/",
    ),
    "screening/test_screens.py::test_a_refusal_by_two_with_its_letter_and_an_appeal_by_others": (
        "POST screening/applications/<uuid:application>/appeal/",
        "POST screening/cases/<uuid:case>/approve-new/",
        "POST screening/cases/<uuid:case>/confirm/",
        "POST screening/cases/<uuid:case>/propose/",
    ),
    "screening/test_screens.py::test_a_role_of_another_campaign_reaches_nothing": ("POST screening/applications/",),
    "screening/test_screens.py::test_approved_as_the_candidate_then_the_next_case_opens": (
        "POST screening/cases/<uuid:case>/approve-same/",
    ),
    "screening/test_screens.py::test_the_second_person_declines": ("POST screening/cases/<uuid:case>/withdraw/",),
}
