"""ask surveys and keep anonymous answers apart"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "void",
                name="surveystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "frame_kind",
            sa.Enum(
                "paid", "attendees", "listed", name="framekind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column(
            "size_rule",
            sa.Enum(
                "all", "precision", "number", name="sizerule", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("margin", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("printings", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'void') = (void_reason <> '')", name=op.f("ck_questionnaires_void_has_a_reason")),
        sa.CheckConstraint(
            "state <> 'closed' OR closed_on IS NOT NULL", name=op.f("ck_questionnaires_closed_has_a_day")
        ),
        sa.CheckConstraint(
            "state NOT IN ('open', 'closed') OR opened_on IS NOT NULL", name=op.f("ck_questionnaires_opened_has_a_day")
        ),
        sa.CheckConstraint(
            "state NOT IN ('open', 'closed') OR seed IS NOT NULL", name=op.f("ck_questionnaires_asked_of_a_sample")
        ),
        sa.CheckConstraint("(seed IS NULL) = (frame_digest IS NULL)", name=op.f("ck_questionnaires_draw_is_whole")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_questionnaires_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_questionnaires_created_by_users")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_questionnaires_project_id_projects")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_questionnaires_updated_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
    )
    with op.batch_alter_table("questionnaires", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaires_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaires_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaires_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaires_updated_by"), ["updated_by"], unique=False)

    op.create_table(
        "questionnaire_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaires.id"],
            name=op.f("fk_questionnaire_versions_questionnaire_id_questionnaires"),
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_questionnaire_versions_saved_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_versions")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_versions_questionnaire_id_number")
        ),
    )
    with op.batch_alter_table("questionnaire_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_versions_saved_by"), ["saved_by"], unique=False)

    op.create_table(
        "survey_ballots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column(
            "invalid_reason",
            sa.Enum(
                "empty",
                "several",
                "not_own",
                "unreadable",
                name="invalidreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("is_valid = (invalid_reason IS NULL)", name=op.f("ck_survey_ballots_invalid_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_survey_ballots_questionnaire_id_questionnaires")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ballots")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_ballots_questionnaire_id"), ["questionnaire_id"], unique=False)

    op.create_table(
        "survey_boxes",
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("slips_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_survey_boxes_questionnaire_id_questionnaires")
        ),
        sa.PrimaryKeyConstraint("questionnaire_id", name=op.f("pk_survey_boxes")),
    )
    op.create_table(
        "survey_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("group_name", sa.String(length=64), nullable=False),
        sa.Column("option", sa.String(length=32), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.CheckConstraint("forms >= 0", name=op.f("ck_survey_counts_not_negative")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_survey_counts_questionnaire_id_questionnaires")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_counts")),
        sa.UniqueConstraint(
            "questionnaire_id",
            "question",
            "dimension",
            "group_name",
            "option",
            name=op.f("uq_survey_counts_one_of_each"),
        ),
    )
    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "deep", "relative", "accident", name="category", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "answered",
                "dropped",
                name="invitationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "drop_reason",
            sa.Enum(
                "unreached",
                "declined",
                "not_of_it",
                name="dropreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "link",
                "paper",
                "telephone",
                "visit",
                name="surveychannel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("interviewer_id", sa.Integer(), nullable=True),
        sa.Column("code_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (channel IS NOT NULL)", name=op.f("ck_survey_invitations_answered_has_a_channel")
        ),
        sa.CheckConstraint(
            "(state = 'dropped') = (drop_reason IS NOT NULL)", name=op.f("ck_survey_invitations_dropped_has_a_reason")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR draft_sealed IS NULL", name=op.f("ck_survey_invitations_draft_while_waiting")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_survey_invitations_household_id_households")
        ),
        sa.ForeignKeyConstraint(
            ["interviewer_id"], ["users.id"], name=op.f("fk_survey_invitations_interviewer_id_users")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_survey_invitations_person_id_people")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaires.id"],
            name=op.f("fk_survey_invitations_questionnaire_id_questionnaires"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["survey_invitations.id"],
            name=op.f("fk_survey_invitations_replaces_id_survey_invitations"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_survey_invitations_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint("code_index", name=op.f("uq_survey_invitations_code_index")),
        sa.UniqueConstraint(
            "questionnaire_id", "candidate", name=op.f("uq_survey_invitations_questionnaire_id_candidate")
        ),
        sa.UniqueConstraint("questionnaire_id", "number", name=op.f("uq_survey_invitations_questionnaire_id_number")),
    )
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_invitations_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitations_interviewer_id"), ["interviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitations_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitations_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "survey_remarks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_survey_remarks_questionnaire_id_questionnaires")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_remarks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_remarks_questionnaire_id"), ["questionnaire_id"], unique=False)

    op.create_table(
        "survey_waiting_ballots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaires.id"],
            name=op.f("fk_survey_waiting_ballots_questionnaire_id_questionnaires"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_waiting_ballots")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_waiting_ballots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_waiting_ballots_questionnaire_id"), ["questionnaire_id"], unique=False
        )

    op.create_table(
        "survey_responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column(
            "invalid_reason",
            sa.Enum(
                "empty",
                "several",
                "not_own",
                "unreadable",
                name="invalidreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "is_valid = (invalid_reason IS NULL)", name=op.f("ck_survey_responses_invalid_has_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitations.id"],
            name=op.f("fk_survey_responses_invitation_id_survey_invitations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_responses")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_survey_responses_invitation_id")),
    )


def downgrade() -> None:
    for name in (
        "survey_responses",
        "survey_waiting_ballots",
        "survey_remarks",
        "survey_invitations",
        "survey_counts",
        "survey_boxes",
        "survey_ballots",
        "questionnaire_versions",
        "questionnaires",
    ):
        op.drop_table(name)
