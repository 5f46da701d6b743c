"""
What survey columns are called: canonical field -> names met (Chinese, pinyin, English), by asset class.

Names of drainage deliveries were seen in published standards, a journal's data table and public systems [V in large
part]; names for parks, waste facilities, stations, gates and plants are sensible ones [K]. A city adds its own here.

Earlier names of a field are the surer ones: where two columns of a file both name it, the earlier wins.
A name may stand under two fields of a class: then it is ambiguous and nobody guesses.
"""

from assets.standards.column_synonyms_places import GREEN_AND_WASTE, STRUCTURES

Synonyms = dict[str, tuple[str, ...]]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMMON: Synonyms = {
    "code": _names(
        "部件标识码 部件编码 标识码 资产编码 资产编号 OBJID OBJCODE ASSET_CODE ASSETCODE 已挂牌编号 GPBH LICENSE"
    ),
    "name": _names("名称 设施名称 部件名称 MC SSMC NAME OBJNAME"),
    "status": _names("使用状态 运行状态 设施状态 状态 现状 使用情况 SYZT ZT STATUS USE_STATE STATE OBJSTATE"),
    "condition": _names(
        "健康状况 完好程度 完好状况 状况等级 设施状况 健康等级 评估等级 CONDITION COND GRADE_COND"
    ),
    "condition_assessed_on": _names("评估日期 检测日期 评定日期 PGRQ JCRQ ASSESSED ASSESS_DATE"),
    "condition_method": _names("评估方法 检测方法 PGFF JCFF"),
    "installed_on": _names(
        "建设年代 建设年份 建设日期 建设时间 建成年份 建成年代 建成时间 建成日期 埋设年代 埋设日期 埋设时间 敷设年代 敷设日期 "
        "竣工日期 竣工时间 竣工年份 投用日期 投用时间 投产日期 投运时间 启用日期 修建年代 建造年代 "
        "JSND JSNF JSRQ JSSJ JCNF JCND MSND MSRQ FSND JGRQ MDATE YEAR BURIAL_YEAR BUILD_YEAR BUILT YEAR_BUILT "
        "INSTALL_DATE INSTALLED INST_YEAR ORDATE"
    ),
    "owner": _names("权属单位 产权单位 权属 所属单位 QSDW CQDW BELONG OWNER OWNERDEPT DEPTNAME2"),
    "maintainer": _names(
        "养护单位 管理单位 维护单位 管养单位 运营单位 运维单位 管护单位 YHDW GLDW WHDW GYDW OPERATOR MAINTAINER DEPTNAME3"
    ),
    "road": _names(
        "所在道路 道路名称 所属道路 所在路段 路名 道路 SZDL DLMC SSDL ROAD ROADNAME ROAD_NAME LANE_WAY STREET"
    ),
    "address": _names("地址 详细地址 位置 所在位置 地理位置 具体位置 DZ WZ ADDRESS ADDR LOCATION"),
    "note": _names("备注 说明 附注 BZ NOTE NOTES MEMO REMARK REMARKS"),
}

LEVELS: Synonyms = {
    "height_datum": _names("高程系统 高程基准 高程系 GCXT GCJZ DATUM HEIGHT_DATUM"),
}

