"""dtsen: the data pipeline of the national social registry (DTSEN) for one kabupaten, without Airflow."""
