"""The demo's units and staff: the city federation, its county unions, industries and large enterprises."""

from dataclasses import dataclass

from caseapp.domain.access.roles import Role

CITY = "408001"
CITY_NAME = "唐山市总工会本级"


@dataclass(frozen=True)
class UnitSpec:
    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class StaffSpec:
    """One person with one post, and the name used to sign in."""

    login: str
    name: str
    role: Role
    unit: str


COUNTIES = tuple(
    UnitSpec(f"4081{number:02d}", f"{place}总工会", CITY)
    for number, place in enumerate(
        (
            "路北区",
            "路南区",
            "开平区",
            "古冶区",
            "丰润区",
            "丰南区",
            "曹妃甸区",
            "遵化市",
            "迁安市",
            "滦州市",
            "滦南县",
            "乐亭县",
            "迁西县",
            "玉田县",
        ),
        1,
    )
)
LUBEI, FENGRUN = COUNTIES[0].code, COUNTIES[4].code
ENTERPRISES = (
    UnitSpec("408201", "开滦集团工会", CITY),
    UnitSpec("408202", "唐钢工会", CITY),
    UnitSpec("408203", "唐山港集团工会", CITY),
    UnitSpec("408204", "冀东水泥工会", CITY),
)
SANITATION, COURIERS, DRIVERS, SCHOOLS = "408301", "408302", "408303", "408304"
INDUSTRIES = (
    UnitSpec(SANITATION, "唐山市环卫行业工会联合会", CITY),
    UnitSpec(COURIERS, "唐山市快递行业工会联合会", CITY),
    UnitSpec(DRIVERS, "唐山市道路运输行业工会联合会", CITY),
    UnitSpec(SCHOOLS, "唐山市教育工会", CITY),
)
BELOW_COUNTIES = (
    UnitSpec("408101-01", "路北区机场路街道总工会", LUBEI),
    UnitSpec("408101-02", "路北区乔屯街道总工会", LUBEI),
    UnitSpec("408105-01", "丰润区太平路街道总工会", FENGRUN),
)
UNITS = (*COUNTIES, *ENTERPRISES, *INDUSTRIES, *BELOW_COUNTIES)
HOUSEHOLD_UNITS = tuple(unit.code for unit in (*COUNTIES, *ENTERPRISES, INDUSTRIES[-1], *BELOW_COUNTIES))
WORKER_UNITS = tuple(unit.code for unit in (*ENTERPRISES, *COUNTIES, INDUSTRIES[-1]))

STAFF = (
    StaffSpec("jingban", "孟雪梅", Role.CASEWORKER, CITY),
    StaffSpec("shenpi", "郭立新", Role.REVIEWER, CITY),
    StaffSpec("caiwu", "韩秀云", Role.CASHIER, CITY),
    StaffSpec("jixiao", "蔡文博", Role.PERFORMANCE, CITY),
    StaffSpec("shenji", "潘国栋", Role.AUDITOR, CITY),
    StaffSpec("guanli", "龚晓东", Role.ADMINISTRATOR, CITY),
    StaffSpec("jingban2", "邵建平", Role.CASEWORKER, CITY),
    StaffSpec("shenpi2", "石庆丰", Role.REVIEWER, CITY),
    StaffSpec("lubei-jingban", "陆小曼", Role.CASEWORKER, LUBEI),
    StaffSpec("lubei-shenpi", "季长河", Role.REVIEWER, LUBEI),
    StaffSpec("fengrun-jingban", "葛春芳", Role.CASEWORKER, FENGRUN),
    StaffSpec("fengrun-shenpi", "路明远", Role.REVIEWER, FENGRUN),
)
_OWN = {LUBEI: "lubei", FENGRUN: "fengrun"}


def unit_name(code: str) -> str:
    return next(unit.name for unit in UNITS if unit.code == code)


def caseworker_of(unit: str) -> str:
    """Who registers the unit's files: the county's own caseworker where it has one, else the city's."""
    own = _OWN.get(unit[:6])
    return f"{own}-jingban" if own else "jingban"


def reviewer_of(unit: str) -> str:
    own = _OWN.get(unit[:6])
    return f"{own}-shenpi" if own else "shenpi"
