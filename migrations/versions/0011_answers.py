"""answers

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('thread', sa.Column('accepted_at', sspedu.db.UtcDateTime(timezone=True), nullable=True))
    op.add_column('thread', sa.Column('lesson', sa.String(length=80), nullable=True))
    op.create_index(op.f('ix_thread_board_id_lesson_last_post_id'), 'thread', ['board_id', 'lesson', 'last_post_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_thread_board_id_lesson_last_post_id'), 'thread')
    op.drop_column('thread', 'lesson')
    op.drop_column('thread', 'accepted_at')
