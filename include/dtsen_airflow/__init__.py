"""The pipeline inside Airflow: schedules, task bodies, the trigger, and the processes of one machine.

`dtsen` itself never imports Airflow; what the DAG files need beyond one call into `dtsen` is here.
"""
