"""Reliability of supply: how often and how long customers were without power, exactly.

    rows of outages ─ checks.faults ─ interruptions.joined ─ sums.sums ─ indices.indices
                                                 └ major_event_days ┘

Times are whole milliseconds, customers whole numbers and loads whole volt-amperes, so every sum is exact, does not
depend on the order of rows, and the sums of units add up to those of their region. Only the last division rounds.

Sources: IEEE Std 1366-2012 (indices, 2.5 beta method) and DL/T 836 (Chinese names, hours).
"""
