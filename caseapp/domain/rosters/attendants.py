"""The columns of a list of people at a session."""

from caseapp.domain.rosters.columns import Column, Kind, Layout, Part

ATTENDANTS = Layout(
    Part(
        "参加人员",
        (
            Column("name", "姓名", "Name", others=("参训人员", "学员姓名", "人员姓名"), required=True),
            Column("workplace", "单位", "Workplace", others=("工作单位", "所在单位", "单位名称", "企业名称")),
            Column("id_number", "身份证号", "ID number", Kind.CODE, others=("证件号码", "公民身份号码", "身份证号码")),
            Column("present", "是否到场", "Present", Kind.YES_NO, others=("到场", "签到", "出勤", "是否参加")),
            Column("examined", "是否参考", "Examined", Kind.YES_NO, others=("参考", "参加考核", "是否考试")),
            Column("passed", "是否合格", "Passed", Kind.YES_NO, others=("合格", "考核合格", "是否通过")),
        ),
        frozenset({"name"}),
    )
)
"""Without a word a person was present, not examined, not passed."""
