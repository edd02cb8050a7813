"""coming_events: find events by when they end, and index the few threads that were merged into another instead of every one that was not

`/netvaerk` asks for what has not ended. It read every thread: SQLite, which gathers no statistics here, took the other index for a good way to them.
"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

NAME = 'ix_thread_merged_into_id'
MERGED = sa.text('merged_into_id IS NOT NULL')


def upgrade() -> None:
    op.drop_index(NAME, 'thread')
    op.create_index(NAME, 'thread', ['merged_into_id'], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index('ix_event_ends_at', 'event', ['ends_at'])
    op.drop_index('ix_event_begins_at', 'event')


def downgrade() -> None:
    op.create_index('ix_event_begins_at', 'event', ['begins_at'])
    op.drop_index('ix_event_ends_at', 'event')
    op.drop_index(NAME, 'thread')
    op.create_index(NAME, 'thread', ['merged_into_id'])
