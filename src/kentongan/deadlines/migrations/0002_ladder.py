import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0001_initial'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LadderRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('replan_from', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_ladder_revision_row')],
            },
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='Code')),
                ('name', models.CharField(max_length=160, verbose_name='Name')),
                ('source', models.CharField(max_length=240, verbose_name='Source (law, article, procedure)')),
                ('is_confirmed', models.BooleanField(default=False, verbose_name='Compared with the source')),
                ('clock', models.SlugField(max_length=20, verbose_name='Clock')),
                ('classification', models.CharField(blank=True, max_length=20, verbose_name='Classification')),
                ('category', models.CharField(blank=True, max_length=60, verbose_name='Subject (code)')),
                ('anchor', models.CharField(choices=[('percent', 'Per cent of the time'), ('before_due', 'Before the limit'), ('after_due', 'At or after the limit'), ('after_start', 'After the start'), ('after_stop', 'After the end')], max_length=12, verbose_name='Counted from')),
                ('value', models.PositiveSmallIntegerField(verbose_name='Length or per cent')),
                ('unit', models.CharField(blank=True, choices=[('calendar_day', 'calendar days'), ('working_day', 'working days'), ('hour', 'hours')], max_length=12, verbose_name='Counted in')),
                ('audiences', models.CharField(blank=True, max_length=120, verbose_name='Who is told')),
                ('transports', models.CharField(blank=True, max_length=60, verbose_name='By which way')),
                ('template', models.SlugField(blank=True, max_length=60, verbose_name='Text')),
                ('level', models.PositiveSmallIntegerField(verbose_name='Height')),
                ('action', models.SlugField(blank=True, max_length=30, verbose_name='Step that the system takes')),
                ('valid_from', models.DateField(default=datetime.date(2014, 1, 1), verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ('clock', 'level', 'code', 'valid_from'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('institution__isnull', True)), fields=('code', 'valid_from'), name='general_rung_version_once'), models.UniqueConstraint(condition=models.Q(('institution__isnull', False)), fields=('institution', 'code', 'valid_from'), name='own_rung_version_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='rung_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('anchor__in', ['percent', 'before_due', 'after_due', 'after_start', 'after_stop'])), name='rung_anchor_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('anchor', 'percent'), _negated=True), ('value__range', (1, 99)), _connector='OR'), name='rung_percent_lies_inside'), models.CheckConstraint(condition=models.Q(('anchor', 'percent'), ('unit__in', ['calendar_day', 'working_day', 'hour']), _connector='OR'), name='rung_has_a_unit')],
            },
        ),
    ]
