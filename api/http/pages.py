"""The pages that a person opens: where to begin, one day, what the problems mean. Chinese first, then English.

No script, no picture, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from urllib.parse import quote, urlencode

from api.http.parameters import MOST_ROWS
from api.http.problems import KINDS
from projections.models.round_ceremony import CODES
from projections.queries.calendar import CalendarEntry
from projections.queries.months import CalendarDay, CalendarWeek
from projections.queries.rounds import RoundRow

Both = tuple[str, str]
"""The same in Chinese and in English."""

WEEKDAYS = (("一", "Mon"), ("二", "Tue"), ("三", "Wed"), ("四", "Thu"), ("五", "Fri"), ("六", "Sat"), ("日", "Sun"))
ROUND_COLUMNS = (
    ("轮次", "round"), ("阶段", "stage"), ("各月", "months"), ("抽中", "drawn"), ("上门", "visits"),
    ("已确认", "confirmed"), ("未安排", "unplanned"), ("变更", "changes"), ("负荷", "load"),
)  # fmt: skip
VISIT_COLUMNS = (
    ("时段", "slot"), ("编号", "visit"), ("企业", "enterprise"), ("区县", "district"), ("片区", "area"),
    ("部门", "departments"), ("事项", "matters"), ("人员", "officers"), ("确认", "confirmed"),
)  # fmt: skip
STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #566371; --line: #d9dfe6; --ground: #f5f7f9; --sheet: #fff;
  --mark: #0b5c8f; --busy: #d7e8f3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --soft: #a3afbb; --line: #37424d; --ground: #14191e;
  --sheet: #1c2329; --mark: #7cc0ec; --busy: #1d4258; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.6 "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.2rem 3rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .7rem; }
small, .en { color: var(--soft); font-size: .85em; font-weight: 400; }
a { color: var(--mark); } a:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.wide { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .45rem .65rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; white-space: nowrap; } tr:last-child td, tr:last-child th { border-bottom: 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
table.month { table-layout: fixed; min-width: 36rem; }
table.month td { height: 4rem; border-left: 1px solid var(--line); }
td.busy { background: var(--busy); } td.today { box-shadow: inset 0 0 0 2px var(--mark); } td.outside { opacity: .45; }
td a { display: block; text-decoration: none; } td a:hover { text-decoration: underline; }
td strong { font-size: 1.15rem; } nav { display: flex; gap: 1.2rem; margin: .6rem 0; flex-wrap: wrap; }
dt { font-weight: 600; margin-top: .9rem; } dd { margin: 0 0 0 1.2rem; } code { font-family: ui-monospace, monospace; }
"""


def start_page(rounds: Sequence[RoundRow], weeks: Sequence[CalendarWeek], month: date, today: date, asof: str) -> str:
    """Where to begin: the rounds, a month's calendar (`month` is its first day), links to all that is served."""
    body = [
        title(("查一次", "chayici")),
        f'<p>{escape(asof)} <span class="en">只读，只供本机 / read-only, for this machine alone</span></p>',
        heading(("各轮", "Rounds")),
        *_rounds(rounds),
        f'<h2 id="calendar">{month.year} 年 {month.month} 月 <small>{month:%B %Y}</small></h2>',
        *_months_around(month),
        *_month(weeks, today),
        heading(("其他查询", "What else there is")),
        *_links(month),
    ]
    return page("查一次 / chayici", body)


