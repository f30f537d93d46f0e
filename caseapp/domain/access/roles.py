"""Roles and what each may do (product roles table). Rights are derived from today's posts at each request."""

from caseapp.domain.labels import Word


class Role(Word):
    CASEWORKER = "caseworker", "经办", "Caseworker"
    REVIEWER = "reviewer", "审批", "Reviewer"
    CASHIER = "cashier", "财务", "Cashier"
    PERFORMANCE = "performance", "绩效", "Performance officer"
    AUDITOR = "auditor", "审计", "Auditor"
    ADMINISTRATOR = "administrator", "系统管理", "Administrator"


class Permission(Word):
    FILE_READ = "file.read", "查看档案", "Read files"
    FILE_WRITE = "file.write", "登记修改档案", "Register and amend files"
    FILE_APPROVE = "file.approve", "审批档案", "Approve files"
    PERSONAL_REVEAL = "personal.reveal", "显示证件号和卡号", "Reveal ID and card numbers"
    AID_LOG = "aid.log", "登记救助", "Log aid"
    BATCH_READ = "batch.read", "查看批次", "Read batches"
    BATCH_PREPARE = "batch.prepare", "制单提交", "Prepare and submit batches"
    BATCH_APPROVE = "batch.approve", "审批批次", "Approve batches"
    BATCH_RELEASE = "batch.release", "发放批次", "Release batches"
    BATCH_SETTLE = "batch.settle", "登记发放结果", "Record payment results"
    BANK_EXPORT = "bank.export", "导出银行文件", "Hand out bank files"
    BANK_TEMPLATE = "bank.template", "维护银行文件模板", "Maintain bank file templates"
    PROJECT_READ = "project.read", "查看项目与指标", "Read projects and figures"
    PROJECT_WRITE = "project.write", "维护项目与指标", "Maintain projects and targets"
    SUBMISSION_ACCEPT = "submission.accept", "接收报送", "Accept what is handed in"
    BUDGET_WRITE = "budget.write", "维护预算", "Maintain budgets"
    RECORD_WRITE = "record.write", "登记活动拨缴问卷", "Enter activities, remittances and survey totals"
    RECORD_READ = "record.read", "查看活动拨缴问卷", "Read activities, remittances and survey totals"
    ANSWER_READ = "answer.read", "查看实名答卷", "Read answers with names"
    GRIEVANCE_READ = "grievance.read", "查看诉求", "Read grievances"
    GRIEVANCE_WRITE = "grievance.write", "跟进诉求", "Follow up grievances"
    USER_ADMIN = "user.admin", "管理用户与单位", "Manage users and units"
    RULE_WRITE = "rule.write", "维护认定规则", "Maintain assessment rules"
    AUDIT_READ = "audit.read", "查看审计记录", "Read the audit trail"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset(
        {P.FILE_READ, P.FILE_WRITE, P.PERSONAL_REVEAL, P.AID_LOG, P.BATCH_READ, P.BATCH_PREPARE}
        | {P.PROJECT_READ, P.RECORD_READ, P.RECORD_WRITE, P.GRIEVANCE_READ, P.GRIEVANCE_WRITE}
    ),
    Role.REVIEWER: frozenset(
        {
            P.FILE_READ,
            P.FILE_APPROVE,
            P.PERSONAL_REVEAL,
            P.BATCH_READ,
            P.BATCH_APPROVE,
            P.PROJECT_READ,
            P.SUBMISSION_ACCEPT,
            P.RECORD_READ,
        }
    ),
    Role.CASHIER: frozenset(
        {
            P.FILE_READ,
            P.BATCH_READ,
            P.BATCH_RELEASE,
            P.BATCH_SETTLE,
            P.BANK_EXPORT,
            P.BANK_TEMPLATE,
            P.PROJECT_READ,
            P.BUDGET_WRITE,
            P.RECORD_READ,
        }
    ),
    Role.PERFORMANCE: frozenset(
        {P.FILE_READ, P.BATCH_READ, P.PROJECT_READ, P.PROJECT_WRITE, P.RECORD_READ, P.RECORD_WRITE}
        | {P.ANSWER_READ, P.GRIEVANCE_READ, P.GRIEVANCE_WRITE}
    ),
    Role.AUDITOR: frozenset(
        {P.FILE_READ, P.BATCH_READ, P.PROJECT_READ, P.RECORD_READ, P.AUDIT_READ, P.ANSWER_READ, P.GRIEVANCE_READ}
    ),
    Role.ADMINISTRATOR: frozenset({P.USER_ADMIN, P.BANK_TEMPLATE, P.RULE_WRITE}),
}

INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.CASEWORKER, Role.REVIEWER}),
        frozenset({Role.CASEWORKER, Role.CASHIER}),
        frozenset({Role.REVIEWER, Role.CASHIER}),
        frozenset({Role.REVIEWER, Role.PERFORMANCE}),
        frozenset({Role.AUDITOR, Role.CASEWORKER}),
        frozenset({Role.AUDITOR, Role.REVIEWER}),
        frozenset({Role.AUDITOR, Role.CASHIER}),
        frozenset({Role.AUDITOR, Role.PERFORMANCE}),
        frozenset({Role.ADMINISTRATOR, Role.CASEWORKER}),
        frozenset({Role.ADMINISTRATOR, Role.REVIEWER}),
        frozenset({Role.ADMINISTRATOR, Role.CASHIER}),
        frozenset({Role.ADMINISTRATOR, Role.PERFORMANCE}),
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    }
)
"""Pairs of roles that one person may not hold over one unit at one time."""

SIGNING_ROLES = frozenset({Role.REVIEWER, Role.CASHIER, Role.ADMINISTRATOR})
"""Who must have a second factor."""
