"""The live process's entry under `guanjia serve`: it ends with its supervisor, and may hold many pages open."""

import os
import resource
import signal

from guanjia.config.live import application
from guanjia.shared import processes

processes.end_with_parent(signal.SIGKILL, os.getppid())()
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

__all__ = ["application"]
