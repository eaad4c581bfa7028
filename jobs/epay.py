"""gold.epay_models and gold.epay_scores: who, paying offline today, will come to pay online."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features.registry import features as declared
from gridtag.jobs import feature_state
from gridtag.jobs.context import Context
from gridtag.jobs.features import customer_features, features_as_of
from gridtag.jobs.known import known
from gridtag.jobs.threads import each
from gridtag.models.epay import Horizon, horizons, labels, offline
from gridtag.models.epay_inputs import MODEL_INPUTS, NAMES, check
from gridtag.models.epay_scores import scored
from gridtag.models.propensity.checks import refuse_leaks
from gridtag.models.propensity.logistic import Logistic, fit
from gridtag.models.propensity.metrics import Quality, quality
from gridtag.privacy import draws

MODELS, SCORES = "gold.epay_models", "gold.epay_scores"
MOST_ROWS = 200_000
"""Rows brought to the driver to fit or to validate; where there are more, a keyed draw chooses."""
LEAST_POSITIVES = 30
MODEL_COLUMNS = (
    "model_version STRING NOT NULL COMMENT '模型版本：算法-训练日-系数摘要'",
    "as_of DATE NOT NULL COMMENT '评分日'",
    "trained_on DATE NOT NULL COMMENT '训练样本的特征日'",
    "label_from DATE NOT NULL COMMENT '标签窗口首日'",
    "label_to DATE NOT NULL COMMENT '标签窗口末日'",
    "rows BIGINT NOT NULL COMMENT '训练样本数（超过 20 万时为按密钥抽取的样本）'",
    "positives BIGINT NOT NULL COMMENT '训练样本中转为线上缴费的户数'",
    "valid_on DATE NOT NULL COMMENT '验证样本的特征日，晚于训练标签窗口'",
    "valid_rows BIGINT NOT NULL COMMENT '验证样本数'",
    "valid_positives BIGINT NOT NULL COMMENT '验证样本中转为线上缴费的户数'",
    "auc_valid DOUBLE COMMENT '验证窗口 AUC'",
    "lift10_valid DOUBLE COMMENT '验证窗口得分前 10% 的转化率与平均之比'",
    "ece_valid DOUBLE COMMENT '验证窗口校准误差(10 等分)'",
    "coefficients STRING COMMENT '模型全文(JSON)：输入、缩放与系数'",
    "note STRING COMMENT '没有评分时的原因'",
)
SCORE_COLUMNS = (
    "customer_no STRING NOT NULL COMMENT '户号'",
    "as_of DATE NOT NULL COMMENT '评分日'",
    "model_version STRING NOT NULL COMMENT '模型版本'",
    "score DOUBLE NOT NULL COMMENT '其后 3 个账期至少 2 个线上缴费的概率'",
    "reasons ARRAY<STRING> NOT NULL COMMENT '使得分升高最多的原因，由大到小'",
)


@dataclass(frozen=True)
class Sample:
    """`features` are the model's inputs, in their order; rows go by customer number."""

    customers: np.ndarray
    features: pa.Table
    label: np.ndarray

    @property
    def values(self) -> np.ndarray:
        return MODEL_INPUTS.matrix(self.features)

    @property
    def positives(self) -> int:
        return int(self.label.sum())


def run(context: Context) -> dict[str, float]:
    """Trains, validates on a later window and scores everyone who pays offline on the day; gives the figures.

    Too few customers who came to pay online: no scores are written, and gold.epay_models says why.
    """
    check({name: one.privacy for name, one in declared().items()})
    both = horizons(context.as_of)
    training, validation = both
    context.say(f"payment model: training on {training.day}, validating on {validation.day}")
    samples = train, valid = each(lambda horizon: _sample(context, horizon), both)
    if train.positives < LEAST_POSITIVES:
        why = (
            f"训练窗口 {training.day} 至 {training.until} 只有 {train.positives} 户转为线上缴费，"
            f"少于 {LEAST_POSITIVES} 户，不评分"
        )
        version = f"none-{training.day}"
        _write_model(context, version, both, samples, None, None, why)
        context.say(f"payment model: no scores, only {train.positives} turned to online payment")
        _write_scores(context, None, version)
        return {"rows": len(train.label), "positives": train.positives, "scored": 0}
    refuse_leaks(train.features, train.label)
    model = fit(MODEL_INPUTS, train.values, train.label)
    both_labels = 0 < valid.positives < len(valid.label)
    found = quality(model.score(valid.values), valid.label) if both_labels else None
    version = f"logistic-{training.day}-{model.digest}"
    note = None if found else f"验证窗口 {validation.day} 至 {validation.until} 的标签没有两类，无法验证"
    _write_model(context, version, both, samples, model, found, note)
    context.say("payment model: scoring")
    _write_scores(context, model, version)
    figures = {"rows": len(train.label), "positives": train.positives, "scored": scores(context).count()}
    return figures | ({"auc": found.auc, "lift10": found.lift_10, "ece": found.ece} if found else {})


