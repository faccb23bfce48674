"""From a registry folder to a checked plan, once, in a process of its own: seconds per stage as one JSON object.

`python -m benchmarks.whole REGISTRY WORKERS`; what `chayici plan` does, but for recording and writing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from api.folders import load_registry
from api.progress import watching
from api.rounds import Order, checked_plan
from api.workers import begin, workers
from benchmarks.measure import QUARTER
from domain.calendar import FOLDER
from scheduling.bounds.trips import least_team_trips


def main(folder: str, count: int) -> None:
    """Print the figures."""
    order = Order(Path(folder), str(QUARTER), "seed 1", "seed 1", FOLDER, Path(), "", count)
    with watching(quiet=True) as stages, workers(count) as executor:
        begin(executor)
        registry, days = load_registry(order.registry, QUARTER, FOLDER)
        stages("read", 1, 1)
        plan = checked_plan(order, QUARTER, registry, days, executor, stages)
    counts, bounds = plan.facts["counts"], plan.facts["bounds"]
    told = {
        "enterprises": len(registry.enterprises),
        "visits": counts["visits"],
        "left_out": len(plan.unplanned),
        "trips": counts["trips"],
        "bound": bounds["trips"],
        "team_bound": least_team_trips(registry, plan.visits),
        "levels": bounds.get("levels", []),
        "stages": stages.seconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
