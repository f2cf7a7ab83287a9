"""Liasses of scans, their pages; distributions of copies (NUM-01, NUM-02, DIS-01)."""

import django.db.models.deletion
import santorin.numerisation.models.liasse
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('santorin', '0007_pdf_de_copie'),
    ]

    operations = [
        migrations.CreateModel(
            name='Liasse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='clé')),
                ('nom', models.CharField(max_length=200)),
                ('taille', models.PositiveBigIntegerField(verbose_name='taille en octets')),
                ('empreinte', models.CharField(max_length=64)),
                ('recus', models.PositiveBigIntegerField(default=0, verbose_name='octets reçus')),
                ('remplace', models.BooleanField(default=False, verbose_name='nouvelle numérisation')),
                ('etat', models.CharField(choices=[('envoi', 'Envoi en cours'), ('lecture', 'Lecture en cours'), ('controle', 'À contrôler'), ('acceptee', 'Acceptée'), ('refusee', 'Refusée')], default='envoi', max_length=8, verbose_name='état')),
                ('pages', models.PositiveIntegerField(default=0)),
                ('graine', models.BigIntegerField(default=santorin.numerisation.models.liasse.graine)),
                ('deposee_le', models.DateTimeField(verbose_name='déposée le')),
                ('decidee_le', models.DateTimeField(null=True, verbose_name='décidée le')),
                ('motif', models.TextField(blank=True, verbose_name='motif du refus')),
                ('decidee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                ('deposee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='déposée par')),
                ('epreuve', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liasses', to='santorin.epreuve', verbose_name='épreuve')),
                ('traitement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='liasses', to='santorin.traitement')),
            ],
            options={
                'verbose_name': 'liasse',
                'ordering': ('-id',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('etat', 'refusee'), _negated=True), fields=('epreuve', 'empreinte'), name='liasse_recue_une_fois'),
                    models.CheckConstraint(condition=models.Q(('empreinte__regex', '^[0-9a-f]{64}$')), name='liasse_empreinte'),
                    models.CheckConstraint(condition=models.Q(('recus__lte', models.F('taille')), ('taille__gt', 0)), name='liasse_pas_plus_que_sa_taille'),
                    models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ('acceptee', 'refusee')), _negated=True), models.Q(('decidee_le__isnull', False), ('decidee_par__isnull', False)), _connector='OR'), name='liasse_decidee_le_et_par'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PageLue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='clé')),
                ('rang', models.PositiveIntegerField()),
                ('nom', models.CharField(max_length=200)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('type_mime', models.CharField(blank=True, max_length=20, verbose_name='type')),
                ('taille', models.PositiveIntegerField(default=0, verbose_name='taille en octets')),
                ('largeur', models.PositiveIntegerField(default=0, verbose_name='largeur en pixels')),
                ('hauteur', models.PositiveIntegerField(default=0, verbose_name='hauteur en pixels')),
                ('rotation', models.PositiveSmallIntegerField(default=0, verbose_name='rotation en degrés, sens horaire')),
                ('refaite', models.BooleanField(default=False, verbose_name='redessinée')),
                ('numero', models.PositiveSmallIntegerField(null=True, verbose_name='numéro')),
                ('total', models.PositiveSmallIntegerField(null=True)),
                ('inclinaison', models.FloatField(default=0, verbose_name='inclinaison en degrés')),
                ('encre', models.PositiveIntegerField(default=0, verbose_name='encre, pour 10 000')),
                ('anomalie', models.CharField(blank=True, choices=[('non_lue', 'Code non lu'), ('multiple', 'Plusieurs codes sur la page'), ('blanche', 'Page blanche sans code'), ('identite', 'Fiche d’identité'), ('etrangere', 'Page d’une autre épreuve'), ('inconnue', 'Candidat inconnu'), ('doublon', 'Page en double'), ('absent', 'Copie d’un absent'), ('verrouillee', 'Copie dans un lot verrouillé'), ('sans_image', 'Image illisible')], max_length=11)),
                ('sort', models.CharField(blank=True, choices=[('classee', 'Classée'), ('deja', 'Déjà reçue'), ('ecartee', 'Écartée')], max_length=7)),
                ('resolue_le', models.DateTimeField(null=True, verbose_name='résolue le')),
                ('motif', models.CharField(blank=True, max_length=500)),
                ('echantillon', models.BooleanField(default=False, verbose_name="dans l'échantillon")),
                ('conforme', models.BooleanField(null=True)),
                ('copie', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages_lues', to='santorin.copie')),
                ('liasse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages_lues', to='santorin.liasse')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lectures', to='santorin.page')),
                ('resolue_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='résolue par')),
            ],
            options={
                'verbose_name': 'page lue',
                'verbose_name_plural': 'pages lues',
                'ordering': ('liasse', 'rang'),
                'indexes': [
                    models.Index(condition=models.Q(('sort', '')), fields=['liasse', 'rang'], name='page_lue_en_anomalie'),
                    models.Index(fields=['sha256'], name='page_lue_par_sha256'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('liasse', 'rang'), name='page_lue_unique'),
                    models.CheckConstraint(condition=models.Q(models.Q(('sort', ''), _negated=True), models.Q(('anomalie', ''), _negated=True), _connector='OR'), name='page_lue_classee_ou_en_anomalie'),
                    models.CheckConstraint(condition=models.Q(models.Q(('sort', 'classee'), _negated=True), models.Q(('copie__isnull', False), ('page__isnull', False)), _connector='OR'), name='page_lue_classee_quelque_part'),
                    models.CheckConstraint(condition=models.Q(models.Q(('sort', 'ecartee'), _negated=True), models.Q(('motif', ''), _negated=True), _connector='OR'), name='page_lue_ecartee_avec_motif'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PageNonRendue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('motif', models.CharField(max_length=500)),
                ('le', models.DateTimeField(verbose_name='date')),
                ('copie', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages_non_rendues', to='santorin.copie')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'page non rendue',
                'verbose_name_plural': 'pages non rendues',
                'constraints': [
                    models.UniqueConstraint(fields=('copie', 'numero'), name='page_non_rendue_unique'),
                    models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='page_non_rendue_avec_motif'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Distribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('graine', models.BigIntegerField()),
                ('taille', models.PositiveIntegerField(verbose_name='copies par lot')),
                ('copies', models.PositiveIntegerField()),
                ('premier', models.PositiveIntegerField(verbose_name='premier lot')),
                ('dernier', models.PositiveIntegerField(verbose_name='dernier lot')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('epreuve', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='distributions', to='santorin.epreuve', verbose_name='épreuve')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sujet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='santorin.sujet')),
            ],
            options={
                'verbose_name': 'distribution',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('dernier__gte', models.F('premier')), ('taille__gt', 0)), name='distribution_de_lots')],
            },
        ),
    ]
