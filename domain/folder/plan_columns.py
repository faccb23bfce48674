"""The tables of a plan folder. Their columns have English names only: the product writes them."""

from __future__ import annotations

from domain import plan, registry
from domain.folder import cells
from domain.folder.cells import Reader
from domain.folder.columns import Column, TableShape


def _must(name: str, read: Reader = cells.text) -> Column:
    return Column(name, "", read, required=True)


_CREDIT_CLASS = _must("credit_class", cells.one_of(*registry.CREDIT_CLASSES))
_LIST = cells.at_least_one(cells.words)

VISITS = TableShape("visits", "", plan.Visit, (
    _must("visit"), _must("enterprise"), _must("date", cells.day), _must("slot"), _must("outing"), Column("scene", ""),
    _must("lead_department"), _must("departments", _LIST), _must("matters", _LIST),
), required=True)  # fmt: skip
TEAMS = TableShape("teams", "", plan.TeamMember, (
    _must("outing"), _must("department"), _must("inspector"), _must("ticket"), _must("lead", cells.flag),
), required=True)  # fmt: skip
DRAW = TableShape("draw", "", plan.Drawn, (
    _must("matter"), _CREDIT_CLASS, _must("enterprise"), _must("ticket"),
), required=True)  # fmt: skip
FRAMES = TableShape("frames", "", plan.Frame, (
    _must("matter"), _CREDIT_CLASS, _must("frame_size", cells.whole_number), _must("sample_size", cells.whole_number),
), required=True)  # fmt: skip
SKIPPED = TableShape("skipped", "", plan.Skip, (
    _must("outing"), _must("department"), _must("inspector"), _must("ticket"),
    _must("reason", cells.one_of(*plan.SKIP_REASONS)), Column("detail", ""),
), required=True)  # fmt: skip
UNPLANNED = TableShape("unplanned", "", plan.Unplanned, (
    _must("enterprise"), _must("matter"), Column("not_before", "", cells.day, default=None),
    _must("reason", cells.one_of(*plan.UNPLANNED_REASONS)), Column("detail", ""),
), required=True)  # fmt: skip

PLAN_SHAPES = {
    "visits": VISITS, "teams": TEAMS, "drawn": DRAW, "frames": FRAMES, "skipped": SKIPPED, "unplanned": UNPLANNED,
}  # fmt: skip
"""By the plan's field."""
