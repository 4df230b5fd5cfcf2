"""People and papers."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('course_text',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_course_text'))
    )
    op.create_table('heartbeat',
    sa.Column('minute', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('minute', name=op.f('pk_heartbeat'))
    )
    op.create_table('network_count',
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('organisations', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('certified', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'course_key', 'day', name=op.f('pk_network_count'))
    )
    op.create_table('oidc_journey',
    sa.Column('state_digest', sa.String(length=64), nullable=False),
    sa.Column('browser_digest', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=8), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("purpose IN ('enter', 'name', 'link', 'prove')", name=op.f('ck_oidc_journey_purpose')),
    sa.PrimaryKeyConstraint('state_digest', name=op.f('pk_oidc_journey'))
    )
    with op.batch_alter_table('oidc_journey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_oidc_journey_began_at'), ['began_at'], unique=False)

    op.create_table('spent_challenge',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_spent_challenge'))
    )
    with op.batch_alter_table('spent_challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spent_challenge_ends_at'), ['ends_at'], unique=False)

    op.create_table('account_merge',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('into_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_ref_digest', sa.String(length=64), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entries', sa.JSON(), nullable=False),
    sa.Column('digests', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['user.id'], name=op.f('fk_account_merge_from_id')),
    sa.ForeignKeyConstraint(['into_id'], ['user.id'], name=op.f('fk_account_merge_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_merge'))
    )
    with op.batch_alter_table('account_merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_merge_into_id'), ['into_id'], unique=False)
        batch_op.create_index('uq_account_merge_live', ['from_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('calendar_feed',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.String(length=4), nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("purpose IN ('own', 'work')", name=op.f('ck_calendar_feed_purpose')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_calendar_feed_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'purpose', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_calendar_feed_secret_digest'))
    )
    op.create_table('digest',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=9), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=12), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f('ck_digest_sent')),
    sa.CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'done', 'cancelled')", name=op.f('ck_digest_state')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_digest_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('user_id', 'week', name=op.f('uq_digest_user_id_week'))
    )
    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('key', sa.String(length=80), nullable=True),
    sa.Column('back_url', sa.String(length=300), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.Column('steps_done', sa.Integer(), nullable=False),
    sa.Column('steps_total', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=40), nullable=True),
    sa.Column('case', sa.String(length=8), nullable=True),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_job_state')),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_job_asked_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_job_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key')),
    sa.UniqueConstraint('ref', name=op.f('uq_job_ref'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_asked_by', ['asked_by'], unique=False)
        batch_op.create_index('ix_job_state', ['state'], unique=False)

    op.create_table('mail_address',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.String(length=4), nullable=False),
    sa.Column('sealed', sa.String(length=600), nullable=False),
    sa.Column('stop', sa.String(length=22), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wrong_codes', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('own', 'work')", name=op.f('ck_mail_address_purpose')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_address_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'purpose', name=op.f('pk_mail_address')),
    sa.UniqueConstraint('stop', name=op.f('uq_mail_address_stop'))
    )
    op.create_table('month_count',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('certified', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_month_count_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'course_key', 'day', name=op.f('pk_month_count'))
    )
    op.create_table('oidc_identity',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_oidc_identity_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_oidc_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_oidc_identity_issuer_subject'))
    )
    op.create_table('passkey',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.String(length=4000), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.String(length=20), nullable=False),
    sa.Column('staff', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_passkey_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    sa.UniqueConstraint('ref', name=op.f('uq_passkey_ref'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_user_id'), ['user_id'], unique=False)

    op.create_table('renewal_rule',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('network', sa.String(length=40), nullable=False),
    sa.Column('course_key', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('window_days', sa.Integer(), nullable=False),
    sa.Column('day', sa.String(length=5), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(kind = 'fixed_date') = (day IS NOT NULL)", name=op.f('ck_renewal_rule_day')),
    sa.CheckConstraint("kind IN ('rolling', 'fixed_date', 'month_end')", name=op.f('ck_renewal_rule_kind')),
    sa.CheckConstraint('months >= 1 AND window_days >= 1', name=op.f('ck_renewal_rule_lengths')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_renewal_rule_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_renewal_rule'))
    )
    with op.batch_alter_table('renewal_rule', schema=None) as batch_op:
        batch_op.create_index('ix_renewal_rule_network_course_key', ['network', 'course_key'], unique=False)

    op.create_table('roster_import',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('job_ref', sa.String(length=22), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'running', 'done', 'undone')", name=op.f('ck_roster_import_state')),
    sa.ForeignKeyConstraint(['created_by'], ['user.id'], name=op.f('fk_roster_import_created_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_roster_import_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_import')),
    sa.UniqueConstraint('ref', name=op.f('uq_roster_import_ref'))
    )
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_import_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('share_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_share_code_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_code')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_share_code_code_digest'))
    )
    with op.batch_alter_table('share_code', schema=None) as batch_op:
        batch_op.create_index('uq_share_code_live', ['user_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('site',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_site_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_site_organisation_id_name')),
    sa.UniqueConstraint('ref', name=op.f('uq_site_ref'))
    )
    op.create_table('staff_reset',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('totp_secret', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_staff_reset_asked_by')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_staff_reset_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_reset')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_staff_reset_secret_digest'))
    )
    with op.batch_alter_table('staff_reset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_reset_user_id'), ['user_id'], unique=False)

    op.create_table('certificate_share',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_certificate_share_membership_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_share'))
    )
    with op.batch_alter_table('certificate_share', schema=None) as batch_op:
        batch_op.create_index('uq_certificate_share_live', ['membership_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('invitation_site',
    sa.Column('invitation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_invitation_site_invitation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_invitation_site_site_id')),
    sa.PrimaryKeyConstraint('invitation_id', name=op.f('pk_invitation_site'))
    )
    op.create_table('job_file',
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_job_file_job_id')),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_job_file'))
    )
    op.create_table('membership_from_provider',
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_from_provider_membership_id')),
    sa.PrimaryKeyConstraint('membership_id', name=op.f('pk_membership_from_provider'))
    )
    op.create_table('reminder',
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=5), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=4), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=9), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=12), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("channel IN ('mail', 'slip')", name=op.f('ck_reminder_channel')),
    sa.CheckConstraint("kind IN ('first', 'last')", name=op.f('ck_reminder_kind')),
    sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f('ck_reminder_sent')),
    sa.CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'done', 'cancelled')", name=op.f('ck_reminder_state')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_reminder_attempt_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reminder_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('attempt_id', 'kind', name=op.f('uq_reminder_attempt_id_kind'))
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index('ix_reminder_state', ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminder_user_id'), ['user_id'], unique=False)

    op.create_table('role_from_provider',
    sa.Column('role_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_role_from_provider_role_id')),
    sa.PrimaryKeyConstraint('role_id', name=op.f('pk_role_from_provider'))
    )
    op.create_table('role_site',
    sa.Column('role_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_role_site_role_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_role_site_site_id')),
    sa.PrimaryKeyConstraint('role_id', name=op.f('pk_role_site'))
    )
    with op.batch_alter_table('role_site', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_site_site_id'), ['site_id'], unique=False)

    op.create_table('team',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_team_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('ref', name=op.f('uq_team_ref')),
    sa.UniqueConstraint('site_id', 'name', name=op.f('uq_team_site_id_name'))
    )
    op.create_table('badge_status',
    sa.Column('list_number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('list_number >= 1', name=op.f('ck_badge_status_list_number')),
    sa.CheckConstraint('position >= 0 AND position < 131072', name=op.f('ck_badge_status_position')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_badge_status_certificate_id')),
    sa.PrimaryKeyConstraint('list_number', 'position', name=op.f('pk_badge_status')),
    sa.UniqueConstraint('certificate_id', name=op.f('uq_badge_status_certificate_id'))
    )
    op.create_table('earlier_training',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=22), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('expected_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('proof', sa.String(length=20), nullable=False),
    sa.Column('trained_on', sa.Date(), nullable=False),
    sa.Column('vouched_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('vouched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("proof IN ('kursintyg', 'narvarolista', 'arbetsgivare', 'egen-uppgift')", name=op.f('ck_earlier_training_proof')),
    sa.CheckConstraint('membership_id IS NOT NULL OR expected_id IS NOT NULL', name=op.f('ck_earlier_training_somebody')),
    sa.ForeignKeyConstraint(['expected_id'], ['expected_person.id'], name=op.f('fk_earlier_training_expected_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_id'], ['roster_import.id'], name=op.f('fk_earlier_training_import_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_earlier_training_membership_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vouched_by'], ['user.id'], name=op.f('fk_earlier_training_vouched_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_training')),
    sa.UniqueConstraint('ref', name=op.f('uq_earlier_training_ref'))
    )
    with op.batch_alter_table('earlier_training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_earlier_training_expected_id'), ['expected_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_earlier_training_membership_id'), ['membership_id'], unique=False)

    op.create_table('expected_place',
    sa.Column('expected_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['expected_id'], ['expected_person.id'], name=op.f('fk_expected_place_expected_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_expected_place_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_expected_place_team_id')),
    sa.PrimaryKeyConstraint('expected_id', name=op.f('pk_expected_place'))
    )
    with op.batch_alter_table('expected_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expected_place_site_id'), ['site_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_expected_place_team_id'), ['team_id'], unique=False)

    op.create_table('membership_place',
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_place_membership_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_membership_place_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_membership_place_team_id')),
    sa.PrimaryKeyConstraint('membership_id', name=op.f('pk_membership_place'))
    )
    with op.batch_alter_table('membership_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_place_site_id'), ['site_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_place_team_id'), ['team_id'], unique=False)

    op.create_table('roster_row',
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_folded', sa.String(length=120), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('problem', sa.String(length=200), nullable=True),
    sa.Column('column_key', sa.String(length=20), nullable=True),
    sa.Column('earlier_on', sa.Date(), nullable=True),
    sa.Column('earlier_proof', sa.String(length=20), nullable=True),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ticked', sa.Boolean(), nullable=False),
    sa.Column('settled', sa.Boolean(), nullable=False),
    sa.Column('done', sa.String(length=10), nullable=True),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('expected_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("verdict IN ('ny', 'samma', 'okand', 'slutat', 'fel')", name=op.f('ck_roster_row_verdict')),
    sa.ForeignKeyConstraint(['expected_id'], ['expected_person.id'], name=op.f('fk_roster_row_expected_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['import_id'], ['roster_import.id'], name=op.f('fk_roster_row_import_id')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_roster_row_membership_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_roster_row_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_roster_row_team_id')),
    sa.PrimaryKeyConstraint('import_id', 'number', name=op.f('pk_roster_row'))
    )
    with op.batch_alter_table('roster_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_row_expected_id'), ['expected_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_row_membership_id'), ['membership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_row_name_folded'), ['name_folded'], unique=False)

    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('course_text', sa.String(length=64), nullable=True))



def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_column('course_text')

    with op.batch_alter_table('roster_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_row_name_folded'))
        batch_op.drop_index(batch_op.f('ix_roster_row_membership_id'))
        batch_op.drop_index(batch_op.f('ix_roster_row_expected_id'))

    op.drop_table('roster_row')
    with op.batch_alter_table('membership_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_place_team_id'))
        batch_op.drop_index(batch_op.f('ix_membership_place_site_id'))

    op.drop_table('membership_place')
    with op.batch_alter_table('expected_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expected_place_team_id'))
        batch_op.drop_index(batch_op.f('ix_expected_place_site_id'))

    op.drop_table('expected_place')
    with op.batch_alter_table('earlier_training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_earlier_training_membership_id'))
        batch_op.drop_index(batch_op.f('ix_earlier_training_expected_id'))

    op.drop_table('earlier_training')
    op.drop_table('badge_status')
    op.drop_table('team')
    with op.batch_alter_table('role_site', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_site_site_id'))

    op.drop_table('role_site')
    op.drop_table('role_from_provider')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_user_id'))
        batch_op.drop_index('ix_reminder_state')

    op.drop_table('reminder')
    op.drop_table('membership_from_provider')
    op.drop_table('job_file')
    op.drop_table('invitation_site')
    with op.batch_alter_table('certificate_share', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_share_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('certificate_share')
    with op.batch_alter_table('staff_reset', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_reset_user_id'))

    op.drop_table('staff_reset')
    op.drop_table('site')
    with op.batch_alter_table('share_code', schema=None) as batch_op:
        batch_op.drop_index('uq_share_code_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('share_code')
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_import_organisation_id'))

    op.drop_table('roster_import')
    with op.batch_alter_table('renewal_rule', schema=None) as batch_op:
        batch_op.drop_index('ix_renewal_rule_network_course_key')

    op.drop_table('renewal_rule')
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_user_id'))

    op.drop_table('passkey')
    op.drop_table('oidc_identity')
    op.drop_table('month_count')
    op.drop_table('mail_address')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state')
        batch_op.drop_index('ix_job_asked_by')

    op.drop_table('job')
    op.drop_table('digest')
    op.drop_table('calendar_feed')
    with op.batch_alter_table('account_merge', schema=None) as batch_op:
        batch_op.drop_index('uq_account_merge_live', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_account_merge_into_id'))

    op.drop_table('account_merge')
    with op.batch_alter_table('spent_challenge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spent_challenge_ends_at'))

    op.drop_table('spent_challenge')
    with op.batch_alter_table('oidc_journey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_oidc_journey_began_at'))

    op.drop_table('oidc_journey')
    op.drop_table('network_count')
    op.drop_table('heartbeat')
    op.drop_table('course_text')
