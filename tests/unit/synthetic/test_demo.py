import datetime as dt
import hashlib
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from unit_synthetic_demo import Demo

from dtsen.errors import DtsenError, PemakaianSalah
from dtsen.synthetic import demo, gangguan, jenis_kelompok
from dtsen.synthetic.keluarga import CATAT
from dtsen.wilayah import Wilayah
