# The image of every service: Airflow with the pinned packages, the product, the DAGs and the plugins.
ARG BASE_IMAGE=apache/airflow:3.3.2-python3.11
FROM ${BASE_IMAGE}

USER 0
RUN install -d -o airflow -g 0 -m 0775 /opt/dtsen /data /data/landing /data/archive /data/publish /data/return \
    /opt/airflow/logs

# By number: Kubernetes refuses a name where it must not run as root.
USER 50000
COPY requirements.txt /opt/dtsen/requirements.txt
# An older pip does not see that a pinned package satisfies the same one with extras.
RUN pip install --no-cache-dir --disable-pip-version-check pip==26.3 && \
    pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /opt/dtsen/requirements.txt

COPY --chown=airflow:0 pyproject.toml /opt/dtsen/pyproject.toml
COPY --chown=airflow:0 include /opt/dtsen/include
COPY --chown=airflow:0 expectations /opt/dtsen/expectations
COPY --chown=airflow:0 plugins /opt/dtsen/plugins
COPY --chown=airflow:0 dags /opt/dtsen/dags

# The commit that manifests name: docker build --build-arg DTSEN_COMMIT=$(git rev-parse HEAD)
ARG DTSEN_COMMIT=""
ENV DTSEN_COMMIT=${DTSEN_COMMIT}
ENV PYTHONPATH=/opt/dtsen/include \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/dtsen/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/dtsen/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    DTSEN_LANDING_URI=/data/landing \
    DTSEN_ARCHIVE_URI=/data/archive \
    DTSEN_PUBLISH_URI=/data/publish \
    DTSEN_RETURN_URI=/data/return \
    DTSEN_STATE_DIR=/opt/airflow/dtsen-state
WORKDIR /opt/dtsen
