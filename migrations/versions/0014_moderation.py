"""moderation"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moderation_act',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('hide', 'show', 'lock', 'unlock', 'pin', 'unpin', 'move', 'merge', 'split', 'redact', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('thread_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user_account.id'], name=op.f('fk_moderation_act_actor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_moderation_act_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_moderation_act_post_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_moderation_act_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_act'))
    )
    with op.batch_alter_table('moderation_act', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_moderation_act_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_act_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_act_post_id'), ['post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_act_thread_id'), ['thread_id'], unique=False)

    op.create_table('moderation_case',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('report', 'not_cpr', 'sensitive', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('thread_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sending', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('sent_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('claimed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('claimed_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('acted', 'no_act', 'allowed', 'refused', 'lapsed', 'withdrawn', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['board.id'], name=op.f('fk_moderation_case_board_id')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['user_account.id'], name=op.f('fk_moderation_case_claimed_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_moderation_case_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_moderation_case_post_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_moderation_case_thread_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_moderation_case_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_case')),
    sa.UniqueConstraint('user_id', 'sending', name=op.f('uq_moderation_case_user_id_sending'))
    )
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_moderation_case_board_id_decided_at_id'), ['board_id', 'decided_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_case_claimed_by_id'), ['claimed_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_case_decided_at_id'), ['decided_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_case_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_case_post_id'), ['post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_moderation_case_thread_id'), ['thread_id'], unique=False)

    op.create_table('held_text',
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('held_as', sa.Enum('thread', 'reply', 'edit', name='held_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('thread_kind', sa.Enum('discussion', 'question', 'practice', 'event', name='thread_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('nonce', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_masked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_case.id'], name=op.f('fk_held_text_case_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_held_text'))
    )
    # One statement each, since batches that make a table anew would lose its checks on SQLite.
    _reason('post', 'hidden_reason')
    _reference('post', 'moved_to_id')
    op.create_index('ix_post_moved_to_id', 'post', ['moved_to_id'])
    op.create_index('ix_post_author_id_posted_at', 'post', ['author_id', 'posted_at'])
    _reason('thread', 'locked_reason')
    _reason('thread', 'hidden_reason')
    _reference('thread', 'merged_into_id')
    op.create_index('ix_thread_merged_into_id', 'thread', ['merged_into_id'])
    pinned = sa.text('pinned_at IS NOT NULL')
    op.create_index('ix_thread_pinned', 'thread', ['board_id'], sqlite_where=pinned, postgresql_where=pinned)
    op.add_column('thread_seen', sa.Column('beyond', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('thread_seen', sa.Column('beyond_count', sa.Integer(), server_default='0', nullable=False))


def _reason(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.String(length=300), server_default='', nullable=False))


def _reference(table: str, name: str) -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    key = sa.ForeignKey(f'{table}.id', name=f'fk_{table}_{name}')
    op.add_column(table, sa.Column(name, number, key, nullable=True), inline_references=True)


def downgrade() -> None:
    with op.batch_alter_table('thread_seen', schema=None) as batch_op:
        batch_op.drop_column('beyond_count')
        batch_op.drop_column('beyond')

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_pinned', sqlite_where=sa.text('pinned_at IS NOT NULL'), postgresql_where=sa.text('pinned_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_thread_merged_into_id'))
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('hidden_reason')
        batch_op.drop_column('locked_reason')

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_moved_to_id'))
        batch_op.drop_index(batch_op.f('ix_post_author_id_posted_at'))
        batch_op.drop_column('moved_to_id')
        batch_op.drop_column('hidden_reason')

    op.drop_table('held_text')
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_moderation_case_thread_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_case_post_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_case_decided_by_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_case_decided_at_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_case_claimed_by_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_case_board_id_decided_at_id'))

    op.drop_table('moderation_case')
    with op.batch_alter_table('moderation_act', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_moderation_act_thread_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_act_post_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_act_author_id'))
        batch_op.drop_index(batch_op.f('ix_moderation_act_actor_id'))

    op.drop_table('moderation_act')
