"""Who pays when and how, what is said to those who do not, and who is cut off and reconnected."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gridtag.sample.adoption import CHANNELS
from gridtag.sample.archive import Archive
from gridtag.sample.bills import Run, previous
from gridtag.sample.clock import DAY, HOUR, NEVER, times
from gridtag.sample.columns import flags, money_text, table
from gridtag.sample.draws import generator, pick
from gridtag.sample.parameters import number, numbers

_MODES = {
    "app": ("030148",), "alipay": ("030147",), "wechat": ("030146",), "ewallet": ("030149",),
    "ebank": ("020104",),
    "debit": ("020103",), "bankctr": ("020101", "020101", "020101", "010105"), "hall": ("010101",),
    "kiosk": ("010301", "010302"), "post": ("030102",), "agent": ("030101", "030101", "030107", "030108"),
    "walk": ("010201",),
}  # fmt: skip
_MODE_TABLE = np.array(
    [[_MODES[channel][slot % len(_MODES[channel])] for slot in range(4)] for channel in CHANNELS],
    dtype=object,
)
_DEBIT = CHANNELS.index("debit")
_LATE = np.array([0.10, 0.20, 0.35, 0.35])


@dataclass
class Settled:
    """How one run was paid: arrays by customer; `paid` is NEVER where there was nothing to pay."""

    run: Run
    paid: np.ndarray
    cut: np.ndarray
    reconnected: np.ndarray
    channel: np.ndarray


def settle(run: Run, archive: Archive, channel: np.ndarray, late: np.ndarray, seed: int) -> Settled:
    random = generator(seed, "payments", run.month.text)
    size = archive.size
    shares = numbers("pay_timing")
    prompt = run.billed & ((channel == _DEBIT) | archive.prepaid)
    sure = prompt.sum() / max(run.billed.sum(), 1)
    shares = np.maximum(shares - np.array([sure, 0, 0, 0]), 0)
    usual = np.maximum(shares / shares.sum() - number("late_payer_share") * _LATE, 0)
    uniform = random.random(size)
    kind = np.where(late, pick(_LATE, uniform), pick(usual, uniform))
    month_end = run.month.first_day + run.month.days
    inside = random.random(size)
    lag = np.select(
        [kind == 0, kind == 1, kind == 2],
        [inside * 7, 7 + inside * (month_end - run.bill_day - 7.01), month_end - run.bill_day + inside * 6],
        month_end - run.bill_day + 6 + random.exponential(40, size),
    )
    lag = np.where((channel == _DEBIT) & (inside < 0.97), 3.0, np.where(archive.prepaid, inside * 2.5, lag))
    lag = np.where(run.disputed, np.maximum(lag, month_end - run.bill_day + 9), lag)
    lag = np.where(archive.sort == 1, np.minimum(lag, 18), lag)
    hour = np.clip(random.normal(13, 4, size), 8, 20.9)
    hour = np.where(np.isin(channel, (0, 1, 2)), np.clip(random.normal(16, 5, size), 6.5, 23.8), hour)
    paid = (run.bill_day + 1 + lag.astype(np.int64)) * DAY + (hour * HOUR).astype(np.int64)
    cut_day = run.bill_day + 54 + random.integers(0, 6, size)
    cut = run.billed & (run.payable > 3000) & (paid > (cut_day + 1) * DAY) & ~archive.important & archive.home
    chance = number("cut_share") / 0.044 * np.where(late, 1.4, 0.8)
    cut &= ~run.disputed & (random.random(size) < chance)
    cut_time = np.where(cut, cut_day * DAY + (random.uniform(9, 16, size) * HOUR).astype(np.int64), NEVER)
    soon = cut_time + (random.exponential(14 * HOUR, size) + HOUR).astype(np.int64)
    paid = np.where(cut, soon, paid)
    on_again = paid + np.minimum(random.exponential(5 * HOUR, size) + 600, 40 * HOUR).astype(np.int64)
    paid = np.where(run.billed & (run.payable > 0), paid, NEVER)
    return Settled(run, paid, cut_time, np.where(cut, on_again, NEVER), channel)


def payment_rows(settled: Settled, archive: Archive, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Payment rows and the second each was made."""
    run = settled.run
    random = generator(seed, "payment rows", run.month.text)
    chosen = np.flatnonzero(settled.paid != NEVER)
    amount, paid = run.payable[chosen], settled.paid[chosen]
    split = (random.random(len(chosen)) < number("partial_payment_share")) & (amount > 5000)
    part = np.where(split, amount * 2 // 5 // 100 * 100, 0)
    overdue = np.maximum(0, paid // DAY - (run.bill_day[chosen] + 20))
    penalty = np.round((amount - part) * overdue * number("penalty_per_day")).astype(np.int64)
    again = np.flatnonzero(split)
    rows = np.concatenate([np.arange(len(chosen)), again])
    fen = np.concatenate([amount - part, part[again]])
    when = np.concatenate(
        [paid, np.maximum(run.bill_day[chosen][again] * DAY + 10 * HOUR, paid[again] - 3 * DAY)]
    )
    fine = np.concatenate([penalty, np.zeros(len(again), dtype=np.int64)])
    order = np.argsort(when, kind="stable")
    rows, fen, when, fine = rows[order], fen[order], when[order], fine[order]
    customer = chosen[rows]
    modes = _MODE_TABLE[settled.channel[customer], random.integers(4, size=len(rows))]
    serial = int(run.month.text[2:]) * 10**10 + np.arange(1, len(rows) + 1)
    return table({
        "PAY_NO": serial.astype(str), "CONS_NO": archive.account[customer],
        "ORG_NO": archive.org[customer],
        "RCVBL_YM": np.full(len(rows), previous(run.month).text, dtype=object),
        "CHARGE_TIME": times(when), "PAY_MODE": modes, "RCVED_AMT": money_text(fen),
        "RCVED_PENALTY": money_text(fine), "PAYER_NO": (7 * 10**9 + archive.owner[customer]).astype(str),
    }), when  # fmt: skip


_STEPS = (("sms", 12, 1.0), ("voice", 20, 0.9), ("paper", 24, 0.25), ("visit", 29, 0.3))


def dunning_rows(settled: Settled, archive: Archive, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Reminders to those who have not paid, cuts and reconnections, with the second of each."""
    run = settled.run
    random = generator(seed, "dunning", run.month.text)
    customers, methods, whens = [], [], []
    owing = settled.paid != NEVER
    for method, days, chance in _STEPS:
        moment = (run.bill_day + 20 + days) * DAY
        chosen = np.flatnonzero(
            owing & (settled.paid > moment + 20 * HOUR) & (random.random(archive.size) < chance)
        )
        customers.append(chosen)
        methods.append(np.full(len(chosen), method, dtype=object))
        whens.append(moment[chosen] + random.integers(9 * HOUR, 17 * HOUR, len(chosen)))
    for method, moments in (("cut", settled.cut), ("reconnect", settled.reconnected)):
        chosen = np.flatnonzero(moments != NEVER)
        customers.append(chosen)
        methods.append(np.full(len(chosen), method, dtype=object))
        whens.append(moments[chosen])
    customer, method_of, when = np.concatenate(customers), np.concatenate(methods), np.concatenate(whens)
    order = np.argsort(when, kind="stable")
    customer, method_of, when = customer[order], method_of[order], when[order]
    reached = random.random(len(customer)) < np.where(archive.phone[customer] == "", 0.4, 0.94)
    serial = int(run.month.text[2:]) * 10**9 + np.arange(1, len(customer) + 1)
    return table({
        "DUN_NO": np.char.add("D", serial.astype(str)), "CONS_NO": archive.account[customer],
        "RCVBL_YM": np.full(len(customer), previous(run.month).text, dtype=object), "METHOD": method_of,
        "SENT_TIME": times(when),
        "DELIVERED": flags(np.isin(method_of.astype(str), ("cut", "reconnect")) | reached),
    }), when  # fmt: skip
