"""NRG: new energy and electrification, as far as electricity type and bills tell."""

from gridtag.features.codes import Flag, Value
from gridtag.features.dimension import Dimension
from gridtag.features.held import HeldSum, Score
from gridtag.features.windows import SUM0, WIN0, WIN1

_PHOTOVOLTAIC = "elec_type LIKE '8%'"

NRG = Dimension(
    "nrg",
    "新能源与电能替代",
    "New energy and electrification",
    frame="season_use",
    features=(
        Flag("pv", "光伏并网", "photovoltaic account", of=_PHOTOVOLTAIC, frame="archive"),
        Value(
            "pv_cap",
            "光伏容量",
            "contract capacity of a photovoltaic account",
            of=f"CASE WHEN {_PHOTOVOLTAIC} THEN cast(contract_kva AS DOUBLE) END",
            unit="kVA",
            frame="archive",
        ),
        HeldSum("heat_kwh", "采暖季电量", "energy of the winter months", (WIN0, WIN1), of="heat", unit="kWh"),
        Score(
            "heat_like",
            "疑似电采暖",
            "likeness to electric heating: winter against spring and autumn",
            (WIN0,),
            of="heat_like",
        ),
        Score(
            "ac_like",
            "空调强度",
            "strength of cooling: summer against spring and autumn",
            (SUM0,),
            of="ac_like",
        ),
    ),
)
