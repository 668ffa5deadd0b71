"""Addresses of enrolment's screens."""

from __future__ import annotations

from django.urls import path, re_path

from .screens import again, capturing, ending, fingers, later, looking, papers, person, register, sheets, starting

app_name = "enrolment"
urlpatterns = [
    path("", starting.list_page, name="list"),
    re_path(r"^new/(?P<kind>first|renewal|duplicate)/$", starting.new_page, name="new"),
    path("names/check/", person.name_check, name="name-check"),
    path("portrait/look/", looking.look, name="look"),
    path("incomplete/", later.incomplete_page, name="incomplete"),
    path("incomplete/<uuid:application>/", later.complete_page, name="complete"),
    path("incomplete/<uuid:application>/portrait/", again.portrait_page, name="again-portrait"),
    path("incomplete/<uuid:application>/portrait/picture/", again.portrait_picture, name="again-portrait-picture"),
    path("incomplete/<uuid:application>/fingers/", again.fingers_page, name="again-fingers"),
    path("referral/", later.referral_page, name="referral"),
    path("referral/<uuid:referral>/slip.pdf", later.referral_pdf, name="referral-pdf"),
    path("<uuid:draft>/", starting.resume_page, name="resume"),
    path("<uuid:draft>/request/", starting.kind_page, name="kind"),
    path("<uuid:draft>/abandon/", starting.abandon, name="abandon"),
    path("<uuid:draft>/who/", person.who_page, name="who"),
    path("<uuid:draft>/register/", register.ask, name="register"),
    path("<uuid:draft>/who/birth/", person.birth_check, name="birth-check"),
    path("<uuid:draft>/papers/", papers.papers_page, name="papers"),
    path("<uuid:draft>/papers/missing.pdf", sheets.missing_pdf, name="missing-pdf"),
    path("<uuid:draft>/papers/<slug:code>/", papers.paper_page, name="paper"),
    path("<uuid:draft>/papers/<slug:code>/picture/", papers.paper_picture, name="paper-picture"),
    path("<uuid:draft>/portrait/", capturing.photo_page, name="photo"),
    path("<uuid:draft>/portrait/picture/", capturing.portrait_picture, name="portrait"),
    path("<uuid:draft>/fingers/", fingers.fingers_page, name="fingers"),
    path("<uuid:draft>/fingers/glass/", fingers.fingers_frame, name="fingers-frame"),
    path("<uuid:draft>/signature/", capturing.signature_page, name="signature"),
    path("<uuid:draft>/signature/picture/", capturing.signature_picture, name="signature-picture"),
    path("<uuid:draft>/fee/", ending.fee_page, name="fee"),
    path("<uuid:draft>/notice/", ending.notice_page, name="notice"),
    path("<uuid:draft>/review/", ending.review_page, name="review"),
    path("<uuid:draft>/review/state/", ending.review_state, name="review-state"),
    path("<uuid:draft>/review/summary.pdf", sheets.summary_pdf, name="summary-pdf"),
    path("<uuid:draft>/confirm/", ending.confirm, name="confirm"),
    path("<uuid:draft>/applicant/", ending.applicant_page, name="applicant"),
    path("<uuid:draft>/seal/", ending.seal, name="seal"),
    path("<uuid:draft>/receipt/", ending.receipt_page, name="receipt"),
    path("<uuid:draft>/receipt/receipt.pdf", sheets.receipt_pdf, name="receipt-pdf"),
    path("<uuid:draft>/receipt/qr.svg", sheets.receipt_qr, name="receipt-qr"),
]
