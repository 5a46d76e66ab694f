"""Render the official chart with our values and look at what comes out: `make helm-check CHART=airflow-1.22.0.tgz`.

Needs the chart as a file or a folder (`helm pull apache-airflow/airflow --version 1.22.0`), no cluster and no network.
Without CHART it says skipped.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

NILAI = Path(__file__).with_name("values.yaml")
KUBERNETES = "1.34"
EKSEKUTOR = ("CeleryExecutor", "KubernetesExecutor")
SANDI_ADMIN = "DTSEN_ADMIN_PASSWORD"


def rangkai(bagan: str, eksekutor: str) -> list[dict[str, Any]]:
    """All objects of the chart under these values; HelmError when the values do not fit its schema."""
    from helm_python import Chart

    nilai = yaml.safe_load(NILAI.read_text(encoding="utf-8")) | {"executor": eksekutor}
    with Chart.load(bagan) as chart:
        chart.validate_schema(nilai)
        hasil = chart.render(nilai, name="dtsen", namespace="dtsen", is_install=True)
    catatan = next(teks for nama, teks in hasil.items() if nama.endswith("NOTES.txt"))
    if "DEPRECATION" in catatan:
        raise SystemExit(f"helm-check: FAILED, the chart calls our values deprecated\n{catatan}")
    berkas = (teks for nama, teks in hasil.items() if not nama.endswith("NOTES.txt"))
    return [satu for teks in berkas for satu in yaml.safe_load_all(teks) if satu]


def pod(semua: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every pod that would run, with the name of what makes it; the pods of KubernetesExecutor too."""
    for satu in semua:
        if isi := satu.get("data", {}).get("pod_template_file.yaml"):
            yield "pod_template_file", yaml.safe_load(isi)["spec"]
        elif templat := satu.get("spec", {}).get("template"):
            yield satu["metadata"]["name"], templat["spec"]


def keluhan(nama: str, spec: dict[str, Any], citra: str) -> Iterator[str]:
    """What is wrong with a pod."""
    kita = [w for w in [*(spec.get("initContainers") or []), *spec["containers"]] if w["image"] == citra]
    if not kita and "statsd" not in nama:
        yield f"{nama}: not our image"
    if (spec.get("securityContext") or {}).get("runAsUser") in (None, 0):
        yield f"{nama}: may run as root"
    for w in [*(spec.get("initContainers") or []), *spec["containers"]]:
        if not (w.get("resources") or {}).get("limits", {}).get("memory"):
            yield f"{nama}/{w['name']}: no limit of memory"
        if not (w.get("securityContext") or {}).get("readOnlyRootFilesystem"):
            yield f"{nama}/{w['name']}: writes to its root"
    for w in kita:
        env = {e["name"]: e for e in w.get("env", [])}
        if "groomer" not in w["name"] and "secretKeyRef" not in env["DTSEN_DATABASE_URL"].get("valueFrom", {}):
            yield f"{nama}/{w['name']}: the database is not from a secret"
        if (SANDI_ADMIN in env) != (w["name"] == "run-airflow-migrations"):
            yield f"{nama}/{w['name']}: {SANDI_ADMIN}"


def main() -> int:
    """0 when all is well or nothing could be looked at (it says which), 1 otherwise."""
    pembaca = argparse.ArgumentParser(prog="docker/helm/periksa.py", description=__doc__.split(".")[0])
    pembaca.add_argument("bagan", nargs="?")
    bagan = pembaca.parse_args().bagan
    if not bagan:
        print("helm-check: skipped, no chart was named (make helm-check CHART=airflow-1.22.0.tgz)")
        return 0
    import kubernetes_validate

    nilai = yaml.safe_load(NILAI.read_text(encoding="utf-8"))
    citra = f"{nilai['defaultAirflowRepository']}:{nilai['defaultAirflowTag']}"
    salah = []
    for eksekutor in EKSEKUTOR:
        semua = rangkai(bagan, eksekutor)
        for satu in semua:
            kubernetes_validate.validate(satu, KUBERNETES, strict=True)
        salah += [f"{eksekutor}: {k}" for nama, spec in pod(semua) for k in keluhan(nama, spec, citra)]
        print(f"{eksekutor}: {len(semua)} objects, valid Kubernetes {KUBERNETES}", flush=True)
    print("\n".join(["helm-check: FAILED", *salah]) if salah else "helm-check: ok")
    return 1 if salah else 0


if __name__ == "__main__":
    sys.exit(main())
