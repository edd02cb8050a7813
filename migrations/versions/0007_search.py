"""The index of what can be searched. New tables only; it is filled by `setup`, and by every import afterwards.

SQLite: an FTS5 table over the stems of `search_document`, kept by triggers; a later migration that makes that table anew in a batch must
make the triggers anew too. PostgreSQL: a generated column, with positions and the weight of where a word stands.
"""

import sqlalchemy as sa
from alembic import op

import sspedu.db


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ADD = """INSERT INTO search_index(rowid, title_stems, heading_stems, body_stems)
  VALUES (new.id, new.title_stems, new.heading_stems, new.body_stems);"""
TAKE = """INSERT INTO search_index(search_index, rowid, title_stems, heading_stems, body_stems)
  VALUES ('delete', old.id, old.title_stems, old.heading_stems, old.body_stems);"""
SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(title_stems, heading_stems, body_stems,
       content='search_document', content_rowid='id', tokenize='ascii')""",
    f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {ADD} END",
    f"CREATE TRIGGER search_document_taken AFTER DELETE ON search_document BEGIN {TAKE} END",
    f"CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN {TAKE} {ADD} END",
)
POSTGRESQL = (
    """ALTER TABLE search_document ADD COLUMN tokens tsvector GENERATED ALWAYS AS (
         setweight(to_tsvector('simple'::regconfig, title_stems), 'A')
         || setweight(to_tsvector('simple'::regconfig, heading_stems), 'B')
         || setweight(to_tsvector('simple'::regconfig, body_stems), 'C')) STORED""",
    "CREATE INDEX ix_search_document_tokens ON search_document USING gin (tokens) WITH (fastupdate = off)",
)


def upgrade() -> None:
    op.create_table('search_document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('thing', sa.String(length=200), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('audience', sa.String(length=60), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('context', sa.Text(), nullable=False),
    sa.Column('sections', sa.Text(), nullable=False),
    sa.Column('dated_at', sspedu.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('title_stems', sa.Text(), nullable=False),
    sa.Column('heading_stems', sa.Text(), nullable=False),
    sa.Column('body_stems', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_document')),
    sa.UniqueConstraint('kind', 'thing', name=op.f('uq_search_document_kind_thing'))
    )
    op.create_table('search_word',
    sa.Column('word', sa.String(length=60), nullable=False),
    sa.Column('audience', sa.String(length=60), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.CheckConstraint('documents >= 0', name=op.f('ck_search_word_counts_documents')),
    sa.PrimaryKeyConstraint('word', 'audience', name=op.f('pk_search_word'))
    )
    op.create_table('search_misspelling',
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('word', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('key', 'word', name=op.f('pk_search_misspelling'))
    )
    op.create_table('search_state',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_search_state_is_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_state'))
    )
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        # Before the table whose triggers write to it.
        for name in ('added', 'taken', 'changed'):
            op.execute(f'DROP TRIGGER search_document_{name}')
        op.execute('DROP TABLE search_index')
    op.drop_table('search_state')
    op.drop_table('search_misspelling')
    op.drop_table('search_word')
    op.drop_table('search_document')
