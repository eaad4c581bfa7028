"""What became of a unit since the last run."""

from __future__ import annotations

NEW, PERSISTENT, WORSENING, IMPROVING, LEFT = STATUSES = (
    "new",
    "persistent",
    "worsening",
    "improving",
    "left",
)
WORDS = {NEW: "新增", PERSISTENT: "持续", WORSENING: "加重", IMPROVING: "好转", LEFT: "移出"}

STATUS = f"""CASE
    WHEN tier IS NULL AND was_tier IS NULL THEN NULL
    WHEN was_tier IS NULL THEN '{NEW}'
    WHEN tier IS NULL THEN '{LEFT}'
    WHEN tier < was_tier OR (tier = was_tier AND risk_ratio_low > was_ratio) THEN '{WORSENING}'
    WHEN tier > was_tier OR (tier = was_tier AND risk_ratio < was_low) THEN '{IMPROVING}'
    ELSE '{PERSISTENT}' END"""
"""SQL over tier, risk_ratio, risk_ratio_low and the former was_tier, was_ratio, was_low: in the same tier a unit
worsens where its bound has passed its former ratio, and improves where its ratio has fallen below its former bound."""
