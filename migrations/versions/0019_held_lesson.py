"""held_lesson"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('held_text', sa.Column('lesson', sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column('held_text', 'lesson')
