"""Drafts of what is being written, and faults that readers found in lessons. Two new tables; nothing that was there changes."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('draft',
    sa.Column('id', ID, nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('tab', sa.String(length=40), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('based_on', sa.String(length=40), nullable=False),
    sa.Column('updated_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('set_aside', sa.JSON(), nullable=False),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_draft_saves_are_counted')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_draft_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('user_id', 'kind', 'key', name=op.f('uq_draft_user_id_kind_key'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_updated_at'), ['updated_at'], unique=False)

    op.create_table('lesson_report',
    sa.Column('id', ID, nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('version_id', ID, nullable=False),
    sa.Column('lesson_id', sa.String(length=80), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('fact', 'law', 'language', 'broken', 'other', name='fault_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('user_id', ID, nullable=True),
    sa.Column('reported_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('handled_by_id', ID, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("handled_at IS NOT NULL OR note = ''", name=op.f('ck_lesson_report_a_note_says_how_it_was_handled')),
    sa.ForeignKeyConstraint(['handled_by_id'], ['user_account.id'], name=op.f('fk_lesson_report_handled_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_lesson_report_module_id')),
    sa.ForeignKeyConstraint(['text_hash'], ['lesson_text.hash'], name=op.f('fk_lesson_report_text_hash')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_lesson_report_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_lesson_report_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_report'))
    )
    with op.batch_alter_table('lesson_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_report_handled_by_id'), ['handled_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_report_module_id'), ['module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_report_text_hash'), ['text_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_report_user_id_module_id_lesson_id'), ['user_id', 'module_id', 'lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_report_version_id'), ['version_id'], unique=False)


def downgrade() -> None:
    op.drop_table('lesson_report')
    op.drop_table('draft')
