"""External ids, why someone is suspended, imports of people, and the audit log. New nullable columns and new tables only.

Entries of the audit log are append-only on both engines: a trigger refuses to change one. They may be deleted, since they go after 13 months.
"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

MESSAGE = "an audit entry is a fact and cannot be changed"


def upgrade() -> None:
    op.add_column('user_account', sa.Column('suspended_reason', sa.String(length=300), nullable=True))
    for table in ('user_account', 'invitation'):
        op.add_column(table, sa.Column('external_id', sa.String(length=64), nullable=True))
        op.create_index(op.f(f'ix_{table}_external_id'), table, ['external_id'], unique=True)
    op.create_index(op.f('ix_user_account_name'), 'user_account', ['name'], unique=False)
    _make_imports()
    _make_audit()
    _forbid_changing_entries()


def _make_imports() -> None:
    op.create_table('people_import',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('applied_at', sspedu.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('plan_hash', sa.String(length=64), nullable=True),
    sa.Column('invited_count', sa.Integer(), nullable=True),
    sa.Column('changed_count', sa.Integer(), nullable=True),
    sa.Column('faulty_count', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_people_import_made_by_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import'))
    )
    with op.batch_alter_table('people_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_import_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_import_made_by_id'), ['made_by_id'], unique=False)


def _make_audit() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entry_hash'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject'), ['subject'], unique=False)
    op.create_table('audit_end',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_end'))
    )


def _forbid_changing_entries() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER audit_entry_is_a_fact BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute("CREATE TRIGGER audit_entry_is_a_fact BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()")


def downgrade() -> None:
    op.drop_table('audit_end')
    op.drop_table('audit_entry')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change()")
    op.drop_table('people_import')
    op.drop_index(op.f('ix_user_account_name'), table_name='user_account')
    for table in ('invitation', 'user_account'):
        op.drop_index(op.f(f'ix_{table}_external_id'), table_name=table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('external_id')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_column('suspended_reason')
