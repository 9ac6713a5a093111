import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('notifications', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestItem',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='notifications.message')),
                ('due_at', models.DateTimeField()),
                ('is_sent', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('email', models.CharField(choices=[('at_once', 'Each at once'), ('daily', 'One letter a day, in the morning')], default='at_once', max_length=8, verbose_name='E-mail')),
                ('sms', models.BooleanField(default=True, verbose_name='SMS')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='Quiet from')),
                ('quiet_to', models.TimeField(blank=True, null=True, verbose_name='Quiet to')),
            ],
        ),
        migrations.CreateModel(
            name='Recurring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('due_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TransportHealth',
            fields=[
                ('transport', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('open_until', models.DateTimeField(null=True)),
                ('last_success_at', models.DateTimeField(null=True)),
                ('last_failure_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(max_length=120)),
                ('form', models.CharField(choices=[('text', 'E-mail and in the application'), ('sms', 'SMS')], max_length=4)),
                ('language', models.CharField(max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='Subject line')),
                ('body', models.TextField(blank=True, verbose_name='Text')),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ('template', 'form', 'language', '-version'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_due_while_open',
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed, will be tried again'), ('dead', 'Could not be delivered'), ('cancelled', 'Cancelled'), ('folded', 'In the daily letter')], default='waiting', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state__in', ('waiting', 'failed'))), models.Q(('due_at__isnull', True), ('state__in', ('sent', 'dead', 'cancelled', 'folded'))), _connector='OR'), name='message_due_while_open'),
        ),
        migrations.AddField(
            model_name='digestitem',
            name='letter',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notifications.message'),
        ),
        migrations.AddField(
            model_name='digestitem',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_to__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_to__isnull', False)), _connector='OR'), name='quiet_hours_have_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('template', 'form', 'language', 'version'), name='wording_version_once'),
        ),
        migrations.AddIndex(
            model_name='digestitem',
            index=models.Index(condition=models.Q(('is_sent', False)), fields=['due_at', 'user'], name='digest_due'),
        ),
    ]
