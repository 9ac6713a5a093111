"""Installations that have rules get the limit of postponements as a row, as new ones do."""

import secrets
from datetime import date

from django.db import migrations

CODE = 'usulan-tunda-janji'


def enter(apps, schema_editor):
    Rule = apps.get_model('deadlines', 'Rule')
    if not Rule.objects.exists() or Rule.objects.filter(code=CODE).exists():
        return
    Rule.objects.create(
        code=CODE,
        name='Penundaan janji',
        source='Usulan: paling banyak dua kali, masing-masing dengan alasan; '
        'tidak ada angka dalam undang-undang',
        clock='postponements',
        purpose='target',
        value=2,
        unit='times',
        pauses=False,
        valid_from=date(2014, 1, 1),
    )
    apps.get_model('deadlines', 'Revision').objects.update(number=secrets.randbits(62))


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0005_postponements'),
    ]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
