"""JupyterHub for a class on one machine; README.md beside this file says how to use it.

jupyterhub -f classroom/jupyterhub_config.py
"""

import os
import socket
import sys
from contextlib import suppress
from itertools import cycle
from pathlib import Path

CLASSROOM = Path(__file__).resolve().parent
c = get_config()  # noqa: F821 - JupyterHub hands it in

# Who may come in: accounts of this machine, by group.
c.LocalAuthenticator.allowed_groups = {"students"}
c.LocalAuthenticator.admin_groups = {"teachers"}  # may start and stop others' servers

# What each of them gets: copies of the notebooks in their own home, then JupyterLab.
c.Spawner.cmd = [sys.executable, str(CLASSROOM / "start.py")]
c.Spawner.default_url = "/lab/tree/my_course/00_start_here.ipynb"
c.Spawner.start_timeout = 180  # seconds: a whole class starts at once
c.Spawner.http_timeout = 120
c.Spawner.environment = {
    # One thread a student. With more, a class takes turns at every product of matrices.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "DLBOOK_SOLUTIONS": "off",  # worked solutions: take the line out to show them
}

PORTS = cycle(range(20_000, 30_000))


def choose_port(spawner):
    """One below those that kernels draw from: else a kernel may take it meanwhile."""
    for spawner.port in PORTS:
        with suppress(OSError), socket.create_server(("127.0.0.1", spawner.port)):
            return


c.Spawner.pre_spawn_hook = choose_port

# What this machine can bear.
A_STUDENT = 400_000_000  # bytes, with room: README.md has what was measured
memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
c.JupyterHub.active_server_limit = max(1, int(0.8 * memory / A_STUDENT))
c.JupyterHub.concurrent_spawn_limit = 10  # the next is asked to try again in a minute

# A server that nobody has used for an hour is stopped; what was saved stays.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
    }
]

# Where it listens: here alone. Put a web server with a certificate before it.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
