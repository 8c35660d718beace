"""The whole course in two commands; all you need is Python 3.11 or newer.

    python3 course.py           set up, then open the course in your browser
    python3 course.py test      set up, then run the tests

    python3 course.py setup     set up alone; with --all, all that the tests can use
    python3 course.py reset 07  lay a fresh copy of notebook 07 beside your own
    python3 course.py notebooks [07 ...]   run the committed notebooks again
    python3 course.py slides [07 ...]      lectures of one file each, into slides/
    python3 course.py present 07           the live notebook 07, large and with no frame
    python3 course.py site      the course as pages to read, into site/
    python3 course.py bench     measure speed and memory beside other libraries

On Windows: py course.py. Whatever stands after the first two goes to JupyterLab or to
pytest: python3 course.py --no-browser --port 9000, python3 course.py test -k neuron.
Packages go into the folder .venv, your own notebooks into my_course, both beside this
file; the first set-up needs a network, nothing after it does.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# An old Python has to read this file to the end before it can be told that it is too
# old: so no f-strings here, nor anything else newer than Python 3.4.
OLD_PYTHON, NO_VENV, NO_PACKAGES, DISK_FULL, READ_ONLY = 10, 11, 12, 13, 14

if sys.version_info < (3, 11):
    sys.stderr.write(
        "This course needs Python 3.11 or newer; this is Python {}.\n"
        "Get a newer one from python.org or from your system's packages, then start\n"
        "with it by name: python3.13 course.py (on Windows: py -3.13 course.py)\n"
        "".format(sys.version.split()[0])
    )
    sys.exit(OLD_PYTHON)

import copies  # noqa: E402 - it may use today's Python

ROOT = Path(__file__).resolve().parent
NOTEBOOKS, MINE, VENV = ROOT / "notebooks", ROOT / "my_course", ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PACKAGES = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
INSTALLED, LOG = VENV / "installed.json", VENV / "install.log"
STAGE = VENV / "present"  # settings for a projector, apart from anybody's own
SETTINGS = "share/jupyter/lab/settings/overrides.json"
HTML = "etc/jupyter/jupyter_nbconvert_config.json"
KERNEL = "etc/ipython/ipython_config.json"

COURSE = ("requirements.txt",)
TESTS = COURSE + ("tests/requirements.txt",)
EVERYTHING = TESTS + ("tests/requirements-all.txt",)
BENCH = EVERYTHING + ("tests/requirements-bench.txt",)
MEGABYTES = 600  # what a set-up takes on the disk, with some room

COMMANDS_OF_KEYS = {  # keys that a notebook takes away from what has the focus
    "ArrowLeft": "notebook:move-cursor-heading-above-or-collapse",  # from sliders
    "ArrowRight": "notebook:move-cursor-heading-below-or-expand",
    "ArrowUp": "notebook:move-cursor-up",  # from menus
    "ArrowDown": "notebook:move-cursor-down",
}
FOCUS = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"
SHORTCUTS = [
    {"command": command, "keys": [key], "selector": FOCUS, "disabled": True}
    for key, command in COMMANDS_OF_KEYS.items()
] + [
    {"command": COMMANDS_OF_KEYS[key], "keys": [key], "selector": FOCUS + other}
    for key, other in (("ArrowUp", ":not(select)"), ("ArrowDown", ":not(select)"))
]
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",  # else a pop-up asks at the first start
        "checkForUpdates": False,
    },
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},
    "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": SHORTCUTS},
    "@jupyter-widgets/jupyterlab-manager:plugin": {
        "saveState": True  # a lab opened again tomorrow shows its last picture
    },
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Markdown Preview"}  # glossary and coverage
    },
}
STAGE_SETTINGS = {
    "apputils-extension/themes": {
        "overrides": {
            "code-font-size": "18px",
            "content-font-size1": "20px",
            "ui-font-size1": "14px",
        }
    },
    "application-extension/shell": {"startMode": "single"},
    "statusbar-extension/plugin": {"visible": False},
    "notebook-extension/tracker": {"scrollPastEnd": True},
}
HTML_SETTINGS = {  # the one template that keeps what a picture says in words
    "HTMLExporter": {"template_name": "classic"}
}
KERNEL_SETTINGS = {  # a NameError says which cells to run first
    "InteractiveShellApp": {"extensions": ["missing_name"]}
}
CONFIGURATION = (
    (SETTINGS, LAB_SETTINGS),
    (HTML, HTML_SETTINGS),
    (KERNEL, KERNEL_SETTINGS),
)


class Stop(Exception):
    """The end, in words for a learner, with an exit code of its own."""

    def __init__(self, code: int, words: str):  # Python 2? Type: python3 course.py
        super().__init__(words)
        self.code = code


# ---- The environment: .venv ----------------------------------------------------------


def set_up(files: tuple) -> None:
    """Make .venv hold what these requirements files ask for; quick when it does."""
    python = "{}.{}".format(*sys.version_info)
    installed = copies.read_json(INSTALLED)
    fresh = installed.get("python") != python or not PYTHON.exists()
    wanted = {name: fingerprint(name) for name in files}
    if not fresh and wanted.items() <= installed.items():
        return
    if fresh:
        installed = {}
        make_environment()
    # The record goes first and comes back last, so an interrupted set-up has none and
    # is done again from the start. A failed download has changed nothing: it keeps it.
    if INSTALLED.exists():
        INSTALLED.unlink()
    try:
        install(files)
    except Stop:
        if installed:
            copies.write_json(INSTALLED, installed)
        raise
    PACKAGES.joinpath("dlbook.pth").write_text(os.path.relpath(str(ROOT), PACKAGES))
    copies.write_json(INSTALLED, dict(installed, python=python, **wanted))


def fingerprint(name: str) -> str:
    """Changes when a requirements file does, or the versions it is held to."""
    text = (ROOT / name).read_text() + (ROOT / "constraints.txt").read_text()
    return hashlib.sha256(text.encode()).hexdigest()


def make_environment() -> None:
    """An empty .venv in place of whatever stood there."""
    try:
        import ensurepip  # noqa: F401 - Debian's bare Python lacks it: look first
        import venv
    except ImportError:
        raise Stop(NO_VENV, NO_VENV_WORDS) from None
    if VENV.resolve() == Path(sys.prefix).resolve():
        raise Stop(NO_VENV, INSIDE_WORDS)
    free = shutil.disk_usage(str(ROOT)).free // 1000000
    if free < MEGABYTES:
        raise Stop(DISK_FULL, DISK_FULL_WORDS.format(free))
    print("Setting up the course in .venv: once, for a minute or two.", flush=True)
    maker = venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt")
    try:
        maker.create(str(VENV))
    except subprocess.CalledProcessError as error:
        output = (error.output or b"").decode(errors="replace")
        raise why(output, Stop(NO_VENV, NO_VENV_WORDS)) from None


def install(files: tuple) -> None:
    """Fetch and install, a dot a package; all that pip says goes into a log."""
    asked = ["-c", str(ROOT / "constraints.txt")]
    for name in files:
        asked += ["-r", str(ROOT / name)]
    flags = "--retries 1 --no-input --prefer-binary --disable-pip-version-check"
    installers = [[str(PYTHON), "-m", "pip", "install"] + flags.split()]
    if shutil.which("uv"):  # several times faster; pip has another try where it fails
        uv = ["uv", "pip", "install", "--python", str(PYTHON), "--compile-bytecode"]
        installers.insert(0, uv)
    print("Fetching the packages (some 100 MB at the first start) ", end="", flush=True)
    for installer in installers:
        output = ""
        with subprocess.Popen(
            installer + asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout:
                output += line
                if line.startswith(("Collecting", "Installing")):
                    print(end=".", flush=True)
        LOG.write_text(output, encoding="utf-8")
        if process.returncode == 0:
            print(" done.", flush=True)
            return
    print(flush=True)
    said = [line for line in output.splitlines() if "ERROR" in line.upper()]
    words = NO_PACKAGES_WORDS.format(said[0].strip() if said else "(nothing)")
    raise why(output, Stop(NO_PACKAGES, words))


def write_settings() -> None:
    """JupyterLab's settings and nbconvert's, for whoever uses .venv."""
    for name, content in CONFIGURATION:
        if copies.read_json(VENV / name) != content:
            copies.write_json(VENV / name, content)


def why(output: str, otherwise: Stop) -> Stop:
    """A full disk, if that is what a failed program spoke of."""
    full = "No space left" in output or "Errno 28" in output
    return Stop(DISK_FULL, DISK_FULL_WORDS.format("hardly any")) if full else otherwise


NO_VENV_WORDS = """\
This Python cannot make a virtual environment: its parts venv and ensurepip are missing.
On Debian or Ubuntu: sudo apt install python3-venv
Elsewhere: install Python from python.org, and start the course with that one."""
INSIDE_WORDS = """\
The environment in .venv has to be made anew, but it is the one that runs this command.
Type deactivate (or open a new terminal), then start again."""
NO_PACKAGES_WORDS = """\
The packages could not be installed. Nothing outside the folder .venv was touched, and
the same command tries again. Most often it is the network:
  - Is this computer online? Only the set-up needs it, no later start does.
  - Behind a proxy? Set HTTPS_PROXY to its address, such as http://proxy.school:8080
  - Own certificates at your school or firm? Set PIP_CERT to their .pem file.
