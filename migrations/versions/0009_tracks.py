"""Tracks: who is on one, and what it asked for. Two new tables; enrolments say whether a track opened them."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('track_enrolment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('track_id', sa.String(length=80), nullable=False),
    sa.Column('enrolled_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('left_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint('completed_at >= enrolled_at', name=op.f('ck_track_enrolment_completed_after_enrolled')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_track_enrolment_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_track_enrolment')),
    sa.UniqueConstraint('user_id', 'track_id', name=op.f('uq_track_enrolment_user_id_track_id'))
    )
    with op.batch_alter_table('track_enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_track_enrolment_track_id'), ['track_id'], unique=False)

    op.create_table('track_contract_item',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('waived_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['track_enrolment.id'], name=op.f('fk_track_contract_item_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_track_contract_item_module_id')),
    sa.PrimaryKeyConstraint('enrolment_id', 'module_id', 'item_id', name=op.f('pk_track_contract_item'))
    )
    with op.batch_alter_table('track_contract_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_track_contract_item_module_id'), ['module_id'], unique=False)

    # The version that is still running writes enrolments without them.
    op.add_column('enrolment', sa.Column('is_quiet', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('enrolment', sa.Column('has_track', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_column('has_track')
        batch_op.drop_column('is_quiet')
    with op.batch_alter_table('track_contract_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_track_contract_item_module_id'))

    op.drop_table('track_contract_item')
    with op.batch_alter_table('track_enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_track_enrolment_track_id'))

    op.drop_table('track_enrolment')
