"""Addresses of adjudication."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api
from .screens import (
    again,
    applications,
    audit,
    case,
    deaths,
    deciding,
    erasures,
    figures,
    files,
    fingers,
    joins,
    queue,
    referred,
)

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("cases/<uuid:case>/", case.case, name="case"),
    path("cases/<uuid:case>/approve-new/", deciding.approve_new, name="approve-new"),
    path("cases/<uuid:case>/approve-same/", deciding.approve_same, name="approve-same"),
    path("cases/<uuid:case>/return/", deciding.send_back, name="return"),
    path("cases/<uuid:case>/propose/", deciding.propose, name="propose"),
    path("cases/<uuid:case>/refer/", deciding.refer, name="refer"),
    path("cases/<uuid:case>/confirm-refer/", deciding.confirm_refer, name="confirm-refer"),
    path("referred/", referred.referred, name="referred"),
    path("referred/<uuid:application>/answer/", referred.answer, name="referral-answer"),
    path("applications/<uuid:application>/take-back/", referred.take_back_file, name="take-back"),
    path("cases/<uuid:case>/confirm/", deciding.confirm, name="confirm"),
    path("cases/<uuid:case>/withdraw/", deciding.withdraw, name="withdraw"),
    path("cases/<uuid:case>/fingers/<uuid:candidate>/", fingers.compared, name="fingers"),
    path("drawings/<str:passed>/", fingers.drawing, name="finger-drawing"),
    path("figures/", figures.figures, name="figures"),
    path("again/", again.again, name="again"),
    path("again/<uuid:case>/", again.say, name="say-again"),
    path("files/<str:passed>/", files.file, name="file"),
    path("applications/", applications.search, name="applications"),
    path("applications/<uuid:application>/", applications.application, name="application"),
    path("applications/<uuid:application>/appeal/", applications.appeal, name="appeal"),
    path("applications/<uuid:application>/letter/", applications.letter, name="letter"),
    path("deaths/", deaths.death, name="death"),
    path("fingers/", erasures.erasures, name="finger-erasures"),
    path("fingers/<uuid:erasure>/", erasures.erasure, name="finger-erasure"),
    path("fingers/<uuid:erasure>/confirm/", erasures.confirm, name="finger-erasure-confirm"),
    path("fingers/<uuid:erasure>/decline/", erasures.decline, name="finger-erasure-decline"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<uuid:pair>/", audit.pair, name="audit-pair"),
    path("audit/<uuid:pair>/join/", audit.join_pair, name="audit-join"),
    path("audit/<uuid:pair>/apart/", audit.tell_apart, name="audit-apart"),
    path("joins/", joins.joins, name="joins"),
    path("joins/<uuid:join>/", joins.join, name="join"),
    path("joins/<uuid:join>/confirm/", joins.confirm, name="join-confirm"),
    path("joins/<uuid:join>/part/", joins.part, name="join-part"),
    path("joins/<uuid:join>/decline/", joins.decline, name="join-decline"),
    path("api/", api.urls),
]
