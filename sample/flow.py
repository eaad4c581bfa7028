"""What happens to a ticket after it was accepted: dispatch, arrival, restoration, reply, revisit, archive."""

from dataclasses import dataclass, field

import numpy as np

from gridtag.sample.clock import HOUR, NEVER
from gridtag.sample.draws import EvenDraws, normal
from gridtag.sample.parameters import number

STEPS = (
    "accept",
    "dispatch",
    "receive",
    "return",
    "transfer",
    "merge",
    "arrive",
    "restore",
    "handle",
    "reply",
    "revisit",
    "close",
    "reopen",
)
IN_CALL, REPAIR, HANDLED = range(3)


@dataclass
class Flow:
    """Arrays by ticket: kind of course and the time of each step (NEVER where there is none)."""

    kind: np.ndarray
    step: dict[str, np.ndarray]
    revisit_due: np.ndarray
    close: np.ndarray


@dataclass
class Clocks:
    """Hours and counts so far by class, so that the means come out as published."""

    even: EvenDraws
    hours: dict[str, float] = field(default_factory=dict)
    count: dict[str, float] = field(default_factory=dict)

    def draw(self, label: str, size: int, mean: float, sigma: float) -> np.ndarray:
        """Lognormal hours with this mean."""
        return np.asarray(mean * np.exp(sigma * normal(self.even.draw(label, size)) - sigma * sigma / 2))

    def steered(
        self, label: str, size: int, mean: float, sigma: float, fixed: float = 0.0, fixed_count: int = 0
    ) -> np.ndarray:
        """Hours whose running mean, with `fixed` hours of other tickets of the class, stays at `mean`."""
        hours = self.hours.get(label, 0.0) + fixed
        count = self.count.get(label, 0.0) + fixed_count + size
        aim = np.clip((mean * count - hours) / max(size, 1), 0.6 * mean, 1.8 * mean)
        found = self.draw(label, size, float(aim), sigma)
        self.hours[label] = hours + float(found.sum())
        self.count[label] = count
        return found


def kinds(code: np.ndarray, random: np.random.Generator) -> np.ndarray:
    first = np.array([str(value)[:1] for value in code])
    slow = np.isin(first, ("T", "A", "O", "S", "J")) | (first == "C") & (random.random(len(code)) < 0.12)
    return np.asarray(np.where(first == "R", REPAIR, np.where(slow, HANDLED, IN_CALL)))


def build(
    code: np.ndarray,
    accepted: np.ndarray,
    restored: np.ndarray,
    child: np.ndarray,
    remoteness: np.ndarray,
    clocks: Clocks,
    random: np.random.Generator,
) -> Flow:
    """`restored` is the end of the outage behind a ticket, or NEVER."""
    size = len(code)
    step = {name: np.full(size, NEVER) for name in STEPS}
    step["accept"] = accepted.copy()
    kind = kinds(code, random)
    repair, handled = np.flatnonzero(kind == REPAIR), np.flatnonzero(kind == HANDLED)
    call = np.flatnonzero(kind == IN_CALL)
    due = np.full(size, NEVER)
    step["close"][call] = accepted[call] + random.integers(100, 520, len(call))
    late = random.random(size)
    delay = np.where(kind == REPAIR, random.integers(25, 115, size), random.integers(120, 1150, size))
    step["dispatch"] = np.where(kind == IN_CALL, NEVER, accepted + delay + np.where(late < 2e-4, 1500, 0))
    step["receive"] = np.where(kind == IN_CALL, NEVER, step["dispatch"] + random.integers(20, 170, size))
    turns = (kind != IN_CALL) & ~child
    _turn(step, turns, random)
    _repair(step, due, repair, restored, child, remoteness, clocks, random)
    _handle(step, due, handled, code, clocks, random)
    merged = np.flatnonzero(child & (kind == REPAIR))
    step["merge"][merged] = step["receive"][merged] + 30
    step["arrive"][merged] = NEVER
    again = (kind != IN_CALL) & (random.random(size) < number("reopen_share"))
    step["reopen"] = np.where(again, step["close"] - 1800, NEVER)
    return Flow(kind, step, due, step["close"])


