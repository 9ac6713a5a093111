"""Search, runs over many, saved views, presence. The first: the table of what can be found by words. Its triggers are set after each migration, see
`complaints/search/triggers.py`; the worker fills in the complaints that are there already."""

import django.db.models.deletion
from django.conf import settings
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
        ('complaints', '0010_time_spent'),
        ('organizations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('action', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=8)),
                ('is_done', models.BooleanField()),
                ('words', models.TextField(blank=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='complaints.bulkrun')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='once_in_a_bulk_run')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['seen_at'], name='presence_seen')],
                'constraints': [models.UniqueConstraint(fields=('complaint', 'user'), name='one_presence_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=20)),
                ('is_shared', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=600)),
                ('at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'id'),
                'indexes': [models.Index(fields=['organization', 'role', 'is_shared'], name='saved_view_of_office')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'role', 'organization', 'name'), name='one_saved_view_of_a_name')],
            },
        ),
    ]
