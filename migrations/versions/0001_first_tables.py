"""First tables: places and people, what is published, and progress.

Completions are append-only on both engines: a trigger refuses to change one.
"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('file_content',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_file_content'))
    )
    op.create_table('file_set',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_file_set'))
    )
    op.create_table('lesson_text',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_lesson_text'))
    )
    op.create_table('module',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module'))
    )
    op.create_table('police_district',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_police_district'))
    )
    op.create_table('region',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('replaced_by_id', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['region.id'], name=op.f('fk_region_replaced_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region'))
    )
    op.create_table('sign_in_throttle',
    sa.Column('account_key', sa.String(length=64), nullable=False),
    sa.Column('tried_at', sa.JSON(), nullable=False),
    sa.Column('last_tried_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account_key', name=op.f('pk_sign_in_throttle'))
    )
    with op.batch_alter_table('sign_in_throttle', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_throttle_last_tried_at'), ['last_tried_at'], unique=False)

    op.create_table('file_set_entry',
    sa.Column('set_hash', sa.String(length=64), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['content_hash'], ['file_content.hash'], name=op.f('fk_file_set_entry_content_hash')),
    sa.ForeignKeyConstraint(['set_hash'], ['file_set.hash'], name=op.f('fk_file_set_entry_set_hash'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('set_hash', 'path', name=op.f('pk_file_set_entry'))
    )
    with op.batch_alter_table('file_set_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_set_entry_content_hash'), ['content_hash'], unique=False)

    op.create_table('municipality',
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('region_id', sa.String(length=80), nullable=False),
    sa.Column('police_district_id', sa.String(length=80), nullable=False),
    sa.CheckConstraint('length(code) = 4', name=op.f('ck_municipality_code_has_four_digits')),
    sa.ForeignKeyConstraint(['police_district_id'], ['police_district.id'], name=op.f('fk_municipality_police_district_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_municipality_region_id')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_municipality'))
    )
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_municipality_police_district_id'), ['police_district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_municipality_region_id'), ['region_id'], unique=False)

    op.create_table('register_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('files_hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('imported_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['files_hash'], ['file_set.hash'], name=op.f('fk_register_version_files_hash')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_version'))
    )
    with op.batch_alter_table('register_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_version_files_hash'), ['files_hash'], unique=False)

    op.create_table('user_account',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('profession', sa.Enum('ssp_consultant', 'ssp_practitioner', 'ssp_teacher', 'local_officer', 'leader', 'other', name='profession', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('municipality_code', sa.String(length=4), nullable=True),
    sa.Column('police_district_id', sa.String(length=80), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('suspended_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_user_account_email_is_lower_case')),
    sa.CheckConstraint('municipality_code IS NOT NULL OR police_district_id IS NOT NULL', name=op.f('ck_user_account_has_a_place')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_user_account_municipality_code')),
    sa.ForeignKeyConstraint(['police_district_id'], ['police_district.id'], name=op.f('fk_user_account_police_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('email', name=op.f('uq_user_account_email'))
    )
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_account_municipality_code'), ['municipality_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_user_account_police_district_id'), ['police_district_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('given', sa.Text(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('confidence', sa.Enum('sikker', 'ret-sikker', 'i-tvivl', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('answered_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_attempt_numbers_begin_at_one')),
    sa.CheckConstraint('score >= 0 AND score <= 1', name=op.f('ck_attempt_score_is_a_share')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_attempt_module_id')),
    sa.ForeignKeyConstraint(['text_hash'], ['lesson_text.hash'], name=op.f('fk_attempt_text_hash')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_attempt_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('user_id', 'module_id', 'item_id', 'number', name=op.f('uq_attempt_user_id_module_id_item_id_number'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_module_id'), ['module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_text_hash'), ['text_hash'], unique=False)

    op.create_table('module_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('files_hash', sa.String(length=64), nullable=False),
    sa.Column('renderer', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('editorial', 'material', 'recertify', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('published_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('number >= 1', name=op.f('ck_module_version_numbers_begin_at_one')),
    sa.ForeignKeyConstraint(['files_hash'], ['file_set.hash'], name=op.f('fk_module_version_files_hash')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_module_version_module_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['user_account.id'], name=op.f('fk_module_version_published_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_version')),
    sa.UniqueConstraint('module_id', 'number', name=op.f('uq_module_version_module_id_number'))
    )
    with op.batch_alter_table('module_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_version_files_hash'), ['files_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_module_version_published_by_id'), ['published_by_id'], unique=False)

    op.create_table('reflection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_reflection_module_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_reflection_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection')),
    sa.UniqueConstraint('user_id', 'module_id', 'item_id', name=op.f('uq_reflection_user_id_module_id_item_id'))
    )
    with op.batch_alter_table('reflection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reflection_module_id'), ['module_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('learner', 'instructor', 'moderator', 'manager', 'admin', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('granted_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('granted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('until', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['granted_by_id'], ['user_account.id'], name=op.f('fk_role_grant_granted_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_role_grant_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('user_id', 'role', name=op.f('uq_role_grant_user_id_role'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_granted_by_id'), ['granted_by_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sign_in_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_token_hash'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_user_id'), ['user_id'], unique=False)

    op.create_table('completion',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('done', 'waived', 'granted', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('completed_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_completion_module_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_completion_user_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_completion_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_completion')),
    sa.UniqueConstraint('user_id', 'module_id', 'item_id', 'round', name=op.f('uq_completion_user_id_module_id_item_id_round'))
    )
    with op.batch_alter_table('completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_completion_module_id'), ['module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_completion_version_id'), ['version_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolled_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint('completed_at >= enrolled_at', name=op.f('ck_enrolment_completed_after_enrolled')),
    sa.CheckConstraint('round >= 1', name=op.f('ck_enrolment_rounds_begin_at_one')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_enrolment_module_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_enrolment_user_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_enrolment_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('user_id', 'module_id', 'round', name=op.f('uq_enrolment_user_id_module_id_round'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_module_id'), ['module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_version_id'), ['version_id'], unique=False)

    op.create_table('version_item',
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('lesson', 'question', 'reflection', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_version_item_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', 'item_id', name=op.f('pk_version_item'))
    )
    op.create_table('contract_item',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('rule', sa.Enum('read', 'right', 'answered', 'written', name='rule', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_contract_item_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('enrolment_id', 'item_id', name=op.f('pk_contract_item'))
    )
    _forbid_changing_completions()


def downgrade() -> None:
    op.drop_table('contract_item')
    op.drop_table('version_item')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_version_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_module_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('completion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_completion_version_id'))
        batch_op.drop_index(batch_op.f('ix_completion_module_id'))

    op.drop_table('completion')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_user_id'))
        batch_op.drop_index(batch_op.f('ix_sign_in_expires_at'))

    op.drop_table('sign_in')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_granted_by_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('reflection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reflection_module_id'))

    op.drop_table('reflection')
    with op.batch_alter_table('module_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_module_version_published_by_id'))
        batch_op.drop_index(batch_op.f('ix_module_version_files_hash'))

    op.drop_table('module_version')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_text_hash'))
        batch_op.drop_index(batch_op.f('ix_attempt_module_id'))

    op.drop_table('attempt')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_account_police_district_id'))
        batch_op.drop_index(batch_op.f('ix_user_account_municipality_code'))

    op.drop_table('user_account')
    with op.batch_alter_table('register_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_version_files_hash'))

    op.drop_table('register_version')
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_municipality_region_id'))
        batch_op.drop_index(batch_op.f('ix_municipality_police_district_id'))

    op.drop_table('municipality')
    with op.batch_alter_table('file_set_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_set_entry_content_hash'))

    op.drop_table('file_set_entry')
    with op.batch_alter_table('sign_in_throttle', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_throttle_last_tried_at'))

    op.drop_table('sign_in_throttle')
    op.drop_table('region')
    op.drop_table('police_district')
    op.drop_table('module')
    op.drop_table('lesson_text')
    op.drop_table('file_set')
    op.drop_table('file_content')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _forbid_changing_completions() -> None:
    message = "a completion is a fact and cannot be changed"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER completion_is_a_fact BEFORE UPDATE ON completion BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute("CREATE TRIGGER completion_is_a_fact BEFORE UPDATE ON completion FOR EACH ROW EXECUTE FUNCTION refuse_change()")
