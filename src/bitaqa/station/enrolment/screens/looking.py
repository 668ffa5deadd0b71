"""What the camera's live view asks several times a second: where the face is, and what could be better, in words."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import requires
from bitaqa.station.devices.door import PictureRefusedError, looked_at
from bitaqa.station.enrolment import words

MOST_SAID = 2


@require_POST
@requires(Permission.ENROL)
def look(request: HttpRequest) -> JsonResponse:
    """Judges one frame (`frame`, a small JPEG) and keeps nothing of it.

    Answers `{"box": {left, top, width, height} | null, "eyes": [[x, y], [x, y]], "fine": bool, "words": text}` in
    shares of the frame. Raises PictureRefusedError and its kin.
    """
    frame = request.FILES.get("frame")
    if frame is None or isinstance(frame, list):
        raise PictureRefusedError()
    seen, findings = looked_at(frame.read())
    said = " ".join(words.portrait_remark(finding.code) for finding in findings[:MOST_SAID])
    box = seen.box if seen else None
    return JsonResponse(
        {
            "box": {name: getattr(box, name) for name in ("left", "top", "width", "height")} if box else None,
            "eyes": list(seen.eyes or ()) if seen else [],
            "fine": not findings,
            "words": said or _("Nothing to say against it: take the picture."),
        }
    )