What the installer said is in .venv/install.log; it began with:
  {}"""
DISK_FULL_WORDS = """\
The disk is full: the course needs some 600 MB, and {} MB are free.
Make room, or copy the course to another disk; then the same command starts over."""
READ_ONLY_WORDS = """\
The course cannot write here: {}
Either this folder is read-only: copy all of it to a place of your own. Or another
program, such as a JupyterLab that still runs, holds that file: close it and try again.\
"""


# ---- The commands --------------------------------------------------------------------


def start(flags: list) -> None:
    """Set up, bring the learner's copies up to date, open JupyterLab on the first."""
    prepare()
    open_lab("lab", "[0-9]*.ipynb", flags)


def present(words: list) -> None:
    """One notebook for a lecture: large type, no side bars, every lab alive.

    JupyterLab then reads and writes its settings and its layout in a folder of the
    environment, so nobody's own are used or changed.
    """
    number = words[0].zfill(2) if words and words[0].isdigit() else ""
    if not number or not list(NOTEBOOKS.glob(number + "_*.ipynb")):
        given = words[0] if words else "without a number"
        raise Stop(2, "There is no notebook {}; try: present 07".format(given))
    prepare()
    for name, values in STAGE_SETTINGS.items():
        path = STAGE / "settings" / "@jupyterlab" / (name + ".jupyterlab-settings")
        copies.write_json(path, values)
    os.environ["JUPYTERLAB_SETTINGS_DIR"] = str(STAGE / "settings")
    os.environ["JUPYTERLAB_WORKSPACES_DIR"] = str(STAGE / "workspaces")
    shutil.rmtree(str(STAGE / "workspaces"), ignore_errors=True)  # a clean stage
    open_lab("doc", number + "_*.ipynb", words[1:])


