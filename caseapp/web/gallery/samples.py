"""Invented figures for the gallery: nothing here comes from a database."""

from caseapp.domain.labels import Word


class State(Word):
    DRAFT = "draft", "草稿", "Draft", "quiet"
    CURRENT = "current", "在档", "On file", "good"
    DUE = "due", "剩 6 天", "6 days left", "warn"
    OVERDUE = "overdue", "逾期 12 天", "12 days overdue", "bad"
    SENT = "sent", "已提交", "Submitted", "info"


TONES = ("good", "warn", "bad", "info", "quiet")

HOUSEHOLDS = [
    {
        "file_no": "TS-0003",
        "head": "王*兰",
        "masked": "1302**********9916",
        "unit": "路北区总工会",
        "members": 3,
        "aid": 840_000,
        "state": State.CURRENT,
    },
    {
        "file_no": "TS-0010",
        "head": "赵*国",
        "masked": "1302**********8687",
        "unit": "开滦集团工会",
        "members": 5,
        "aid": 600_000,
        "state": State.OVERDUE,
    },
    {
        "file_no": "TS-0017",
        "head": "刘*",
        "masked": "1302**********7506",
        "unit": "曹妃甸区总工会",
        "members": 2,
        "aid": None,
        "state": State.DUE,
    },
]

INDICATORS = [
    {
        "name": "困难职工及特殊群体职工户数或人数",
        "target": "≥426户（人）次",
        "actual": "401",
        "tone": "warn",
        "short": "差 25",
    },
    {
        "name": "受助职工救助率",
        "target": "≥96%",
        "actual": "97.4%",
        "tone": "good",
        "short": "达成",
        "under": "148 / 152",
    },
    {"name": "补助金额总量", "target": "65.49万元", "actual": "43.17", "tone": "bad", "short": "65.9%"},
]

PEOPLE = [
    {"label": "王*兰", "note": "TS-0117 · 路南区总工会", "aside": "在档", "url": "#finder"},
    {"label": "王*强", "note": "TS-0201 · 丰润区总工会", "aside": "在档", "url": "#finder"},
    {"label": "赵*国", "note": "TS-0010 · 开滦集团工会", "aside": "逾期", "url": "#finder"},
]

PLAN = [(0, 0), (3, 25), (6, 45), (10, 70), (12, 100)]
PAID = [(0, 0), (1, 4), (2, 14), (3, 21), (4, 26), (5, 35), (6, 38), (7, 46), (8, 53), (9, 60), (10, 65.9)]
BOUND = [*PAID[:-2], (9, 66), (10, 74)]
KINDS = [
    {"label": "生活救助", "fen": {3: 9_500_000, 6: 5_800_000}},
    {"label": "医疗救助", "fen": {5: 19_240_000, 6: 3_600_000}},
    {"label": "子女助学", "fen": {9: 12_750_000}},
]
