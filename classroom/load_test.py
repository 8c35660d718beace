"""A whole class at once: a real JupyterHub on this machine, and students at work.

    .venv/bin/python classroom/load_test.py --students 25

Each student logs in by the form, gets a server, opens a kernel over the websocket as
JupyterLab does, runs every code cell of their own copy of notebook 08, then the digit
program of notebook 14. Said at the end: who finished, what they waited, and the memory
a student takes. Everything listens on 127.0.0.1 alone, lives in a temporary folder, and
is stopped at the end, whatever happens. Linux; needs what README.md beside it installs.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests
import websocket

CLASSROOM = Path(__file__).resolve().parent
NOTEBOOK = "my_course/08_gradient_descent.ipynb"
PROGRAM = "my_course/programs/dlbook_digits.py"
MOST = 100  # students
HERE = "127.0.0.1"

# The sample configuration, with students nobody knows and ports nobody uses.
CONFIG = """
load_subconfig({sample!r})
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {folder!r} + "/home/{{username}}"
c.JupyterHub.bind_url = "http://{here}:{port}"
c.JupyterHub.hub_bind_url = "http://{here}:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://{here}:{proxy_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.db_url = "sqlite:///" + {folder!r} + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = {folder!r} + "/cookie_secret"
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}
if {root}:
    c.Spawner.args = ["--allow-root"]
if {default_threads}:
    for name in [n for n in c.Spawner.environment if n.endswith("_THREADS")]:
        del c.Spawner.environment[name]
"""


class Failed(Exception):
    """What a student would have seen go wrong."""


@dataclass
class Student:
    name: str
    waits: dict[str, float] = field(default_factory=dict)  # seconds
    memory: dict[str, int] = field(default_factory=dict)  # bytes, at the highest
    refused: int = 0  # times the hub said: too many at once, try again
    doing: str = ""
    error: str = ""

    @contextmanager
    def waiting(self, what: str):
        """Do something, and keep how long it took."""
        begin, self.doing = time.monotonic(), what
        yield
        self.waits[what] = time.monotonic() - begin


# ---- What a student does -------------------------------------------------------------


def lesson(student: Student, hub: str, deadline: float) -> None:
    """Log in, run the notebook, train; what goes wrong is kept, not raised."""
    try:
        with requests.Session() as session:
            with student.waiting("start"):
                base = log_in(session, student, hub, deadline)
            with student.waiting("notebook 08"):
                cells = code_cells(read(session, f"{base}api/contents/{NOTEBOOK}"))
                run(session, base, NOTEBOOK, cells, deadline)
            with student.waiting("training"):
                program = read(session, f"{base}api/contents/{PROGRAM}")
                said = run(session, base, "my_course/digits.ipynb", [program], deadline)
            accuracy = float(said.split("test accuracy")[-1])
            if not accuracy > 0.95:
                raise Failed(f"the digit network reached {accuracy}")
    except Exception as error:  # whatever it is, this student has met it
        student.error = f"{type(error).__name__}: {error}"[:500]


def log_in(
    session: requests.Session, student: Student, hub: str, deadline: float
) -> str:
    """By the form, then wait for the server; the address of JupyterLab's own."""
    page = f"{hub}/hub/login"
    session.get(page, timeout=60)
    form = {"username": student.name, "password": "", "_xsrf": session.cookies["_xsrf"]}
    answer = session.post(page, data=form, timeout=120)
    base = f"/user/{student.name}/"
    while not answer.url.startswith(hub + base):
        if time.monotonic() > deadline:
            raise Failed(f"no server in time; the last page was {answer.status_code}")
        if answer.status_code == 429:  # too many start at once
            student.refused += 1
            pause = float(answer.headers.get("Retry-After", 30))
            time.sleep(max(0, min(pause, deadline - time.monotonic())))
        elif answer.status_code >= 400:
            raise Failed(f"{answer.url} answered {answer.status_code}")
        else:
            time.sleep(0.5)
        answer = session.get(f"{hub}/hub/spawn", timeout=120)
    if answer.status_code != 200 or "00_start_here" not in answer.url:
        raise Failed(f"landed on {answer.url} with {answer.status_code}")
    return hub + base


def read(session: requests.Session, address: str) -> dict | str:
    """The content of a file of the student's."""
    answer = session.get(address, timeout=120)
    if answer.status_code != 200:
        raise Failed(f"{address} answered {answer.status_code}")
    return answer.json()["content"]


