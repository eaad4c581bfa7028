"""How well plain behaviour tells who will turn to paying online: neither hopeless nor easy."""

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from gridtag.reference import rows as reference_rows
from gridtag.sample.figures import Figure, Landing

_FOLDS = 5


def figures(data: Landing) -> list[Figure]:
    """AUC of a logistic regression over what was known then, label two of three later bills paid online."""
    months = sorted(data.bills["RCVBL_YM"].unique().to_list())
    if len(months) < 12:
        return []
    rows = _rows(data, months, len(months) - 6)
    known = rows.drop("CONS_NO", "label").cast(pl.Float64).fill_null(0.0).to_numpy()
    label = rows["label"].to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    score = cross_val_predict(model, known, label, cv=_FOLDS, method="predict_proba")[:, 1]
    note = f"{rows.height:,} payers not online, {100 * label.mean():.1f} % of them turn"
    auc = float(roc_auc_score(label, score))
    return [Figure("AUC of turning to online payment", auc, 0.80, 0.72, 0.88, "", "aim .75 to .85", note)]


def _rows(data: Landing, months: list[str], cut: int) -> pl.DataFrame:
    """Payers with less than half of six bills online, their behaviour and what they did later."""
    modes = {row["pay_mode"]: row["is_online"] == "true" for row in reference_rows("pay_modes")}
    paid = data.payments.with_columns(
        pl.col("PAY_MODE").replace_strict(modes, default=False).alias("online"),
        pl.col("RCVED_AMT").cast(pl.Float64, strict=False).alias("amount"),
        (pl.col("PAY_MODE") == "020103").alias("debit"),
    )
    before = paid.filter(pl.col("RCVBL_YM").is_in(months[cut - 6 : cut])).group_by("CONS_NO")
    habits = before.agg(
        pl.col("online").mean().alias("share"),
        pl.col("debit").mean(),
        pl.col("amount").mean().log1p(),
        pl.col("PAY_MODE").n_unique().alias("modes"),
    ).filter(pl.col("share") < 0.5)
    after = paid.filter(pl.col("RCVBL_YM").is_in(months[cut + 1 : cut + 4])).group_by("CONS_NO")
    label = after.agg((pl.col("online").sum() >= 2).alias("label"))
    until = f"{months[cut][:4]}-{months[cut][4:]}-28"
    contacts = data.contacts.filter(pl.col("UPDATED_AT") < until).unique(
        "CONS_NO", keep="last", maintain_order=True
    )
    known = contacts.select(
        "CONS_NO",
        pl.col("BIRTH_YEAR").cast(pl.Float64).fill_null(1976.0),
        *(pl.col(name).cast(pl.Float64) for name in ("APP_BOUND", "WX_BOUND", "SMS_BILL")),
    )
    urban = data.customers.select("CONS_NO", (pl.col("URBAN_RURAL_FLAG") == "01").alias("urban"))
    end = int(np.datetime64(until, "s").astype(np.int64))
    calls = (
        data.calls.filter(pl.col("ivr_enter_ts") < end)
        .group_by("cons_no")
        .agg(pl.len().log1p().alias("calls"))
    )
    found = habits.join(label, on="CONS_NO").join(known, on="CONS_NO", how="left")
    found = found.join(urban, on="CONS_NO", how="left")
    return found.join(calls, left_on="CONS_NO", right_on="cons_no", how="left").sort("CONS_NO")
