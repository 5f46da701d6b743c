"""What columns are called in lists of structures, waters, parks and waste facilities: sensible names [K]."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_REMOTE = _names("是否远控 是否远程控制 远程控制 远控 SFYK REMOTE IS_REMOTE")
_RIVER = _names("排入水体 受纳水体 接纳水体 所在河涌 所在河流 受纳河流 SNST SZHC RIVER RIVERNAME RECEIVING")
_HOURS = _names("开放时间 运营时间 KFSJ OPEN_HOURS OPENING")

STRUCTURES: dict[str, dict[str, tuple[str, ...]]] = {
    "sluice_gate": {
        "source_code": _names("水闸编号 闸门编号 涵闸编号 闸编号 ZMBH SZBH GATE_ID GATE_NO"),
        "name": _names("水闸名称 闸门名称 涵闸名称 闸名 SZMC ZMMC GATE_NAME"),
        "kind": _names("水闸类型 闸门类型 涵闸类型 闸类型 闸门种类 ZMLX SZLX GATE_TYPE KIND"),
        "opening_count": _names("孔数 闸孔数 闸孔数量 闸孔 KS ZKS OPENINGS HOLE_NUM"),
        "width_m": _names("闸孔净宽 单孔净宽 净宽 孔宽 闸宽 宽度 闸门宽度 ZKK KD WIDTH"),
        "height_m": _names("闸孔净高 闸孔高度 净高 孔高 闸高 高度 闸门高度 ZKG GD HEIGHT"),
        "sill_level_m": _names("闸底高程 闸底板高程 底板高程 闸槛高程 底槛高程 ZDGC ZDBGC SILL_H SILL_LEVEL"),
        "top_level_m": _names("闸顶高程 顶部高程 闸门顶高程 DBGC TOP_H TOP_LEVEL"),
        "design_flow_m3s": _names("设计流量 过闸流量 设计过闸流量 SJLL GZLL DESIGN_Q DESIGN_FLOW"),
        "drive": _names("启闭方式 启闭机类型 启闭机型式 驱动方式 启闭机 QBFS QBJLX DRIVE HOIST"),
        "gate_material": _names("闸门材质 闸门材料 门体材质 ZMCZ MATERIAL GATE_MAT"),
        "is_tide_side": _names("是否挡潮 是否临海 是否感潮 挡潮 SFDC TIDE TIDE_SIDE"),
        "normal_state": _names("常态 平时状态 日常状态 启闭状态 常开常闭 CT NORMAL NORM_STATE"),
        "is_remote": _REMOTE,
        "responsible_person": _names("责任人 安全责任人 管理责任人 负责人 ZRR RESPONSIBLE"),
        "appraised_on": _names("安全鉴定日期 安全鉴定时间 鉴定日期 AQJDRQ APPRAISED"),
    },
    "pumping_station": {
        "source_code": _names("泵站编号 泵站编码 BZBH BZBM PUMP_ID STATION_ID"),
        "name": _names("泵站名称 电排站名称 站名 BZMC PUMP_NAME STATION"),
        "kind": _names("泵站类型 泵站类别 泵站种类 泵站性质 BZLX BZLB PUMP_TYPE KIND"),
        "design_flow_m3s": _names(
            "设计流量 设计排水流量 总流量 装机流量 排水能力 设计规模 SJLL ZLL DESIGN_Q DESIGN_FLOW PUMP_Q"
        ),
        "installed_power_kw": _names("装机功率 总装机功率 装机容量 总功率 功率 ZJGL ZJRL ZGL POWER POWER_KW"),
        "pump_count": _names(
            "水泵台数 水泵数量 泵台数 机组台数 机组数 装机台数 SBTS JZTS PUMPS PUMP_NUM PUMP_COUNT"
        ),
        "standby_count": _names("备用台数 备用泵数 备用泵台数 备用机组 BYTS STANDBY"),
        "design_head_m": _names("设计扬程 扬程 SJYC YC PUMP_H HEAD DESIGN_H"),
        "catchment_km2": _names(
            "汇水面积 服务面积 集水面积 排涝面积 受益面积 HSMJ FWMJ JSMJ USE_AREA CATCHMENT"
        ),
        "forebay_bottom_level_m": _names("前池底高程 集水池底高程 前池池底高程 QCDGC"),
        "forebay_start_level_m": _names("开泵水位 启泵水位 起泵水位 前池起排水位 KBSW QBSW START_LEVEL"),
        "forebay_stop_level_m": _names("停泵水位 关泵水位 TBSW STOP_LEVEL"),
        "forebay_warning_level_m": _names("警戒水位 前池警戒水位 报警水位 JJSW BJSW WARN_LEVEL"),
        "supply": _names("供电方式 供电回路 电源 供电电源 GDFS SUPPLY POWER_SUPPLY"),
        "is_remote": _REMOTE,
        "receiving_water": _RIVER,
    },
    "treatment_plant": {
        "source_code": _names("污水厂编号 污水处理厂编号 厂编号 WSCBH PLANT_ID"),
        "name": _names("污水厂名称 污水处理厂名称 厂名 WSCMC PLANT_NAME"),
        "capacity_m3d": _names(
            "设计规模 处理规模 处理能力 设计处理能力 日处理能力 设计能力 SJGM CLGM CLNL CAPACITY"
        ),
        "process": _names("处理工艺 工艺 主体工艺 污水处理工艺 CLGY GY PROCESS"),
        "discharge_standard": _names("排放标准 出水标准 执行标准 PFBZ CSBZ STANDARD"),
        "receiving_water": _names("受纳水体 排入水体 尾水去向 排放去向 SNST WSQX RIVER RECEIVING"),
        "sludge_outlet": _names("污泥去向 污泥处置方式 污泥处置去向 WNQX SLUDGE"),
        "sludge_t_per_day": _names("污泥产量 日产污泥量 污泥量 WNCL SLUDGE_TPD"),
    },
    "water_body": {
        "source_code": _names("水体编号 河道编号 河涌编号 河流编号 STBH HDBH RIVER_ID"),
        "name": _names(
            "水体名称 河道名称 河涌名称 河流名称 水体 河名 STMC HDMC HCMC RIVER RIVERNAME RIVER_NAME"
        ),
        "kind": _names("水体类型 水体类别 河道类型 水系类型 STLX STLB WATER_TYPE KIND"),
        "black_odorous_grade": _names(
            "黑臭等级 黑臭级别 黑臭程度 黑臭水体等级 水体黑臭等级 HCDJ BLACK_GRAD BLACK_ODOR"
        ),
        "river_chief": _names("河长 河湖长 河长姓名 责任河长 HZ RIVERCHIEF RIVER_CHIEF"),
        "mean_depth_m": _names("平均水深 水深 PJSS SS MEAN_DEPTH"),
    },
}

GREEN_AND_WASTE: dict[str, dict[str, tuple[str, ...]]] = {
    "park": {
        "source_code": _names("公园编号 公园编码 绿地编号 绿地编码 GYBH GYBM LDBH PARK_ID PARK_NO PARK_CODE"),
        "name": _names("公园名称 绿地名称 公园名 GYMC LDMC PARK_NAME PARKNAME"),
        "park_class": _names(
            "公园类型 绿地类型 公园类别 绿地类别 绿地分类 公园分类 类型 类别 GYLX GYLB LDLX LDLB PARK_TYPE PARK_CLASS TYPE CLASS"
        ),
        "declared_area_m2": _names(
            "公园面积 占地面积 用地面积 绿地面积 总面积 面积 GYMJ ZDMJ LDMJ MJ AREA PARK_AREA AREA_M2"
        ),
        "green_ratio_percent": _names(
            "绿地率 绿化率 绿化占地比例 绿化占比 LDL LHL GREEN_RATE GREENRATIO GREEN_RATIO"
        ),
        "is_pocket_park": _names("是否口袋公园 口袋公园 SFKDGY KDGY POCKET IS_POCKET"),
        "facilities": _names("配套设施 设施 主要设施 设施情况 服务设施 PTSS SS FACILITIES FACILITY"),
        "care_grade": _names("养护等级 管养等级 绿化养护等级 养护级别 YHDJ GYDJ CARE_GRADE"),
        "opening_hours": _HOURS,
    },
    "waste_facility": {
        "source_code": _names(
            "设施编号 设施编码 站点编号 转运站编号 收集点编号 SSBH ZDBH FACILITY_ID SITE_ID"
        ),
        "name": _names("设施名称 站点名称 转运站名称 收集点名称 场所名称 SSMC ZDMC SITE_NAME"),
        "kind": _names("设施类型 设施类别 设施种类 站点类型 场所类型 类型 类别 SSLX SSLB TYPE KIND FAC_TYPE"),
        "waste_kinds": _names(
            "垃圾种类 垃圾类型 垃圾类别 收集种类 收集类别 处理对象 LJZL LJLX WASTE_TYPE WASTE_KIND"
        ),
        "capacity_t_per_day": _names(
            "处理能力 转运能力 设计规模 处理规模 转运规模 日处理能力 日处理量 设计处理能力 CLNL ZYNL SJGM CAPACITY CAP_TPD"
        ),
        "design_capacity_m3": _names("设计库容 总库容 设计容量 容量 SJKR ZKR VOLUME DESIGN_VOL"),
        "remaining_capacity_m3": _names("剩余库容 剩余容量 SYKR SYRL REMAIN_VOL REMAINING"),
        "weighbridge": _names("地磅编号 地磅号 称重设备编号 DBBH WEIGHBRIDG WEIGHBRIDGE"),
        "opening_hours": _HOURS,
    },
}
