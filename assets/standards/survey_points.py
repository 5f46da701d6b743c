"""
What a survey point is: by its attachment (附属物), the structure that stands there, and its feature (特征), how lines
meet there. Words seen in public survey systems [V]; 沉泥井, 溢流井, 截流井, 排放口, 拍门, 泵站, 倒虹井 [K].

A point with a feature but no attachment is a hidden point: lines are joined there, nothing is there to open. It is a
`junction`, no manhole.
"""

from assets.standards.domain_values import Domain, domain, normalise

FEATURES: Domain = domain(
    ("bend", "转折点", "bend", "拐点", "转折", "弯头", "转点", "ZZD"),
    ("straight", "直线点", "point on a straight", "直线", "一般管线点", "ZXD"),
    ("tee", "三通", "tee", "三通点", "三分支", "ST"),
    ("cross", "四通", "cross", "四通点", "四分支"),
    ("multiple", "多通", "multiple joint", "多通点", "五通", "六通", "五分支", "多分支"),
    ("size_change", "变径", "change of size", "变径点"),
    ("material_change", "变材", "change of material", "变材点", "变质点"),
    ("depth_change", "变深", "change of depth", "变深点", "变坡点"),
    ("start", "起点", "start", "起始点"),
    ("end", "终点", "end", "止点", "终止点", "起讫点", "起终点"),
    ("stub", "预留口", "stub", "预留", "预留点", "堵头", "管堵"),
    ("leaves_area", "非普查区去向", "leaves the survey area", "非普查区", "非普查", "出测区", "图边点"),
    ("intake", "进水口", "intake", "入水口"),
    ("detected", "探测点", "detected point"),
    ("crossing", "交叉口", "crossing", "交叉点"),
    ("other", "其他", "other", "其它", "井边点", "沟边点", "偏心点"),
)

# Ends of the network that are no fault of its topology.
LEGITIMATE_DEAD_ENDS = frozenset({"stub", "leaves_area", "start", "intake"})

# Asset class, its kind (of the class's own domain; "" where the word does not tell it), and the words.
ATTACHMENT_MEANINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "manhole",
        "inspection",
        ("检查井", "检修井", "窨井", "雨水井", "污水井", "合流井", "井", "MANHOLE", "JCJ"),
    ),
    ("manhole", "drop", ("跌水井", "跌落井")),
    ("manhole", "silt", ("沉泥井", "沉砂井", "沉沙井")),
    ("manhole", "interceptor", ("截流井", "截污井")),
    ("manhole", "overflow", ("溢流井", "溢流堰")),
    ("manhole", "siphon", ("倒虹井", "倒虹吸井")),
    ("manhole", "start", ("起始井",)),
    ("manhole", "eccentric", ("偏心井",)),
    ("manhole", "septic_tank", ("化粪池", "化粪井", "SEPTIC TANK")),
    ("manhole", "grease_trap", ("隔油池",)),
    ("manhole", "valve", ("阀门", "阀门井", "阀井", "排气阀")),
    ("manhole", "buried", ("暗井", "隐蔽井")),
    (
        "inlet",
        "",
        ("雨水口", "雨水箅", "雨水篦", "雨水蓖", "雨篦", "雨箅", "雨水箅子", "雨水篦子", "INLET", "YSK"),
    ),
    ("inlet", "flat", ("平箅", "平篦", "平箅雨水口")),
    ("inlet", "side", ("立箅", "立篦", "立箅雨水口", "偏沟式雨水口")),
    ("inlet", "combined", ("联合式雨水口",)),
    ("outfall", "", ("出水口", "排放口", "排口", "排水口", "OUTFALL", "CSK", "PFK")),
    ("outfall", "storm", ("雨水排口", "雨水排放口", "雨水出水口")),
    ("outfall", "foul", ("直排口", "污水直排口", "污水排口")),
    ("outfall", "combined", ("溢流口", "合流排口", "合流排放口")),
    ("sluice_gate", "sluice", ("闸门", "水闸", "闸", "GATE")),
    ("sluice_gate", "culvert", ("闸井", "涵闸")),
    ("sluice_gate", "flap", ("拍门", "鸭嘴阀")),
    ("sluice_gate", "weir", ("堰门",)),
    ("pumping_station", "", ("泵站", "抽水站", "PUMP", "BZ")),
    ("pumping_station", "lift", ("提升泵站",)),
    ("pumping_station", "storm", ("雨水泵站", "电排站", "排涝泵站", "排涝站")),
    ("pumping_station", "foul", ("污水泵站",)),
    ("pumping_station", "prefabricated", ("一体化泵站",)),
    ("treatment_plant", "", ("污水处理厂", "污水厂")),
)

ATTACHMENTS: dict[str, tuple[str, str]] = {
    word: (asset_class, kind) for asset_class, kind, words in ATTACHMENT_MEANINGS for word in words
}
_WORDS = {normalise(word): meaning for word, meaning in ATTACHMENTS.items()}
# Words of one character are too short to be looked for at the end of another: 电力井 is no manhole of a drain.
_ENDINGS = sorted((word for word in _WORDS if len(word) > 1 and not word.isascii()), key=len, reverse=True)
NO_ATTACHMENT = {normalise(word) for word in ("无", "无附属物", "/", "-", "0", "NULL", "空")}


def recognise_attachment(text: str) -> tuple[str, str] | None:
    """
    Asset class and kind ("" where not told) of a survey point's attachment, or None where the word is not known.

    The head of a Chinese compound stands last, so a longer word is known by its end.

    >>> recognise_attachment("砖砌检查井")
    ('manhole', 'inspection')
    """
    word = normalise(text)
    if known := _WORDS.get(word):
        return known
    return next((_WORDS[ending] for ending in _ENDINGS if word.endswith(ending)), None)


def point_class(attachment: str | None, feature: str | None) -> tuple[str, str] | None:
    """
    Asset class and kind of a survey point; None where neither column tells.

    A known attachment decides. No attachment but a feature: a hidden point, of that feature's kind where it is known.

    >>> point_class("", "三通")
    ('junction', 'tee')
    """
    if attachment and normalise(attachment) not in NO_ATTACHMENT | {""}:
        return recognise_attachment(attachment)
    if feature and feature.strip():
        word = normalise(feature)
        return "junction", next(
            (
                value.value
                for value in FEATURES
                if word in {normalise(name) for name in (value.value, value.zh, value.en, *value.synonyms)}
            ),
            "other",
        )
    return None
