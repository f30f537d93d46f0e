"""The papers of a household file: which are asked of whom, and which are missing (union of provincial file rules).

A required paper hangs on a circumstance of the household; the same table decides in Python for one file and in SQL for
the work list.
"""

from caseapp.domain.households.codes import Cause, Health, HouseholdState, WorkState
from caseapp.domain.labels import Word


class PaperKind(Word):
    APPLICATION = "application", "申请书", "Application"
    CONSENT = "consent", "核对授权委托书", "Consent to the data check"
    IDENTITY = "identity", "身份证复印件", "ID card copies"
    REGISTER = "register", "户口本复印件", "Household register copies"
    INCOME = "income", "收入证明", "Proof of income"
    CONTRACT = "contract", "劳动合同", "Labour contract"
    SUBSISTENCE = "subsistence", "低保证", "Subsistence certificate"
    DISABILITY = "disability", "残疾证", "Disability certificate"
    DIAGNOSIS = "diagnosis", "诊断证明", "Diagnosis"
    BILLS = "bills", "自费医疗结算单", "Medical bills"
    ENROLMENT = "enrolment", "在读证明或录取通知", "Proof of enrolment"
    FEES = "fees", "学费收据", "School fee receipt"
    INCIDENT = "incident", "灾害或意外证明", "Proof of the incident"
    VISIT = "visit", "入户走访记录", "Visit record"
    DATA_CHECK = "data_check", "经济状况核对结果", "Data check result"
    MINUTES = "minutes", "工会会议纪要", "Union meeting minutes"
    NOTICE = "notice", "公示单及照片", "Public notice and photo"
    APPROVAL = "approval", "审批表", "Approval form"
    SLIP = "slip", "救助发放凭证", "Aid slip"
    OTHER = "other", "其他材料", "Other paper"


class Circumstance(Word):
    """What in a household calls for papers."""

    ANY = "any", "每户都要", "Every household"
    EARNER = "earner", "有收入成员", "Somebody earns"
    STUDENT = "student", "有在读成员或因学致困", "Somebody is at school"
    ILL = "ill", "有重病成员", "Somebody is seriously ill"
    DISABLED = "disabled", "有残疾成员", "Somebody is disabled"
    INCIDENT = "incident", "因灾害或意外致困", "Disaster or accident"
    FARMER = "farmer", "有农民工", "A migrant worker"
    VISITED = "visited", "已入户调查", "The visit is done"
    CHECKED = "checked", "已核对", "The means check is done"
    NOTIFIED = "notified", "已公示", "The notice is out"
    ON_FILE = "on_file", "已批准在档", "Approved, on file"


P, C, S = PaperKind, Circumstance, HouseholdState
REQUIRED: dict[PaperKind, Circumstance] = {
    P.APPLICATION: C.ANY,
    P.CONSENT: C.ANY,
    P.IDENTITY: C.ANY,
    P.REGISTER: C.ANY,
    P.INCOME: C.EARNER,
    P.CONTRACT: C.FARMER,
    P.DISABILITY: C.DISABLED,
    P.DIAGNOSIS: C.ILL,
    P.BILLS: C.ILL,
    P.ENROLMENT: C.STUDENT,
    P.FEES: C.STUDENT,
    P.INCIDENT: C.INCIDENT,
    P.VISIT: C.VISITED,
    P.DATA_CHECK: C.CHECKED,
    P.NOTICE: C.NOTIFIED,
    P.MINUTES: C.ON_FILE,
    P.APPROVAL: C.ON_FILE,
}
"""Every other kind is welcome and never missing."""

STAGES = {
    C.VISITED: (S.VISITED, S.CHECKED, S.ON_NOTICE, S.ON_FILE),
    C.CHECKED: (S.CHECKED, S.ON_NOTICE, S.ON_FILE),
    C.NOTIFIED: (S.ON_NOTICE, S.ON_FILE),
    C.ON_FILE: (S.ON_FILE,),
}
"""Circumstances that are the way a file has come."""

W, H = WorkState, Health
EARNING = (W.EMPLOYED, W.RETIRED, W.SICK_LEAVE, W.EARLY_RETIRED, W.VETERAN, W.MIGRANT)
SERIOUS = (H.CANCER, H.HEART, H.STROKE, H.KIDNEY, H.BLOOD, H.COMA, H.PARALYSIS, H.NEURAL)
SUDDEN = (Cause.DISASTER, Cause.ACCIDENT)


def required(holding: frozenset[Circumstance]) -> list[PaperKind]:
    return [kind for kind, circumstance in REQUIRED.items() if circumstance in holding]


def missing(holding: frozenset[Circumstance], kept: frozenset[PaperKind]) -> list[PaperKind]:
    """The required kinds of which the file holds none, in the order of the list."""
    return [kind for kind in required(holding) if kind not in kept]
