"""out/: the lists as files and the pages people open. Counts and places are read, no customers."""

from __future__ import annotations

from pathlib import Path

from gridtag.jobs import campaign, campaign_files, feature_profile, repeat_places, weak_spots
from gridtag.jobs.context import Context
from gridtag.jobs.known import archive
from gridtag.jobs.report import dictionary, feature_catalogue, findings, lists, pages, reading, words
from gridtag.jobs.report.data import Download, Entry, Report, Tag
from gridtag.jobs.tags import not_fresh

QUALITY_PAGE = "quality/index.html"
WHAT = {
    "manifest.json": ("清单说明", "manifest", "行数、剔除数与校验和"),
    "weak_spots.xlsx": ("薄弱台区", "weak spots", "全部薄弱台区及证据"),
    "weak_spots.gpkg": ("薄弱点图层", "map layers", "薄弱点与重复地点，CGCS2000，可入 QGIS"),
    "repeat_places.xlsx": ("重复故障地点", "repeat places", "全部地点及工单"),
}


def run(context: Context) -> dict[str, int]:
    """Write the day's files and pages below `context.out`; gives how many of each."""
    files = exported(context)
    context.say(f"{len(files)} files written, now the pages")
    written = pages.render(gathered(context, files), context.out)
    (context.out / "features.html").write_text(features_page(context), encoding="utf-8", newline="\n")
    context.say(f"open {written[0]}")
    return {"files": len(files), "pages": len(written) + 1}


def features_page(context: Context) -> str:
    """The feature catalogue with the distributions of the day."""
    rows = feature_profile.of_day(context.lake, context.as_of)
    found = {
        row["feature"]: feature_catalogue.Distribution(
            feature_profile.spread(row),
            {name: row[name] for name in feature_profile.QUANTILES},
            row["psi"],
            row["alerts"],
        )
        for row in rows
    }
    return feature_catalogue.page(found, rows[0]["as_of"] if rows else None, home="index.html")


def exported(context: Context) -> list[Download]:
    """The lists of the jobs that have run, as files."""
    made: list[tuple[str, list[Path]]] = []
    if campaign.is_planned(context):
        made.append(("campaign", campaign_files.export(context, context.out)))
    if context.lake.exists(weak_spots.TABLE):
        made.append(("weak_spots", weak_spots.export(context, context.out)))
    if context.lake.exists(repeat_places.TABLE):
        made.append(("repeat_places", [repeat_places.export(context, context.out)]))
    return [_download(context, job, path) for job, paths in made for path in paths]


def _download(context: Context, job: str, path: Path) -> Download:
    title, english, what = WHAT.get(path.name) or _of_wave(path)
    return Download(job, path.relative_to(context.out).as_posix(), title, english, what)


def _of_wave(path: Path) -> tuple[str, str, str]:
    """A file of the campaign: wave<n>_<channel>."""
    wave, _, channel = path.stem.partition("_")
    kind = "供系统导入" if path.suffix == ".csv" else "姓名电话脱敏，附理由与话术"
    return f"外呼目标清单 第 {wave.removeprefix('wave')} 批 {channel}", "campaign list", kind


def gathered(context: Context, files: list[Download]) -> Report:
    """All that the pages say, from the lake as it is after the day's run."""
    books = reading.books(context)
    units = reading.units(context)
    names = {unit.org_no: words.short_unit(unit.name) for unit in units}
    by_unit = reading.customers_by_unit(context, units)
    context.say("counts of sources, quarantine and organisation")
    empty = {book.source for book in books if not book.landed}
    tags = dictionary.tags(empty, not_fresh(context.lake))
    return Report(
        as_of=context.as_of,
        customers=archive(context).count(),
        books=books,
        reasons=reading.reasons(context),
        files=reading.files(context),
        tables=reading.tables(context),
        units=units,
        tags=tags,
        tag_counts=findings.tag_counts(context),
        weak_spots=findings.spots(context, names),
        repeat_places=findings.places(context, names),
        campaign=lists.listed(context, names),
        entries=_entries(context, tags, empty),
        unit_customers=by_unit,
        points=reading.points(context, names),
        downloads=tuple(files),
        quality_page=QUALITY_PAGE if (context.out / QUALITY_PAGE).exists() else "",
    )


def _entries(context: Context, tags: tuple[Tag, ...], empty: set[str]) -> tuple[Entry, ...]:
    return (
        *dictionary.feature_entries(empty),
        *dictionary.tag_entries(tags),
        *dictionary.source_entries(empty),
        *dictionary.gold_entries(reading.columns(context)),
    )
