"""Days on which a department could send a team for a matter, if it had nothing else to do.

A check can only be made on such a day, so the merge never puts checks together that no day can staff.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from domain.draw.roster import Roster
from domain.registry import Enterprise, Inspector, Registry


class AbleDays:
    """Bit masks over the working days: enough officers there, not recused, one of them with the matter's skill."""

    def __init__(self, registry: Registry, roster: Roster) -> None:
        self._registry, self._roster = registry, roster
        self._size = registry.policy.inspectors_per_department
        self._recused_from = {recusal.enterprise for recusal in registry.recusals}
        self._known: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        self._teams: dict[tuple[str, str, str, str], int] = {}

    def of(self, enterprise: Enterprise, matter: str) -> int:
        """The days on which a team could come to the enterprise for the matter."""
        if enterprise.id in self._recused_from:
            department, skill = self._registry.matters[matter].department, self._registry.matters[matter].skill
            covering = self._roster.covering(department, enterprise.district, enterprise.area)
            return self._days([i for i in covering if self._roster.recusal(i.id, [enterprise.id]) is None], skill)
        known = self._known[enterprise.district, enterprise.area]
        if matter not in known:
            known[matter] = self._unrecused(matter, enterprise.district, enterprise.area)
        return known[matter]

    def _unrecused(self, matter: str, district: str, area: str) -> int:
        department, skill = self._registry.matters[matter].department, self._registry.matters[matter].skill
        key = department, skill, district, area
        if key not in self._teams:
            self._teams[key] = self._days(self._roster.covering(department, district, area), skill)
        return self._teams[key]

    def _days(self, officers: Iterable[Inspector], skill: str) -> int:
        """The days on which enough of the officers are there, one of them with the skill."""
        # enough[n]: days on which at least n of the officers seen so far are there.
        enough, skilled = [(1 << len(self._roster.working_days)) - 1] + [0] * self._size, 0
        for officer in officers:
            there = self._roster.mask_there(officer)
            for n in range(self._size, 0, -1):
                enough[n] |= enough[n - 1] & there
            if skill in officer.skills:
                skilled |= there
        return enough[self._size] & skilled if skill else enough[self._size]

    def shortage(self, enterprise: Enterprise, matter: str, mask: int) -> tuple[str, str, str]:
        """Why none of the days in the mask will do: `officers` or `skill`, and the sentence in both languages."""
        department, skill = self._registry.matters[matter].department, self._registry.matters[matter].skill
        days = [day for n, day in enumerate(self._roster.working_days) if mask >> n & 1]
        covering = self._roster.covering(department, enterprise.district, enterprise.area)
        fit = [i for i in covering if self._roster.recusal(i.id, [enterprise.id]) is None]
        most = max(sum(self._roster.is_there(i, day) for i in fit) for day in days)
        name, span = self._registry.departments[department].name, (days[0], days[-1])
        if most < self._size:
            return (
                "officers",
                f"{name} {enterprise.area} {span[0]} 至 {span[1]}：每天需 {self._size} 人，至多 {most} 人可到"
                f"（名册 {len(covering)} 人，回避 {len(covering) - len(fit)} 人）",
                f"{span[0]} to {span[1]}: {self._size} officers needed on a day, at most {most} there "
                f"({len(covering)} on the roster, {len(covering) - len(fit)} recused)",
            )
        return (
            "skill",
            f"{name} {enterprise.area} {span[0]} 至 {span[1]}：需 1 名具备技能“{skill}”的执法人员，"
            "人手足够的日子里可到者 0 名",
            f"{span[0]} to {span[1]}: 1 officer with the skill {skill} needed, 0 there on days with enough officers",
        )
