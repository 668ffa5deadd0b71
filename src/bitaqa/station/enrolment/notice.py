"""The data-protection notice that is read aloud, by version: a file records which one its applicant heard.

A specimen text in plain words; a deployment replaces it by its own, under another version. Tamazight is spoken from
the same text. Refuses nothing.
"""

from __future__ import annotations

from typing import Final

from .rules import NOTICE_VERSION

NOTICES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "notice-1": {
        "ar": (
            (
                "نسجل اسمكم وتاريخ ومكان ازديادكم وعنوانكم وصورتكم وبصمات أصابعكم وتوقيعكم، لغرض واحد: "
                "إعداد بطاقتكم وتسليمها لكم دون غيركم."
            ),
            "تُغلق المعطيات هنا بقفل لا يفتحه إلا المركز. لا تحتفظ هذه المحطة بأي شيء منها بعد إقفال الملف.",
            "لا يطلع عليها إلا الأعوان المكلفون بطلبكم، وكل اطلاع يُسجل باسم صاحبه.",
            "لكم الحق في معرفة ما سُجل عنكم وفي تصحيح الخطأ فيه، الآن قبل التوقيع أو لاحقا بتقديم رقم الوصل.",
            "إذا تعذر أخذ بصمة أو توقيع فإن طلبكم لا يُرفض لهذا السبب وحده.",
        ),
        "fr": (
            (
                "Nous enregistrons votre nom, votre date et votre lieu de naissance, votre adresse, votre photo, vos "
                "empreintes et votre signature dans un seul but : établir votre carte et vous la remettre, à vous seul."
            ),
            (
                "Ces données sont scellées ici ; seul le centre peut les ouvrir. La station n'en garde rien "
                "une fois le dossier scellé."
            ),
            "Seuls les agents chargés de votre demande les voient ; chaque consultation est inscrite à leur nom.",
            (
                "Vous pouvez savoir ce qui est enregistré et faire corriger une erreur, maintenant avant de signer, ou "
                "plus tard avec le numéro de votre récépissé."
            ),
            "Si une empreinte ou une signature ne peut pas être prise, votre demande n'est pas refusée pour cela.",
        ),
    }
}


def notice_text(language: str, version: str = NOTICE_VERSION) -> tuple[str, ...]:
    """Paragraphs; Arabic for a language the notice is not written in."""
    texts = NOTICES[version]
    return texts.get(language, texts["ar"])
