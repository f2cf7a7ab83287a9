"""Parties of a barème, coefficients, sujets à choix; the sujet of a candidate (PRE-02, DIS-01)."""

import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('santorin', '0009_document_validateur'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartieChoisie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choix', models.CharField(max_length=10)),
            ],
            options={
                'verbose_name': 'partie choisie',
                'verbose_name_plural': 'parties choisies',
            },
        ),
        migrations.AddField(
            model_name='composition',
            name='sujet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='compositions', to='santorin.sujet'),
        ),
        migrations.AddField(
            model_name='question',
            name='coefficient',
            field=models.DecimalField(db_default=Decimal('1'), decimal_places=2, default=Decimal('1'), max_digits=5),
        ),
        migrations.CreateModel(
            name='Partie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordre', models.PositiveSmallIntegerField()),
                ('numero', models.CharField(max_length=10, verbose_name='numéro')),
                ('libelle', models.CharField(blank=True, max_length=200, verbose_name='libellé')),
                ('coefficient', models.DecimalField(decimal_places=2, default=Decimal('1'), max_digits=5)),
                ('choix', models.CharField(blank=True, max_length=10, verbose_name='choix')),
                ('sujet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='santorin.sujet')),
            ],
            options={
                'verbose_name': 'partie',
                'ordering': ('sujet', 'ordre'),
                'constraints': [
                    models.UniqueConstraint(fields=('sujet', 'numero'), name='partie_unique'),
                    models.CheckConstraint(condition=models.Q(('coefficient__gt', 0)), name='partie_coefficient'),
                ],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='partie',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='santorin.partie'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('coefficient__gt', 0)), name='question_coefficient'),
        ),
        migrations.AddField(
            model_name='partiechoisie',
            name='correction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choisies', to='santorin.correction'),
        ),
        migrations.AddField(
            model_name='partiechoisie',
            name='partie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='santorin.partie'),
        ),
        migrations.AddConstraint(
            model_name='partiechoisie',
            constraint=models.UniqueConstraint(fields=('correction', 'choix'), name='partie_choisie_unique'),
        ),
    ]
