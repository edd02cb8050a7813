"""The language a person wants to be spoken to in, and when someone left a module. Two new columns that may be empty."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('user_account', sa.Column('language', sa.String(length=2), nullable=True))
    op.add_column('enrolment', sa.Column('left_at', sspedu.db.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_column('left_at')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_column('language')
