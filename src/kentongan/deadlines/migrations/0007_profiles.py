"""Limits know to which profile they belong; an institution may choose one."""

import secrets

import django.db.models.deletion
from django.db import migrations, models


PROFILE_OF = {'sop-': 'sop', 'nasional-': 'national'}


def sort(apps, schema_editor):
    Rule = apps.get_model('deadlines', 'Rule')
    for first, profile in PROFILE_OF.items():
        Rule.objects.filter(code__startswith=first).update(profile=profile)
    apps.get_model('deadlines', 'Revision').objects.update(number=secrets.randbits(62))


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0006_limit_of_postponements'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='rule',
            name='profile',
            field=models.CharField(blank=True, choices=[('sop', 'Procedure of the district (SOP)'), ('national', 'National practice (SP4N-LAPOR!)')], max_length=9, verbose_name='Profile'),
        ),
        migrations.RunPython(sort, migrations.RunPython.noop),
        migrations.CreateModel(
            name='ProfileChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.CharField(choices=[('strictest', 'The strictest of both'), ('sop', 'Procedure of the district (SOP)'), ('national', 'National practice (SP4N-LAPOR!)')], max_length=9, verbose_name='Profile')),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('applies_to_open', models.BooleanField(default=False, verbose_name='Holds for open reports, too')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ('valid_from', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('institution__isnull', True)), fields=('valid_from',), name='general_profile_once_a_day'), models.UniqueConstraint(condition=models.Q(('institution__isnull', False)), fields=('institution', 'valid_from'), name='own_profile_once_a_day'), models.CheckConstraint(condition=models.Q(('profile__in', ['strictest', 'sop', 'national'])), name='profile_is_known')],
            },
        ),
    ]
