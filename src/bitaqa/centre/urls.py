"""Addresses of the centre: one include per room."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("api/progress", views.progress, name="progress"),
    path("api/clock", views.play_clock, name="play-clock"),
    path("ui/", include("bitaqa.ui.urls")),
    path("accounts/", include("bitaqa.backbone.accounts.urls")),
    path("authority/", include("bitaqa.backbone.authority.urls")),
    path("journal/", include("bitaqa.backbone.journal.urls")),
    path("waiting/", include("bitaqa.backbone.jobs.urls")),
    path("register/", include("bitaqa.records.persons.urls")),
    path("places/", include("bitaqa.records.places.urls")),
    path("planning/", include("bitaqa.journey.planning.urls")),
    path("sync/v1/", include("bitaqa.journey.intake.sync_urls")),
    path("sync/v1/", include("bitaqa.journey.production.sync")),
    path("intake/", include("bitaqa.journey.intake.urls")),
    path("screening/", include("bitaqa.journey.screening.urls")),
    path("production/", include("bitaqa.journey.production.urls")),
    path("delivery/", include("bitaqa.journey.delivery.urls")),
    path("retention/", include("bitaqa.services.retention.urls")),
    path("bulletin/", include("bitaqa.services.bulletin.urls")),
    path("board/", include("bitaqa.services.board.urls")),
    path("operators/", include("bitaqa.services.operators.urls")),
    path("papers/", include("bitaqa.services.papers.urls")),
    path("track/", include("bitaqa.services.tracking.urls")),
    path("certificates/", include("bitaqa.services.certificates.urls")),
]

handler400 = "bitaqa.ui.errors.bad_request"
handler403 = "bitaqa.ui.errors.forbidden"
handler404 = "bitaqa.ui.errors.not_found"
handler500 = "bitaqa.ui.errors.server_error"
