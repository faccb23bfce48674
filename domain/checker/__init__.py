"""The checker: a plan beside its registry, by the rules alone and without the planner. Standard library alone.

`python -m domain.checker REGISTRY PLAN` runs it on folders; `domain.checker.folder` has the checks of the files.
"""

from domain.checker.book import RULES, check
from domain.checker.sample import begin_again
from domain.checker.violation import Violation

__all__ = ["RULES", "Violation", "begin_again", "check"]
