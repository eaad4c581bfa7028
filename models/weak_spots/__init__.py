"""Weak spots of the grid: where more goes wrong than at its like, sure enough to invest.

    reports ─ events.distinct ─ counts.counted ─ judge.judged ─ ranking.order, ranking.intervals
                 └ major_days          └ exposure      └ areas.drawn (Gi* on cells)

Everything here takes and gives pandas frames and numpy arrays; what it costs grows with the rows. Rules (`breaches`),
causes of complaints (`attribution`) and who lives there (`segments`) stand beside the ranking and never enter it.
"""

from __future__ import annotations

CHANNELS = ("fault", "outage", "low_voltage", "complaint", "heavy_load")
YEARS = 3
YEAR_DAYS = 365
