"""Value domains of what is recorded about any asset: its state and condition, dates, datums, origin, work done."""

from assets.standards.domain_values import Domain, domain

_METHODS = (
    ("cctv", "CCTV 电视检测", "CCTV", "电视检测", "管道机器人"),
    ("sonar", "声纳检测", "sonar", "声呐", "声呐检测", "声纳"),
    ("periscope", "QV 潜望镜", "pipe periscope (QV)", "QV", "潜望镜", "潜望镜检测", "QV检测"),
    ("walk_through", "人工进入检查", "walk-through or diving", "潜水检查", "人工检查", "下井检查"),
    ("visual", "现场目视", "visual", "目测", "目视", "现场检查"),
    ("measurement", "测量", "measurement", "仪器测量"),
)

RECORDS: dict[str, Domain] = {
    # The asset's five grades: 1 very good to 5 very poor.
    "condition": domain(
        ("1", "很好", "very good", "完好", "优", "优秀", "一类", "1级"),
        ("2", "较好", "good", "良", "良好", "好", "二类", "2级"),
        ("3", "一般", "fair", "中", "中等", "基本完好", "三类", "3级"),
        ("4", "较差", "poor", "差", "破损", "四类", "4级"),
        ("5", "很差", "very poor", "劣", "危险", "严重破损", "五类", "5级"),
    ),
    "condition_method": domain(
        *_METHODS,
        ("survey", "普查", "survey", "管线普查"),
        ("estimated", "推定", "estimated", "估计", "估算"),
    ),
    "inspection_method": domain(*_METHODS),
    "condition_reason": domain(
        ("aged", "自然老化", "aged", "老化"),
        ("inspected", "检查评定", "inspected", "检测评估"),
        ("repaired", "维修改善", "repaired", "修复"),
        ("resurveyed", "重新普查", "re-surveyed", "复测"),
        ("corrected", "记录更正", "corrected", "更正"),
    ),
    "status": domain(
        ("planned", "规划", "planned", "拟建", "在建", "设计", "施工中"),
        (
            "in_service",
            "在用",
            "in service",
            "使用",
            "使用中",
            "现状",
            "现有",
            "运行",
            "正常",
            "完好",
            "占用",
            "破损",
            "新建",
            "改建",
            "扩建",
            "0",
            "1",
            "2",
            "4",
        ),
        ("out_of_service", "停用", "out of service", "停运", "闲置", "未使用"),
        ("removed", "废弃", "removed", "拆除", "报废", "移除", "丢失", "3"),
    ),
    "date_precision": domain(
        ("day", "日", "day"),
        ("month", "月", "month"),
        ("year", "年", "year"),
        ("decade", "年代", "decade"),
        ("unknown", "不明", "unknown"),
    ),
    "height_datum": domain(
        ("1985", "1985 国家高程基准", "1985 national height datum", "85高程", "国家85", "85国家高程", "85基准"),
        ("yellow_sea_1956", "1956 黄海高程系", "1956 Yellow Sea datum", "黄海", "黄海高程", "56黄海"),
        ("pearl_river", "珠江基面", "Pearl River datum", "珠基", "珠江高程"),
        ("local", "地方高程", "local datum", "假设高程"),
    ),
    "data_source": domain(
        ("detected", "探测", "detected", "1", "实测", "现场探测", "物探"),
        ("working_drawing", "施工图", "working drawing", "2", "设计图"),
        ("as_built", "竣工图", "as-built drawing", "3", "竣工", "竣工资料"),
        ("inferred", "推测", "inferred", "4", "推断", "调查", "地形图"),
    ),
    # The same words as work orders and plans use.
    "work_kind": domain(
        ("patrol", "巡查", "patrol", "巡视", "巡检"),
        ("inspection", "检查", "inspection", "检测"),
        ("functional_survey", "功能性检测", "functional survey", "功能性普查"),
        ("structural_survey", "结构性检测", "structural survey", "CCTV", "CCTV检测", "电视检测", "结构性普查"),
        ("sampling", "取样", "sampling", "水质监测", "采样"),
        ("cleaning", "清洗疏通", "cleaning", "疏通", "清洗", "清掏"),
        ("dredging", "清淤", "dredging", "清淤疏浚", "疏浚"),
        ("service", "保养", "service", "小修", "维护"),
        ("test_run", "试运行", "test run", "试车", "试机"),
        ("overhaul", "大修", "overhaul"),
        ("calibration", "校准", "calibration", "检定"),
        ("care", "绿化养护", "green care", "修剪", "养护"),
        ("repair", "维修", "repair", "修复", "抢修", "局部修复", "内衬修复"),
        ("replacement", "更换", "replacement", "更新", "改造", "井盖更换"),
        ("other", "其他", "other work", "其它"),
    ),
    "work_state": domain(
        ("asked_for", "已申请", "asked for", "待审"),
        ("planned", "已计划", "planned"),
        ("assigned", "已派单", "assigned", "已派遣"),
        ("in_progress", "处理中", "in progress", "施工中", "进行中"),
        ("done", "已完成", "done", "完成"),
        ("verified", "已核验", "verified", "已核实", "已验收"),
        ("cancelled", "已取消", "cancelled", "取消", "作废"),
    ),
    "yes_no": domain(
        ("yes", "是", "yes", "有", "Y", "TRUE", "T", "1", "已装", "已安装", "√"),
        ("no", "否", "no", "无", "N", "FALSE", "F", "0", "没有", "未装", "未安装", "×"),
    ),
}
