"""Why this enterprise: for each matter of a visit, the draw that fell on it, or the check that was due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from api.reading.explain_sources import Sources
from api.reading.explanation import DrawnCheck, DueCheck, MatterWhy, Together
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.draw.sample import raw_tickets
from domain.draw.tickets import enterprise_ticket
from domain.registry import DUE_KINDS, Scene
from projections.queries.evidence import At, history_of


def matters_of(sources: Sources) -> tuple[MatterWhy, ...]:
    """Each matter of the visit with the checks that the visit makes of it."""
    return tuple(_matter(sources, id) for id in sources.visit.matters)


def _matter(sources: Sources, id: str) -> MatterWhy:
    event, facts = sources.lists.matter(id)
    due = tuple(_due(sources, id))
    drawn = _drawn(sources, id) if _is_earliest(sources, id) else None
    return MatterWhy(id, facts.name, facts.department, facts.legal_basis, event, drawn, due)


def _is_earliest(sources: Sources, matter: str) -> bool:
    """Whether no visit before this one has the matter: that one would make the drawn check."""
    return next(it for it in sources.siblings if matter in it.matters).visit == sources.visit.visit


def _due(sources: Sources, matter: str) -> Iterator[DueCheck]:
    """The due checks whose window holds the day of the visit."""
    day, enterprise = sources.visit.date, sources.visit.enterprise
    for event, row in sources.lists.rows("due", enterprise):
        if row.matter == matter and row.not_before <= day <= row.not_after:
            yield DueCheck(row.kind, row.not_before, row.not_after, row.reason, event)
    for event, told in sources.log.reported.values():
        if told.kind in DUE_KINDS and (told.subject, told.matter) == (enterprise, matter):
            first, last = told.first or date.min, told.last or date.max
            if first <= day <= last:
                yield DueCheck(told.kind, first, last, told.cause, event, told.number)


def _drawn(sources: Sources, matter: str) -> DrawnCheck | None:
    """The draw that fell on the enterprise for a matter; None: it was not drawn."""
    enterprise = sources.visit.enterprise
    for found in sources.log.of(changes.EnterpriseReplaced):
        if (found.value.matter, found.value.successor) == (matter, enterprise):
            return _of_frame(sources, found.value.credit_class, matter, found)
    for drawn in sources.log.of(events.Drawn):
        if drawn.value.matter == matter and enterprise in drawn.value.enterprises:
            return _of_frame(sources, drawn.value.credit_class, matter, None)
    return None


def _of_frame(
    sources: Sources, grade: str, matter: str, succession: At[changes.EnterpriseReplaced] | None
) -> DrawnCheck:
    enterprise = sources.visit.enterprise
    parts = [it for it in sources.log.of(events.Drawn) if (it.value.matter, it.value.credit_class) == (matter, grade)]
    (rule,) = (row for row in sources.lists.rows("sampling", matter) if row.value.credit_class == grade)
    own = parts[0] if succession else next(it for it in parts if enterprise in it.value.enterprises)
    first = parts[0].value
    drawn = [id for part in parts for id in part.value.enterprises]
    counted = _counted_visits(sources, [enterprise] if succession else drawn)
    return DrawnCheck(
        credit_class=grade,
        ratio=str(rule.value.ratio),
        min_count=rule.value.min_count,
        rule_event=rule.event,
        frame_size=first.frame_size,
        sample_size=first.sample_size,
        draw_event=parts[0].event,
        seed=first.seed,
        ticket=enterprise_ticket(first.seed, sources.round_id, enterprise),
        counted_visits=counted[enterprise],
        rank=None if succession else _rank(sources.round_id, first.seed, drawn, counted, enterprise),
        in_place_of=succession.value.enterprise if succession else "",
        drawn_event=succession.event if succession else own.event,
    )


def _rank(round_id: str, seed: str, drawn: Sequence[str], counted: dict[str, int], own: str) -> int:
    """The place in the frame: whoever stands before a drawn enterprise was drawn too."""
    tickets = dict(zip(drawn, raw_tickets(seed, round_id, drawn), strict=True))
    mine = counted[own], tickets[own]
    return 1 + sum((counted[id], tickets[id]) < mine for id in drawn)


def _counted_visits(sources: Sources, enterprises: Sequence[str]) -> dict[str, int]:
    """Visits of this year that count, by `history.csv` as it was sealed: rows of one date are one visit."""
    year, days = sources.round_id[:4], defaultdict[str, set[str]](set)
    for enterprise, _, day, _, counts in history_of(sources.lists.at, enterprises):
        if counts == "1" and day.startswith(f"{year}-"):
            days[enterprise].add(day)
    return {id: len(days[id]) for id in enterprises}


def together(sources: Sources) -> Together:
    """Why the matters are one visit, and who leads it."""
    visit, policy = sources.visit, sources.policy
    scene: At[Scene] | None = next((row for row in sources.lists.rows("scenes", visit.scene)), None)
    sealed = next(
        (it.event for it in sources.log.of(events.ScheduleSealed) if visit.visit in it.value.beyond_limit), None
    )
    return Together(
        scene=visit.scene,
        scene_name=scene.value.name if scene else "",
        scene_event=scene.event if scene else None,
        departments=visit.departments,
        lead_department=visit.lead_department,
        lead_by_scene=scene is not None and scene.value.lead_department == visit.lead_department,
        people=len(visit.departments) * policy.inspectors_per_department,
        max_departments=policy.max_departments_per_visit,
        max_people=policy.max_people_per_visit,
        beyond_limit=sealed,
    )
