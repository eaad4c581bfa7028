"""VALU: what the customer brings in."""

from gridtag.features.codes import Code
from gridtag.features.comparisons import Ratio
from gridtag.features.derived import DerivedAverage, Rating
from gridtag.features.dimension import Dimension
from gridtag.features.held import PeerRank
from gridtag.features.statistics import Sum
from gridtag.features.windows import D365, M1, M3, M12, M24, year_before

_REVENUE = Sum("rev", "电费贡献", "revenue", (M1, M3, M12, M24), of="amount_fen", unit="元", scale=100)
_CAPACITY_USE = "kwh_month_avg_m12 / nullif(cust_contract_cap_val_now * 730, 0)"
"""A month has 730 hours."""
_GROWTH = """CASE
    WHEN trnd_month_yoy_ratio_m12 IS NOT NULL AND trnd_month_yoy_ratio_m3 IS NOT NULL THEN
        least(greatest(trnd_month_yoy_ratio_m12 - 1, 0), 0.5) + least(greatest(trnd_month_yoy_ratio_m3 - 1, 0), 0.5)
END"""
_RECENCY = """CASE
    WHEN pay_n_cnt_30d > 0 THEN 5
    WHEN pay_n_cnt_90d > 0 THEN 4
    WHEN pay_n_cnt_180d > 0 THEN 3
    WHEN pay_n_cnt_365d > 0 THEN 2
    WHEN pay_last_on IS NOT NULL THEN 1
END"""


def _steps(feature: str, limits: tuple[int, int, int, int]) -> str:
    """5 from the first limit on, 1 below the last; null where the customer never paid."""
    steps = " ".join(f"WHEN {feature} >= {limit} THEN {5 - place}" for place, limit in enumerate(limits))
    return f"CASE WHEN pay_last_on IS NULL THEN NULL {steps} ELSE 1 END"


_TIER = """CASE
    WHEN bill_n_cnt_m12 = 0 OR bill_n_cnt_m12 IS NULL THEN NULL
    WHEN valu_rev_sum_m12 >= 1000000 THEN 'A'
    WHEN valu_rev_sum_m12 >= 100000 THEN 'B'
    WHEN valu_rev_sum_m12 >= 10000 THEN 'C'
    ELSE 'D'
END"""


def _revenue_rank(code: str, title: str, peers: str) -> PeerRank:
    words = (f"{title}内电费贡献", f"revenue among the {peers}")
    return PeerRank(f"rev_{code}", *words, (M12,), of=f"{peers}_rank", frame="peers")


VALU = Dimension(
    "valu",
    "客户价值与潜力",
    "Value and potential",
    frame="bill_months",
    features=(
        _REVENUE,
        Ratio(
            "rev_yoy",
            "电费贡献同比",
            "revenue over the year before",
            (M12,),
            measure=_REVENUE,
            against=year_before,
            complete=True,
        ),
        DerivedAverage(
            "cap_use", "容量利用率", "mean load over the contract capacity", (M12,), derive=_CAPACITY_USE
        ),
        Rating(
            "growth",
            "增长潜力",
            "growth of use on the year before, 0 none to 1 half as much again",
            derive=_GROWTH,
        ),
        Rating("rfm_r", "近度RFM", "how lately they paid, 1 to 5", (D365,), derive=_RECENCY),
        Rating(
            "rfm_f",
            "频度RFM",
            "how often they paid in a year, 1 to 5",
            (D365,),
            derive=_steps("pay_n_cnt_365d", (12, 9, 6, 3)),
        ),
        Rating(
            "rfm_m",
            "金额RFM",
            "how much they paid in a year, 1 to 5",
            (D365,),
            derive=_steps("pay_amt_sum_365d", (50_000, 10_000, 3_000, 1_000)),
        ),
        Code(
            "tier",
            "价值层级",
            "tier of a year's revenue in yuan: A from 1,000,000, B from 100,000, C from 10,000, D",
            derive=_TIER,
        ),
        _revenue_rank("county", "县", "county"),
        _revenue_rank("city", "市", "city"),
        _revenue_rank("prov", "省", "province"),
    ),
)