def prepare() -> None:
    """Set up, and bring the learner's copies up to date."""
    set_up(COURSE)
    for words in copies.refresh(NOTEBOOKS, MINE):
        print("my_course:", words)
    write_settings()


def open_lab(view: str, pattern: str, flags: list) -> None:
    """JupyterLab on the first of the learner's notebooks whose name is like this."""
    command = [PYTHON, "-m", "jupyterlab", "--log-level=WARN"]
    for first in sorted(MINE.glob(pattern))[:1]:
        address = "/{}/tree/my_course/{}".format(view, first.name)
        command.append("--LabApp.default_url=" + address)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform == "linux" and not any(map(os.environ.get, screens)):
        command.append("--no-browser")  # else a text browser takes the terminal over
    print("JupyterLab is starting; Ctrl-C in this window stops it.", flush=True)
    run(command + flags)


def test(flags: list) -> None:
    """The unit tests, the labs, the exercises, and every notebook compared by nbval."""
    set_up(TESTS)
    optional = ("torch", "keras", "sklearn", "playwright")
    missing = [name for name in optional if not (PACKAGES / name).exists()]
    browsers = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    if not any(map(shutil.which, browsers)):
        missing.append("a Chromium browser")
    print("Optional parts:", "missing " + ", ".join(missing) if missing else "all here")
    if missing:
        print("What needs them is skipped. For the packages: course.py setup --all")
    command = [PYTHON, "-m", "pytest", "-n2", "--dist=loadscope"]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    command += ["--nbval-sanitize-with=tests/nbval_sanitize.cfg"]
    if not any(flag.startswith(("tests", "notebooks", ".")) for flag in flags):
        command += ["tests", "notebooks"]
    run(command + flags)


