"""Activities, expenses, remittances, surveys and typed findings of both years.

Not everything went well in 2025: dues of the third quarter were passed on late, one trainee of 58 failed,
the last training was held three days after its day, and too few households said that life had improved.
"""

from datetime import date

from caseapp.demo.acts import (
    Act,
    AskSurvey,
    CloseSurvey,
    DraftSurvey,
    FollowUp,
    HoldActivity,
    Meet,
    Remit,
    ReturnForms,
    Spend,
    Survey,
    TypeFigure,
)
from caseapp.demo.payroll import CAMPAIGN, DUES, HARDSHIP, HONOUR, PROVINCIAL, SAFETY, TRAINING
from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.surveys.codes import Answer, SurveyChannel, SurveyPurpose

_PLACES = ("路北区演示广场", "开滦演示矿区", "丰润区演示工业园", "曹妃甸演示港区", "遵化市演示工地")


def events() -> list[Act]:
    return [*_campaign(), *_dues(), *_safety(), *_training(), *_surveys(), *_asked(), *_findings()]


def _campaign() -> list[Act]:
    acts: list[Act] = []
    for year, materials, reach in ((2025, (600, 450), (700, 560)), (2026, (640, 480), (760, 590))):
        for turn, day in enumerate((date(year, 6, 10), date(year, 6, 22))):
            title = ("安全生产月启动日宣传", "安全知识进社区")[turn]
            acts.append(
                HoldActivity(
                    day, "jingban2", year, CAMPAIGN, ActivityKind.CAMPAIGN, title, _PLACES[turn], day,
                    participants=80, materials=materials[turn], reach=reach[turn],
                )
            )  # fmt: skip
        acts.append(Spend(date(year, 6, 24), "jingban2", year, CAMPAIGN, 180_000, f"演示记{year}-0611", "宣传品印制"))
        acts.append(Spend(date(year, 6, 26), "jingban2", year, CAMPAIGN, 120_000, f"演示记{year}-0618", "展板制作"))
    return acts


def _dues() -> list[Act]:
    amounts = (205_000_000, 210_000_000, 208_000_000, 212_130_000)
    passed = {
        2025: (date(2025, 3, 18), date(2025, 6, 19), date(2025, 9, 24), date(2025, 12, 18)),
        2026: (date(2026, 3, 17), date(2026, 6, 18), date(2026, 9, 18)),
    }
    return [
        Remit(day, "jixiao", year, DUES, quarter, date(year, 3 * quarter, 20), amount, f"演示拨{year}-{quarter:02d}")
        for year, days in passed.items()
        for quarter, (day, amount) in enumerate(zip(days, amounts, strict=False), 1)
    ]


def _safety() -> list[Act]:
    days = (
        date(2025, 4, 16), date(2025, 5, 21), date(2025, 6, 18), date(2025, 8, 20), date(2025, 9, 17),
        date(2026, 4, 15), date(2026, 5, 20), date(2026, 9, 16), date(2026, 11, 11), date(2026, 12, 9),
    )  # fmt: skip
    acts: list[Act] = []
    for turn, day in enumerate(days):
        held = day <= date(2026, 10, 31)
        acts.append(
            HoldActivity(
                day if held else date(2026, 10, 20), "jingban2", day.year, SAFETY, ActivityKind.VISIT,
                f"送安全进基层第{turn % 5 + 1}场", _PLACES[turn % 5], day, held=held,
                participants=45 + 3 * turn if held else 0, reach=120 if held else 0,
            )
        )  # fmt: skip
    acts.append(Spend(date(2025, 5, 28), "jingban2", 2025, SAFETY, 420_000, "演示记2025-0527", "讲师费和资料费"))
    acts.append(Spend(date(2025, 9, 24), "jingban2", 2025, SAFETY, 560_000, "演示记2025-0922", "讲师费和交通费"))
    acts.append(Spend(date(2026, 5, 27), "jingban2", 2026, SAFETY, 390_000, "演示记2026-0526", "讲师费和资料费"))
    acts.append(Spend(date(2026, 9, 23), "jingban2", 2026, SAFETY, 310_000, "演示记2026-0921", "讲师费和交通费"))
    return acts


def _training() -> list[Act]:
    def course(planned_on: date, recorded_on: date, title: str, *, people: int, passed: int) -> HoldActivity:
        return HoldActivity(
            recorded_on, "jingban2", planned_on.year, TRAINING, ActivityKind.TRAINING, title, "市职工演示学校",
            planned_on, held=people > 0, participants=people, examined=people, passed=passed,
        )  # fmt: skip

    return [
        course(date(2025, 11, 20), date(2025, 11, 20), "劳动保护监督检查员培训第一期", people=30, passed=30),
        course(date(2025, 12, 18), date(2025, 12, 23), "劳动保护监督检查员培训第二期", people=28, passed=27),
        course(date(2026, 11, 18), date(2026, 10, 19), "劳动保护监督检查员培训第一期", people=0, passed=0),
        *_lessons(),
        Spend(date(2026, 10, 22), "jingban2", 2026, TRAINING, 860_000, "演示记2026-1020", "教材印制"),
        Spend(date(2025, 12, 24), "jingban2", 2025, TRAINING, 2_350_000, "演示记2025-1219", "场地、师资和教材费"),
    ]


