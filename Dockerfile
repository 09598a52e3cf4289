# One image for all sixteen processes; what runs is the command (docker-compose.yml and k8s/ give each its own).
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
COPY locks/build.txt locks/runtime.txt locks/
RUN python -m venv /opt/tools \
 && /opt/tools/bin/pip install --require-hashes -r locks/build.txt \
 && python -m venv /opt/dasai \
 && /opt/dasai/bin/pip install --require-hashes -r locks/runtime.txt
COPY proto proto
COPY pyproject.toml README.md ./
COPY chassis chassis
COPY inspection inspection
COPY services services
COPY gateway gateway
COPY cli cli
# everything is in the locks by now: nothing is fetched from here on
RUN PATH=/opt/tools/bin:$PATH /opt/tools/bin/pip wheel --no-deps --no-index --no-build-isolation -w /wheels ./proto . \
 && /opt/dasai/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/dasai/bin/pip uninstall --yes pip setuptools \
 && /opt/dasai/bin/python -m compileall -q /opt/dasai/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="dasai" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dasai
COPY --from=build /opt/dasai /opt/dasai
COPY editions /app/editions
COPY LICENSE /app/LICENSE
# a volume that is mounted here belongs to the user that the processes run as
RUN install -d -o 10001 -g 10001 -m 0700 /objects
WORKDIR /app
# nothing is written but to standard error, so the root may be read-only
ENV PATH=/opt/dasai/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DASAI_EDITION_FILE=/app/editions/2024.yaml \
    DASAI_METRICS_HOST=0.0.0.0 \
    DASAI_METRICS_PORT=9100 \
    DASAI_GRPC_LISTEN=0.0.0.0:50051 \
    DASAI_HTTP_HOST=0.0.0.0 \
    DASAI_HTTP_PORT=8080
USER 10001:10001
EXPOSE 8080 50051 9100
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['DASAI_METRICS_PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "gateway"]
