"""First schema."""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('audit_seal',
    sa.Column('last_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('newest_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.Column('emptied_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('last_id', name=op.f('pk_audit_seal'))
    )
    op.create_table('bank_version',
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('questions', sa.Text(), nullable=False),
    sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_bank_version'))
    )
    op.create_table('brake',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_brake'))
    )
    with op.batch_alter_table('brake', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_brake_ends_at'), ['ends_at'], unique=False)

    op.create_table('closed_quarter',
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.Column('definitions', sa.String(length=20), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('quarter', name=op.f('pk_closed_quarter'))
    )
    op.create_table('deletion',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'kind', name=op.f('pk_deletion'))
    )
    op.create_table('erased_certificate',
    sa.Column('number_digest', sa.String(length=64), nullable=False),
    sa.Column('link_digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number_digest', name=op.f('pk_erased_certificate')),
    sa.UniqueConstraint('link_digest', name=op.f('uq_erased_certificate_link_digest'))
    )
    op.create_table('erasure',
    sa.Column('ref_digest', sa.String(length=64), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('browser_digest', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('ref_digest', name=op.f('pk_erasure')),
    sa.UniqueConstraint('browser_digest', name=op.f('uq_erasure_browser_digest'))
    )
    op.create_table('lesson_vote',
    sa.Column('lesson_key', sa.String(length=80), nullable=False),
    sa.Column('lesson_version', sa.String(length=20), nullable=False),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('not_helped', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('lesson_key', 'lesson_version', name=op.f('pk_lesson_vote'))
    )
    op.create_table('meta',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_meta'))
    )
    op.create_table('organisation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('ref', name=op.f('uq_organisation_ref'))
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_network'), ['network'], unique=False)

    op.create_table('user',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('join_nonce', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('join_nonce', name=op.f('uq_user_join_nonce')),
    sa.UniqueConstraint('ref', name=op.f('uq_user_ref'))
    )
    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=32), nullable=False),
    sa.Column('bank_version', sa.String(length=64), nullable=False),
    sa.Column('rules', sa.String(length=400), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('right_count', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint('(finished_at IS NULL) = (passed IS NULL) AND (finished_at IS NULL) = (right_count IS NULL)', name=op.f('ck_attempt_graded_when_finished')),
    sa.ForeignKeyConstraint(['bank_version'], ['bank_version.version'], name=op.f('fk_attempt_bank_version')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_attempt_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_attempt_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('ref', name=op.f('uq_attempt_ref')),
    sa.UniqueConstraint('user_id', 'course_key', 'number', name=op.f('uq_attempt_user_id_course_key_number'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_finished_at'), ['finished_at'], unique=False)
        batch_op.create_index('uq_attempt_open', ['user_id', 'course_key'], unique=True, sqlite_where=sa.text('finished_at IS NULL AND number > 0'), postgresql_where=sa.text('finished_at IS NULL AND number > 0'))

    op.create_table('closed_completion',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('begun', sa.Integer(), nullable=False),
    sa.Column('certified', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_completion_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'quarter', name=op.f('pk_closed_completion'))
    )
    op.create_table('closed_gain',
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('before_asked', sa.Integer(), nullable=False),
    sa.Column('before_right', sa.Integer(), nullable=False),
    sa.Column('after_asked', sa.Integer(), nullable=False),
    sa.Column('after_right', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_gain_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'quarter', name=op.f('pk_closed_gain'))
    )
    op.create_table('closed_item',
    sa.Column('question_key', sa.String(length=80), nullable=False),
    sa.Column('question_version', sa.String(length=12), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('sum_x', sa.BigInteger(), nullable=False),
    sa.Column('sum_rest', sa.BigInteger(), nullable=False),
    sa.Column('sum_x_rest', sa.BigInteger(), nullable=False),
    sa.Column('sum_rest2', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_item_organisation_id')),
    sa.PrimaryKeyConstraint('question_key', 'question_version', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_closed_item'))
    )
    op.create_table('closed_option',
    sa.Column('question_key', sa.String(length=80), nullable=False),
    sa.Column('question_version', sa.String(length=12), nullable=False),
    sa.Column('option_key', sa.String(length=60), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_option_organisation_id')),
    sa.PrimaryKeyConstraint('question_key', 'question_version', 'option_key', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_closed_option'))
    )
    op.create_table('closed_scenario',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.Column('scenario_key', sa.String(length=80), nullable=False),
    sa.Column('scene_key', sa.String(length=60), nullable=False),
    sa.Column('option_key', sa.String(length=60), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_scenario_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'quarter', 'scenario_key', 'scene_key', 'option_key', name=op.f('pk_closed_scenario'))
    )
    op.create_table('closed_sign',
    sa.Column('sign_key', sa.String(length=40), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('people_lured', sa.Integer(), nullable=False),
    sa.Column('people_sure', sa.Integer(), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.Column('missed', sa.BigInteger(), nullable=False),
    sa.Column('left_alone', sa.BigInteger(), nullable=False),
    sa.Column('false_alarm', sa.BigInteger(), nullable=False),
    sa.Column('sure', sa.BigInteger(), nullable=False),
    sa.Column('sure_wrong', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closed_sign_organisation_id')),
    sa.PrimaryKeyConstraint('sign_key', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_closed_sign'))
    )
    op.create_table('contact_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('contact_key', sa.String(length=60), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('checked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['checked_by'], ['user.id'], name=op.f('fk_contact_check_checked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_check'))
    )
    with op.batch_alter_table('contact_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_check_network'), ['network'], unique=False)

    op.create_table('enrolment',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_enrolment_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'course_key', name=op.f('pk_enrolment'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_started_at'), ['started_at'], unique=False)

    op.create_table('gain_count',
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('before_asked', sa.Integer(), nullable=False),
    sa.Column('before_right', sa.Integer(), nullable=False),
    sa.Column('after_asked', sa.Integer(), nullable=False),
    sa.Column('after_right', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_gain_count_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'quarter', name=op.f('pk_gain_count'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_secret', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(role = 'coordinator') = (organisation_id IS NULL)", name=op.f('ck_invitation_scope')),
    sa.CheckConstraint("role IN ('contact', 'trainer', 'coordinator')", name=op.f('ck_invitation_role')),
    sa.ForeignKeyConstraint(['created_by'], ['user.id'], name=op.f('fk_invitation_created_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_invitation_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_invitation_secret_digest'))
    )
    op.create_table('item_count',
    sa.Column('question_key', sa.String(length=80), nullable=False),
    sa.Column('question_version', sa.String(length=12), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('sum_x', sa.BigInteger(), nullable=False),
    sa.Column('sum_rest', sa.BigInteger(), nullable=False),
    sa.Column('sum_x_rest', sa.BigInteger(), nullable=False),
    sa.Column('sum_rest2', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_item_count_organisation_id')),
    sa.PrimaryKeyConstraint('question_key', 'question_version', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_item_count'))
    )
    op.create_table('join_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_join_code_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_code')),
    sa.UniqueConstraint('code', name=op.f('uq_join_code_code'))
    )
    with op.batch_alter_table('join_code', schema=None) as batch_op:
        batch_op.create_index('uq_join_code_live', ['organisation_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('local_routine',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(length=160), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_local_routine_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'line', name=op.f('pk_local_routine'))
    )
    op.create_table('membership',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= joined_at', name=op.f('ck_membership_period')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_membership_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_membership_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('ref', name=op.f('uq_membership_ref'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_membership_live', ['organisation_id', 'user_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('option_count',
    sa.Column('question_key', sa.String(length=80), nullable=False),
    sa.Column('question_version', sa.String(length=12), nullable=False),
    sa.Column('option_key', sa.String(length=60), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_option_count_organisation_id')),
    sa.PrimaryKeyConstraint('question_key', 'question_version', 'option_key', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_option_count'))
    )
    op.create_table('organisation_course',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_course_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', name=op.f('pk_organisation_course'))
    )
    op.create_table('pending_post',
    sa.Column('browser_digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_pending_post_user_id')),
    sa.PrimaryKeyConstraint('browser_digest', name=op.f('pk_pending_post'))
    )
    op.create_table('quarter_report',
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.Column('definitions', sa.String(length=20), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sheets', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['user.id'], name=op.f('fk_quarter_report_made_by')),
    sa.PrimaryKeyConstraint('network', 'quarter', name=op.f('pk_quarter_report'))
    )
    op.create_table('return_card',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=False),
    sa.Column('wrong_pins', sa.Integer(), nullable=False),
    sa.Column('sleeps_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown', sa.String(length=400), nullable=True),
    sa.Column('shown_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['given_by'], ['user.id'], name=op.f('fk_return_card_given_by')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_return_card_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_return_card')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_return_card_code_digest')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_return_card_secret_digest'))
    )
    with op.batch_alter_table('return_card', schema=None) as batch_op:
        batch_op.create_index('uq_return_card_live', ['user_id'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.create_table('role',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(role = 'coordinator') = (organisation_id IS NULL)", name=op.f('ck_role_scope')),
    sa.CheckConstraint("role IN ('contact', 'trainer', 'coordinator')", name=op.f('ck_role_role')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_role_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_role_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role'))
    )
    with op.batch_alter_table('role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_role_live_network', ['user_id', 'role', 'network'], unique=True, sqlite_where=sa.text('ended_at IS NULL AND organisation_id IS NULL'), postgresql_where=sa.text('ended_at IS NULL AND organisation_id IS NULL'))
        batch_op.create_index('uq_role_live_organisation', ['user_id', 'role', 'organisation_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL AND organisation_id IS NOT NULL'), postgresql_where=sa.text('ended_at IS NULL AND organisation_id IS NOT NULL'))

    op.create_table('scenario_choice',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scenario_key', sa.String(length=80), nullable=False),
    sa.Column('scene_key', sa.String(length=60), nullable=False),
    sa.Column('option_key', sa.String(length=60), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_scenario_choice_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'scenario_key', 'scene_key', name=op.f('pk_scenario_choice'))
    )
    op.create_table('scenario_count',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.Column('scenario_key', sa.String(length=80), nullable=False),
    sa.Column('scene_key', sa.String(length=60), nullable=False),
    sa.Column('option_key', sa.String(length=60), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_scenario_count_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'quarter', 'scenario_key', 'scene_key', 'option_key', name=op.f('pk_scenario_count'))
    )
    op.create_table('screen_read',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_key', sa.String(length=80), nullable=False),
    sa.Column('screen_key', sa.String(length=40), nullable=False),
    sa.Column('lesson_version', sa.String(length=20), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screen_read_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'lesson_key', 'screen_key', name=op.f('pk_screen_read'))
    )
    op.create_table('sign_count',
    sa.Column('sign_key', sa.String(length=40), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('people_lured', sa.Integer(), nullable=False),
    sa.Column('people_sure', sa.Integer(), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.Column('missed', sa.BigInteger(), nullable=False),
    sa.Column('left_alone', sa.BigInteger(), nullable=False),
    sa.Column('false_alarm', sa.BigInteger(), nullable=False),
    sa.Column('sure', sa.BigInteger(), nullable=False),
    sa.Column('sure_wrong', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('quarter', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_sign_count_organisation_id')),
    sa.PrimaryKeyConstraint('sign_key', 'organisation_id', 'course_key', 'quarter', name=op.f('pk_sign_count'))
    )
    op.create_table('sign_in',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('own', 'shared', 'staff')", name=op.f('ck_sign_in_kind')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_sign_in_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_sign_in_token_digest'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_user_id'), ['user_id'], unique=False)

    op.create_table('staff_login',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('username', sa.String(length=80), nullable=False),
    sa.Column('username_folded', sa.String(length=80), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('totp_secret', sa.String(length=300), nullable=False),
    sa.Column('totp_last_step', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_staff_login_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_staff_login')),
    sa.UniqueConstraint('username_folded', name=op.f('uq_staff_login_username_folded'))
    )
    op.create_table('answer',
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.String(length=80), nullable=False),
    sa.Column('chosen', sa.JSON(), nullable=False),
    sa.Column('unsure', sa.Boolean(), nullable=False),
    sa.Column('sure', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_answer_attempt_id')),
    sa.PrimaryKeyConstraint('attempt_id', 'position', name=op.f('pk_answer')),
    sa.UniqueConstraint('attempt_id', 'question_key', name=op.f('uq_answer_attempt_id_question_key'))
    )
    op.create_table('card_slip',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('issued_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.String(length=64), nullable=True),
    sa.CheckConstraint('claimed_by IS NULL OR ended_at IS NOT NULL', name=op.f('ck_card_slip_claimed_ends')),
    sa.ForeignKeyConstraint(['issued_by'], ['user.id'], name=op.f('fk_card_slip_issued_by')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_card_slip_membership_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_slip')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_card_slip_code_digest'))
    )
    with op.batch_alter_table('card_slip', schema=None) as batch_op:
        batch_op.create_index('uq_card_slip_live', ['membership_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=13), nullable=False),
    sa.Column('link', sa.String(length=22), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('cycle', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('course_name', sa.String(length=120), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_for', sa.String(length=20), nullable=True),
    sa.CheckConstraint("revoked_for IN ('annan-person', 'fel-namn', 'tekniskt-fel', 'egen-begaran')", name=op.f('ck_certificate_reason')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_for IS NULL)', name=op.f('ck_certificate_revoked_for_a_reason')),
    sa.CheckConstraint('cycle >= 1', name=op.f('ck_certificate_cycle')),
    sa.CheckConstraint('edition >= 1', name=op.f('ck_certificate_edition')),
    sa.CheckConstraint('valid_until >= issued_on', name=op.f('ck_certificate_dates')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_certificate_attempt_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_certificate_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('attempt_id', 'edition', name=op.f('uq_certificate_attempt_id_edition')),
    sa.UniqueConstraint('link', name=op.f('uq_certificate_link')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('user_id', 'course_key', 'cycle', 'edition', name=op.f('uq_certificate_user_id_course_key_cycle_edition'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_course_key_valid_until', ['course_key', 'valid_until'], unique=False)

    op.create_table('expected_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_folded', sa.String(length=120), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_expected_person_membership_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_expected_person_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expected_person')),
    sa.UniqueConstraint('membership_id', name=op.f('uq_expected_person_membership_id')),
    sa.UniqueConstraint('ref', name=op.f('uq_expected_person_ref'))
    )
    with op.batch_alter_table('expected_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expected_person_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('sign_result',
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sign_key', sa.String(length=40), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('left_alone', sa.Integer(), nullable=False),
    sa.Column('false_alarm', sa.Integer(), nullable=False),
    sa.Column('sure', sa.Integer(), nullable=False),
    sa.Column('sure_wrong', sa.Integer(), nullable=False),
    sa.Column('trap', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_sign_result_attempt_id')),
    sa.PrimaryKeyConstraint('attempt_id', 'sign_key', name=op.f('pk_sign_result'))
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table('sign_result')
    with op.batch_alter_table('expected_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expected_person_organisation_id'))

    op.drop_table('expected_person')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_course_key_valid_until')

    op.drop_table('certificate')
    with op.batch_alter_table('card_slip', schema=None) as batch_op:
        batch_op.drop_index('uq_card_slip_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('card_slip')
    op.drop_table('answer')
    op.drop_table('staff_login')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_user_id'))

    op.drop_table('sign_in')
    op.drop_table('sign_count')
    op.drop_table('screen_read')
    op.drop_table('scenario_count')
    op.drop_table('scenario_choice')
    with op.batch_alter_table('role', schema=None) as batch_op:
        batch_op.drop_index('uq_role_live_organisation', sqlite_where=sa.text('ended_at IS NULL AND organisation_id IS NOT NULL'), postgresql_where=sa.text('ended_at IS NULL AND organisation_id IS NOT NULL'))
        batch_op.drop_index('uq_role_live_network', sqlite_where=sa.text('ended_at IS NULL AND organisation_id IS NULL'), postgresql_where=sa.text('ended_at IS NULL AND organisation_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_role_user_id'))
        batch_op.drop_index(batch_op.f('ix_role_organisation_id'))

    op.drop_table('role')
    with op.batch_alter_table('return_card', schema=None) as batch_op:
        batch_op.drop_index('uq_return_card_live', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.drop_table('return_card')
    op.drop_table('quarter_report')
    op.drop_table('pending_post')
    op.drop_table('organisation_course')
    op.drop_table('option_count')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_membership_user_id'))
        batch_op.drop_index(batch_op.f('ix_membership_organisation_id'))

    op.drop_table('membership')
    op.drop_table('local_routine')
    with op.batch_alter_table('join_code', schema=None) as batch_op:
        batch_op.drop_index('uq_join_code_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('join_code')
    op.drop_table('item_count')
    op.drop_table('invitation')
    op.drop_table('gain_count')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_started_at'))

    op.drop_table('enrolment')
    with op.batch_alter_table('contact_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_check_network'))

    op.drop_table('contact_check')
    op.drop_table('closed_sign')
    op.drop_table('closed_scenario')
    op.drop_table('closed_option')
    op.drop_table('closed_item')
    op.drop_table('closed_gain')
    op.drop_table('closed_completion')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('uq_attempt_open', sqlite_where=sa.text('finished_at IS NULL AND number > 0'), postgresql_where=sa.text('finished_at IS NULL AND number > 0'))
        batch_op.drop_index(batch_op.f('ix_attempt_finished_at'))

    op.drop_table('attempt')
    op.drop_table('user')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_network'))

    op.drop_table('organisation')
    op.drop_table('meta')
    op.drop_table('lesson_vote')
    op.drop_table('erasure')
    op.drop_table('erased_certificate')
    op.drop_table('deletion')
    op.drop_table('closed_quarter')
    with op.batch_alter_table('brake', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_brake_ends_at'))

    op.drop_table('brake')
    op.drop_table('bank_version')
    op.drop_table('audit_seal')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_actor_id'))

    op.drop_table('audit_entry')
