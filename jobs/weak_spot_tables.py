"""The tables of weak spots: their columns with what each means."""

from __future__ import annotations

from gridtag.models.weak_spots import CHANNELS

SPOTS = "gold.weak_spots"
CAUSES = "gold.outage_attribution"
SEGMENTS = "gold.outage_segments"
TITLES = {
    "fault": "供电侧报修，无停电记录", "outage": "非计划停电", "low_voltage": "电压",
    "complaint": "频繁停电与供电质量投诉意见", "heavy_load": "重载日，无负荷数据时为空",
}  # fmt: skip
_AS_OF = "as_of DATE NOT NULL COMMENT '业务日'"

SPOT_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日，统计期为到该日的三个 365 天'",
    "unit_kind STRING NOT NULL COMMENT '单元类型：transformer 台区，feeder 线路，cell 网格(H3 第 6 级)'",
    "unit_id STRING NOT NULL COMMENT '台区或线路编号，网格编号'",
    "name STRING NOT NULL COMMENT '名称；网格取其最大台区'",
    "feeder_no STRING COMMENT '台区所属线路'",
    "org_no STRING COMMENT '供电单位'",
    "county_org_no STRING COMMENT '县公司（按现行机构）'",
    "urban_rural STRING COMMENT '城乡类别，线路与网格取户数最多者'",
    "customers INT NOT NULL COMMENT '现有户数'",
    "rank INT NOT NULL COMMENT '同类单元全网名次：级别、风险比 99% 下限、风险年数、风险证据数、至少多出户次'",
    "rank_low INT COMMENT '名次 90% 区间上端（自助法）'",
    "rank_high INT COMMENT '名次 90% 区间下端（自助法）'",
    "tier INT COMMENT '1 两年以上且两类证据以上有风险，2 二者之一，3 95% 确信高于同类，空 不薄弱'",
    "years_risky INT NOT NULL COMMENT '三年中 P(风险比>1.5)>0.8 的年数'",
    "channels_risky INT NOT NULL COMMENT 'P(风险比>1.5)>0.8 的证据类数'",
    "events INT NOT NULL COMMENT '三年事件，各类证据合计，同地 6 小时内为一次，重大事件日除外'",
    "expected DOUBLE NOT NULL COMMENT '同省同城乡同类单元在同样暴露下的事件数'",
    "risk_ratio DOUBLE NOT NULL COMMENT '风险比的后验均值（伽马-泊松）'",
    "risk_ratio_low DOUBLE NOT NULL COMMENT '风险比的 5% 下限'",
    "probability DOUBLE NOT NULL COMMENT 'P(风险比>1.5)'",
    "excess DOUBLE NOT NULL COMMENT '按下限每年多出的事件数；大于 0 即为薄弱'",
    "excess_customers_low DOUBLE NOT NULL COMMENT '按下限每年多出的户次：停电与重载按全部户数，其余按一户'",
    *[
        line
        for name in CHANNELS
        for line in (
            f"{name}_events INT COMMENT '{TITLES[name]}：三年事件'",
            f"{name}_expected DOUBLE COMMENT '{TITLES[name]}：期望'",
            f"{name}_rr DOUBLE COMMENT '{TITLES[name]}：风险比后验均值'",
            f"{name}_probability DOUBLE COMMENT '{TITLES[name]}：P(风险比>1.5)'",
        )
    ],
    "breaches ARRAY<STRING> COMMENT '违反的规定，不计入名次'",
    "area_id STRING COMMENT '所在薄弱片区（Gi*，单侧 FDR 5%），不在片区内为空'",
    "status STRING COMMENT '与上次相比：new persistent worsening improving left'",
    "evidence ARRAY<STRING> COMMENT '工单与停电编号，最近 50 个，近者在前'",
    "fault_tickets INT NOT NULL COMMENT '近 365 天供电侧故障主单（张）'",
    "outages INT NOT NULL COMMENT '近 365 天非计划停电（次）'",
    "outage_minutes BIGINT NOT NULL COMMENT '近 365 天停电分钟，重叠只计一次'",
    "complaints INT NOT NULL COMMENT '近 365 天频繁停电与供电质量投诉意见（件）'",
    "major_events INT NOT NULL COMMENT '落在重大事件日而未计的事件'",
    "last_event_on DATE COMMENT '最近事件'",
    "longitude DOUBLE COMMENT '经度(CGCS2000)，线路为台区均值，网格为中心'",
    "latitude DOUBLE COMMENT '纬度(CGCS2000)'",
)
CAUSE_COLUMNS = (
    _AS_OF,
    "transformer_no STRING NOT NULL COMMENT '台区'",
    "event_id STRING NOT NULL COMMENT '停电编号，未对应停电为 none'",
    "county_org_no STRING COMMENT '县公司（按现行机构）'",
    "cause STRING NOT NULL COMMENT 'weak_grid 网架薄弱，notice 告知，late_restoration 复电晚，customer_side 客户侧'",
    "complaints INT NOT NULL COMMENT '停电投诉与意见（件）'",
    "share DOUBLE NOT NULL COMMENT '占该台区该次停电的比例'",
    "evidence ARRAY<STRING> COMMENT '工单编号，最近 50 个'",
)
SEGMENT_COLUMNS = (
    _AS_OF,
    "area_id STRING NOT NULL COMMENT '薄弱片区'",
    "dimension STRING NOT NULL COMMENT 'tariff 用电类别，sort 用户分类，usage 近 12 个月月均电量'",
    "segment STRING NOT NULL COMMENT '取值；不足 20 户的并入 other'",
    "customers INT NOT NULL COMMENT '户数，不少于 20'",
    "share DOUBLE NOT NULL COMMENT '占片区户数'",
)
