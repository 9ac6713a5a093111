import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0001_initial'),
        ('deadlines', '0002_ladder'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Firing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('rung_id', models.BigIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('is_for_reporter', models.BooleanField()),
                ('due_at', models.DateTimeField()),
                ('fired_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('fired', 'Told'), ('skipped', 'Passed over: a higher one was due, too')], max_length=8)),
            ],
            options={
                'ordering': ('fired_at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='clockrun',
            name='next_rung_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clockrun',
            name='planned_for',
            field=models.DateTimeField(default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)),
        ),
        migrations.AddIndex(
            model_name='clockrun',
            index=models.Index(condition=models.Q(('next_rung_at__isnull', False)), fields=['next_rung_at', 'id'], name='rung_due'),
        ),
        migrations.AddIndex(
            model_name='clockrun',
            index=models.Index(condition=models.Q(('planned_for', django.db.models.functions.comparison.Coalesce('stopped_at', 'target_at', 'started_at')), _negated=True), fields=['id'], name='clock_unplanned'),
        ),
        migrations.AddField(
            model_name='firing',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='firings', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='firing',
            name='event',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='complaints.event'),
        ),
        migrations.AddField(
            model_name='firing',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='firings', to='complaints.clockrun'),
        ),
        migrations.AddIndex(
            model_name='firing',
            index=models.Index(fields=['fired_at', 'id'], name='firing_newest'),
        ),
        migrations.AddConstraint(
            model_name='firing',
            constraint=models.UniqueConstraint(fields=('run', 'code'), name='rung_fires_once'),
        ),
    ]
