"""Signs of life of the workers, and when a backup was made. Two new tables; nothing that was there changes."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('worker_beat',
    sa.Column('worker', sa.String(length=32), nullable=False),
    sa.Column('started_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fault', sa.String(length=80), nullable=True),
    sa.PrimaryKeyConstraint('worker', name=op.f('pk_worker_beat'))
    )
    with op.batch_alter_table('worker_beat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_worker_beat_beat_at'), ['beat_at'], unique=False)

    op.create_table('backup',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('bytes > 0', name=op.f('ck_backup_holds_something')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backup'))
    )
    with op.batch_alter_table('backup', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_backup_made_at'), ['made_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('backup', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_backup_made_at'))

    op.drop_table('backup')
    with op.batch_alter_table('worker_beat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_worker_beat_beat_at'))

    op.drop_table('worker_beat')
