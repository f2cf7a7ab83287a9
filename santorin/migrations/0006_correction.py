"""Keys and versions of markings; reports, notices, concertation; open editors, stamps (COR-01 to COR-07)."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('santorin', '0005_parametrage_e3c_fige'),
    ]

    operations = [
        migrations.CreateModel(
            name='Avis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.TextField()),
                ('le', models.DateTimeField(verbose_name='date')),
                ('lu_le', models.DateTimeField(blank=True, null=True, verbose_name='lu le')),
            ],
            options={
                'verbose_name': 'avis',
                'verbose_name_plural': 'avis',
                'ordering': ('-le', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Concertation',
            fields=[
                ('copie', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='concertation', serialize=False, to='santorin.copie')),
                ('premiere', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='première note')),
                ('seconde', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='seconde note')),
                ('proposition', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('proposee_rang', models.PositiveSmallIntegerField(null=True, verbose_name='proposée par le rang')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name='note finale')),
                ('conclue_le', models.DateTimeField(null=True, verbose_name='conclue le')),
                ('motif', models.TextField(blank=True, verbose_name='motif du coordinateur')),
            ],
            options={
                'verbose_name': 'concertation',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('proposee_rang', None), ('proposition', None)), models.Q(('proposee_rang__in', (1, 2)), ('proposition__gte', 0)), _connector='OR'), name='concertation_proposee_par_un_rang'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Poste',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(verbose_name='clé')),
                ('derniere', models.PositiveIntegerField(default=0, verbose_name='dernière séquence reçue')),
            ],
            options={
                'verbose_name': 'poste',
            },
        ),
        migrations.CreateModel(
            name='Remarque',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=120)),
                ('valeur', models.CharField(blank=True, max_length=12, verbose_name='points')),
                ('couleur', models.CharField(choices=[('rouge', 'Rouge'), ('bleu', 'Bleu'), ('vert', 'Vert'), ('violet', 'Violet'), ('orange', 'Orange'), ('noir', 'Noir')], default='rouge', max_length=8)),
            ],
            options={
                'verbose_name': 'remarque',
                'ordering': ('texte', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Signalement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('defaut', models.CharField(choices=[('illisible', 'Page illisible ou floue'), ('manquante', 'Page manquante'), ('desordre', 'Pages en désordre ou à l’envers'), ('autre_copie', 'Page d’une autre copie'), ('identite', 'Le nom du candidat est visible'), ('autre', 'Autre problème')], max_length=12, verbose_name='défaut')),
                ('precision', models.CharField(blank=True, max_length=500, verbose_name='précision')),
                ('signale_le', models.DateTimeField(verbose_name='signalé le')),
                ('resolu_le', models.DateTimeField(blank=True, null=True, verbose_name='résolu le')),
                ('reponse', models.CharField(blank=True, max_length=500, verbose_name='réponse au correcteur')),
            ],
            options={
                'verbose_name': 'signalement',
                'ordering': ('signale_le', 'id'),
            },
        ),
        migrations.AddField(
            model_name='correction',
            name='cle',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True, verbose_name='clé'),
        ),
        migrations.AddField(
            model_name='correction',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='lot',
            name='cle',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True, verbose_name='clé'),
        ),
        migrations.AddField(
            model_name='parametrage',
            name='ecart_tolere',
            field=models.DecimalField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), help_text='Lots DOUBLE. En points de l’épreuve. Au-delà, les correcteurs se concertent', max_digits=5, validators=[django.core.validators.MinValueValidator(0)], verbose_name='écart toléré entre deux corrections'),
        ),
        migrations.AddConstraint(
            model_name='parametrage',
            constraint=models.CheckConstraint(condition=models.Q(('ecart_tolere__gte', 0)), name='parametrage_ecart_positif'),
        ),
        migrations.AddField(
            model_name='avis',
            name='destinataire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='avis', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='avis',
            name='lot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='avis', to='santorin.lot'),
        ),
        migrations.AddField(
            model_name='concertation',
            name='conclue_par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='conclue par'),
        ),
        migrations.AddField(
            model_name='poste',
            name='correction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postes', to='santorin.correction'),
        ),
        migrations.AddField(
            model_name='remarque',
            name='utilisateur',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarques', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signalement',
            name='correction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signalements', to='santorin.correction'),
        ),
        migrations.AddField(
            model_name='signalement',
            name='resolu_par',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='résolu par'),
        ),
        migrations.AddField(
            model_name='signalement',
            name='signale_par',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signalé par'),
        ),
        migrations.AddIndex(
            model_name='avis',
            index=models.Index(condition=models.Q(('lu_le', None)), fields=['destinataire', 'le'], name='avis_a_lire'),
        ),
        migrations.AddConstraint(
            model_name='concertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conclue_le', None), ('conclue_par', None), ('valeur', None)), models.Q(('conclue_le__isnull', False), ('conclue_par__isnull', False), ('valeur__gte', 0)), _connector='OR'), name='concertation_conclue_le_et_par'),
        ),
        migrations.AddConstraint(
            model_name='poste',
            constraint=models.UniqueConstraint(fields=('correction', 'cle'), name='poste_unique'),
        ),
        migrations.AddConstraint(
            model_name='remarque',
            constraint=models.UniqueConstraint(fields=('utilisateur', 'texte', 'valeur'), name='remarque_unique'),
        ),
        migrations.AddConstraint(
            model_name='signalement',
            constraint=models.UniqueConstraint(condition=models.Q(('resolu_le', None)), fields=('correction',), name='signalement_un_seul_ouvert'),
        ),
        migrations.AddConstraint(
            model_name='signalement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolu_le', None), ('resolu_par', None)), models.Q(('resolu_le__isnull', False), ('resolu_par__isnull', False)), _connector='OR'), name='signalement_resolu_le_et_par'),
        ),
    ]
