"""VALU: what the customer brings in."""

from gridtag.features.comparisons import Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Sum
from gridtag.features.windows import M1, M3, M12, M24, year_before

_REVENUE = Sum("rev", "电费贡献", "revenue", (M1, M3, M12, M24), of="amount_fen", unit="元", scale=100)

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
    ),
)
