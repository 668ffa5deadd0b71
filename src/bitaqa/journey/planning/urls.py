"""Addresses of planning."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api
from .screens import (
    campaigns,
    companions,
    day_notes,
    departures,
    emergency,
    plan_acts,
    plan_page,
    plan_publishing,
    plans,
    programmes,
    provisioning,
    stations,
)

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new-campaign"),
    path("campaigns/<uuid:campaign>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:campaign>/visits/", campaigns.add_visit, name="add-visit"),
    path("campaigns/<uuid:campaign>/cancel-visit/", campaigns.cancel_visit, name="cancel-visit"),
    path("campaigns/<uuid:campaign>/companions/", companions.companions, name="companions"),
    path("departures/", departures.departures, name="departures"),
    path("campaigns/<uuid:campaign>/open/", campaigns.move, {"name": "open"}, name="open-campaign"),
    path("campaigns/<uuid:campaign>/close/", campaigns.move, {"name": "close"}, name="close-campaign"),
    path("campaigns/<uuid:campaign>/plans/", plans.plan_list, name="plans"),
    path("campaigns/<uuid:campaign>/plans/demand/", plans.enter_demand, name="enter-demand"),
    path("campaigns/<uuid:campaign>/plans/days/", day_notes.day_notes, name="day-notes"),
    path("campaigns/<uuid:campaign>/plans/ask/", plans.ask_plan, name="ask-plan"),
    path("campaigns/plans/<uuid:draft>/", plan_page.plan, name="plan"),
    path("campaigns/plans/<uuid:draft>/move/", plan_acts.move_day, name="move-day"),
    path("campaigns/plans/<uuid:draft>/cost/", plan_acts.move_cost, name="move-cost"),
    path("campaigns/plans/<uuid:draft>/pin/", plan_acts.pin_day, name="pin-day"),
    path("campaigns/plans/<uuid:draft>/again/", plan_acts.ask_again, name="ask-again"),
    path("campaigns/plans/<uuid:draft>/undo/", plan_acts.undo_move, name="undo-move"),
    path("campaigns/plans/<uuid:draft>/stop/", plan_acts.stop_search, name="stop-search"),
    path("campaigns/plans/<uuid:draft>/publish/", plan_publishing.publish_plan, name="publish-plan"),
    path("campaigns/plans/<uuid:draft>/propose/", plan_publishing.propose_plan, name="propose-plan"),
    path("campaigns/plans/<uuid:draft>/approve/", plan_publishing.approve_plan, name="approve-plan"),
    path("campaigns/plans/<uuid:draft>/decline/", plan_publishing.decline_plan, name="decline-plan"),
    path("programmes/emergency/", emergency.emergency, name="emergency"),
    path("programmes/new/", programmes.programme, name="new-programme"),
    path("programmes/<slug:code>/", programmes.programme, name="programme"),
    path("stations/", stations.station_list, name="stations"),
    path("stations/provision/", provisioning.provision_station, name="provision"),
    path("stations/<slug:code>/", stations.station, name="station"),
    path("stations/<slug:code>/provision-file/", provisioning.provision_download, name="provision-file"),
    path("stations/<slug:code>/crew/", stations.save_crew, name="save-crew"),
    path("stations/<slug:code>/crew/end/", stations.end_crew, name="end-crew"),
    path("stations/<slug:code>/field-pack/", stations.issue_pack, name="issue-pack"),
    path("stations/<slug:code>/revoke/", stations.revoke, name="revoke"),
    path("api/", api.urls),
]