def setup(flags: list) -> None:
    """The set-up alone; --all with what peers, browser tests and the bench need."""
    set_up(EVERYTHING if "--all" in flags else COURSE)
    write_settings()
    print("The course is set up. Open it with: python3 course.py")


def reset(numbers: list) -> None:
    """A fresh copy of some notebooks beside the learner's own."""
    for number in numbers or [""]:
        fresh = copies.reset(NOTEBOOKS, MINE, number)
        if not fresh:
            raise Stop(2, "There is no notebook {}; try: reset 07".format(number))
        print("A fresh copy: my_course/" + fresh[0])


def notebooks(names: list) -> None:
    """Run the committed notebooks again and write them in their normal form."""
    set_up(TESTS)
    run([PYTHON, ROOT / "tests" / "rerun_notebooks.py"] + names)


def slides(numbers: list) -> None:
    """Lectures: slides of one file each that need no network and no Jupyter."""
    set_up(COURSE)
    run([PYTHON, "-m", "publish.slides"] + numbers)


def site(_words: list) -> None:
    """The course as pages to read, with neither Jupyter nor a network."""
    set_up(COURSE)
    run([PYTHON, "-m", "publish.site"])


def bench(flags: list) -> None:
    """Time and memory beside other libraries, with and without a busy machine."""
    set_up(BENCH)
    run([PYTHON, ROOT / "tests" / "benchmarks" / "run.py"] + flags, one_thread=False)


def one_blas_thread() -> None:
    """Two are a little faster on a quiet machine, ten times slower on a busy one."""
    threads = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"]
    threads += ["MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"]
    if not any(name in os.environ for name in threads):
        os.environ.update(dict.fromkeys(threads, "1"))


def run(command: list, one_thread: bool = True) -> None:
    """Become a program of .venv; where that cannot be, wait for it and end with it."""
    if one_thread:
        one_blas_thread()
    os.environ["PATH"] = str(BIN) + os.pathsep + os.environ.get("PATH", "")
    os.chdir(str(ROOT))
    command = [str(word) for word in command]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                pass  # the program got it too, and knows what to do
    sys.exit(process.returncode)


COMMANDS = {
    "test": test,
    "setup": setup,
    "reset": reset,
    "notebooks": notebooks,
    "slides": slides,
    "present": present,
    "site": site,
    "bench": bench,
}


def main(words: list) -> int:
    """Do what the command line says; 0, or the exit code of what went wrong."""
    try:
        if words and words[0] in ("-h", "--help", "help"):
            print(__doc__)
        elif words and words[0] in COMMANDS:
            COMMANDS[words[0]](words[1:])
        elif words and not words[0].startswith("-"):
            raise Stop(2, "There is no command {}.\n\n{}".format(words[0], __doc__))
        else:
            start(words)
        return 0
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            print(DISK_FULL_WORDS.format("hardly any"), file=sys.stderr)
            return DISK_FULL
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            print(READ_ONLY_WORDS.format(error), file=sys.stderr)
            return READ_ONLY
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