def _turn(step: dict[str, np.ndarray], turns: np.ndarray, random: np.random.Generator) -> None:
    size = len(turns)
    returned = turns & (random.random(size) < number("return_share"))
    moved = turns & ~returned & (random.random(size) < number("transfer_share"))
    step["return"] = np.where(returned, step["receive"] + 60, NEVER)
    step["transfer"] = np.where(moved, step["receive"] + 90, NEVER)


def _repair(
    step: dict[str, np.ndarray],
    due: np.ndarray,
    rows: np.ndarray,
    restored: np.ndarray,
    child: np.ndarray,
    remoteness: np.ndarray,
    clocks: Clocks,
    random: np.random.Generator,
) -> None:
    size = len(rows)
    accepted = step["accept"][rows]
    linked = restored[rows] != NEVER
    travel = np.array([0, 26, 50, 78])[remoteness[rows]] * np.exp(0.33 * random.standard_normal(size) - 0.05)
    arrive = step["receive"][rows] + (travel * 60).astype(np.int64)
    after = clocks.draw("repair after", size, 2.3, 0.7)
    known = np.maximum(restored[rows], np.where(child[rows], accepted + 300, arrive + 300))
    close = known + (after * HOUR).astype(np.int64)
    fixed = float((close - accepted)[linked].sum()) / HOUR
    free = np.flatnonzero(~linked)
    hours = clocks.steered(
        "repair", len(free), number("repair_hours"), number("repair_sigma"), fixed, int(linked.sum())
    )
    lasting = np.maximum((hours * HOUR).astype(np.int64), 1500)
    quick = np.minimum(arrive[free], accepted[free] + (lasting * 0.4).astype(np.int64))
    arrive[free] = np.maximum(quick, step["receive"][rows][free] + 240)
    close[free] = np.maximum(accepted[free] + lasting, arrive[free] + 900)
    back = known.copy()
    share = random.uniform(0.25, 0.6, len(free))
    back[free] = arrive[free] + ((close[free] - arrive[free]) * share).astype(np.int64)
    step["arrive"][rows] = arrive
    step["restore"][rows] = back
    step["close"][rows] = close
    step["reply"][rows] = back + ((close - back) * 0.3).astype(np.int64)
    step["revisit"][rows] = back + ((close - back) * 0.8).astype(np.int64)
    due[rows] = step["reply"][rows] + 24 * HOUR


_HOURS = {"A": (44.0, 0.5), "O": (70.0, 0.4), "S": (60.0, 0.4), "C": (30.0, 0.5)}


def _handle(
    step: dict[str, np.ndarray],
    due: np.ndarray,
    rows: np.ndarray,
    code: np.ndarray,
    clocks: Clocks,
    random: np.random.Generator,
) -> None:
    first = np.array([str(value)[:1] for value in code[rows]])
    hours = np.full(len(rows), 40.0)
    for key, (mean, sigma) in _HOURS.items():
        here = first == key
        hours[here] = clocks.draw(f"handled {key}", int(here.sum()), mean, sigma)
    for key, name in (("T", "complaint_hours"), ("J", "report_hours")):
        here = first == key
        hours[here] = clocks.steered(name, int(here.sum()), number(name), 0.3)
    quick = code[rows] == "A1"
    hours[quick] = clocks.draw("reconnect", int(quick.sum()), 9.0, 0.6)
    lasting = (np.clip(hours, 0.6, 240) * HOUR).astype(np.int64)
    accepted = step["accept"][rows]
    step["handle"][rows] = accepted + (lasting * 0.7).astype(np.int64)
    step["reply"][rows] = accepted + (lasting * 0.82).astype(np.int64)
    complaint = np.isin(first, ("T", "J")) | (random.random(len(rows)) < 0.2)
    step["revisit"][rows] = np.where(complaint, accepted + (lasting * 0.94).astype(np.int64), NEVER)
    step["close"][rows] = accepted + lasting
    due[rows] = np.where(complaint, step["reply"][rows] + 24 * HOUR, NEVER)
