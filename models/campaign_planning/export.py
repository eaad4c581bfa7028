"""What leaves for the dialler: the plan less whom something bars by now, in files by wave and channel."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from gridtag.models.campaign_planning.holdout import HOLDOUT

Step = tuple[str, int, int]
"""rule, customers removed, customers remaining; the first is `planned`."""


def files(
    plan: pd.DataFrame, barred: Mapping[str, Collection[str]]
) -> tuple[dict[tuple[int, str], pd.DataFrame], list[Step]]:
    """`plan` by (wave, channel) in order of rank, without hold-out and without whom a rule of `barred` (customer
    numbers by rule, in order) bars; and the waterfall, a customer counted under the first rule."""
    left = plan[plan["arm"] != HOLDOUT].sort_values(["wave", "channel", "rank", "customer_no"], kind="stable")
    steps: list[Step] = [("planned", 0, len(left))]
    for rule, customers in barred.items():
        kept = left[~left["customer_no"].isin(set(customers))]
        steps.append((rule, len(left) - len(kept), len(kept)))
        left = kept
    grouped = left.groupby(["wave", "channel"], sort=True)
    return {(int(key[0]), str(key[1])): part for key, part in grouped}, steps


def talking_points(reasons: Sequence[str], offer: str, elderly: bool) -> list[str]:
    """What the agent says, in order: who calls and why, the offer, the help, and that nothing is switched off."""
    points = ["先核对客户是否愿意继续通话；不愿意即致谢结束并登记退订。"]
    if reasons:
        points.append(f"可提及：{reasons[0]}。")
    points.append(f"介绍用{offer}缴费：随时查账单，缴费即时到账。")
    if elderly:
        points.append("由座席逐步协助，或请家人代办；不催促、不要求下载。")
    points.append("营业厅、代收点等线下缴费方式照常保留。")
    return points
