"""What the papers say, in Arabic and French side by side: words of the administration, kept apart from the"
" screens."""

from __future__ import annotations

from typing import Final

Pair = dict[str, str]


def pair(ar: str, fr: str) -> Pair:
    return {"ar": ar, "fr": fr}


KINDS: Final = {
    "enrolment": pair("تلقي الطلبات", "Dépôt des demandes"),
    "delivery": pair("تسليم البطاقات", "Remise des cartes"),
}
RENEWALS: Final = pair("التجديد فقط", "Renouvellements uniquement")
OFFICES: Final = {
    "caid": pair("السيد قائد", "M. le Caïd —"),
    "pacha": pair("السيد باشا", "M. le Pacha —"),
    "mokaddem": pair("السيد مقدم", "M. le Mokaddem —"),
    "school_head": pair("السيد(ة) مدير(ة)", "M./Mme le Directeur —"),
    "authority": pair("السلطة المحلية:", "L'autorité locale —"),
}
TITLES: Final = {
    "notices": pair("إشعار بزيارات الوحدة المتنقلة", "Avis de passage de l'unité mobile"),
    "posters": pair(
        "البطاقة الوطنية للتعريف الإلكترونية قرب بيتكم", "La carte nationale d'identité électronique près de chez vous"
    ),
    "told-again": pair("لائحة من يجب إخبارهم من جديد", "Liste des destinataires à informer de nouveau"),
    "itinerary": pair("برنامج التنقل", "Feuille de route"),
    "crew-order": pair("أمر بمهمة للطاقم", "Ordre de mission de l'équipe"),
    "deliveries": pair("برنامج تسليم البطاقات", "Programme de remise des cartes"),
}
TO: Final = pair("إلى", "À")
CAMPAIGN: Final = pair("الحملة", "Campagne")
STATION: Final = pair("المحطة", "Station")
PERIOD: Final = pair("المدة", "Période")
DAY: Final = pair("اليوم", "Jour")
PLACE: Final = pair("المكان", "Lieu")
KIND: Final = pair("نوع الزيارة", "Nature du passage")
EXPECTED: Final = pair("المتوقعون", "Attendus")
ROAD: Final = pair("الطريق", "Route")
CARDS: Final = pair("البطاقات الجاهزة", "Cartes prêtes")
BEFORE: Final = pair("الأيام المعلنة سابقا", "Jours annoncés")
NOW: Final = pair("الأيام الجديدة", "Nouveaux jours")
NOTICE: Final = {
    "school_head": [
        pair(
            "تزور الوحدة المتنقلة مؤسستكم أو محيطها في الأيام التالية. المرجو إخبار التلاميذ المقبلين على"
            " الامتحانات وأوليائهم،"
            " وتخصيص قاعة لها باب ومأخذ كهرباء.",
            "L'unité mobile passe dans votre établissement ou à proximité aux jours suivants. Prière d'en"
            " informer les élèves"
            " qui passent un examen et leurs parents, et de réserver une salle avec une porte et une prise.",
        ),
    ],
    "mokaddem": [
        pair(
            "تزور الوحدة المتنقلة الدوار في الأيام التالية. المرجو إخبار السكان، والأشخاص المسنين ومن تتعذر"
            " عليهم الحركة أولا.",
            "L'unité mobile passe au douar aux jours suivants. Prière d'en informer les habitants, d'abord"
            " les personnes âgées"
            " et celles qui se déplacent difficilement.",
        ),
    ],
    "": [
        pair(
            "تزور الوحدة المتنقلة الأماكن التالية. المرجو إخبار السكان وتعيين مكان الاستقبال وتأمينه.",
            "L'unité mobile passe aux lieux suivants. Prière d'en informer la population, de désigner le lieu"
            " d'accueil et"
            " d'en assurer l'ordre.",
        ),
    ],
}
COMPANIONS: Final = pair(
    "المرجو تأكيد حضور ضابط الحالة المدنية والسلطة التي تسلم شهادة السكنى ووسيلة أداء واجبات التنبر. إلى حين"
    " تأكيد ذلك يعلن"
    " عن الزيارة «للتجديد فقط».",
    "Prière de confirmer la présence de l'officier d'état civil, de l'autorité qui délivre le certificat de"
    " résidence et d'un"
    " moyen de paiement des droits de timbre. D'ici là, le passage est annoncé « renouvellements uniquement ».",
)
FREE: Final = pair("البطاقة مجانية في إطار هذا البرنامج.", "La carte est gratuite dans le cadre de ce programme.")
OPEN_TO_ALL: Final = pair(
    "مفتوح للجميع. الأولوية للمسنين والأشخاص في وضعية إعاقة والتلاميذ المقبلين على الامتحانات.",
    "Ouvert à tous. Priorité aux personnes âgées, aux personnes en situation de handicap et aux élèves qui"
    " passent un examen.",
)
BACK: Final = pair(
    "تسلم البطاقة لصاحبها يوم زيارة التسليم: أحضروا وصل إيداع الطلب والبطاقة القديمة.",
    "La carte est remise à son titulaire le jour de la remise : apporter le récépissé et l'ancienne carte.",
)
BRING_RENEWAL: Final = [
    pair("البطاقة القديمة", "Ancienne carte"),
    pair("ما يثبت التغيير عند الاقتضاء", "Justificatif du changement, s'il y en a un"),
]
BRING_FIRST: Final = [
    pair("رسم الولادة (أول مرة)", "Acte de naissance (première demande)"),
    pair("شهادة السكنى (أول مرة)", "Certificat de résidence (première demande)"),
    pair("التصريح بالضياع (نظير)", "Déclaration de perte (duplicata)"),
]
ORDER: Final = pair(
    "يكلف الطاقم أسفله بالمهمة حسب البرنامج التالي. كل تغيير يبلغ به مركز التنسيق قبل القيام به.",
    "L'équipe ci-dessous est chargée de la mission selon le programme suivant. Tout changement est annoncé à"
    " la coordination"
    " avant d'être fait.",
)
CHECKS_TITLE: Final = pair("ما يتحقق منه قبل الانطلاق (أكبر يوم)", "À vérifier au départ (jour le plus chargé)")
CHECKS: Final = {
    "fuel_litres": ("الوقود: %s لترا على الأقل", "Carburant : au moins %s litres"),
    "generator_hours": ("المولد: %s ساعات من الاشتغال", "Groupe électrogène : %s heures de marche"),
    "battery_percent": ("البطاريات: %s %% على الأقل", "Batteries : au moins %s %%"),
    "paper_sheets": ("الورق: %s ورقة", "Papier : %s feuilles"),
    "sim_cards": ("شريحة اتصال مجربة: %s", "Carte SIM essayée : %s"),
}
CREW_ROLES: Final = {
    "station_head": pair("رئيس(ة) المحطة", "Chef de station"),
    "field_operator": pair("عون(ة) التسجيل", "Agent d'enregistrement"),
}
ON_DUTY: Final = pair("أعضاء الطاقم", "De service")
COORDINATOR: Final = pair("المنسق(ة)", "Le coordonnateur")
CHIEF: Final = pair("رئيس(ة) الحملات", "Le chef des campagnes")
RECEIVED: Final = pair("توصل به", "Reçu par")
HEAD: Final = pair("رئيس(ة) المحطة", "Le chef de station")
NAMES_APART: Final = pair(
    "لائحة أسماء أصحاب البطاقات ترافق الصناديق ولا تعلق.",
    "La liste nominative accompagne les boîtes ; elle n'est pas affichée.",
)
