"""Airflow as it runs: one scheduler and one night for all tests of this folder, which run in the order of the files."""
