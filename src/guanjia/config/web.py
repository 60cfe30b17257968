"""The web server's entry under `guanjia serve`: a worker process ends with its supervisor, also by kill -9."""

import os
import signal

from guanjia.config.wsgi import application
from guanjia.shared import processes

processes.end_with_parent(signal.SIGKILL, os.getppid())()

__all__ = ["application"]
