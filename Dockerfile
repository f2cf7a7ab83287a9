# One image for everything: web, worker, clock, and a separate Cyclades.

FROM python:3.11-slim-bookworm AS dependances
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/base.txt

FROM python:3.11-slim-bookworm
# WeasyPrint lays documents out with Pango; python-magic reads the type of a file.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/santorin --shell /usr/sbin/nologin santorin \
    && install --directory --owner santorin --group santorin /srv/variable /srv/fichiers
COPY --from=dependances /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=santorin.settings \
    DOSSIER_VARIABLE=/srv/variable \
    DOSSIER_FICHIERS=/srv/fichiers
WORKDIR /srv/santorin
COPY . .
# The scanned pages are on a volume; the static files belong to the image.
RUN SECRET_KEY=construction DATABASE_URL=postgres://construction REDIS_URL=redis://construction \
    python manage.py collectstatic --no-input --verbosity 0
USER santorin
EXPOSE 8000
VOLUME /srv/fichiers
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
c.request('GET', '/', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0], 'X-Forwarded-Proto': 'https'}); \
raise SystemExit(c.getresponse().status >= 500)"]
CMD ["gunicorn", "santorin.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