# A number that a delivery gives its points, and what stands there.
POINT: Synonyms = {
    "source_code": _names(
        "物探点号 管点编号 管点编码 点号 图上点号 外业点号 点编号 井编号 窨井编号 井号 检查井编号 雨水口编号 排放口编号 排水口编号 "
        "排口编号 设施编号 编号 "
        "WTDH GDBH GDBM DH TSDH WYDH JBH EXP_NO EXPNO POINT_NO PNT_NO NODE_ID NODE_NO MAP_NO USID WYID ECODE MANHOLE_ID "
        "ID CODE"
    ),
    "feature": _names("特征 特征点 点特征 管点特征 TZ TZD FEATURE CODE"),
    "attachment": _names(
        "附属物 附属设施 附属物名称 构筑物 建构筑物 附属物类型 管点类型 点类型 FSW FSWMC GZW SUBSID SUBTYPE SORT STYLE ATTACHMENT"
    ),
    "x": _names("X坐标 X 横坐标 HZB X_COORD XCOORD EASTING 经度 JD LONGITUDE LON LNG"),
    "y": _names("Y坐标 Y 纵坐标 ZZB Y_COORD YCOORD NORTHING 纬度 WD LATITUDE LAT"),
    "ground_level_m": _names(
        "地面高程 地面标高 井口高程 井盖高程 井面高程 地面高 DMGC DMBG DMG JKGC HIGH SUR_H SURF_H SURFH GROUND_EL GROUND_H "
        "GROUND_LEVEL ELEVATION H Z"
    ),
    "bottom_level_m": _names(
        "井底高程 井底标高 井底高 底部高程 JDGC JDBG BOTTOM_H BOTTOMH BOTTOM_EL INVERT_EL"
    ),
    "depth_m": _names(
        "井深 井底埋深 井底深 埋深 窨井深度 深度 JS JDS JDMS MS WELLDEEP WELL_DEEP WELL_DEPTH DEPTH"
    ),
}

