"""The one settings file: every value comes from the environment (see docs/exploitation.md)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Proxies before the web server: each adds one address to X-Forwarded-For.
NOMBRE_DE_MANDATAIRES = env.int("NOMBRE_DE_MANDATAIRES", default=0)
DOSSIER_VARIABLE = Path(env.str("DOSSIER_VARIABLE", default=str(RACINE / "var")))

# The State's marks and fonts are reserved to the State: off unless the deployment is one of its own.
MARQUES_ETAT = env.bool("MARQUES_ETAT", default=False)
NOM_DU_SERVICE = env.str("NOM_DU_SERVICE", default="Chaîne des examens")

INSTALLED_APPS = [
    "santorin",
    "cyclades",
    "imagin",
    "harmonisation",
    "telechargement",
    "deliberation",
    "resultats",
    "demonstration",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "dsfr",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "santorin.journal.provenance.ProvenanceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "santorin.editions.envoi.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "santorin.comptes.verification.SecondFacteurMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "santorin.accueil.refus.RefusMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "santorin.urls"
WSGI_APPLICATION = "santorin.wsgi.application"
# What stands before Django and answers what was prepared (RES-08).
PORTE = "resultats.matin.Porte"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "santorin.accueil.contexte.page",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "santorin.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Profils that must have a second factor; the others may.
SECOND_FACTEUR_PROFILS = env.list(
    "SECOND_FACTEUR_PROFILS", default=["administrateur", "gestionnaire", "coordinateur"]
)
OTP_TOTP_ISSUER = NOM_DU_SERVICE
CONNEXION_PAR_MOT_DE_PASSE = env.bool("CONNEXION_PAR_MOT_DE_PASSE", default=True)
# Single sign-on, on once the provider has a name here.
OIDC_NOM = env.str("OIDC_NOM", default="")
if OIDC_NOM:
    AUTHENTICATION_BACKENDS.insert(1, "santorin.comptes.federation.Federation")
OIDC_EMETTEUR = env.str("OIDC_EMETTEUR", default="")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_ADRESSE_AUTORISATION", default="")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_ADRESSE_JETON", default="")
OIDC_OP_USER_ENDPOINT = env.str("OIDC_ADRESSE_PERSONNE", default="")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_ADRESSE_CLES", default="")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT", default="")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_SECRET", default="")
OIDC_RP_SIGN_ALGO = env.str("OIDC_ALGORITHME", default="RS256")
OIDC_RP_SCOPES = env.str("OIDC_PORTEES", default="openid email")
OIDC_REVENDICATION = env.str("OIDC_REVENDICATION", default="email")
OIDC_SECOND_FACTEUR = env.bool("OIDC_SECOND_FACTEUR", default=False)
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "comptes:federation_retour"
LOGIN_REDIRECT_URL_FAILURE = "comptes:connexion"
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "accueil:tableau_de_bord"
AXES_FAILURE_LIMIT = env.int("CONNEXION_ESSAIS", default=5)
AXES_COOLOFF_TIME = env.float("CONNEXION_ATTENTE_HEURES", default=0.25)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "comptes/bloque.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "statique/"
STATICFILES_DIRS = [RACINE / "static"]
STATIC_ROOT = DOSSIER_VARIABLE / "statique"
MEDIA_ROOT = env.str("DOSSIER_FICHIERS", default=str(DOSSIER_VARIABLE / "fichiers"))
# Files on a disk, or in an object store that speaks S3 when a bucket (« seau ») is named.
STOCKAGE_SEAU = env.str("STOCKAGE_SEAU", default="")
STOCKAGE_OBJET = {
    "BACKEND": "santorin.editions.stockage_objet.StockageObjet",
    "OPTIONS": {
        "bucket_name": STOCKAGE_SEAU,
        "endpoint_url": env.str("STOCKAGE_ADRESSE", default=None),
        "access_key": env.str("STOCKAGE_CLE", default=None),
        "secret_key": env.str("STOCKAGE_SECRET", default=None),
        "region_name": env.str("STOCKAGE_REGION", default="fr-par"),
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": True,
        "max_memory_size": 4 * 1024 * 1024,
    },
}
STORAGES = {
    "default": STOCKAGE_OBJET
    if STOCKAGE_SEAU
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Seconds for which the address of a file in the object store is good: the time to start its download.
LIEN_DUREE = env.int("LIEN_DUREE", default=60)
# Where the front server keeps the folder of files for itself (« internal »); empty: this process sends them.
FRONTAL_FICHIERS = env.str("FRONTAL_FICHIERS", default="")
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Security headers from the first page on (SEC-02).
SECURISE = env.bool("SECURISE", default=SITE_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURISE
SESSION_COOKIE_AGE = 10 * 3600
SECURE_HSTS_SECONDS = 31536000 if SECURISE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURISE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURISE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CONCURRENCY = env.int("OUVRIERS", default=2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Seconds between two heartbeats of a job, and of silence after which it is taken up again.
TRAITEMENT_BATTEMENT = env.float("TRAITEMENT_BATTEMENT", default=2)
TRAITEMENT_SILENCE = env.float("TRAITEMENT_SILENCE", default=15)
CELERY_BEAT_SCHEDULE = {
    "reprendre": {
        "task": "santorin.traitements.tasks.reprendre_orphelins",
        "schedule": TRAITEMENT_SILENCE / 2,
    }
}

# The receivers, chosen as Django chooses its e-mail backend; by default this same deployment.
DESTINATAIRES = {"notes": "cyclades.client.Cyclades", "services_faits": "imagin.client.Imagin"}
# What says, of a sitting, that its candidate may see the copy by now.
OUVERTURE_AUX_CANDIDATS = "resultats.regles.acces.ouverte_aux_candidats"
# Which sittings are those of candidates presumed a fraud where registrations are held (HAR-11).
PRESOMPTIONS_DE_FRAUDE = "cyclades.regles.presumees_dans_cyclades"
# Whom to tell, at once, that a presumption was made or lifted in Santorin (RES-08).
ANNONCE_DES_PRESOMPTIONS = "cyclades.actions.inscription.recevoir_presomption"
CYCLADES_URL = env.str("CYCLADES_URL", default=SITE_URL).rstrip("/")
CYCLADES_JETON = env.str("CYCLADES_JETON", default="")
IMAGIN_URL = env.str("IMAGIN_URL", default=SITE_URL).rstrip("/")
IMAGIN_JETON = env.str("IMAGIN_JETON", default="")
ENVOI_TAILLE = env.int("ENVOI_TAILLE", default=1000)
ENVOI_SIMULTANES = env.int("ENVOI_SIMULTANES", default=2)
ENVOI_ESSAIS = env.int("ENVOI_ESSAIS", default=5)
ENVOI_DELAI = env.float("ENVOI_DELAI", default=30)
ENVOI_ATTENTE = env.float("ENVOI_ATTENTE", default=0.5)
# Seconds before a transmission whose receiver does not answer takes itself up again; doubled each time.
ENVOI_REPRISE = env.float("ENVOI_REPRISE", default=30)

# Jobs whose documents are checked once more at each download: task → rule that gives the obstacle.
CONTROLES_DE_DOCUMENTS = {
    "santorin.consultation.tasks.preparer_zip": "santorin.consultation.lectures.zips.obstacle_document",
    "resultats.tasks.imprimer_les_coupons": "resultats.regles.acces.obstacle_document",
    "resultats.tasks.editer_releves_en_masse": "resultats.remise.obstacle_document",
    "resultats.tasks.editer_les_listes": "resultats.remise.obstacle_liste",
    "resultats.tasks.extraire_les_notes": "resultats.remise.obstacle_fichier_de_notes",
    "santorin.conservation.tasks.exporter": "santorin.conservation.regles.obstacle_document",
}

# What each application says of its tables: kinds of personal data, periods, purges (SEC-03).
CONSERVATION = [
    "santorin.conservation.natures.DECLARATION",
    "cyclades.conservation.DECLARATION",
    "imagin.conservation.DECLARATION",
    "harmonisation.conservation.DECLARATION",
    "deliberation.conservation.DECLARATION",
    "resultats.conservation.DECLARATION",
]
# What each application tells of a person who asks for its data (SEC-03).
DONNEES_PERSONNELLES = [
    "santorin.conservation.donnees.compte",
    "santorin.conservation.donnees.candidat",
    "santorin.conservation.donnees.correcteur",
    "cyclades.personne.candidat",
    "imagin.personne.correcteur",
    "deliberation.personne.candidat",
    "deliberation.personne.membre",
    "resultats.personne.candidat",
]
# Copies drawn for the archives, per thousand, in the years ending in 0 or 5.
ARCHIVES_POUR_MILLE = env.int("ARCHIVES_POUR_MILLE", default=10)

# The dashboard's tiles, in the order of the process.
PROCESSUS = env.list(
    "PROCESSUS",
    default=[
        "santorin.preparation.processus.preparation",
        "santorin.preparation.processus.parametrage",
        "santorin.numerisation.processus.numerisation",
        "santorin.distribution.processus.distribution",
        "santorin.correction.processus.correction",
        "santorin.cloture.processus.cloture",
        "harmonisation.processus.statistiques",
        "harmonisation.processus.harmonisation",
        "telechargement.processus.telechargement",
        "deliberation.processus.jurys",
        "cyclades.processus.notes",
        "cyclades.processus.eleves",
        "imagin.processus.services_faits",
        "resultats.processus.gestion.resultats",
        "resultats.processus.etablissement.resultats",
        "resultats.processus.candidat.espace",
        "resultats.processus.candidat.acces",
        "santorin.conservation.processus.conservation",
    ],
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["santorin.comptes.api.AuthentificationParJeton"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "santorin.comptes.description.Description",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "santorin.accueil.refus.reponse_api",
}
SPECTACULAR_SETTINGS = {
    "TITLE": NOM_DU_SERVICE,
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Typed messages (msgspec) say « null » as a type, which 3.0 does not know.
    "OAS_VERSION": "3.1.1",
    # Sets of values that several processes exchange, under one name.
    "ENUM_NAME_OVERRIDES": {
        "Defaut": "santorin.copies.models.Defaut",
        "DefautDuCandidat": "santorin.copies.models.DEFAUTS_DU_CANDIDAT",
        "Emargement": "santorin.copies.etats.Emargement",
        "EtatCloture": "santorin.transmission.etats.EtatCloture",
        "EtatTraitement": "santorin.traitements.models.EtatTraitement",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_JOURNAL", default="WARNING")},
}
