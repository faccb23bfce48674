"""A forger who makes every digest anew is found all the same, at the file and row that is not what the rules give.

Who could change everything consistently (other lists, other seeds, another secret) would have made another round; only
what was published while it went on stops that: the seal's digest, the sources, the roots, the links.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.dossier.forging import Forgery
from tests.dossier.given import Files, verified

Forged = Callable[[Forgery], tuple[str, object]]
"""What the forger does; gives the file and row where it must be found."""


def a_visit_on_a_saturday(d: Forgery) -> tuple[str, object]:
    visit = d.visits()[-1]
    visit[2] = "2027-03-27"
    return "plan/visits.csv", (visit[0],)


def a_visit_to_another_enterprise(d: Forgery) -> tuple[str, object]:
    visit = next(visit for visit in d.visits() if visit[1] != "E01")
    visit[1] = next(f"E{n:02}" for n in range(24) if f"E{n:02}" not in [other[1] for other in d.visits()])
    return "plan/visits.csv", (visit[0],)


def a_visit_in_a_slot_that_is_none(d: Forgery) -> tuple[str, object]:
    visit = d.visits()[-1]
    visit[3] = "NIGHT"
    return "plan/visits.csv", (visit[0],)


def a_visit_in_another_outing(d: Forgery) -> tuple[str, object]:
    visit = d.visits()[-1]
    visit[4] = d.visits()[0][4]
    return "plan/visits.csv", (visit[0],)


def a_visit_in_another_scene(d: Forgery) -> tuple[str, object]:
    visit = d.visits()[0]
    visit[5] = "S3"
    return "plan/visits.csv", (visit[0],)


def a_visit_led_by_another_department(d: Forgery) -> tuple[str, object]:
    visit = next(visit for visit in d.visits() if len(visit[7]) == 2)
    visit[6] = next(department for department in visit[7] if department != visit[6])
    return "plan/visits.csv", (visit[0],)


def a_visit_with_a_matter_more(d: Forgery) -> tuple[str, object]:
    visit = next(visit for visit in d.visits() if visit[8] == ["F1", "H1"])
    visit[8] = ["F1", "H1", "H2"]
    return "plan/visits.csv", (visit[0],)


def an_officer_swapped(d: Forgery) -> tuple[str, object]:
    """Somebody with a larger ticket for somebody drawn, ticket and all."""
    row = d.rows("teams")[0]
    outing, department = row[:2]
    seed, free = d.plan["officer_seed"], {f"{department}-{n}" for n in range(6)}
    free -= {other[2] for table in ("teams", "skipped") for other in d.rows(table) if other[:2] == row[:2]}
    gone, row[2] = row[2], sorted(free)[0]
    row[3] = sha256(f"{seed}|2027Q1|{outing}|{department}|{row[2]}".encode()).hexdigest()
    return "plan/teams.csv", (outing, department, gone)


def another_officer_leads(d: Forgery) -> tuple[str, object]:
    outing, department = next(row[:2] for row in d.rows("teams") if row[4])
    team = [row for row in d.rows("teams") if row[:2] == [outing, department]]
    for row in team:
        row[4] = not row[4]
    return "plan/teams.csv", (outing, department, min(row[2] for row in team))


def an_officer_more(d: Forgery) -> tuple[str, object]:
    outing, department = d.rows("teams")[0][:2]
    d.rows("teams").append([outing, department, f"{department}-9", "f" * 64, False])
    return "plan/teams.csv", (outing, department, f"{department}-9")


def a_skip_dropped(d: Forgery) -> tuple[str, object]:
    row = d.skip("absent")
    d.rows("skipped").remove(row)
    return "plan/skipped.csv", tuple(row[:3])


def a_skip_made_up(d: Forgery) -> tuple[str, object]:
    row = [*d.rows("teams")[0][:3], "0" * 64, "busy", "elsewhere"]
    d.rows("skipped").append(row)
    return "plan/skipped.csv", tuple(row[:3])


def another_reason(d: Forgery) -> tuple[str, object]:
    row = d.skip("absent")
    row[4] = "recused"
    return "plan/skipped.csv", tuple(row[:3])


def an_unplanned_check_dropped(d: Forgery) -> tuple[str, object]:
    d.rows("unplanned").remove(d.row("unplanned", "E90"))
    return "plan/unplanned.csv", ("E90", "F1", "2027-01-04")


def another_reason_for_a_closed_enterprise(d: Forgery) -> tuple[str, object]:
    d.row("unplanned", "E90")[3] = "window"
    return "plan/unplanned.csv", ("E90", "F1", "2027-01-04")


def a_check_without_a_day_said_to_lack_officers(d: Forgery) -> tuple[str, object]:
    row = d.row("unplanned", "E02")
    row[3] = "officers"
    return "plan/unplanned.csv", ("E02", "F1", "2027-01-02")


def another_enterprise_in_the_sample(d: Forgery) -> tuple[str, object]:
    state = next(s for s in d.states("drawn") if (s["matter"], s["credit_class"]) == ("H1", "A"))
    spared = next(f"E{n:02}" for n in range(0, 24, 2) if f"E{n:02}" not in state["enterprises"])
    state["enterprises"][-1] = spared
    return "plan/draw.csv", ("H1", "A")


def a_larger_sample(d: Forgery) -> tuple[str, object]:
    state = next(s for s in d.states("drawn") if s["credit_class"] == "B" and s["matter"] == "F1")
    state["sample_size"] += 1
    return "plan/frames.csv", ("F1", "B")


def another_figure(d: Forgery) -> tuple[str, object]:
    for counts in (d.plan["counts"], d.last("published")["counts"], d.last("schedule_sealed")["counts"]):
        counts["visits"] += 1
    text = d.made_anew()["plan/plan.json"].decode().splitlines()
    return "plan/plan.json", max(n for n, line in enumerate(text, 1) if '"visits": ' in line)


def a_level_below_its_figure(d: Forgery) -> tuple[str, object]:
    for bounds in (d.plan["bounds"], d.last("published")["bounds"]):
        trips = next(level for level in bounds["levels"] if level["level"] == "trips")
        trips["value"] = trips["bound"] = 1
    return "events.jsonl", "published"


FORGERIES: tuple[Forged, ...] = (
    a_visit_on_a_saturday,
    a_visit_to_another_enterprise,
    a_visit_in_a_slot_that_is_none,
    a_visit_in_another_outing,
    a_visit_in_another_scene,
    a_visit_led_by_another_department,
    a_visit_with_a_matter_more,
    an_officer_swapped,
    another_officer_leads,
    an_officer_more,
    a_skip_dropped,
    a_skip_made_up,
    another_reason,
    an_unplanned_check_dropped,
    another_reason_for_a_closed_enterprise,
    a_check_without_a_day_said_to_lack_officers,
    another_enterprise_in_the_sample,
    a_larger_sample,
    another_figure,
    a_level_below_its_figure,
)


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_forgery_is_found_at_its_row_though_every_digest_is_made_anew(ceremony: Files, forge: Forged) -> None:
    forgery = Forgery(ceremony)
    where = forge(forgery)
    assert verified(forgery.made_anew())[:2] == where
