"""TICK: how their tickets went."""

from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Average, Count, Maximum, Rate, Shared, Statistic
from gridtag.features.windows import D30, D90, D365, NOW

_HOURS: Shared = {"unit": "h", "scale": 3600}
_SPANS = (D30, D90, D365)


def _handling(name: str, title: str, title_en: str, where: str = "") -> Statistic:
    return Average(
        f"handle_h_{name}",
        f"{title}处理时长小时",
        f"hours to close {title_en}",
        (D365,),
        of="handle_seconds",
        where=where,
        **_HOURS,
    )


def _minutes(name: str, title: str, title_en: str, of: str) -> tuple[Statistic, ...]:
    shared: Shared = {"of": of, "unit": "min", "scale": 60}
    return (
        Average(name, title, title_en, (D365,), **shared),
        Maximum(name, title, title_en, (D365,), **shared),
    )


TICK = Dimension(
    "tick",
    "工单过程与时效体验",
    "Ticket process experience",
    frame="tickets_of_customers",
    features=(
        Count("n_all", "全部工单", "tickets", _SPANS, unit="张"),
        Count("n_repair", "抢修类工单", "repair tickets", _SPANS, where="is_repair", unit="张"),
        Count("n_nonrepair", "非抢修类工单", "other tickets", _SPANS, where="NOT is_repair", unit="张"),
        _handling("all", "全部", "tickets"),
        _handling("repair", "报修", "repairs", "is_repair"),
        _handling("complaint", "投诉", "complaints", "business_level1 = 'T'"),
        _handling("report", "举报", "reports", "business_level1 = 'J'"),
        _handling("apply", "服务申请", "applications", "business_level1 = 'A'"),
        Maximum("handle_h", "处理时长小时", "hours to close tickets", (D365,), of="handle_seconds", **_HOURS),
        *_minutes("dispatch_m", "派发分钟", "minutes to dispatch", "dispatch_seconds"),
        *_minutes("arrive_m", "到场分钟", "minutes to arrive", "arrive_seconds"),
        *_minutes("restore_m", "修复分钟", "minutes to restore", "restore_seconds"),
        Count("overdue", "超时限", "tickets beyond a time limit", (D90, D365), where="overdue", unit="张"),
        Rate("overdue", "超时限", "tickets beyond a time limit", (D365,), where="overdue"),
        *(
            Rate(
                "fcr",
                "一次办结率",
                "tickets closed without return, handing on, reopening or urging",
                (span,),
                base="NOT open",
                where="NOT (returned OR transferred OR reopened OR urged)",
            )
            for span in (D90, D365)
        ),
        Count("returned", "退单", "tickets sent back", (D365,), where="returned", unit="张"),
        Count("transfer", "转派", "tickets handed on", (D365,), where="transferred", unit="张"),
        Count("merged", "被合并", "tickets merged into another", (D365,), where="is_child", unit="张"),
        Count("urge", "催办", "urgings", _SPANS, where="kind = 'urge'", frame="urges", unit="次"),
        Count("oversee", "督办", "supervisions", (D365,), where="kind = 'oversee'", frame="urges", unit="次"),
        Count("open", "在途工单", "open tickets", (NOW,), where="open", unit="张"),
        Maximum(
            "open_age_h",
            "最老在途小时",
            "hours the oldest open ticket has been open",
            (NOW,),
            of="open_seconds",
            where="open",
            **_HOURS,
        ),
        Count("reopen", "重开", "reopened tickets", (D365,), where="reopened", unit="张"),
        Count("revisit", "回访", "revisits", (D365,), where="done", frame="revisits", unit="次"),
        Rate(
            "revisit_ok",
            "按时回访率",
            "revisits on time",
            (D365,),
            where="on_time",
            frame="revisits",
            minimum=1,
        ),
        Count(
            "false_close",
            "办理不实",
            "tickets closed untruly",
            (D365,),
            where="NOT handled_truly",
            frame="revisits",
            unit="次",
        ),
    ),
)
