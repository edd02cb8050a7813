"""The outbox, links to a new password, and invitations. Three new tables; nothing that was there changes."""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('created_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('next_try_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('dead_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(length=80), nullable=True),
    sa.CheckConstraint('(CASE WHEN next_try_at IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN sent_at IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN dead_at IS NOT NULL THEN 1 ELSE 0 END) = 1', name=op.f('ck_mail_waits_or_is_sent_or_is_dead')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_mail_attempts_are_counted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_mail_key'))
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_dead_at'), ['dead_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_next_try_at'), ['next_try_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_sent_at'), ['sent_at'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('profession', sa.Enum('ssp_consultant', 'ssp_practitioner', 'ssp_teacher', 'local_officer', 'leader', 'other', name='profession', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('municipality_code', sa.String(length=4), nullable=True),
    sa.Column('police_district_id', sa.String(length=80), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('invited_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('expires_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_invitation_email_is_lower_case')),
    sa.CheckConstraint('municipality_code IS NOT NULL OR police_district_id IS NOT NULL', name=op.f('ck_invitation_has_a_place')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['user_account.id'], name=op.f('fk_invitation_invited_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_invitation_municipality_code')),
    sa.ForeignKeyConstraint(['police_district_id'], ['police_district.id'], name=op.f('fk_invitation_police_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('email', name=op.f('uq_invitation_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_invited_by_id'), ['invited_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_municipality_code'), ['municipality_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_police_district_id'), ['police_district_id'], unique=False)

    op.create_table('password_link',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_password_link_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_password_link'))
    )
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_password_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_password_link_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_password_link_user_id'))
        batch_op.drop_index(batch_op.f('ix_password_link_expires_at'))

    op.drop_table('password_link')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_police_district_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_municipality_code'))
        batch_op.drop_index(batch_op.f('ix_invitation_invited_by_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_sent_at'))
        batch_op.drop_index(batch_op.f('ix_mail_next_try_at'))
        batch_op.drop_index(batch_op.f('ix_mail_dead_at'))

    op.drop_table('mail')
