"""Airflow's own settings for lineage and metrics, from ours; docker-compose.yml has the same for Compose."""

from __future__ import annotations

from pathlib import Path

from dtsen.settings import Settings

OPENLINEAGE = Path(__file__).with_name("openlineage.yml")


def lingkungan(s: Settings) -> dict[str, str]:
    """Variables of Airflow's processes; none for what is off."""
    return _openlineage(s) | _metrik(s)


def _openlineage(s: Settings) -> dict[str, str]:
    if not s.openlineage:
        return {}
    tempat = s.openlineage if "://" in s.openlineage else str(Path(s.openlineage).resolve())
    return {
        "AIRFLOW__OPENLINEAGE__CONFIG_PATH": str(OPENLINEAGE),
        "AIRFLOW__OPENLINEAGE__EXTRACTORS": "dtsen_airflow.asal_usul.Penggali",
        "AIRFLOW__OPENLINEAGE__NAMESPACE": f"dtsen-{s.wilayah}",
        "DTSEN_OPENLINEAGE": tempat,
    }


def _metrik(s: Settings) -> dict[str, str]:
    statsd = {
        "AIRFLOW__METRICS__STATSD_ON": "1",
        "AIRFLOW__METRICS__STATSD_HOST": s.statsd_host,
        "AIRFLOW__METRICS__STATSD_PORT": str(s.statsd_port),
        # The labels go with the name, else the 23 kecamatan would be one.
        "AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED": "True",
    }
    otel = {"AIRFLOW__METRICS__OTEL_ON": "1", "OTEL_EXPORTER_OTLP_ENDPOINT": s.otel_url}
    return (statsd if s.statsd else {}) | (otel if s.otel else {})