PIPE: Synonyms = {
    "data_source": _names("数据来源 资料来源 SJLY DATASOURCE DATA_SOURCE"),
    "source_code": _names(
        "管线编号 管段编号 管段编码 管线编码 管线段号 管段号 管道编号 管线号 渠道编号 编号 "
        "GXBH GDBH GDBM GXBM GD_ID GXDH LINE_NO LINENO LINE_ID PIPE_ID PIPE_NO PIPEID CODE ID USID"
    ),
    "start_node": _names(
        "起点点号 起始点号 起点号 起点编号 起始编号 起点管点编号 起始井号 起点井号 本点号 上游井号 上游点号 上游节点 起点 "
        "QDDH QSDH QDBH QD_ID QDH BDH QSJH S_POINT START_NO START_POINT START_NUMBER START_ID FROM_NODE FROMNODE US_NODE "
        "UP_NODE IN_JUNCID S_CODE SPOINT"
    ),
    "end_node": _names(
        "终点点号 终止点号 终点号 终点编号 终止编号 终点管点编号 终止井号 终点井号 止点点号 止点号 连接点号 下游井号 下游点号 "
        "下游节点 终点 "
        "ZDDH ZZDH ZDBH ZD_ID ZDH LJDH ZZJH E_POINT END_NO END_POINT END_NUMBER END_ID TO_NODE TONODE DS_NODE "
        "DOWN_NODE OUT_JUNCID E_CODE EPOINT"
    ),
    "category": _names(
        "排水类型 管线类型 管线类别 管线种类 管线性质 管道类型 管道类别 管道性质 管段类型 管线大类 排水类别 排水性质 类别 性质 类型 "
        "GXLX GXLB GXZL GXXZ GXDL PSLX PIPETYPE PIPE_TYPE TYPE CATEGORY SYSTEM"
    ),
    "shape": _names(
        "断面形状 断面形式 断面类型 管沟类型 截面形状 截面形式 管道形状 DMXZ DMXS DMLX SHAPETYPE SHAPE_TYPE SHAPE SECTION"
    ),
    "diameter_mm": _names(
        "管径 断面尺寸 管径或断面尺寸 管径或断面 管道直径 管径断面 断面规格 规格 直径 内径 口径 管直径 公称直径 断面 "
        "GJ DMCC GNJ GWJ GGJ D_S DS PSIZE PIPE_GJ PIPE_SIZE PIPESIZE DIAMETER DIA DIAM CALIBER SHAPEDATA SIZE"
    ),
    "width_mm": _names("断面宽 断面宽度 管宽 沟宽 渠宽 净宽 宽度 宽 KD DMKD GK WIDTH"),
    "height_mm": _names("断面高 断面高度 管高 沟高 渠高 净高 高度 高 GD GWG DMGD HEIGHT"),
    "barrels": _names("孔数 管孔数 根数 条数 总孔数 KS GS BARRELS NUM_BARREL BARREL"),
    "material": _names(
        "材质 管材 材料 管线材质 管线材料 管段材质 管道材质 管道材料 管材质 CZ GC GXCL GXCZ GDCZ MATERIAL MATL PIPE_MAT MAT"
    ),
    "joint": _names("接口方式 接口形式 接口类型 连接方式 JKFS JKXS JKLX INTERFACE JOINT"),
    "laying": _names(
        "埋设方式 埋设类型 敷设方式 敷设类型 施工方式 施工方法 MSFS MSLX FSFS SGFS EMBED BURYING LAYING"
    ),
    "start_invert_m": _names(
        "起点管底高程 起始管底高程 起点管底标高 起点管内底高程 起点高程 起始高程 起点标高 上游管底高程 上游管内底高程 起始管内底标高 "
        "QDGDGC QSGDGC QDGC QSGC QDBG BEG_H S_H START_H START_ALTITUDE UP_INVERT US_INVERT IN_INVERT START_INVERT INV_UP"
    ),
    "end_invert_m": _names(
        "终点管底高程 终止管底高程 终点管底标高 终点管内底高程 终点高程 终止高程 终点标高 下游管底高程 下游管内底高程 终止管内底标高 "
        "止点管底高程 "
        "ZDGDGC ZZGDGC ZDGC ZZGC ZDBG END_H E_H END_ALTITUDE DN_INVERT DS_INVERT OUT_INVERT END_INVERT INV_DN"
    ),
    "start_crown_level_m": _names(
        "起始管顶高程 起点管顶高程 起点管顶标高 上游管顶高程 QSGUGC QDGUGC QDGDINGGC"
    ),
    "end_crown_level_m": _names("终止管顶高程 终点管顶高程 终点管顶标高 下游管顶高程 ZZGUGC ZDGUGC"),
    "start_ground_level_m": _names(
        "起点地面高程 起始地面高程 起点地面标高 上游地面高程 QDDMGC QSDMGC START_GRND"
    ),
    "end_ground_level_m": _names(
        "终点地面高程 终止地面高程 终点地面标高 下游地面高程 ZDDMGC ZZDMGC END_GRND"
    ),
    "start_cover_depth_m": _names(
        "起点埋深 起始埋深 起点管底埋深 起始点埋深 上游埋深 起点深度 "
        "QDMS QSMS S_DEEP S_DEPTH BEGCEN_DEE BEGCIN_DEEP START_DEPTH START_DEEP IN_JUNCID_MS"
    ),
    "end_cover_depth_m": _names(
        "终点埋深 终止埋深 终点管底埋深 终止点埋深 止点埋深 下游埋深 终点深度 "
        "ZDMS ZZMS E_DEEP E_DEPTH ENDCEN_DEE ENDCIN_DEEP END_DEPTH END_DEEP OUT_JUNCID_MS"
    ),
    "is_pressure": _names("是否压力管 是否压力 是否围压 是否有压 SFYL SFYLG IS_PRESS IS_PRESSURE PRESSURE"),
    "flow_against": _names(
        "流向 水流方向 管道流向 水流流向 LX LIUX SLFX FLOWDIR FLOW_DIR FLOW_DIRECTION FLOWDIRECT"
    ),
    "slope_permille": _names("坡度 管道坡度 管底坡度 PD GDPD SLOPE I"),
    "surveyed_length_m": _names(
        "管线长度 管段长度 管道长度 管长 长度 实测长度 GXCD GDCD GC_LEN CD PIPELENGTH PIPE_LENGTH LINE_LENGTH SMLENGTH LENGTH"
    ),
}