def code_cells(notebook: dict) -> list[str]:
    return [c["source"] for c in notebook["cells"] if c["cell_type"] == "code"]


def run(
    session: requests.Session, base: str, path: str, cells: list[str], deadline: float
) -> str:
    """Every cell in a kernel of its own, as JupyterLab runs them; what they printed."""
    path_of = base.split("/", 3)[3]
    xsrf = next(
        cookie.value
        for cookie in session.cookies
        if cookie.name == "_xsrf" and cookie.path == f"/{path_of}"
    )
    asked = {"path": path, "name": path, "type": "notebook"}
    answer = session.post(
        f"{base}api/sessions",
        json=asked | {"kernel": {"name": "python3"}},
        headers={"X-XSRFToken": xsrf},
        timeout=180,
    )
    if answer.status_code != 201:
        raise Failed(f"no kernel: {answer.status_code} {answer.text[:200]}")
    kernel, session_id = answer.json()["kernel"]["id"], answer.json()["id"]
    address = f"{base}api/kernels/{kernel}/channels"
    cookies = requests.Request("GET", address)
    socket_ = websocket.create_connection(
        "ws" + address.removeprefix("http") + f"?session_id={session_id}&_xsrf={xsrf}",
        cookie=session.prepare_request(cookies).headers["Cookie"],
        timeout=60,
    )
    try:
        return "".join(execute(socket_, cell, deadline) for cell in cells)
    finally:
        socket_.close()
        session.delete(
            f"{base}api/sessions/{session_id}",
            headers={"X-XSRFToken": xsrf},
            timeout=60,
        )


def execute(socket_: websocket.WebSocket, code: str, deadline: float) -> str:
    """One cell: what it printed, once the kernel has answered and is idle again."""
    id_ = uuid.uuid4().hex
    header = {"msg_id": id_, "msg_type": "execute_request", "version": "5.3"}
    header |= {"username": "", "session": id_, "date": ""}
    content = {"code": code, "silent": False, "store_history": True}
    content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    message = {"header": header, "parent_header": {}, "metadata": {}}
    socket_.send(json.dumps(message | {"content": content, "channel": "shell"}))
    printed, missing = "", {"execute_reply", "idle"}
    while missing:
        socket_.settimeout(max(0.1, deadline - time.monotonic()))
        message = unpacked(socket_.recv())
        if message["parent_header"].get("msg_id") != id_:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "error":
            last = "".join(content["traceback"])[-200:]
            raise Failed(f"{content['ename']}: {content['evalue']} {last}")
        if kind == "stream":
            printed += content["text"]
        if kind == "execute_reply":
            missing.discard(kind)
        if kind == "status":
            missing.discard(content["execution_state"])
    return printed


def unpacked(message: str | bytes) -> dict:
    """A message; one with pictures comes as bytes: a count, where each part begins."""
    if isinstance(message, bytes):
        begin, end = (int.from_bytes(message[at : at + 4]) for at in (4, 8))
        message = message[begin:end]
    return json.loads(message)


# ---- The hub, and what it takes ------------------------------------------------------


@contextmanager
def hub_running(
    folder: Path, log_file: Path, proxy: str, default_threads: bool, students: list
):
    """A hub of the sample configuration; stops it and all it started."""
    ports = free_ports(3)
    config = folder / "jupyterhub_config.py"
    config.write_text(
        CONFIG.format(
            sample=str(CLASSROOM / "jupyterhub_config.py"),
            folder=str(folder),
            here=HERE,
            port=ports[0],
            hub_port=ports[1],
            proxy_port=ports[2],
            proxy=proxy,
            root=os.geteuid() == 0,
            default_threads=default_threads,
        )
    )
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    log = log_file.open("w")
    process = subprocess.Popen(
        command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, text=True
    )
    meter, begin = Meter(process.pid, students), time.monotonic()
    try:
        address = f"http://{HERE}:{ports[0]}"
        while not healthy(address):
            meter.look()  # the proxy is there already, and outlives a hub that fails
            if process.poll() is not None or time.monotonic() > begin + 120:
                raise SystemExit(f"the hub did not start:\n{log_file.read_text()}")
            time.sleep(0.5)
        meter.start()
        yield address, meter
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):  # nothing interrupts this
            signal.signal(each, signal.SIG_IGN)
        meter.stop()
        process.terminate()  # the hub stops its servers and its proxy
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        for left in meter.seen:
            with suppress(psutil.NoSuchProcess):
                left.kill()
        process.wait(10)
        log.close()


