"""
The trade's value domains: what a field may hold, in both languages, and the words surveys use for it.

Sources: domain lists seen in published survey standards and journals (materials, laying, joints, features,
attachments) [V], the rest general knowledge of the standards [K]: a city with the printed standard corrects a line here.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """One value of a domain: what is stored, its labels, and the words (beside value and labels) that mean it."""

    value: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()


def _values(*lines: tuple) -> tuple[Value, ...]:
    return tuple(Value(line[0], line[1], line[2], tuple(line[3:])) for line in lines)


DOMAINS: dict[str, tuple[Value, ...]] = {
    "pipe_category": _values(
        ("storm", "雨水", "storm", "YS", "Y", "雨水管", "雨水管道"),
        ("foul", "污水", "foul", "WS", "W", "污水管", "污水管道", "sewage", "sanitary"),
        ("combined", "雨污合流", "combined", "合流", "HS", "合流管", "雨污", "合流制"),
        ("reclaimed", "再生水", "reclaimed", "中水"),
        ("other", "其他", "other", "其它"),
    ),
    "pipe_shape": _values(
        ("circular", "圆形", "circular", "圆", "圆管", "1", "round"),
        ("box", "矩形", "box", "方沟", "方形", "渠箱", "箱涵", "矩", "rectangular"),
        ("arch", "拱形", "arch", "拱"),
        ("trapezoid", "梯形", "trapezoid", "明渠", "梯"),
        ("egg", "蛋形", "egg", "卵形"),
        ("other", "其他", "other", "其它", "2"),
    ),
    "pipe_material": _values(
        ("concrete", "混凝土", "concrete", "砼", "水泥", "HNT", "CON", "PCC", "素混凝土"),
        ("reinforced_concrete", "钢筋混凝土", "reinforced concrete", "钢筋砼", "RC", "RCP", "GJHNT", "钢砼"),
        ("clay", "陶土", "clay", "缸瓦", "陶瓷", "VC"),
        ("hdpe", "HDPE", "HDPE", "PE", "双壁波纹管", "双壁波纹", "波纹管", "聚乙烯", "HDPE双壁波纹管"),
        ("pvc", "PVC", "PVC", "UPVC", "PVC-U", "PP", "塑料", "硬聚氯乙烯"),
        ("iron", "铸铁", "iron", "球墨铸铁", "ZT", "CI", "DI", "球铁", "cast iron", "ductile iron"),
        ("steel", "钢", "steel", "GANG", "ST", "钢管", "不锈钢"),
        ("frp", "玻璃钢", "FRP", "玻璃钢夹砂", "GRP", "玻璃钢夹砂管"),
        ("asbestos_cement", "石棉水泥", "asbestos cement", "石棉"),
        ("brick", "砖", "brick", "砖石", "ZS", "砖砌", "砖混"),
        ("stone", "石", "stone", "块石", "浆砌石", "条石"),
        ("other", "其他", "other", "其它"),
        ("unknown", "不明", "unknown", "未知", "无", "不详"),
    ),
    "pipe_joint": _values(
        ("flexible", "柔性接口", "flexible", "柔性", "1", "橡胶圈"),
        ("rigid", "刚性接口", "rigid", "刚性", "2", "水泥砂浆"),
        ("other", "其他", "other", "3", "其它"),
    ),
    "pipe_laying": _values(
        ("open_cut", "开槽埋管", "open cut", "开槽", "明挖"),
        ("buried", "直埋", "buried", "埋地"),
        ("jacked", "顶管", "jacked"),
        ("shield", "盾构", "shield"),
        ("drilled", "拖拉管", "directional drilling", "定向钻", "牵引"),
        ("trench", "管沟", "in trench", "沟埋"),
        ("above_ground", "架空", "above ground", "明敷"),
        ("siphon", "倒虹", "siphon", "倒虹管"),
        ("other", "其他", "other", "其它"),
    ),
    "condition_method": _values(
        ("cctv", "CCTV 电视检测", "CCTV", "电视检测", "CCTV"),
        ("sonar", "声纳检测", "sonar", "声呐"),
        ("periscope", "QV 潜望镜", "pipe periscope (QV)", "QV", "潜望镜"),
        ("walk_through", "人工进入检查", "walk-through or diving", "潜水检查"),
        ("visual", "现场目视", "visual", "目测", "目视"),
        ("measurement", "测量", "measurement"),
        ("survey", "普查", "survey"),
        ("estimated", "推定", "estimated", "估计"),
    ),
    "condition_reason": _values(
        ("aged", "自然老化", "aged"),
        ("inspected", "检查评定", "inspected"),
        ("repaired", "维修改善", "repaired"),
        ("resurveyed", "重新普查", "re-surveyed"),
        ("corrected", "记录更正", "corrected"),
    ),
    "date_precision": _values(
        ("day", "日", "day"),
        ("month", "月", "month"),
        ("year", "年", "year"),
        ("decade", "年代", "decade"),
        ("unknown", "不明", "unknown"),
    ),
    "height_datum": _values(
        ("1985", "1985 国家高程基准", "1985 national height datum", "85高程", "国家85"),
        ("yellow_sea_1956", "1956 黄海高程系", "1956 Yellow Sea datum", "黄海"),
        ("pearl_river", "珠江基面", "Pearl River datum", "珠基"),
        ("local", "地方高程", "local datum"),
    ),
    "data_source": _values(
        ("detected", "探测", "detected", "1", "实测", "现场探测"),
        ("working_drawing", "施工图", "working drawing", "2"),
        ("as_built", "竣工图", "as-built drawing", "3", "竣工"),
        ("inferred", "推测", "inferred", "4", "推断"),
    ),
    "manhole_kind": _values(
        ("inspection", "检查井", "inspection chamber", "检修井", "窨井", "雨水井", "污水井", "井", "manhole"),
        ("drop", "跌水井", "drop manhole"),
        ("silt", "沉泥井", "silt chamber", "沉砂井"),
        ("interceptor", "截流井", "interceptor"),
        ("overflow", "溢流井", "overflow chamber", "溢流堰"),
        ("siphon", "倒虹井", "siphon chamber"),
        ("start", "起始井", "head manhole"),
        ("eccentric", "偏心井", "eccentric manhole"),
        ("septic_tank", "化粪池", "septic tank"),
        ("valve", "阀门井", "valve chamber", "阀门"),
        ("other", "其他", "other", "其它"),
    ),
    "cover_material": _values(
        ("ductile_iron", "球墨铸铁", "ductile iron", "球铁"),
        ("cast_iron", "铸铁", "cast iron"),
        ("composite", "复合材料", "composite", "复合", "树脂"),
        ("concrete", "混凝土", "concrete", "砼", "水泥"),
        ("steel_fibre", "钢纤维混凝土", "steel-fibre concrete", "钢纤维"),
        ("steel", "钢", "steel", "钢板"),
        ("stone", "石", "stone"),
        ("other", "其他", "other", "其它"),
    ),
    "cover_shape": _values(
        ("round", "圆形", "round", "圆"),
        ("square", "方形", "square", "方", "矩形"),
        ("other", "其他", "other"),
    ),
    "cover_load_class": _values(
        *((name, name, name) for name in ("A15", "B125", "C250", "D400", "E600", "F900"))
    ),
    "inlet_kind": _values(
        ("flat", "平箅式", "flat grate", "平箅", "平篦", "雨水口", "雨水箅", "雨篦", "雨水篦", "雨水箅子"),
        ("side", "立箅式", "side inlet", "立箅", "偏沟式"),
        ("combined", "联合式", "combined", "联合"),
        ("linear", "线性沟", "linear drain", "排水沟"),
        ("other", "其他", "other"),
    ),
    "outfall_kind": _values(
        ("storm", "雨水排放口", "storm outfall", "出水口", "排放口", "排口", "雨水排口"),
        ("foul", "污水直排口", "foul outfall", "直排口"),
        ("combined", "合流排放口", "combined outfall", "溢流口"),
        ("plant", "尾水排放口", "plant effluent", "尾水"),
        ("other", "其他", "other"),
    ),
    "sluice_gate_kind": _values(
        ("sluice", "水闸", "sluice", "闸门", "闸"),
        ("culvert", "涵闸", "culvert gate", "闸井"),
        ("tide", "挡潮闸", "tide gate"),
        ("regulating", "节制闸", "regulating gate"),
        ("flap", "拍门", "flap gate"),
        ("weir", "堰门", "weir gate", "堰"),
        ("other", "其他", "other"),
    ),
    "gate_drive": _values(
        ("manual", "手动", "manual", "人工"),
        ("electric", "电动", "electric", "电动葫芦"),
        ("screw", "螺杆", "screw hoist"),
        ("winch", "卷扬", "winch"),
        ("hydraulic", "液压", "hydraulic"),
        ("float", "水力自动", "by water level"),
    ),
    "gate_material": _values(
        ("steel", "钢", "steel", "钢制"),
        ("cast_iron", "铸铁", "cast iron"),
        ("concrete", "混凝土", "concrete", "钢筋混凝土"),
        ("composite", "复合材料", "composite"),
        ("wood", "木", "wood"),
    ),
    "gate_normal_state": _values(
        ("open", "常开", "open", "开"),
        ("closed", "常闭", "closed", "关", "闭"),
        ("regulated", "调节", "regulated"),
    ),
    "pumping_station_kind": _values(
        ("storm", "雨水泵站", "storm", "排涝泵站", "电排站", "排涝", "雨水"),
        ("foul", "污水泵站", "foul", "污水"),
        ("combined", "合流泵站", "combined", "合流"),
        ("lift", "提升泵站", "lift", "提升", "泵站"),
        ("interception", "截污泵站", "interception", "截污"),
        ("prefabricated", "一体化泵站", "integrated prefabricated", "一体化"),
        ("gate_station", "泵闸站", "pump and gate", "泵闸"),
    ),
    "power_supply": _values(
        ("single", "单回路", "single feed", "单电源"),
        ("dual", "双回路", "dual feed", "双电源"),
        ("generator", "自备发电机", "own generator"),
    ),
    "treatment_process": _values(
        ("a2o", "A²/O", "A2/O", "AAO", "A2O"),
        ("oxidation_ditch", "氧化沟", "oxidation ditch"),
        ("sbr", "SBR", "SBR", "CASS", "CAST"),
        ("mbr", "MBR", "MBR", "膜生物反应器"),
        ("mbbr", "MBBR", "MBBR"),
        ("wetland", "人工湿地", "constructed wetland"),
        ("other", "其他", "other"),
    ),
    "discharge_standard": _values(
        ("gb18918_1a", "一级 A", "GB 18918 grade 1-A", "一级A", "1A"),
        ("gb18918_1b", "一级 B", "GB 18918 grade 1-B", "一级B", "1B"),
        ("db44_26", "DB44/26 与一级 A 较严值", "stricter of DB44/26 and 1-A"),
        ("surface_iv", "准地表 IV 类", "near surface water class IV", "准IV类"),
        ("other", "其他", "other"),
    ),
    "water_body_kind": _values(
        ("river", "河流", "river", "江", "河"),
        ("canal", "河涌", "canal", "涌", "沟渠", "渠"),
        ("lake", "湖泊", "lake", "湖"),
        ("pond", "池塘", "pond", "塘"),
        ("reservoir", "水库", "reservoir"),
        ("sea", "海域", "sea"),
        ("other", "其他", "other"),
    ),
    "black_odorous_grade": _values(
        ("none", "非黑臭", "not black-odorous", "无"),
        ("mild", "轻度黑臭", "mild", "轻度"),
        ("severe", "重度黑臭", "severe", "重度"),
        ("cured", "已消除", "cured"),
    ),
    "park_class": _values(
        ("G11", "综合公园", "comprehensive park"),
        ("G12", "社区公园", "community park"),
        ("G131", "动物园", "zoo"),
        ("G132", "植物园", "botanical garden"),
        ("G133", "历史名园", "historic garden"),
        ("G134", "遗址公园", "heritage-site park"),
        ("G135", "游乐公园", "amusement park"),
        ("G139", "其他专类公园", "other special park", "专类公园", "G13"),
        ("G14", "游园", "garden", "口袋公园", "小游园", "街旁绿地"),
        ("G2", "防护绿地", "protective green"),
        ("G3", "广场用地", "square", "广场"),
        ("XG", "附属绿地", "attached green"),
        ("EG", "区域绿地", "regional green"),
    ),
    "waste_facility_kind": _values(
        ("collection_point", "收集点", "collection point", "投放点", "垃圾收集点", "垃圾点"),
        ("collection_station", "收集站", "collection station", "垃圾收集站"),
        ("transfer_station", "转运站", "transfer station", "中转站", "垃圾中转站", "压缩站"),
        ("incineration_plant", "焚烧厂", "incineration plant", "焚烧发电厂", "发电厂"),
        ("landfill", "填埋场", "landfill"),
        ("kitchen_waste_plant", "厨余垃圾处理厂", "kitchen-waste plant", "餐厨垃圾处理厂"),
        ("sorting_centre", "分拣中心", "sorting centre"),
        ("bulky_waste", "大件垃圾处理点", "bulky waste"),
        ("hazardous_store", "有害垃圾暂存点", "hazardous waste store"),
        ("construction_site", "建筑垃圾源头工地", "construction waste site", "源头工地"),
        ("disposal_place", "消纳场", "disposal place", "建筑垃圾消纳场"),
        (
            "recycling_plant",
            "建筑垃圾资源化厂",
            "construction waste recycling plant",
            "资源化处置设施",
            "资源化厂",
        ),
        ("fit_out_point", "装修垃圾投放点", "fit-out waste point"),
        ("public_toilet", "公共厕所", "public toilet", "公厕"),
        ("other", "其他", "other"),
    ),
    "waste_kind": _values(
        ("recyclable", "可回收物", "recyclable"),
        ("hazardous", "有害垃圾", "hazardous"),
        ("kitchen", "厨余垃圾", "kitchen", "餐厨垃圾"),
        ("other", "其他垃圾", "other waste"),
        ("spoil", "工程渣土", "spoil", "渣土"),
        ("slurry", "工程泥浆", "slurry", "泥浆"),
        ("site_waste", "工程垃圾", "site waste"),
        ("demolition", "拆除垃圾", "demolition"),
        ("fit_out", "装修垃圾", "fit-out"),
    ),
    "feature": _values(
        ("bend", "转折点", "bend", "拐点", "弯头"),
        ("straight", "直线点", "point on a straight"),
        ("tee", "三通", "tee", "三通点"),
        ("cross", "四通", "cross", "四通点"),
        ("multiple", "多通", "multiple joint", "多通点", "五通"),
        ("size_change", "变径", "change of size", "变径点"),
        ("material_change", "变材", "change of material", "变材点"),
        ("depth_change", "变深", "change of depth", "变深点"),
        ("start", "起点", "start", "起始点"),
        ("end", "终点", "end", "止点", "起讫点"),
        ("stub", "预留口", "stub", "预留"),
        ("leaves_area", "非普查区去向", "leaves the survey area", "非普查区", "图边点"),
        ("intake", "进水口", "intake"),
        ("detected", "探测点", "detected point"),
        ("crossing", "交叉口", "crossing"),
        ("other", "其他", "other", "井边点", "沟边点", "偏心点"),
    ),
    "status": _values(
        ("planned", "规划", "planned", "拟建", "在建"),
        (
            "in_service",
            "在用",
            "in service",
            "使用",
            "现状",
            "运行",
            "正常",
            "0",
            "1",
            "4",
            "完好",
            "新建",
            "改建",
        ),
        ("out_of_service", "停用", "out of service", "停运", "闲置"),
        ("removed", "废弃", "removed", "拆除", "报废", "3", "移除"),
    ),
    "work_kind": _values(
        ("cleaning", "清淤疏通", "cleaning", "疏通", "清淤", "清洗"),
        ("repair", "维修", "repair", "修复"),
        ("point_repair", "局部修复", "point repair"),
        ("lining", "整体内衬修复", "lining"),
        ("replacement", "更换", "replacement", "更新", "改造"),
        ("cover_replacement", "井盖更换", "cover replacement"),
        ("patrol", "巡查", "patrol"),
        ("inspection", "检测", "inspection", "检查"),
        ("overhaul", "大修", "overhaul"),
        ("greening", "绿化养护", "green maintenance"),
        ("emergency", "抢修", "emergency"),
        ("other", "其他", "other"),
    ),
    "work_state": _values(
        ("asked_for", "已申请", "asked for"),
        ("planned", "已计划", "planned"),
        ("assigned", "已派单", "assigned"),
        ("in_progress", "处理中", "in progress"),
        ("done", "已完成", "done"),
        ("verified", "已核验", "verified"),
        ("cancelled", "已取消", "cancelled"),
    ),
}

# What an attachment (附属物) of a survey point is: the asset class and, where told, the kind of it [V, K].
ATTACHMENTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("检查井", "检修井", "窨井", "雨水井", "污水井", "井", "MANHOLE"), ("manhole", "inspection")
    ),
    "跌水井": ("manhole", "drop"),
    "沉泥井": ("manhole", "silt"),
    "截流井": ("manhole", "interceptor"),
    "溢流井": ("manhole", "overflow"),
    "溢流堰": ("manhole", "overflow"),
    "倒虹井": ("manhole", "siphon"),
    "起始井": ("manhole", "start"),
    "偏心井": ("manhole", "eccentric"),
    "化粪池": ("manhole", "septic_tank"),
    "阀门": ("manhole", "valve"),
    "阀门井": ("manhole", "valve"),
    **dict.fromkeys(
        ("雨水口", "雨水箅", "雨水篦", "雨篦", "雨水箅子", "雨箅", "INLET", "平箅"), ("inlet", "flat")
    ),
    "立箅": ("inlet", "side"),
    **dict.fromkeys(("出水口", "排放口", "排口", "雨水排口", "OUTFALL", "排水口"), ("outfall", "storm")),
    "闸门": ("sluice_gate", "sluice"),
    "水闸": ("sluice_gate", "sluice"),
    "闸": ("sluice_gate", "sluice"),
    "闸井": ("sluice_gate", "culvert"),
    "涵闸": ("sluice_gate", "culvert"),
    "拍门": ("sluice_gate", "flap"),
    "堰门": ("sluice_gate", "weir"),
    **dict.fromkeys(("泵站", "提升泵站", "PUMP"), ("pumping_station", "lift")),
    "雨水泵站": ("pumping_station", "storm"),
    "电排站": ("pumping_station", "storm"),
    "污水泵站": ("pumping_station", "foul"),
    "一体化泵站": ("pumping_station", "prefabricated"),
    "污水处理厂": ("treatment_plant", ""),
    "污水厂": ("treatment_plant", ""),
}

_NOISE = re.compile(r"[\s_\-－—·()（）\[\]【】]+")


def normalise(text: str) -> str:
    """The form in which words are compared: NFKC, upper case, without blanks, dashes and brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def _index(domain: tuple[Value, ...]) -> dict[str, str]:
    words: dict[str, str] = {}
    for value in domain:
        for word in (value.value, value.zh, value.en, *value.synonyms):
            words.setdefault(normalise(word), value.value)
    return words


_WORDS = {name: _index(domain) for name, domain in DOMAINS.items()}
_ATTACHMENT_WORDS = {normalise(word): meaning for word, meaning in ATTACHMENTS.items()}


def recognise(domain: str, text: str) -> str | None:
    """
    The domain's value that `text` means (砼, 混凝土, HNT and concrete are one), or None where it is not known.

    >>> recognise("pipe_material", " 钢筋砼 ")
    'reinforced_concrete'
    """
    return _WORDS[domain].get(normalise(text))


def recognise_attachment(text: str) -> tuple[str, str] | None:
    """
    Asset class and kind of a survey point's attachment, or None where the word is not known.

    >>> recognise_attachment("检查井")
    ('manhole', 'inspection')
    """
    return _ATTACHMENT_WORDS.get(normalise(text))
