"""The data dictionary, from the definitions the jobs run on: features, tags and columns of tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from gridtag import sources
from gridtag.features.dimension import Feature, Planned, catalogue
from gridtag.features.registry import DIMENSIONS, features
from gridtag.features.tags.rules import rules
from gridtag.jobs.report.data import Entry, Tag
from gridtag.jobs.report.words import NULL_RULES

PLANNED = "规划中 planned"


def feature_entries(empty: Collection[str]) -> list[Entry]:
    """All features of the catalogue, the ones that are computed first; `empty` are sources without rows."""
    live = features()
    titles = {
        dimension.code.upper(): f"{dimension.code.upper()} {dimension.title}" for dimension in DIMENSIONS
    }
    found = [_live(feature, titles, empty) for feature in live.values()]
    return found + [_planned(row, titles) for name, row in catalogue().items() if name not in live]


def _live(feature: Feature, titles: dict[str, str], empty: Collection[str]) -> Entry:
    known = [source for source in feature.sources if source in sources.BY_NAME]
    missing = [sources.BY_NAME[source].title for source in known if source in empty]
    return Entry(
        kind="feature",
        name=feature.name,
        title=feature.title,
        english=feature.title_en,
        group=titles[feature.dimension],
        type=feature.type,
        unit=feature.unit,
        note=NULL_RULES.get(feature.null_rule, feature.null_rule),
        sources="、".join(sources.BY_NAME[source].title for source in known),
        privacy=feature.privacy,
        status=f"缺来源 needs {'、'.join(missing)}" if missing else "",
    )


def _planned(row: Planned, titles: dict[str, str]) -> Entry:
    group = titles.get(row.dimension, row.dimension)
    return Entry(
        "feature", row.name, row.title, group=group, type=row.type, privacy=row.privacy, status=PLANNED
    )


def tags(empty: Collection[str], stale: Mapping[str, Sequence[str]]) -> tuple[Tag, ...]:
    """The tag catalogue; tags that read from sources without rows (`empty`), or that are `stale`, say so."""
    live = features()
    found = []
    for rule in rules():
        read = {source for name in rule.features for source in live[name].sources}
        missing = [sources.BY_NAME[source].title for source in sorted(read) if source in empty]
        tag = rule.tag
        status = f"缺来源 needs {'、'.join(missing)}" if missing else ""
        if not missing and tag.id in stale:
            status = f"数据未更新 stale: {'; '.join(stale[tag.id])}"
        found.append(
            Tag(
                tag_id=tag.id,
                group=tag.group,
                title=tag.title,
                english=tag.title_en,
                rule=tag.rule,
                privacy=tag.privacy,
                marketing=tag.marketing,
                users=tag.users,
                status=status,
            )
        )
    return tuple(found)


def tag_entries(tags: Iterable[Tag]) -> list[Entry]:
    return [
        Entry(
            "tag",
            tag.tag_id,
            tag.title,
            tag.english,
            group=tag.group,
            note=tag.rule,
            privacy=tag.privacy,
            status=tag.status,
        )
        for tag in tags
    ]


def source_entries(empty: Collection[str]) -> list[Entry]:
    """Every column of the landing contract; `empty` are sources without rows."""
    return [
        Entry(
            kind="source",
            name=f"{source.name}.{column.name}",
            title=column.title,
            group=source.title,
            type=column.sql_type,
            unit={"fen": "分", "wh": "Wh"}.get(column.type, ""),
            note=_column_note(column.raw, column.required, column.values),
            sources=f"{source.name}（{source.format}）",
            privacy=column.privacy,
            status="没有数据 no data" if source.name in empty else "",
        )
        for source in sources.SOURCES
        for column in source.columns
    ]


def _column_note(raw: str, required: bool, values: tuple[str, ...]) -> str:
    said = (
        [f"文件列 {raw}"] + (["必填"] if required else []) + ([f"取值 {'、'.join(values)}"] if values else [])
    )
    return "；".join(said)


def gold_entries(columns: Iterable[tuple[str, str, str, str]]) -> list[Entry]:
    """From (table, column, type, comment)."""
    return [
        Entry("gold", f"{table}.{column}", comment or column, group=table, type=kind.upper())
        for table, column, kind, comment in columns
    ]
