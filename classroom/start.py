"""What a hub starts for a student: fresh copies first, then the student's own server.

It runs as the student, in the student's home. Words about new editions go to the log;
whatever is wrong with the copies, the lesson begins.
"""

import os
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(COURSE))

import copies  # noqa: E402 - it lies beside course.py, not in a package

os.chdir(Path.home())
try:
    for words in copies.refresh(COURSE / "notebooks", Path("my_course")):
        print("my_course:", words, file=sys.stderr, flush=True)
except OSError as error:
    print("my_course could not be brought up to date:", error, file=sys.stderr)
command = [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]]
os.execv(sys.executable, command)
