"""Compares a generated landing set with the figures it was made to show, and writes the page about it."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from gridtag.reference import rows as reference_rows
from gridtag.sample import prediction
from gridtag.sample.figures import Figure, Landing, load, near, share, total, within, year
from gridtag.sample.parameters import number, raw_mix
from gridtag.sample.province import generate

_REPORT = "five-year report of the hotline (2018)"


def _call_figures(data: Landing) -> list[Figure]:
    calls = data.calls.filter((pl.col("channel") == "phone") & (pl.col("direction") == "in"))
    heads = calls.filter(pl.col("contact_id") == pl.col("master_contact_id"))
    asked = heads.filter(pl.col("ivr_result") != "self")
    rate = heads.height / (data.customers.height * data.years)
    named = heads.filter((year("ivr_enter_ts") == data.full_year) & pl.col("cons_no").is_not_null())
    silent = 1 - named["cons_no"].n_unique() / data.customers.height
    return [
        Figure("来电 calls per customer and year", rate, number("calls_per_customer_year"), 0.25, 0.28, "",
               _REPORT, "inbound by phone; a transfer is not a second call"),
        within("answered by the voice menu", share(heads, pl.col("ivr_result") == "self"),
               number("ivr_self_share"), 0.03, "%", "assumption"),
        within("接通率 agent calls answered", share(asked, ~pl.col("abandon_flag")), number("connect_rate"),
               0.006, "%", _REPORT),
        *_ratings(heads.filter(pl.col("answer_ts").is_not_null())),
        within(f"customers who do not call in {data.full_year}", silent, 0.85, 0.05, "%", "assumption",
               "by the number on the call"),
    ]  # fmt: skip


def _ratings(spoken: pl.DataFrame) -> list[Figure]:
    rated = spoken.filter(pl.col("satis_key").is_between(1, 4)).with_columns(
        year("ivr_enter_ts").alias("year")
    )
    figures = [
        within("未评价 no rating", 1 - rated.height / spoken.height, 0.65, 0.02, "%", "assumption",
               "of calls with an agent")
    ]  # fmt: skip
    for value in rated["year"].unique().sort().to_list():
        rows = rated.filter(pl.col("year") == value)
        margin = max(0.001, 1.6 / rows.height)
        note = f"of {rows.height:,} rated calls; the figure of 2017"
        good = share(rows, pl.col("satis_key") <= 2)
        figures.append(
            within(f"满意率 satisfied {value}", good, number("satisfied_share"), margin, "%", _REPORT, note)
        )
    return figures


def _ticket_figures(data: Landing) -> list[Figure]:
    level = pl.col("BUSI_TYPE_CODE").str.slice(0, 1)
    hours = (pl.col("ARCHIVE_TIME") - pl.col("HANDLE_TIME")) / 3600
    closed = data.tickets.filter(pl.col("ARCHIVE_TIME") > pl.col("HANDLE_TIME")).with_columns(
        hours.alias("hours")
    )
    figures = [
        within("报修占比 repair share of tickets", share(data.tickets, level == "R"),
               raw_mix("business")["R"] / 100, 0.03, "%", "assumption")
    ]  # fmt: skip
    for key, name, title in (
        ("R", "repair_hours", "抢修"), ("T", "complaint_hours", "投诉"), ("J", "report_hours", "举报"),
    ):  # fmt: skip
        rows = closed.filter(level == key)
        mean = total(rows, "hours") / max(rows.height, 1)
        margin = max(0.05, (0.8 if key == "R" else 0.35) / max(rows.height, 1) ** 0.5)
        figures.append(near(f"{title} mean hours of handling", mean, number(name), margin, "h", _REPORT,
                            f"{rows.height:,} tickets"))  # fmt: skip
    complaints = data.tickets.filter(level == "T")
    quality = share(complaints, pl.col("BUSI_TYPE_CODE").str.starts_with("T4"))
    margin = max(0.05, 1.2 / max(complaints.height, 1) ** 0.5)
    figures.append(within("supply quality among complaints", quality, 0.3117, margin, "%",
                          "published analysis", f"{complaints.height:,} complaints"))  # fmt: skip
    of_year = data.tickets.filter(pl.col("CUST_NO").is_not_null() & (year("HANDLE_TIME") == data.full_year))
    single = share(of_year.group_by("CUST_NO").len(), pl.col("len") == 1)
    figures.append(Figure(f"customers with one ticket in {data.full_year}", single, 0.73, 0.60, 0.86, "%",
                          "contest data of 2015: 61 % and 86 %", "of those with any"))  # fmt: skip
    return figures


def _bill_figures(data: Landing) -> list[Figure]:
    energy = pl.col("T_PQ").cast(pl.Float64)
    homes = data.bills.filter((pl.col("CONS_SORT_CODE") == "03") & pl.col("CONS_NO").is_not_null())
    homes = homes.filter(pl.col("RCVBL_YM").str.starts_with(str(data.full_year)))
    years = homes.group_by("CONS_NO").agg(energy.sum(), pl.len().alias("bills")).filter(pl.col("bills") == 12)
    first, second = pl.col("T_PQ") <= 2760, pl.col("T_PQ") <= 4800
    shares = (share(years, first), share(years, ~first & second), share(years, ~second))
    figures = [
        within(f"households in tier {tier} of {data.full_year}", value, target, 0.02, "%", "tier design rule")
        for tier, value, target in zip((1, 2, 3), shares, (0.80, 0.15, 0.05), strict=True)
    ]
    use = data.bills.group_by("CONS_NO").agg(energy.sum()).sort("T_PQ", descending=True)
    top = total(use.head(max(1, use.height // 100)), "T_PQ") / total(use, "T_PQ")
    figures.append(
        Figure("energy of the top 1 % of accounts", top, 0.40, 0.40, 0.97, "%", "assumption", "or more")
    )
    return figures


def _payment_figures(data: Landing) -> list[Figure]:
    modes = {row["pay_mode"]: row["pay_channel"] for row in reference_rows("pay_modes")}
    channel = pl.col("PAY_MODE").replace_strict(modes, default=None)
    months = sorted(data.bills["RCVBL_YM"].unique().to_list())
    early = data.payments.filter(pl.col("RCVBL_YM").is_in(months[:3]))
    figures = [
        within(f"paid by {name} at the start", share(early, channel == name), target / 100, 0.02, "%",
               "assumption for 2020")
        for name, target in raw_mix("pay_channel").items() if target >= 2
    ]  # fmt: skip
    late = data.payments.filter(pl.col("RCVBL_YM").is_in(months[-3:]))
    online = channel.is_in(["app", "alipay", "wechat", "ewallet", "ebank"])
    figures.append(Figure("paid online at the end", share(late, online), share(early, online) + 0.04,
                          share(early, online), 0.97, "%", "more than at the start"))  # fmt: skip
    paid = data.payments.group_by("CONS_NO", "RCVBL_YM").agg(pl.col("CHARGE_TIME").max())
    bills = data.bills.filter(pl.col("RCVBL_YM").is_in(months[:-4])).select(
        "CONS_NO", "RCVBL_YM", "BILL_DATE"
    )
    lag = bills.join(paid, on=["CONS_NO", "RCVBL_YM"]).with_columns(
        (pl.col("CHARGE_TIME") // 86400 - pl.col("BILL_DATE").cast(pl.Int32)).alias("days"),
        (pl.from_epoch("CHARGE_TIME").dt.strftime("%Y%m") == pl.col("BILL_DATE").dt.strftime("%Y%m")).alias(
            "same"
        ),
    )
    week = share(lag, pl.col("days") <= 7)
    figures.append(within("bills paid within a week", week, 0.55, 0.05, "%", "assumption"))
    figures.append(within("bills paid later that month", share(lag, pl.col("same")) - week, 0.25, 0.05, "%",
                          "assumption"))  # fmt: skip
    owing = share(lag, pl.col("days") > 27 + 30)
    figures.append(
        Figure("arrears a month after the month of the bill", owing, 0.05, 0.02, 0.07, "%", "assumption")
    )
    return figures


def _outage_figures(data: Landing) -> list[Figure]:
    urban = data.customers.select((pl.col("URBAN_RURAL_FLAG") == "01").sum()).item()
    figures = []
    for title, count, chosen, low, high in (
        ("urban", urban, pl.col("class") == "01", 1.0, 1.5),
        ("rural", data.customers.height - urban, pl.col("class") != "01", 2.5, 4.0),
    ):
        rows = data.interruptions.filter(chosen & (year("START_TIME") == data.full_year))
        saidi, saifi = total(rows, "load") / count, total(rows, "CONS_CNT") / count
        figures.append(near(f"SAIDI {title} {data.full_year}", saidi, number(f"saidi_{title}"), 0.15, "h",
                            "national reliability of 2024"))  # fmt: skip
        figures.append(Figure(f"SAIFI {title} {data.full_year}", saifi, (low + high) / 2, low * 0.85,
                              high * 1.15, "", "assumption"))  # fmt: skip
    planned = data.interruptions.filter(pl.col("TYPE_CODE").is_in(["plan", "temp", "ration"]))
    part = total(planned, "load") / total(data.interruptions, "load")
    figures.append(within("planned share of customer-hours", part, number("planned_time_share"), 0.06, "%",
                          "published report of 50 cities"))  # fmt: skip
    return figures


PARTS: tuple[Callable[[Landing], list[Figure]], ...] = (
    _call_figures,
    _ticket_figures,
    _bill_figures,
    _payment_figures,
    _outage_figures,
    prediction.figures,
)


def measure(landing: Path) -> list[Figure]:
    """All figures of a landing set of at least fifteen months."""
    data = load(Path(landing))
    return [figure for part in PARTS for figure in part(data)]


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.2f} %"
    return f"{value:,.3f}" if value < 1 else f"{value:,.2f}{' ' + unit if unit else ''}"


def page(found: list[Figure], customers: int, months: int, seed: int) -> str:
    """docs/sample-calibration.md"""
    lines = [
        "# How the sample province compares with published figures",
        "",
        f"Measured on {customers:,} customers and {months} months (seed {seed}). To write this page anew:",
        "",
        f"    python -m gridtag.sample.calibration --customers {customers} --months {months} --seed {seed}",
        "",
        "| figure | generated | target | may be | holds | whose target | remark |",
        "|---|--:|--:|---|---|---|---|",
    ]
    for figure in found:
        low, high = _number(figure.low, figure.unit), _number(figure.high, figure.unit)
        lines.append(
            f"| {figure.name} | {_number(figure.value, figure.unit)} | {_number(figure.target, figure.unit)} "
            f"| {low} … {high} | {'yes' if figure.holds else 'no'} | {figure.source} | {figure.note} |"
        )
    return "\n".join([*lines, "", *_REMARKS]) + "\n"


_REMARKS = (
    "Outage hours follow the national reliability of 2024 (urban 99.97 %, rural 99.91 % of 8,760 h: 2.63 h",
    "and 7.88 h per customer), the newest with both; older years were worse (7.01 h and 18.43 h in 2011).",
    "Cuts for arrears and faults of a customer's own installation are not outages of the grid.",
    "",
    "Satisfaction is that of 2017 among rated calls; 98.99 %, often quoted, is the figure of 2013. Means of",
    "handling are those of 2017. Shares marked *assumption* have no public figure behind them: they stand in",
    "`sample/data/` with the rest, to be changed there. A surge of four times the mean in five minutes",
    "cannot be shown by a small province: 100,000 customers make one call in twenty minutes.",
)


def main(arguments: list[str] | None = None) -> None:
    """Generates a province in a temporary folder, measures it and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=Path("docs/sample-calibration.md"))
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gridtag-calibration-") as folder:
        generate(Path(folder), customers=chosen.customers, months=chosen.months, seed=chosen.seed)
        text = page(measure(Path(folder)), chosen.customers, chosen.months, chosen.seed)
    chosen.page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
