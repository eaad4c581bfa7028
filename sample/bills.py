"""The monthly billing run: readings, amounts, planted jumps and the corrections sent a month later."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import polars as pl

from gridtag.sample import tariff
from gridtag.sample.archive import Archive
from gridtag.sample.clock import NEVER, Month, day_number, history
from gridtag.sample.columns import date_column, decimal_column, table
from gridtag.sample.draws import generator
from gridtag.sample.parameters import number


@dataclass
class Run:
    """One run's bills by customer: `billed` marks who got one."""

    month: Month
    billed: np.ndarray
    bill_day: np.ndarray
    energy: np.ndarray
    charge: tariff.Charge
    elec_type: np.ndarray
    jump: np.ndarray
    account: np.ndarray
    org: np.ndarray
    payable: np.ndarray
    disputed: np.ndarray


@dataclass
class Billing:
    """What one run leaves to the next."""

    seed: int
    year_to_date: np.ndarray
    valley_share: np.ndarray
    station_day: np.ndarray
    recent: list[np.ndarray] = field(default_factory=list)
    tiers_before: np.ndarray | None = None
    correction: pl.DataFrame | None = None
    jumps: list[pl.DataFrame] = field(default_factory=list)


def build(archive: Archive, base: np.ndarray, first_month: Month, seed: int) -> Billing:
    random = generator(seed, "billing")
    gone = np.round(base * first_month.month_of_year * 1000).astype(np.int64)
    gone[archive.connected > first_month.first_day] = 0
    station = archive.network.area_station[archive.area]
    return Billing(
        seed, np.where(archive.home, gone, 0), random.uniform(0.25, 0.5, archive.size), station % 4 + 2
    )


def previous(month: Month) -> Month:
    """The month whose use this month's run bills."""
    return history(1, month.first - timedelta(days=1)).months[0]


def run(billing: Billing, archive: Archive, energy: np.ndarray, month: Month) -> Run:
    """Bills of the use in the month before `month`."""
    used_in = previous(month)
    if used_in.month_of_year == 0:
        billing.year_to_date[:] = 0
    billed = (archive.cancelled == NEVER) & (archive.connected < month.first_day)
    read, elec_type, cause = _mistakes(billing, archive, energy, billed, month)
    found = _charge(billing, archive, read, elec_type, cause != "tariff_swap")
    right = _charge(billing, archive, energy, archive.elec_type, np.ones(archive.size, dtype=bool))
    wrong = cause != ""
    told = Run(month, billed, day_number(month.first) - 1 + billing.station_day, read, found, elec_type,
               _jumped(billing, found.amount), archive.account.copy(), archive.org.copy(), right.amount,
               wrong)  # fmt: skip
    _tell_jumps(billing, told, archive, np.where(cause == "negative", "", cause), used_in)
    corrected = replace(told, energy=energy, charge=right, elec_type=archive.elec_type)
    refund = (found.amount - right.amount)[wrong]
    billing.correction = frame(corrected, archive, np.flatnonzero(wrong), refund)
    billing.year_to_date += np.where(archive.home, np.maximum(energy, 0), 0)
    billing.recent = [*billing.recent[-2:], right.amount]
    billing.tiers_before = right.tier2 + right.tier3
    return told


