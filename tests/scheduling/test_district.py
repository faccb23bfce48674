"""A district is placed in more than one way where checks are left out; the best way is kept."""

from __future__ import annotations

import pytest

from domain.draw.roster import Roster
from scheduling.district import District, plan_district
from scheduling.grouping.outings import group
from scheduling.merging.able import AbleDays
from scheduling.merging.merge import merge
from scheduling.placing.placement import place_district
from scheduling.progress import silent
from tests.builders import QUARTER
from tests.tight_weeks import tight_week


@pytest.mark.parametrize("shedding", [False, True])
@pytest.mark.parametrize("number", range(20))
def test_no_single_way_to_place_leaves_out_less(number: int, *, shedding: bool) -> None:
    tight = tight_week(number, enterprises=(8, 20), teams=(1, 3))
    lists, days = tight.registry.sorted_by_key(), tight.working_days
    roster = Roster(lists, days)
    merged = merge(lists, QUARTER, days, [], AbleDays(lists, roster))
    outings = group(lists, merged.visits, silent, merged.splits).outings
    placed = place_district(lists, roster, outings, merged.left_out, shedding=shedding)
    found = plan_district(District(lists, QUARTER, days, ()))
    assert len(found.unplanned) <= len(placed.unplanned) + len(merged.unplanned)
