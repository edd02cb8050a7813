"""The index of posts, and an index by when they were posted. New tables only. Posts that stand already are filed by `setup` and by the worker."""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

TOKEN = sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('post_entry',
    sa.Column('post_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('scope', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_post_entry_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_post_entry'))
    )
    # One row for each word of a post, kept in the order in which it is asked for.
    op.create_table('post_word',
    sa.Column('period', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('scope', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('token', TOKEN, nullable=False),
    sa.Column('post_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('period', 'scope', 'token', 'post_id', name=op.f('pk_post_word')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_post_posted_at'), 'post', ['posted_at'])


def downgrade() -> None:
    op.drop_index(op.f('ix_post_posted_at'), 'post')
    op.drop_table('post_word')
    op.drop_table('post_entry')