def _mistakes(
    billing: Billing, archive: Archive, energy: np.ndarray, billed: np.ndarray, month: Month
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Use as read, tariff as applied, and what is wrong with either."""
    random = generator(billing.seed, "run", month.text)
    size = archive.size
    cause = np.full(size, "", dtype=object)
    misread = billed & (random.random(size) < number("wrong_reading_share")) & (energy > 20_000)
    read = (energy * random.uniform(1.8, 4.0, size)).astype(np.int64) // 1000 * 1000
    swapped = billed & archive.home & (energy > 50_000) & ~misread
    swapped &= random.random(size) < number("tariff_swap_share")
    negative = billed & ~misread & ~swapped & (random.random(size) < number("negative_energy_share"))
    cause[misread], cause[swapped], cause[negative] = "wrong_reading", "tariff_swap", "negative"
    read = np.where(misread, read, np.where(negative, -(energy // 20) // 1000 * 1000, energy))
    return read, np.where(swapped, "405", archive.elec_type), cause


def _charge(
    billing: Billing, archive: Archive, energy: np.ndarray, elec_type: np.ndarray, household: np.ndarray
) -> tariff.Charge:
    before, home = billing.year_to_date, archive.home & household
    timed, share = archive.time_of_use, billing.valley_share
    return tariff.charge(energy, before, home, timed, elec_type, archive.capacity, share)


def _jumped(billing: Billing, amount: np.ndarray) -> np.ndarray:
    """Bills half as high again as the mean of those before, by at least 60 yuan."""
    if not billing.recent:
        return np.zeros(len(amount), dtype=bool)
    before = np.mean(billing.recent, axis=0)
    return np.asarray((amount > 1.5 * before) & (amount - before > 6000) & (before > 1000))


def _tell_jumps(billing: Billing, told: Run, archive: Archive, cause: np.ndarray, used_in: Month) -> None:
    if not billing.recent:
        return
    chosen = np.flatnonzero((told.jump & told.billed & archive.home) | (cause != ""))
    before = np.mean(billing.recent, axis=0)
    tier = (told.charge.tier2 + told.charge.tier3 > 0) & (billing.tiers_before == 0)
    season = used_in.month_of_year in (5, 6, 7, 0, 11)
    low = billing.recent[-1] < 1500
    natural = np.select([low, tier], ["reoccupied", "tier_step"], "weather" if season else "use")
    billing.jumps.append(table({
        "customer_no": told.account[chosen], "bill_month": [used_in.text] * len(chosen),
        "cause": np.where(cause == "", natural.astype(object), cause)[chosen].astype(object),
        "usual_fen": np.round(before[chosen]).astype(np.int64), "amount_fen": told.charge.amount[chosen],
    }))  # fmt: skip


def frame(told: Run, archive: Archive, chosen: np.ndarray, refund: np.ndarray | None = None) -> pl.DataFrame:
    """Rows as the billing system writes them, for the chosen customers."""
    cost = told.charge
    timed = archive.time_of_use[chosen]
    nothing = np.zeros(len(chosen), dtype=np.int64)
    used_in = previous(told.month)
    kind = np.select([chosen % 97 == 0, chosen % 211 == 0], ["manual", "estimated"], "remote")
    risk = np.where(archive.prepaid[chosen], "1", np.where(cost.amount[chosen] > 500_000, "3", "2"))

    def period(values: np.ndarray) -> pl.Series:
        return decimal_column(values[chosen], 3, known=timed)

    return table({
        "CONS_NO": told.account[chosen].astype(object),
        "RCVBL_YM": np.full(len(chosen), used_in.text, dtype=object),
        "ORG_NO": told.org[chosen].astype(object),
        "READ_DATE": date_column(np.full(len(chosen), told.month.first_day)),
        "READ_TYPE": kind.astype(object),
        "BILL_DATE": date_column(told.bill_day[chosen]), "DUE_DATE": date_column(told.bill_day[chosen] + 20),
        "T_PQ": decimal_column(told.energy[chosen], 3), "PQ_PEAK": period(cost.peak),
        "PQ_FLAT": period(cost.flat),
        "PQ_VALLEY": period(cost.valley), "PQ_TIER2": decimal_column(cost.tier2[chosen], 3),
        "PQ_TIER3": decimal_column(cost.tier3[chosen], 3),
        "RCVBL_AMT": decimal_column(cost.amount[chosen], 2),
        "RCVBL_PENALTY": decimal_column(nothing, 2),
        "REFUND_AMT": decimal_column(nothing if refund is None else refund, 2),
        "STATUS_CODE": np.full(len(chosen), "0", dtype=object), "RISK_LEVEL_CODE": risk.astype(object),
        "CONS_SORT_CODE": np.array(["", "01", "02", "03"], dtype=object)[archive.sort[chosen]],
        "ELEC_TYPE_CODE": told.elec_type[chosen].astype(object),
    })  # fmt: skip
