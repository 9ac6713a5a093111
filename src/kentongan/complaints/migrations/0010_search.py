"""The table of what can be found by words. Its triggers are set after each migration, see
`complaints/search/triggers.py`; the worker fills in the complaints that are there already."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE complaints_searchwords USING fts5(
    head, body, content='complaints_searchtext', content_rowid='complaint_id',
    detail=column, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2'
)
"""
POSTGRES = """
ALTER TABLE complaints_searchtext
    ADD COLUMN doc tsvector NOT NULL DEFAULT '', ADD COLUMN offices integer[] NOT NULL DEFAULT '{}';
ALTER TABLE complaints_searchtext ALTER COLUMN doc SET STATISTICS 1000;
CREATE INDEX search_words ON complaints_searchtext
    USING gin (doc, offices) WITH (gin_pending_list_limit = 512);
"""


def create(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if is_sqlite else POSTGRES)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE complaints_searchwords")


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0009_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='complaints.complaint')),
                ('head', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
            ],
        ),
        migrations.RunPython(create, drop),
    ]
