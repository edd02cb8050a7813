"""Answers to the situations of the drill. One new table; nothing that was there changes."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('drill_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('situation_id', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('given', sa.Enum('maa', 'skal', 'maa-ikke', 'spoerg', name='given', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('confidence', sa.Enum('sikker', 'ret-sikker', 'i-tvivl', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('answered_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_drill_answer_numbers_begin_at_one')),
    sa.ForeignKeyConstraint(['text_hash'], ['lesson_text.hash'], name=op.f('fk_drill_answer_text_hash')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_drill_answer_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_answer')),
    sa.UniqueConstraint('user_id', 'situation_id', 'number', name=op.f('uq_drill_answer_user_id_situation_id_number'))
    )
    with op.batch_alter_table('drill_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drill_answer_text_hash'), ['text_hash'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('drill_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_drill_answer_text_hash'))

    op.drop_table('drill_answer')
