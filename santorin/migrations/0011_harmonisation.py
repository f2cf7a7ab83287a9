"""Interventions of the coordinateur, and what rules add to marks (HAR-05, HAR-13)."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('santorin', '0010_bareme_en_parties'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ajustement',
            fields=[
                ('copie', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='ajustement', serialize=False, to='santorin.copie')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=6)),
                ('ecarte_le', models.DateTimeField(null=True, verbose_name='écarté le')),
            ],
            options={
                'verbose_name': 'ajustement',
            },
        ),
        migrations.CreateModel(
            name='Intervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='clé')),
                ('motif', models.TextField()),
                ('le', models.DateTimeField(verbose_name='date')),
                ('etat_avant', models.JSONField(verbose_name='correction avant')),
                ('annotation_avant', models.BigIntegerField(verbose_name='dernière annotation avant')),
                ('note_avant', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='note avant')),
                ('note_apres', models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name='note après')),
                ('changee_le', models.DateTimeField(null=True, verbose_name='changée le')),
                ('ecartee_le', models.DateTimeField(help_text='Recorrigée après un déverrouillage', null=True, verbose_name='écartée le')),
                ('correction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='santorin.correction')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'intervention du coordinateur',
                'verbose_name_plural': 'interventions du coordinateur',
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='intervention_motivee'), models.CheckConstraint(condition=models.Q(models.Q(('changee_le', None), ('note_apres', None)), models.Q(('changee_le__isnull', False), ('note_apres__isnull', False)), _connector='OR'), name='intervention_changee_a_une_note')],
            },
        ),
    ]
