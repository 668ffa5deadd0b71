"""What a second, identical press does at the station: each address that takes a change, and the test that shows it.

The test named presses twice wherever it presses that address (`centre_env.pressing`), then goes on as before: what it
asserts afterwards says that nothing was lost or doubled. A new address without a row fails `test_second_presses`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PRESSED: Final[Mapping[str, tuple[str, ...]]] = {
    "enrolment/test_again.py::test_a_file_is_captured_again_by_forms_and_sealed_once": (
        "POST enrolment/incomplete/<uuid:application>/fingers/",
        "POST enrolment/incomplete/<uuid:application>/portrait/",
    ),
    "enrolment/test_from_register.py::test_what_people_typed_stays_and_the_difference_is_said": (
        "POST enrolment/<uuid:draft>/register/",
    ),
    "enrolment/test_live_view.py::test_a_frame_is_judged_in_words": ("POST enrolment/portrait/look/",),
    "enrolment/test_screens.py::test_a_referral_prints_what_it_does_not_keep": (
        "POST enrolment/referral/",
        "POST enrolment/referral/<uuid:referral>/slip.pdf",
    ),
    "enrolment/test_screens.py::test_a_whole_enrolment_by_forms_leaves_one_packet": (
        "POST enrolment/<uuid:draft>/confirm/",
        "POST enrolment/<uuid:draft>/fee/",
        "POST enrolment/<uuid:draft>/fingers/",
        "POST enrolment/<uuid:draft>/notice/",
        "POST enrolment/<uuid:draft>/papers/<slug:code>/",
        "POST enrolment/<uuid:draft>/portrait/",
        "POST enrolment/<uuid:draft>/seal/",
        "POST enrolment/<uuid:draft>/signature/",
        "POST enrolment/<uuid:draft>/who/",
        "POST enrolment/new/(?P<kind>first|renewal|duplicate)/$",
        "POST sign-in/",
    ),
    "enrolment/test_screens.py::test_an_abandoned_draft_leaves_the_list": ("POST enrolment/<uuid:draft>/abandon/",),
    "enrolment/test_screens.py::test_incomplete_files_are_found_and_completed_once": (
        "POST enrolment/incomplete/<uuid:application>/",
    ),
    "enrolment/test_capture_screens.py::test_missing_papers_make_a_written_list_and_a_later_visit": (
        "POST enrolment/<uuid:draft>/papers/",
    ),
    "enrolment/test_screens.py::test_the_request_step_keeps_numbers_ground_and_deadline": (
        "POST enrolment/<uuid:draft>/request/",
    ),
    "day/test_use.py::test_the_use_of_a_day_is_written_by_form_and_by_machine": ("POST day/use/", "PUT api/v1/day/use"),
    "handover/test_machine_api.py::test_a_delivery_day_from_opening_to_report": (
        "POST api/v1/cards/find-by-finger",
        "POST api/v1/cards/read",
        "POST api/v1/cards/scan",
        "POST api/v1/consignments/<uuidstr:consignment>/receive",
        "POST api/v1/day/close",
        "POST api/v1/hand-overs",
        "POST api/v1/hand-overs/stopped",
        "POST api/v1/hand-overs/wrong",
        "POST api/v1/tickets/<int:number>/call",
        "POST api/v1/tickets/<int:number>/done",
    ),
    "handover/test_pins.py::test_a_blocked_pin_from_the_finger_to_the_pad": (
        "POST hand-over/<uuid:card>/pin/capture/",
        "POST hand-over/<uuid:card>/pin/set/",
    ),
    "handover/test_pins.py::test_captures_that_are_none_and_a_person_who_leaves": (
        "POST hand-over/<uuid:card>/pin/leave/",
    ),
    "handover/test_machine_api.py::test_captures_that_are_none_and_cards_that_are_not_there": ("POST api/v1/day/open",),
    "handover/test_screens.py::test_a_box_is_received_by_scan": (
        "POST day/open/",
        "POST hand-over/boxes/<uuid:consignment>/",
    ),
    "handover/test_screens.py::test_a_refusal_by_the_machine_is_sealed_and_a_person_who_leaves_is_not": (
        "POST hand-over/<uuid:card>/give-up/",
    ),
    "handover/test_screens.py::test_a_search_by_name_opens_the_card_or_the_list": ("POST hand-over/",),
    "handover/test_screens.py::test_a_stopped_card_only_offers_to_withhold": ("POST hand-over/<uuid:card>/stop/",),
    "handover/test_screens.py::test_a_wrong_card_on_screen": ("POST hand-over/<uuid:card>/wrong/",),
    "handover/test_screens.py::test_another_s_finger_leads_to_two_people": (
        "POST hand-over/<uuid:card>/capture/",
        "POST hand-over/<uuid:card>/end/",
        "POST hand-over/<uuid:card>/who/",
    ),
    "queue/test_screens.py::test_numbers_are_given_called_and_shown": (
        "POST queue/call/",
        "POST queue/ticket/",
    ),
    "day/test_screens.py::test_the_day_opens_stands_changes_crew_and_closes": (
        "POST day/close/",
        "POST day/crew/",
    ),
    "handover/test_screens.py::test_uncollected_cards_go_back": ("POST hand-over/returns/",),
    "test_api.py::test_a_played_clock_is_set_over_the_api": ("POST api/v1/clock",),
    "test_api.py::test_a_file_sent_back_is_captured_again_over_the_api": (
        "POST api/v1/incomplete/<application>/fingers",
        "POST api/v1/incomplete/<application>/portrait",
    ),
    "test_api.py::test_an_abandoned_draft_keeps_nobody_and_is_not_sealed": ("POST api/v1/drafts/<draft>/abandon",),
    "test_api.py::test_an_enrolment_over_the_api_seals_a_packet": (
        "PATCH api/v1/drafts/<draft>",
        "POST api/v1/drafts",
        "POST api/v1/drafts/<draft>/confirm",
        "POST api/v1/drafts/<draft>/fingers",
        "POST api/v1/drafts/<draft>/papers/<code>",
        "POST api/v1/drafts/<draft>/portrait",
        "POST api/v1/drafts/<draft>/seal",
        "POST api/v1/drafts/<draft>/signature",
        "POST api/v1/sign-in",
    ),
    "test_api.py::test_an_incomplete_file_is_completed_once": ("POST api/v1/incomplete/<application>/complete",),
    "test_exchange_screens.py::test_a_broken_line_is_told_and_nothing_is_lost": ("POST outbox/",),
    "test_exchange_screens.py::test_a_field_pack_is_installed_from_a_file_by_the_head_alone": ("POST field-pack/",),
    "test_exchange_screens.py::test_packets_travel_on_a_disk_and_answers_come_back": ("POST outbox/disk/",),
    "test_exchange_screens.py::test_the_crew_is_offered_and_the_last_operator_proposed": ("POST sign-out/",),
    "test_second_presses.py::test_machine_doors_that_no_other_test_presses_twice": (
        "POST api/v1/cards/scan-many",
        "POST api/v1/day/crew-change",
        "POST api/v1/drafts/<draft>/old-card",
        "POST api/v1/sign-out",
        "POST api/v1/sync",
        "POST api/v1/tickets",
        "POST api/v1/tickets/<int:number>/no-show",
        "POST api/v1/tickets/next",
    ),
    "test_second_presses.py::test_screens_that_no_other_test_presses_twice": (
        "POST desks/",
        "POST desks/enrol/",
        "POST outbox/packets/<uuid:packet>/erase/",
    ),
    "test_unlocking.py::test_a_locked_station_shows_one_page_and_opens_to_a_head": ("POST unlock/",),
}
"""By test, so that a reader sees what each one proves."""

BY_DESIGN: Final[Mapping[str, str]] = {
    "POST api/v1/referrals": "a slip keeps nobody: each press is one more slip, and the day report counts slips",
    "POST ui/": "the living page of components keeps nothing",
}
"""Two presses are two acts here, with the reason."""
