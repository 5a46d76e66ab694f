"""What a task needs, read once: the process from which the workers are forked imports this module.

Named in `[core] mp_forkserver_preload`. Without it every task spends seconds on importing GX and pandas again.
"""

import logging

from airflow.providers.openlineage import conf

# GX tells about itself at INFO while it is imported.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

import dtsen.bansos  # noqa: E402
import dtsen.determination  # noqa: E402
import dtsen.intake  # noqa: E402
import dtsen.publish  # noqa: E402
import dtsen.quality.suite  # noqa: E402
import dtsen.reference_inputs  # noqa: E402, F401

if not conf.is_disabled():  # lineage is on; it would cost every task a second
    import dtsen_airflow.asal_usul  # noqa: F401, with the listener of the provider
