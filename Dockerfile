FROM python:3.13-slim

# tini hands signals on and reaps what the worker's watchdog kills; Pango and a font with macrons are for PDFs.
RUN apt-get update && apt-get install -y --no-install-recommends tini \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 prism

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN mkdir -p /data && SECRET_KEY=building STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput --verbosity 0 \
    && chown prism /data

USER prism
ENV DATA_DIR=/data STATIC_ROOT=/app/staticfiles PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 5000
# A worker that is told to stop finishes what it began: give it its time (docker stop --time 130).
ENTRYPOINT ["tini", "--"]
CMD ["sh", "-c", "python manage.py prepare --no-static && exec python manage.py serve --bind 0.0.0.0"]