MANHOLE: Synonyms = {
    "kind": _names("井类型 窨井类型 检查井类型 井种类 检查井种类 JLX JCJLX MH_TYPE MANHOLE_TYPE KIND"),
    "category": _names(
        "排水类型 管线类型 管线类别 管线种类 管线性质 排水类别 类别 性质 GXLX GXLB GXZL PSLX CATEGORY TYPE"
    ),
    "cover_material": _names(
        "井盖材质 井盖材料 盖材质 井盖类型 JGCZ JGCL JGC JGLX COVER_MATE COVER_MATERIAL COVERMAT COVER_MAT"
    ),
    "cover_shape": _names("井盖形状 盖形状 JGXZ JGX COVER_SHAPE COVERSHAPE"),
    "cover_size_mm": _names("井盖尺寸 井盖大小 井盖规格 JGCC JGDX JGGG COVER_SIZE COVERSIZE"),
    "cover_load_class": _names(
        "井盖承载等级 井盖荷载等级 承载等级 荷载等级 井盖等级 JGDJ COVER_LOAD LOAD_CLASS"
    ),
    "has_anti_fall_net": _names("防坠网 防坠设施 是否有防坠网 有无防坠网 防坠 FZW SFFZW ANTI_FALL FALL_NET"),
}
INLET: Synonyms = {
    "kind": _names("雨水口类型 雨水口形式 雨水口种类 雨篦类型 雨水箅类型 箅类型 YSKLX YSKXS INLET_TYPE KIND"),
    "grate_material": _names(
        "雨水箅材质 雨篦材质 箅子材质 雨水篦材质 篦子材质 箅材质 雨水口盖材质 井盖材质 BZCZ YBCZ GRATE_MAT"
    ),
}
OUTFALL: Synonyms = {
    "kind": _names("排放口类型 排口类型 排水口类型 出水口类型 排放类型 PFKLX PKLX OUTFALL_TYPE KIND"),
    "category": _names("排水类型 管线类型 管线类别 管线种类 排水类别 类别 性质 GXLX GXLB PSLX CATEGORY TYPE"),
    "receiving_water": _names(
        "排入水体 受纳水体 接纳水体 所在河涌 排入河流 受纳河流 所属河道 SNST PRST SZHC RIVER RIVERNAME RECEIVING"
    ),
    "diameter_mm": _names("排放口管径 排口管径 排口尺寸 排放口尺寸 管径 断面尺寸 GJ PKCC DIAMETER DIA"),
    "invert_level_m": _names(
        "排放口底高程 排口底高程 出水口底高程 排口高程 出口底高程 底部高程 管底高程 井底高程 PKGC PKDGC JDGC BOTTOM_H INVERT"
    ),
    "top_level_m": _names("顶部高程 排口顶高程 管顶高程 DBGC TOP_H"),
    "has_flap": _names("有无拍门 是否有拍门 拍门 SFPM FLAP HAS_FLAP"),
}


POINT_LEVELS = ("ground_level_m", "bottom_level_m", "depth_m")


def _together(*parts: Synonyms) -> Synonyms:
    """Later parts add names to a field, or fields; names of the later stand first."""
    fields: Synonyms = {}
    for part in parts:
        for field, names in part.items():
            fields[field] = tuple(dict.fromkeys((*names, *fields.get(field, ()))))
    return fields


def _without(part: Synonyms, *fields: str) -> Synonyms:
    return {field: names for field, names in part.items() if field not in fields}


_PLACE = {"source_code": _names("编号 设施编号 编码 BH SSBH CODE ID NO"), "x": POINT["x"], "y": POINT["y"]}

BY_CLASS: dict[str, Synonyms] = {
    "pipe": _together(COMMON, LEVELS, PIPE),
    "manhole": _together(COMMON, LEVELS, POINT, MANHOLE),
    "inlet": _together(COMMON, LEVELS, POINT, INLET),
    "outfall": _together(COMMON, LEVELS, _without(POINT, "bottom_level_m", "depth_m"), OUTFALL),
    "junction": _together(COMMON, LEVELS, POINT),
    "sluice_gate": _together(COMMON, LEVELS, _without(POINT, *POINT_LEVELS), STRUCTURES["sluice_gate"]),
    "pumping_station": _together(COMMON, LEVELS, _without(POINT, "depth_m"), STRUCTURES["pumping_station"]),
    "treatment_plant": _together(COMMON, _without(POINT, *POINT_LEVELS), STRUCTURES["treatment_plant"]),
    "water_body": _together(COMMON, _PLACE, STRUCTURES["water_body"]),
    "park": _together(COMMON, _PLACE, GREEN_AND_WASTE["park"]),
    "waste_facility": _together(COMMON, _PLACE, GREEN_AND_WASTE["waste_facility"]),
}
