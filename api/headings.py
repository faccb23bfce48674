"""What columns and fields are called: in Chinese by the words of the trade, in English by the words of their names."""

from __future__ import annotations

from collections.abc import Mapping

from api.record.sentences import FIELDS

HEADINGS: Mapping[str, str] = {
    "above": "超过",
    "active": "在业",
    "actor": "何人",
    "as_of": "报告日",
    "at_cap": "已满",
    "bound": "下界",
    "calendar": "日历",
    "cause": "原因",
    "changes": "变更",
    "confirmed": "确认",
    "counted": "计次",
    "counts": "计次",
    "date": "日期",
    "days_available": "在岗天",
    "days_out": "外勤天",
    "departments": "部门",
    "detail": "说明",
    "drawn": "抽中",
    "effective_on": "生效日",
    "enterprise": "企业",
    "enterprises": "企业数",
    "first": "起",
    "frame_size": "应查总数",
    "group": "分组",
    "inspector": "人员",
    "inspectors": "人员",
    "instead": "若改为",
    "joint": "联合",
    "joint_share": "联合率",
    "kind": "类别",
    "last": "止",
    "late": "补录",
    "lead": "带队",
    "lead_department": "牵头部门",
    "leads": "带队",
    "left": "剩余",
    "matter": "事项",
    "matters": "事项",
    "max_visits": "上限",
    "not_after": "不晚于",
    "not_before": "不早于",
    "number": "号",
    "officers": "人员数",
    "outing": "外勤",
    "outings": "外勤次",
    "outings_per_available_day": "日均外勤",
    "people": "人次",
    "people_per_visit": "次均人",
    "reason": "缘由",
    "recorded_at": "记录时刻",
    "round": "轮次",
    "saved": "少上门",
    "saved_percent": "少%",
    "sample_size": "抽取数",
    "scene": "场景",
    "separate": "分别上门",
    "slot": "时段",
    "stage": "阶段",
    "subject": "对象",
    "unplanned": "未排",
    "used": "已用",
    "visit": "编号",
    "visited": "受查",
    "visits": "进门",
    "visits_per_enterprise": "户均次数",
    "withdrawn_at": "撤回时刻",
    "would_be": "要进门",
}
"""What columns are called that no row of the registry has; FIELDS has the others."""


def heading(name: str) -> tuple[str, str]:
    """What a column is called in Chinese and in English.

    >>> heading("visits_per_enterprise"), heading("nobody_knows")
    (('户均次数', 'visits per enterprise'), ('', 'nobody knows'))
    """
    return HEADINGS.get(name, FIELDS.get(name, "")), name.replace("_", " ")
