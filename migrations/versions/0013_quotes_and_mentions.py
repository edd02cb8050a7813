"""quotes and mentions"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('post_quote',
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quoted_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_post_quote_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['quoted_id'], ['post.id'], name=op.f('fk_post_quote_quoted_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'quoted_id', name=op.f('pk_post_quote'))
    )
    with op.batch_alter_table('post_quote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_quote_quoted_id'), ['quoted_id'], unique=False)

    op.create_table('mention',
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_mention_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_mention_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'user_id', name=op.f('pk_mention'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mention_user_id'))

    op.drop_table('mention')
    with op.batch_alter_table('post_quote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_quote_quoted_id'))

    op.drop_table('post_quote')