def scores(context: Context) -> DataFrame:
    return context.lake.read(SCORES).where(F.col("as_of") == F.lit(context.as_of))


def _midnight(day: date) -> datetime:
    """The cut-off of a state at the end of the day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time())


def _offline(context: Context, day: date) -> DataFrame:
    """customer_no of those who did not pay online on the day, as known then."""
    moment = _midnight(day)
    return offline(known(context, "bills", until=moment), known(context, "payments", until=moment), day)


def _inputs(context: Context, people: DataFrame, day: date) -> DataFrame:
    """The model's inputs of these customers on the day, as DOUBLE."""
    features = _features(context, day)
    chosen = [F.col(name).cast("double").alias(name) for name in NAMES]
    return features.select("customer_no", *chosen).join(people, "customer_no")


def _features(context: Context, day: date) -> DataFrame:
    """From the feature tables where they stand at the day, else computed as of the day."""
    states = feature_state.states(context.lake)
    if states and all(state.as_of == day for state in states.values()):
        return customer_features(context.lake, NAMES)
    return features_as_of(context.lake, day, NAMES)


def _sample(context: Context, horizon: Horizon) -> Sample:
    """Inputs as known on the horizon's day, labels as known now; ordered by customer number."""
    told = labels(known(context, "bills"), known(context, "payments"), horizon)
    people = _offline(context, horizon.day).join(told, "customer_no").persist()
    many = people.count()
    if many > MOST_ROWS:
        draw = draws(context.settings.secret, f"epay sample {horizon.day}", "customer_no")
        chosen = people.where(draw < MOST_ROWS / many)
    else:
        chosen = people
    table = _inputs(context, chosen, horizon.day).toArrow().combine_chunks()
    people.unpersist()
    customers = np.asarray(table.column("customer_no").to_pylist(), dtype=str)
    order = np.argsort(customers, kind="stable")
    label = table.column("label").to_numpy().astype(np.int64)
    return Sample(customers[order], table.select(NAMES).take(order), label[order])


def _write_model(
    context: Context,
    version: str,
    horizons_: tuple[Horizon, Horizon],
    samples: Sequence[Sample],
    model: Logistic | None,
    found: Quality | None,
    note: str | None,
) -> None:
    (training, validation), (train, valid) = horizons_, samples
    row = (
        version, context.as_of, training.day, training.day + timedelta(days=1), training.until,
        len(train.label), train.positives, validation.day, len(valid.label), valid.positives,
        found and found.auc, found and found.lift_10, found and found.ece, model and model.text, note,
    )  # fmt: skip
    lake = context.lake
    lake.create(MODELS, MODEL_COLUMNS, comment="线上缴费倾向模型：样本、验证结果与系数")
    frame = lake.spark.createDataFrame([row], lake.schema(MODELS))
    lake.replace(MODELS, frame, F.col("as_of") == F.lit(context.as_of))


def _write_scores(context: Context, model: Logistic | None, version: str) -> None:
    lake = context.lake
    lake.create(
        SCORES, SCORE_COLUMNS, comment="未在线上缴费的客户其后转为线上缴费的概率", cluster_by=("customer_no",)
    )
    if model is None:
        lake.delete(SCORES, f"as_of = DATE '{context.as_of}'")
        return
    people = _offline(context, context.as_of)
    found = scored(_inputs(context, people, context.as_of), model).select(
        "*", F.lit(context.as_of).alias("as_of"), F.lit(version).alias("model_version")
    )
    lake.replace(SCORES, found, F.col("as_of") == F.lit(context.as_of))
