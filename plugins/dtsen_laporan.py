"""Registers the pages of the night reports, their place in the menu, and the buttons that lead to pages."""

from airflow.plugins_manager import AirflowPlugin

from dtsen_airflow.tautan import AWALAN, TautanLaporan, TautanPemeriksaan, layani


class DtsenLaporan(AirflowPlugin):
    """Night reports."""

    name = "dtsen_laporan"
    fastapi_apps = [{"app": layani, "url_prefix": AWALAN, "name": "Laporan malam"}]
    external_views = [
        {
            "name": "Laporan",
            "href": f"{AWALAN}/",
            "destination": "nav",
            "url_route": "laporan-malam",
            "nav_top_level": True,
        }
    ]
    operator_extra_links = [TautanLaporan(), TautanPemeriksaan()]
