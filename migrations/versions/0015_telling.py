"""telling people"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _level() -> sa.Enum:
    return sa.Enum('all', 'weekly', 'replies', 'none', name='level', native_enum=False, create_constraint=True, length=32)


def _belongs_to(table: str, *others: str) -> list[sa.Constraint]:
    columns = ['user_id', *(f'{other}_id' for other in others)]
    targets = {'user_id': 'user_account.id', **{f'{other}_id': f'{other}.id' for other in others}}
    keys = [sa.ForeignKeyConstraint([name], [targets[name]], name=op.f(f'fk_{table}_{name}'), ondelete='CASCADE') for name in columns]
    return [*keys, sa.PrimaryKeyConstraint(*columns, name=op.f(f'pk_{table}'))]


def upgrade() -> None:
    op.create_table('thread_watch',
    sa.Column('user_id', KEY, nullable=False),
    sa.Column('thread_id', KEY, nullable=False),
    sa.Column('level', _level(), nullable=False),
    sa.Column('since_post_id', sa.BigInteger(), nullable=False),
    sa.Column('is_chosen', sa.Boolean(), nullable=False),
    sa.CheckConstraint("level <> 'weekly'", name=op.f('ck_thread_watch_a_thread_has_no_week')),
    *_belongs_to('thread_watch', 'thread')
    )
    op.create_index(op.f('ix_thread_watch_thread_id'), 'thread_watch', ['thread_id'])
    op.create_table('board_watch',
    sa.Column('user_id', KEY, nullable=False),
    sa.Column('board_id', KEY, nullable=False),
    sa.Column('level', _level(), nullable=False),
    sa.Column('since_post_id', sa.BigInteger(), nullable=False),
    *_belongs_to('board_watch', 'board')
    )
    op.create_index(op.f('ix_board_watch_board_id'), 'board_watch', ['board_id'])
    op.create_table('mail_choice',
    sa.Column('user_id', KEY, nullable=False),
    sa.Column('is_each', sa.Boolean(), nullable=False),
    sa.Column('digest_day', sa.Integer(), nullable=True),
    sa.CheckConstraint('digest_day BETWEEN 0 AND 6', name=op.f('ck_mail_choice_days_of_a_week')),
    *_belongs_to('mail_choice')
    )
    op.create_table('digest_sent',
    sa.Column('user_id', KEY, nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    *_belongs_to('digest_sent')
    )
    op.create_table('thread_told',
    sa.Column('user_id', KEY, nullable=False),
    sa.Column('thread_id', KEY, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('told_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    *_belongs_to('thread_told', 'thread')
    )
    op.create_index(op.f('ix_thread_told_thread_id'), 'thread_told', ['thread_id'])
    op.create_table('told_up_to',
    sa.Column('id', KEY, nullable=False),
    sa.Column('post_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told_up_to'))
    )
    # Whoever took part before hears of what comes next, and of nothing that has been.
    op.execute(
        "INSERT INTO thread_watch (user_id, thread_id, level, since_post_id, is_chosen) "
        "SELECT author_id, thread_id, 'all', MAX(id), FALSE FROM post WHERE author_id IS NOT NULL GROUP BY author_id, thread_id"
    )
    op.execute("INSERT INTO told_up_to (id, post_id) SELECT 1, COALESCE(MAX(id), 0) FROM post")


def downgrade() -> None:
    for table in ('told_up_to', 'thread_told', 'digest_sent', 'mail_choice', 'board_watch', 'thread_watch'):
        op.drop_table(table)