def healthy(hub: str) -> bool:
    try:
        return requests.get(f"{hub}/hub/health", timeout=5).ok
    except OSError:
        return False


def free_ports(how_many: int) -> list[int]:
    """Below those that kernels and browsers draw from, as the sample does."""
    found: list[int] = []
    while len(found) < how_many:
        port = random.randrange(10_000, 20_000)
        with suppress(OSError), socket.create_server((HERE, port)):
            found.append(port)
    return found


class Meter(threading.Thread):
    """Looks every few seconds at the memory of each student's processes.

    Pages that several processes share are divided among them (Linux calls this PSS).
    """

    def __init__(self, hub: int, students: list[Student]):
        super().__init__(daemon=True)
        self.hub, self.seen, self.over = psutil.Process(hub), set(), threading.Event()
        self.students = {student.name: student for student in students}
        self.all = 0  # bytes, of all students, the hub and its proxy, at the highest

    def run(self) -> None:
        while not self.over.wait(3):
            self.look()

    def look(self) -> None:
        with suppress(psutil.Error):
            self.seen |= {self.hub, *self.hub.children(recursive=True)}
        now: dict[str, int] = {}
        for process in list(self.seen):
            with suppress(psutil.Error):
                name = process.environ().get("JUPYTERHUB_USER", "")
                now[name] = now.get(name, 0) + process.memory_full_info().pss
        for name, memory in now.items():
            if student := self.students.get(name):
                before = student.memory.get(student.doing, 0)
                student.memory[student.doing] = max(memory, before)
        self.all = max(self.all, sum(now.values()))

    def stop(self) -> None:
        self.over.set()
        if self.is_alive():
            self.join(30)
        self.look()


# ---- The report ----------------------------------------------------------------------


def report(students: list[Student], meter: Meter, seconds: float) -> int:
    done = [student for student in students if not student.error]
    for student in students:
        if student.error:
            print(f"{student.name} failed at {student.doing}: {student.error}")
    print(f"{len(done)} of {len(students)} finished, in {seconds:.0f} s all told")
    print(f"{sum(s.refused > 0 for s in students)} were asked to try again in a minute")
    for what in ("start", "notebook 08", "training") if done else ():
        waits = [student.waits[what] for student in done]
        memory = [student.memory.get(what, 0) / 1e6 for student in done]
        print(
            f"{what:12} {statistics.median(waits):5.0f} s (worst {max(waits):.0f} s), "
            f"{statistics.median(memory):.0f} MB (worst {max(memory):.0f} MB)"
        )
    print(f"all of them, the hub and its proxy: {meter.all / 1e6:.0f} MB")
    return len(students) - len(done)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--students", type=int, default=25, help=f"1 to {MOST}")
    parser.add_argument("--minutes", type=float, default=15, help="then it is over")
    parser.add_argument("--apart", type=float, default=0.5, help="seconds from one")
    parser.add_argument("--proxy", default=shutil.which("configurable-http-proxy"))
    parser.add_argument("--default-threads", action="store_true", help="to compare")
    parser.add_argument("--log", type=Path, help="where to leave the hub's log")
    asked = parser.parse_args()
    if not 1 <= asked.students <= MOST:
        parser.error(f"--students wants 1 to {MOST}")
    if not asked.proxy:
        parser.error("no proxy: npm install -g configurable-http-proxy, or --proxy")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    students = [Student(f"student{n:02}") for n in range(1, asked.students + 1)]
    begin = time.monotonic()
    deadline = begin + 60 * asked.minutes
    with tempfile.TemporaryDirectory() as folder:
        log = asked.log or Path(folder, "hub.log")
        words = Path(folder), log, asked.proxy, asked.default_threads, students
        with hub_running(*words) as (hub, meter):
            begin = time.monotonic()
            lessons = [
                threading.Thread(
                    target=lesson, args=(student, hub, deadline), daemon=True
                )
                for student in students
            ]
            for each in lessons:
                each.start()
                time.sleep(asked.apart)
            for each in lessons:
                each.join()
            seconds = time.monotonic() - begin
    return report(students, meter, seconds)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
