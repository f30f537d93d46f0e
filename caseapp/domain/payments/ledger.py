"""Where money of one project and source may stand, and every way it may move from one account to another."""

from caseapp.domain.labels import Word


class Account(Word):
    FREE = "free", "可用", "Free"
    RESERVED = "reserved", "已预留", "Reserved"
    COMMITTED = "committed", "已批准", "Committed"
    SPENT = "spent", "已支出", "Spent"


class Move(Word):
    RESERVE = "reserve", "提交预留", "Reserved on submission"
    COMMIT = "commit", "审批占用", "Committed on approval"
    SPEND = "spend", "发放支出", "Spent on success"
    FREE_RESERVED = "free_reserved", "退回释放", "Freed when sent back before approval"
    FREE_COMMITTED = "free_committed", "失败或退回释放", "Freed when sent back or failed"
    SPEND_DIRECTLY = "spend_directly", "直接支出", "Spent on a voucher"
    REFUND = "refund", "资金退回", "Money came back"
    REVERSE = "reverse", "冲销", "Reversed"


MOVES: dict[Move, tuple[Account, Account]] = {
    Move.RESERVE: (Account.FREE, Account.RESERVED),
    Move.COMMIT: (Account.RESERVED, Account.COMMITTED),
    Move.SPEND: (Account.COMMITTED, Account.SPENT),
    Move.FREE_RESERVED: (Account.RESERVED, Account.FREE),
    Move.FREE_COMMITTED: (Account.COMMITTED, Account.FREE),
    Move.SPEND_DIRECTLY: (Account.FREE, Account.SPENT),
    Move.REFUND: (Account.SPENT, Account.FREE),
    Move.REVERSE: (Account.SPENT, Account.FREE),
}
"""From and to; a move that is not here cannot be written, by a constraint of the ledger."""
