"""Words from which invented names and places are put together: common given names, invented family stems, douars.

Each pair is (Arabic, Latin as a French-speaking civil-status officer would write it). Family names are made of a stem
and an ending or particle, so that the result looks like a name of the country without being anyone's on purpose.
"""

from typing import Final

Pair = tuple[str, str]


def _pairs(text: str) -> tuple[Pair, ...]:
    halves = (line.split("|") for line in text.strip().split("\n"))
    return tuple((a.strip(), b.strip()) for a, b in halves)


FEMALE: Final = _pairs("""
فاطمة | Fatima
خديجة | Khadija
عائشة | Aïcha
زينب | Zineb
مريم | Meryem
حليمة | Halima
السعدية | Saâdia
رقية | Rkia
فاطنة | Fatna
الضاوية | Daouia
نعيمة | Naïma
لطيفة | Latifa
نجاة | Najat
حفيظة | Hafida
ربيعة | Rabia
مليكة | Malika
سعاد | Souad
أمينة | Amina
حسناء | Hasna
هاجر | Hajar
إيمان | Imane
سلمى | Salma
آية | Aya
دعاء | Douae
شيماء | Chaïmae
هند | Hind
وئام | Wiam
نور الهدى | Nour El Houda
فاطمة الزهراء | Fatima-Zahra
أم كلثوم | Oum Keltoum
يامنة | Yamna
إيجة | Ijja
تودا | Touda
إيطو | Itto
لالة مليكة | Lalla Malika
غيثة | Ghita
صفاء | Safae
ابتسام | Ibtissam
رشيدة | Rachida
زهرة | Zahra
طامو | Tamou
منانة | Mennana
""")

MALE: Final = _pairs("""
محمد | Mohammed
أحمد | Ahmed
عبد الله | Abdellah
عبد الرحمان | Abderrahmane
عبد القادر | Abdelkader
عبد الكريم | Abdelkrim
عبد اللطيف | Abdellatif
عبد الإله | Abdelilah
عبد العالي | Abdelâli
المصطفى | El Mostafa
الحسين | Lhoussaine
الحسن | Lahcen
إبراهيم | Brahim
يوسف | Youssef
عمر | Omar
علي | Ali
إدريس | Driss
سعيد | Saïd
رشيد | Rachid
خالد | Khalid
حميد | Hamid
العربي | Larbi
الميلودي | Miloudi
بوشعيب | Bouchaïb
الجيلالي | Jilali
المعطي | El Maâti
صالح | Salah
التهامي | Thami
حمزة | Hamza
أيوب | Ayoub
أنس | Anas
ياسين | Yassine
مهدي | Mehdi
زكرياء | Zakariae
إسماعيل | Ismaïl
بلال | Bilal
أمين | Amine
مولاي أحمد | Moulay Ahmed
سيدي محمد | Sidi Mohammed
محمد أمين | Mohamed-Amine
موحى | Moha
باسو | Bassou
حدو | Haddou
""")

STEMS: Final = _pairs("""
الزرقاط | Zerkat
البرج | Bourj
الشاو | Chaou
المسكين | Meskin
الطنجر | Tanjar
الغرس | Ghars
الفحص | Fahs
القصير | Ksir
الكداد | Guedad
الهشم | Hachm
الورد | Ouard
اليزن | Yazn
الدرغ | Dragh
الجمو | Jemmou
الحرط | Hart
الخلف | Khalf
السرغ | Serrgh
الصبح | Sobh
العزوز | Azzouz
العمار | Ammar
المرزوق | Merzouk
النصر | Nasr
الوزان | Ouazan
الزمور | Zemmour
التادل | Tadl
الشرق | Charq
البزيو | Bziou
الكروش | Guerrouch
الرحال | Rahhal
المعاش | Maâch
""")

ENDINGS: Final[tuple[Pair, ...]] = (
    ("ي", "i"), ("اوي", "aoui"), ("اني", "ani"), ("وني", "ouni"), ("يفي", "ifi"), ("وشي", "ouchi"),
)  # fmt: skip

ANCESTORS: Final = _pairs("""
حدو | Haddou
علا | Alla
موسى | Moussa
باها | Baha
عيسى | Aïssa
يدير | Idir
الطالب | Taleb
سليمان | Slimane
الشيخ | Cheikh
العياشي | El Ayachi
المقدم | El Mokaddem
وعزو | Ouazzou
زيدان | Zidane
عثمان | Othmane
حماد | Hammad
القايد | El Caïd
""")

CHILDREN_OF: Final[tuple[Pair, ...]] = (
    ("آيت", "Aït"), ("بن", "Ben"), ("ولد", "Ould"), ("أولاد", "Oulad"), ("بو", "Bou"), ("أيت", "N'Aït"),
)  # fmt: skip

SERVANT_OF: Final = _pairs("""
عبد النبي | Abdennebi
عبد الواحد | Abdelouahed
عبد الخالق | Abdelkhalek
عبد المولى | Abdelmoula
""")

DOUARS: Final = _pairs("""
أولاد عيسى | Oulad Aïssa
أولاد بوعلي | Oulad Bouali
لعوامرة | Laâouamra
الحفاري | El Hfari
سيدي بوزيد | Sidi Bouzid
آيت علا | Aït Alla
بني يعقوب | Beni Yaâkoub
لخلايف | Lakhlaïf
الدشرة | Ed-Dachra
القصيبات | Lksibat
أولاد حمو | Oulad Hammou
تيزكي | Tizgui
بئر الواد | Bir El Oued
لكدادرة | L'Gdadra
الزاوية القديمة | Ez-Zaouia El Qdima
عين الدفلى | Aïn Defla
""")

COMMUNES: Final[tuple[tuple[Pair, Pair], ...]] = (
    (("البروج", "El Borouj"), ("البروج", "El Borouj")),
    (("مسكورة", "Meskoura"), ("بني مسكين", "Beni Meskine")),
    (("دار الشافعي", "Dar Chaffai"), ("بني مسكين الغربية", "Beni Meskine Gharbia")),
    (("بني خلوق", "Beni Khloug"), ("بني مسكين الشرقية", "Beni Meskine Charkia")),
    (("أولاد فارس الحلة", "Oulad Fares El Halla"), ("بني مسكين الشرقية", "Beni Meskine Charkia")),
    (("القراقرة", "Laqraqra"), ("بني مسكين الغربية", "Beni Meskine Gharbia")),
)
"""(commune, caïdat) around El Borouj, from the public administrative division."""

BIRTHPLACES: Final = _pairs("""
البروج | El Borouj
سطات | Settat
ابن أحمد | Ben Ahmed
قلعة السراغنة | El Kelâa des Sraghna
الفقيه بن صالح | Fkih Ben Salah
خريبكة | Khouribga
دار الشافعي | Dar Chaffai
الدار البيضاء | Casablanca
""")
