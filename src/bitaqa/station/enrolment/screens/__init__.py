"""The screens of enrolment: one module per part of the way. No rule stands here; every one asks actions and queries."""
