"""merged_threads: index the few threads that were merged into another, and no longer every one that was not

SQLite, which gathers no statistics here, took the old index for a good way to all threads that are shown: `/netvaerk` read a million of them.
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


def downgrade() -> None:
    op.drop_index(NAME, 'thread')
    op.create_index(NAME, 'thread', ['merged_into_id'])
