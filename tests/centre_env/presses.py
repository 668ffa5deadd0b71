"""What a second, identical press does at the centre: each address that takes a change, and the test that shows it.

The test named presses twice wherever it presses that address (`centre_env.pressing`), then goes on as before: what it
asserts afterwards says that nothing was lost or doubled. A new address without a row fails `test_second_presses`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .screening_presses import SCREENING_PRESSED

PRESSED: Final[Mapping[str, tuple[str, ...]]] = {
    **SCREENING_PRESSED,
    "accounts/test_access.py::test_sensitive_acts_ask_again_after_ten_minutes": ("POST accounts/confirm/",),
    "accounts/test_api.py::test_a_program_signs_in_acts_and_signs_out": (
        "POST accounts/api/sign-in",
        "POST accounts/api/sign-out",
    ),
    "accounts/test_screens.py::test_a_request_can_be_declined": ("POST accounts/grants/<uuid:grant>/decline/",),
    "accounts/test_screens.py::test_a_role_from_request_to_revocation": (
        "POST accounts/grants/<uuid:grant>/grant/",
        "POST accounts/grants/<uuid:grant>/revoke/",
        "POST accounts/people/<uuid:user>/ask/",
    ),
    "accounts/test_screens.py::test_my_account": (
        "POST accounts/me/language/",
        "POST accounts/me/recovery-codes/",
    ),
    "accounts/test_screens.py::test_reset_close_and_reopen_from_the_page": (
        "POST accounts/people/<uuid:user>/close/",
        "POST accounts/people/<uuid:user>/reopen/",
        "POST accounts/people/<uuid:user>/reset/",
        "POST accounts/resets/<uuid:reset>/confirm/",
        "POST accounts/sign-in/",
        "POST accounts/sign-in/code/",
    ),
    "accounts/test_sign_in.py::test_changing_the_password_ends_other_sessions": ("POST accounts/me/password/",),
    "accounts/test_sign_in.py::test_sign_out_ends_the_session_and_a_link_does_not": ("POST accounts/sign-out/",),
    "accounts/test_sign_in.py::test_the_first_day_password_second_factor_recovery_codes": (
        "POST accounts/people/new/",
        "POST accounts/sign-in/password/",
        "POST accounts/sign-in/second-factor/",
    ),
    "bulletin/test_screens.py::test_a_campaign_goes_from_machine_door_to_publication": (
        "POST bulletin/api/bulletins/<uuidstr:bulletin>/publish",
        "POST bulletin/api/campaigns/<uuidstr:campaign>/build",
    ),
    "bulletin/test_screens.py::test_a_form_without_a_subject_builds_nothing": ("POST bulletin/",),
    "certificates/test_certificates.py::test_anybody_checks_a_code": ("POST certificates/check/",),
    "certificates/test_certificates.py::test_who_may_hand_out": ("POST certificates/",),
    "delivery/test_replacing.py::test_machines_order_again": ("POST delivery/api/cards/order-again",),
    "delivery/test_replacing.py::test_the_officer_orders_again_on_the_cards_page": ("POST delivery/order-again/",),
    "delivery/test_calling_back.py::test_cards_left_at_a_visit_are_called_back_by_a_button": (
        "POST delivery/consignments/<uuid:consignment>/call-back/",
    ),
    "delivery/test_screens.py::test_a_box_is_bagged_sent_and_carried_on_screen": (
        "POST delivery/consignments/<uuid:consignment>/carry/",
        "POST delivery/consignments/<uuid:consignment>/dispatch/",
        "POST delivery/consignments/pack/",
    ),
    "delivery/test_screens.py::test_a_set_aside_packet_is_tried_again": ("POST delivery/set-aside/",),
    "delivery/test_screens.py::test_machines_do_the_same_acts": (
        "POST delivery/api/consignments/carry",
        "POST delivery/api/consignments/dispatch",
        "POST delivery/api/consignments/pack",
        "POST delivery/api/destructions",
        "POST delivery/api/destructions/<uuidstr:destruction>/confirm",
        "POST delivery/api/destructions/<uuidstr:destruction>/withdraw",
        "POST delivery/api/returns",
        "POST delivery/api/returns/order",
    ),
    "delivery/test_screens.py::test_two_accounts_destroy_on_screen": (
        "POST delivery/returns/<uuid:destruction>/confirm/",
        "POST delivery/returns/<uuid:destruction>/withdraw/",
        "POST delivery/returns/propose/",
        "POST delivery/returns/take-back/",
    ),
    "intake/test_bundles.py::test_a_bundle_sent_again_tells_the_same_and_stores_nothing_twice": (
        "POST sync/v1/bundles",
    ),
    "production/test_pin_sessions.py::test_a_recognised_holder_sets_a_pin_that_the_centre_never_sees": (
        "POST sync/v1/pin",
    ),
    "intake/test_register_look.py::test_a_card_in_its_holders_hand_tells_who_they_are_and_is_journalled": (
        "POST sync/v1/register",
    ),
    "intake/test_screens.py::test_a_dismissal_takes_two": (
        "POST intake/packets/<uuid:packet>/dismiss/",
        "POST intake/packets/<uuid:packet>/dismiss/confirm/",
        "POST intake/packets/<uuid:packet>/dismiss/decline/",
    ),
    "intake/test_referring.py::test_a_role_is_asked_and_answers": (
        "POST intake/packets/<uuid:packet>/refer/",
        "POST intake/packets/<uuid:packet>/refer/close/",
    ),
    "intake/test_screens.py::test_packets_brought_on_a_disk_and_answers_carried_back": ("POST intake/disk/",),
    "intake/test_screens.py::test_what_is_not_a_packet_or_is_gone_is_not_tried_again": (
        "POST intake/packets/<uuid:packet>/release/",
    ),
    "intake/test_sync.py::test_hello_shows_what_is_missing": ("POST sync/v1/packets",),
    "jobs/test_screens.py::test_items_are_listed_with_their_reason_and_tried_again": (
        "POST waiting/set-aside/<str:step>/retry/",
    ),
    "papers/test_papers.py::test_visits_changed_by_hand_are_numbered_once": ("POST papers/<uuid:campaign>/number/",),
    "places/test_screens.py::test_a_file_is_looked_at_then_loaded": (
        "POST places/files/",
        "POST places/files/<uuid:file>/load/",
    ),
    "places/test_screens.py::test_a_place_is_entered_and_corrected": ("POST places/<slug:code>/", "POST places/new/"),
    "planning/test_api.py::test_a_campaign_is_entered_whole_and_open": ("POST planning/api/campaigns",),
    "planning/test_api.py::test_a_station_its_crew_and_its_field_pack": (
        "POST planning/api/stations",
        "PUT planning/api/stations/<code>/crew",
    ),
    "planning/test_api.py::test_the_door_of_lapsing_and_a_cancelled_visit": (
        "POST planning/api/campaigns/<uuidstr:campaign>/lapse",
    ),
    "planning/test_lapsing.py::test_files_whose_papers_never_came_end_by_a_button_with_their_count": (
        "POST planning/campaigns/<uuid:campaign>/lapse/",
    ),
    "planning/test_emergency.py::test_one_press_opens_everything": ("POST planning/programmes/emergency/",),
    "planning/test_plans.py::test_a_move_is_told_and_taken_back": ("POST planning/campaigns/plans/<uuid:draft>/move/",),
    "planning/test_plans.py::test_a_search_goes_on_around_pins": ("POST planning/campaigns/plans/<uuid:draft>/again/",),
    "planning/test_plans.py::test_from_people_expected_to_visits": (
        "POST planning/campaigns/<uuid:campaign>/plans/ask/",
        "POST planning/campaigns/<uuid:campaign>/plans/demand/",
        "POST planning/campaigns/plans/<uuid:draft>/publish/",
        "POST planning/campaigns/plans/<uuid:draft>/stop/",
    ),
    "planning/test_companions.py::test_a_visit_needs_all_its_companions": (
        "POST planning/campaigns/<uuid:campaign>/companions/",
    ),
    "planning/test_companions.py::test_what_is_short_on_board_is_said": ("POST planning/departures/",),
    "planning/test_plans.py::test_particular_days_are_planned_around": (
        "POST planning/campaigns/<uuid:campaign>/plans/days/",
    ),
    "planning/test_learning.py::test_the_register_and_earlier_visits_announce_people": (
        "POST planning/campaigns/<uuid:campaign>/plans/forecast/",
    ),
    "planning/test_studies.py::test_a_tour_is_found_and_saved_once": (
        "POST planning/campaigns/<uuid:campaign>/studies/tour/",
        "POST planning/campaigns/studies/<uuid:study>/save/",
    ),
    "planning/test_studies.py::test_a_roster_keeps_its_rules_and_is_printed_on_crew_orders": (
        "POST planning/campaigns/<uuid:campaign>/studies/roster/",
    ),
    "planning/test_studies.py::test_the_curve_never_falls_and_can_be_stopped": (
        "POST planning/campaigns/<uuid:campaign>/plans/fleet/",
        "POST planning/campaigns/studies/<uuid:study>/stop/",
    ),
    "planning/test_publishing.py::test_a_change_is_approved_by_another_and_its_visits_follow": (
        "POST planning/campaigns/plans/<uuid:draft>/propose/",
    ),
    "planning/test_publishing.py::test_a_change_is_sent_back_with_its_reason": (
        "POST planning/campaigns/plans/<uuid:draft>/approve/",
        "POST planning/campaigns/plans/<uuid:draft>/decline/",
    ),
    "planning/test_screens.py::test_a_campaign_from_form_to_closing": (
        "POST planning/campaigns/<uuid:campaign>/cancel-visit/",
        "POST planning/campaigns/<uuid:campaign>/close/",
        "POST planning/campaigns/<uuid:campaign>/open/",
        "POST planning/campaigns/<uuid:campaign>/visits/",
        "POST planning/campaigns/new/",
    ),
    "planning/test_screens.py::test_a_crew_then_a_field_pack": (
        "POST planning/stations/<slug:code>/crew/",
        "POST planning/stations/<slug:code>/crew/end/",
    ),
    "planning/test_screens.py::test_a_sensitive_eligibility_is_read_by_those_who_plan_it": (
        "POST planning/programmes/<slug:code>/",
        "POST planning/programmes/new/",
    ),
    "planning/test_screens.py::test_a_station_from_its_request_file_to_revocation": (
        "POST planning/stations/<slug:code>/revoke/",
        "POST planning/stations/provision/",
    ),
    "production/test_carriers.py::test_the_table_says_what_to_do": (
        "POST production/boxes/<uuid:box>/bag/",
        "POST production/boxes/<uuid:box>/match/",
    ),
    "production/test_holding.py::test_the_page_holds_and_parts": (
        "POST production/batches/<uuid:batch>/hold/",
        "POST production/batches/<uuid:batch>/resume/",
        "POST production/batches/<uuid:batch>/split/",
    ),
    "production/test_bench_chips.py::test_a_batch_is_released_by_its_button": (
        "POST production/api/batches/<batch>/release",
        "POST production/batches/<uuid:batch>/release/",
    ),
    "production/test_screens_and_api.py::test_a_whole_campaign_through_the_machine_door": (
        "POST production/api/batches",
        "POST production/api/batches/<batch>/blanks",
        "POST production/api/batches/<batch>/close",
        "POST production/api/batches/<batch>/pass-all",
        "POST production/api/blanks",
        "POST production/api/destructions",
        "POST production/api/destructions/<destruction>/confirm",
        "POST production/api/orders/<order>/retry",
        "POST production/api/quality/orders/<order>/reject",
        "POST production/api/quality/pass",
        "POST production/api/visits/<visit>/pack",
    ),
    "production/test_two_centres.py::test_leases_by_the_machine_door": (
        "POST production/api/batches/<batch>/consumed",
        "POST production/api/batches/<batch>/fail-over",
        "POST production/api/batches/<batch>/lease",
    ),
    "production/test_two_centres.py::test_what_a_silent_centre_left_is_handed_over_by_its_button": (
        "POST production/batches/<uuid:batch>/to/<slug:to>/",
    ),
    "production/test_vault.py::test_the_vault_by_its_buttons": (
        "POST production/vault/<slug:centre>/back/",
        "POST production/vault/<slug:centre>/out/",
        "POST production/vault/<slug:centre>/shifts/<slug:shift>/close/",
        "POST production/vault/<slug:centre>/supplies/",
        "POST production/vault/moves/<uuid:move>/confirm/",
        "POST production/vault/moves/<uuid:move>/withdraw/",
    ),
    "production/test_screens_and_api.py::test_destruction_by_its_buttons": (
        "POST production/blanks/<slug:centre>/destroy/",
        "POST production/destructions/<uuid:destruction>/confirm/",
        "POST production/destructions/<uuid:destruction>/withdraw/",
    ),
    "production/test_screens_and_api.py::test_the_bench_by_its_buttons": (
        "POST production/batches/<uuid:batch>/pass-rest/",
        "POST production/quality/<uuid:order>/pass/",
        "POST production/quality/<uuid:order>/reject/",
    ),
    "production/test_screens_and_api.py::test_the_floor_by_its_buttons": (
        "POST production/batches/<uuid:batch>/blanks/",
        "POST production/batches/<uuid:batch>/close/",
        "POST production/blanks/<slug:centre>/receive/",
        "POST production/centres/<slug:centre>/form/",
        "POST production/orders/<uuid:order>/retry/",
        "POST production/packing/<uuid:visit>/pack/",
    ),
    "program/test_second_presses.py::test_a_played_instant_declared_twice_stands": ("POST api/clock",),
    "register_import/test_screens.py::test_a_file_is_looked_at_loaded_and_corrected": (
        "POST register/imports/",
        "POST register/imports/<uuid:register_import>/load/",
    ),
    "retention/test_declining.py::test_a_list_is_declined_on_its_page": ("POST retention/<uuid:erasure>/decline/",),
    "retention/test_erasing.py::test_the_screens_ask_two_people": (
        "POST retention/",
        "POST retention/<uuid:erasure>/confirm/",
    ),
    "tracking/test_page.py::test_the_next_visit_is_announced_by_date_and_place": (
        "POST track/",
        "POST track/(?P<language>fr|en)/$",
    ),
    "ui/test_living.py::test_every_template_is_rendered": ("POST ui/",),
}
"""By test, so that a reader sees what each one proves."""

BY_DESIGN: Final[Mapping[str, str]] = {
    "POST planning/api/stations/<code>/field-pack": "each press seals a newer pack; a station takes the newest one",
    "POST planning/stations/<slug:code>/field-pack/": "each press seals a newer pack; a station takes the newest one",
    "POST planning/campaigns/plans/<uuid:draft>/pin/": "a press pins the day, the next one takes the pin away",
    "POST planning/campaigns/plans/<uuid:draft>/undo/": "each press takes one change back; it says when none is left",
    "POST screening/deaths/": "asks first, and each showing is a look; confirmed twice it is refused in words "
    "(screening/test_application_screens.py::test_a_death_is_reported_in_two_presses)",
    "POST bulletin/<uuid:bulletin>/publish": "published once; pressed again it is refused in words "
    "(bulletin/test_figures.py::test_a_bulletin_is_published_by_a_second_person_and_computed_again_first)",
    "POST screening/losses/": "finds a person and shows them; each showing is a look, and nothing changes",
    "POST ui/": "the living page of components keeps nothing",
}
"""Two presses are two acts here, or the test named presses twice itself; with the reason."""
