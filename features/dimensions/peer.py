"""PEER: how they stand among neighbours and customers alike. Only among ten or more, so that nobody is told of one."""

from gridtag.features.dimension import Dimension
from gridtag.features.held import PeerDifference, PeerRank, PeerRatio, PeerScore
from gridtag.features.statistics import Statistic
from gridtag.features.windows import D7, D30, D365, M1, M3, M12


def _energy(name: str, title: str, title_en: str, peers: str) -> tuple[Statistic, ...]:
    return (
        PeerRatio(name, title, title_en, (M1, M3, M12), of=f"{peers}_ratio"),
        PeerRank(name, title, title_en, (M1, M3, M12), of=f"{peers}_rank"),
    )


PEER = Dimension(
    "peer",
    "邻里与同群对比",
    "Neighbour and peer comparison",
    frame="peers",
    features=(
        *_energy("kwh_tg", "同台区电量对比", "energy among the transformer area", "area"),
        *_energy(
            "kwh_class",
            "同类同容量电量对比",
            "energy among customers of the same class and capacity",
            "likes",
        ),
        PeerDifference(
            "day_tg",
            "与台区日均差",
            "daily energy among the transformer area",
            (D7, D30),
            of="area_diff",
            unit="kWh",
            frame="peer_days",
        ),
        PeerRank(
            "save_rank",
            "节能排名",
            "fall of energy on the year before among the transformer area",
            (M1,),
            of="saving_rank",
        ),
        PeerRank(
            "call_tg",
            "同台区来电频次",
            "calls among the transformer area",
            (D365,),
            of="area_rank",
            frame="peer_calls",
        ),
        PeerRank(
            "call_county",
            "县内来电频次",
            "calls among the county",
            (D365,),
            of="county_rank",
            frame="peer_calls",
        ),
        PeerRank(
            "outage_county",
            "县内停电次数",
            "outages among the county",
            (D365,),
            of="county_rank",
            frame="peer_outages",
        ),
        PeerRank(
            "outage_city",
            "市内停电次数",
            "outages among the city",
            (D365,),
            of="city_rank",
            frame="peer_outages",
        ),
        PeerDifference(
            "online_tg",
            "同台区线上占比",
            "share of payments online among the transformer area",
            (D365,),
            of="online_diff",
            frame="peer_payments",
        ),
        PeerDifference(
            "lag_tg",
            "同台区缴费天数",
            "days from bill to settlement among the transformer area",
            (M12,),
            of="lag_diff",
            unit="天",
        ),
        PeerScore(
            "anom", "同群离群度", "distance of energy from the transformer area's", (M1,), of="outlier"
        ),
    ),
)