def day_page(day: date, visits: Sequence[CalendarEntry], asof: str) -> str:
    """The visits of one day."""
    listed = {"first": day, "last": day, "limit": MOST_ROWS, **AS_CSV}
    body = [
        title((f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day:%A, %d %B %Y}")),
        f"<p>{escape(asof)}</p>",
        f"<nav>{_TO_START}{link('/calendar', 'CSV', **listed)}</nav>",
        f'<div class="wide"><table><thead>{head(VISIT_COLUMNS)}</thead><tbody>',
        *map(_visit, visits),
        "</tbody></table></div>",
    ]
    return page(f"{day} 查一次 / chayici", body)


def _visit(row: CalendarEntry) -> str:
    why = link(f"/rounds/{row.round}/visits/{quote(row.visit, safe='')}/explanation", escape(row.visit))
    year = link(
        f"/enterprises/{quote(row.enterprise, safe='')}/years/{row.date.year}", escape(row.name or row.enterprise)
    )
    texts = (row.district, row.area, " ".join(row.departments), " ".join(row.matters), " ".join(row.inspectors))
    promised = "已确认 <small>confirmed</small>" if row.confirmed else ""
    cells = (escape(row.slot), why, year, *map(escape, texts), promised)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def problems_page() -> str:
    """What each type of problem means."""
    told = (
        f'<dt id="{kind.name}"><code>{kind.status}</code> {kind.zh} <span class="en">{kind.en}</span></dt>'
        f"<dd><code>{kind.uri}</code></dd>"
        for kind in KINDS
    )
    heading_of_page = title(("错误说明", "Problems"))
    return page("错误说明 / Problems", [heading_of_page, f"<nav>{_TO_START}</nav>", "<dl>", *told, "</dl>"])


def page(title: str, body: Iterable[str]) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def title(said: Both) -> str:
    return f"<h1>{said[0]} <small>{said[1]}</small></h1>"


def heading(said: Both) -> str:
    return f"<h2>{said[0]} <small>{said[1]}</small></h2>"


def head(columns: Iterable[Both]) -> str:
    return "<tr>" + "".join(f'<th scope="col">{zh} <small>{en}</small></th>' for zh, en in columns) + "</tr>"


def link(path: str, shown: str, **query: object) -> str:
    address = f"{path}?{urlencode(query)}" if query else path
    return f'<a href="{escape(address)}">{shown}</a>'


def _rounds(rounds: Sequence[RoundRow]) -> Iterator[str]:
    if not rounds:
        yield '<p>还没有轮次 <span class="en">no round yet</span></p>'
        return
    yield f'<div class="wide"><table><thead>{head(ROUND_COLUMNS)}</thead><tbody>'
    for row in rounds:
        counts = (row.drawn, row.visits, row.confirmed, row.unplanned, row.changes)
        yield (
            f'<tr><th scope="row">{link(f"/rounds/{row.round}", escape(row.round))}</th>'
            f"<td>{_STAGES.get(row.stage, escape(row.stage))}</td><td>{' '.join(_months_of(row))}</td>"
            + "".join(f'<td class="number">{count:,}</td>' for count in counts)
            + f"<td>{link('/officers/load', 'CSV', round=row.round, **AS_CSV)}</td></tr>"
        )
    yield "</tbody></table></div>"


def _months_of(row: RoundRow) -> Iterator[str]:
    for number in range(row.first.month, row.last.month + 1):
        yield link("/", f"{number}月", month=f"{row.first.year}-{number:02}")


def _months_around(month: date) -> Iterator[str]:
    before, after = month - timedelta(days=1), month + timedelta(days=31)
    yield '<nav aria-label="月份 / months">'
    yield link("/", '上月 <span class="en">previous</span>', month=f"{before:%Y-%m}")
    yield link("/", '下月 <span class="en">next</span>', month=f"{after:%Y-%m}")
    whole = {"month": f"{month:%Y-%m}", "limit": MOST_ROWS, **AS_CSV}
    yield link("/calendar", '本月 CSV <span class="en">this month as CSV</span>', **whole)
    yield "</nav>"


def _month(weeks: Sequence[CalendarWeek], today: date) -> Iterator[str]:
    yield f'<div class="wide"><table class="month"><thead>{head((("周", "week"), *WEEKDAYS))}</thead><tbody>'
    for week in weeks:
        days = "".join(_day(day, today) for day in week.days)
        yield f'<tr><th scope="row">{link("/calendar", week.week, week=week.week, **AS_CSV)}</th>{days}</tr>'
    yield "</tbody></table></div>"


def _day(day: CalendarDay, today: date) -> str:
    flags = {"outside": not day.within, "busy": day.within and day.visits > 0, "today": day.date == today}
    kinds = " ".join(name for name, holds in flags.items() if holds)
    current = ' aria-current="date"' if day.date == today else ""
    inside = f'<time datetime="{day.date}">{day.date.day}</time>'
    if day.within and day.visits:
        shown = f'<strong>{day.visits}</strong> 次 <span class="en">visits</span>'
        inside += link(f"/days/{day.date}", shown)
    return f'<td class="{kinds}"{current}>{inside}</td>'


def _links(month: date) -> Iterator[str]:
    year = f"{month:%Y}"
    links = (
        link("/burden", '各等级的负担 <span class="en">burden by class</span>', by="class", year=year),
        link("/burden", '各片区的负担 <span class="en">burden by area</span>', by="area", year=year),
        link(f"/caps/{year}", '年度上限 <span class="en">yearly caps</span>'),
        link("/absences", '缺勤 <span class="en">absences</span>'),
        link("/docs", '全部接口 <span class="en">everything that is served</span>'),
        link("/problems", '错误说明 <span class="en">what problems mean</span>'),
    )
    yield "<ul>"
    yield from (f"<li>{link}</li>" for link in links)
    yield "</ul>"


AS_CSV = {"as": "csv"}
_TO_START = '<a href="/">首页 <span class="en">start</span></a>'
_STAGES = {code: stage for stage, code in CODES.items()}