def _lessons() -> list[Act]:
    """The lists of both courses of 2025, thirty and twenty-eight people; the course of 2026 has two sessions ahead."""
    first, second, ahead = (f"劳动保护监督检查员培训第{turn}期" for turn in ("一", "二", "一"))
    place = "市职工演示学校"
    names = tuple(f"{family}{given}" for given in ("建国", "秀兰", "志强", "海燕", "永刚") for family in "赵钱孙李周吴")

    return [
        Meet(on, "jingban2", planned_on.year, TRAINING, title, topic, place, planned_on, people, failed)
        for on, title, topic, planned_on, people, failed in (
            (date(2025, 11, 20), first, "法规与隐患排查", date(2025, 11, 20), names, 0),
            (date(2025, 12, 23), second, "法规与隐患排查", date(2025, 12, 18), names[2:], 1),
            (date(2026, 10, 19), ahead, "法规", date(2026, 11, 18), (), 0),
            (date(2026, 10, 19), ahead, "隐患排查与考核", date(2026, 11, 19), (), 0),
        )
    ]


def _satisfaction(on: date, project: int, title: str, issued: int, answers: tuple[int, int, int]) -> Survey:
    """`answers`: satisfied, fairly satisfied, and the rest."""
    very, fairly, rest = answers
    neutral = rest - rest // 3
    tallies = ((Answer.VERY, very), (Answer.FAIRLY, fairly), (Answer.NEUTRAL, neutral), (Answer.NOT, rest - neutral))
    return Survey(on, "jixiao", on.year, project, SurveyPurpose.SATISFACTION, title, "纸质问卷", issued, tallies)


def _surveys() -> list[Act]:
    return [
        _satisfaction(date(2025, 6, 27), CAMPAIGN, "安全月宣传活动公众满意度", 200, (121, 52, 17)),
        _satisfaction(date(2025, 12, 24), DUES, "代扣工会经费满意度", 60, (44, 14, 1)),
        _satisfaction(date(2025, 9, 26), SAFETY, "送安全进基层满意度", 120, (78, 29, 8)),
        _satisfaction(date(2025, 12, 25), TRAINING, "参训单位满意度", 40, (27, 9, 2)),
        _satisfaction(date(2026, 6, 29), CAMPAIGN, "安全月宣传活动公众满意度", 220, (139, 57, 15)),
        _satisfaction(date(2026, 9, 28), SAFETY, "送安全进基层满意度", 80, (52, 19, 6)),
    ]


def _asked() -> list[Act]:
    """Asked here: three closed at the end of 2025, one running and one in the making in 2026."""
    began, ended = date(2025, 12, 19), date(2025, 12, 26)

    def held(key: str, project: int, title: str, *, size: int | None, forms: ReturnForms) -> list[Act]:
        named = forms.channel is SurveyChannel.VISIT
        asked = AskSurvey(began, "jixiao", key, 2025, project, title, is_anonymous=not named, size=size)
        return [asked, forms, CloseSurvey(ended, "jixiao", key)]

    def back(key: str, channel: SurveyChannel, satisfied: tuple[int, ...], better: tuple[int, ...]) -> ReturnForms:
        return ReturnForms(date(2025, 12, 24), "jixiao", key, channel, satisfied, better)

    paper, link, visit = SurveyChannel.PAPER, SurveyChannel.LINK, SurveyChannel.VISIT
    return [
        *held("s5", PROVINCIAL, "受助职工及特殊群体问卷", size=None,
              forms=back("s5", link, (139, 50, 6, 3), (172, 21, 5))),
        *held("s6", HARDSHIP, "困难职工受助问卷", size=0, forms=back("s6", paper, (101, 33, 3, 1), (127, 9, 2))),
        *held("s7", HONOUR, "劳模走访问卷", size=None, forms=back("s7", visit, (124, 40, 5, 2), (157, 12, 2))),
        FollowUp(date(2026, 1, 8), "jixiao", "s7", (date(2026, 10, 16), date(2026, 11, 13), date(2026, 11, 20))),
        AskSurvey(date(2026, 10, 20), "jixiao", "s8", 2026, HARDSHIP, "困难职工受助问卷", True, 40),
        ReturnForms(date(2026, 10, 28), "jixiao", "s8", link, (17, 5, 1, 0), (19, 3, 1), dropped=1),
        DraftSurvey(date(2026, 10, 30), "jixiao", 2026, PROVINCIAL, "受助职工及特殊群体问卷"),
    ]  # fmt: skip


def _findings() -> list[Act]:
    def found(project: int, words: str, evidence: str) -> TypeFigure:
        return TypeFigure(date(2025, 12, 29), "jixiao", 2025, project, 5, words, True, evidence)

    return [
        found(DUES, "有效保障", "四个季度经费全部拨付到基层工会，职工活动和维权工作正常开展，见年度拨缴台账。"),
        found(SAFETY, "安全生产管理水平得到有效提高", "五场活动后回访的企业均已建立隐患排查台账，见回访记录。"),
        found(TRAINING, "职工安全生产意识有一定提高", "培训前后测评平均分由七十一分升至八十九分，见测评汇总表。"),
    ]
