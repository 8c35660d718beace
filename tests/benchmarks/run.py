"""How fast is dlbook beside the libraries it explains? Measured here, side by side.

    python3 course.py bench            about fifteen minutes
    python3 course.py bench --quick    about three, for a first impression

Every program runs in a process of its own and they take turns, round by round, so
that whatever else the machine does falls on all of them. Figures are medians over the
rounds. Writes results.md beside this file. Needs nothing but the standard library
here, because a child's peak memory starts from that of its parent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import mean, median, quantiles

HERE = Path(__file__).resolve().parent
HEADLINE = {
    "ours": "**dlbook**",
    "ours_uint8": "**dlbook**, images kept uint8",
    "keras_tensorflow": "Keras on TensorFlow",
    "keras_jax": "Keras on JAX",
    "keras_torch": "Keras on PyTorch",
    "torch_loader": "PyTorch, DataLoader",
    "torch_sliced": "PyTorch, slices of a tensor",
    "sklearn": "scikit-learn MLPClassifier",
    "jax_scan": "JAX by hand, `lax.scan`",
    "floor": "its matrix products alone",
}
PACKAGES = "numpy scikit-learn torch tensorflow tensorflow-cpu keras jax".split()
absent: dict[str, str] = {}  # program: the package it misses


class Runner:
    """One program in its own process, which does one unit of work a turn."""

    def __init__(self, name: str, rounds: int, cores: int, blas: int = 0):
        self.name = name
        command = [sys.executable, HERE / "rivals.py", name, str(rounds + 1), "0"]
        self.process = subprocess.Popen(
            [*command, "turns"],
            env=environment(blas or threads(name, cores), cores),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # TensorFlow's remarks
            text=True,
        )
        first = self.process.stdout.readline()  # the warm-up, with every compilation
        self.alive = not first.startswith("{") and bool(first)
        self.times: list[float] = []
        if not self.alive:
            absent[name] = json.loads(first)["absent"] if first else "a working copy"

    def turn(self) -> None:
        time.sleep(0.05)  # the threads of the one before go to sleep
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.times.append(float(self.process.stdout.readline()))

    def close(self) -> None:
        self.process.communicate("\n")


def threads(name: str, cores: int) -> int:
    """BLAS threads: one for us, as course.py starts Jupyter; theirs as they come."""
    return 1 if name.startswith("ours") or name == "floor" else cores


def environment(threads: int, cores: int) -> dict[str, str]:
    """As a learner's machine has it: no foreign tuning of BLAS, and `threads` of it.

    On one core every library sees one core, whatever its own settings are called.
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    root = os.pathsep.join([str(HERE.parents[1]), env.get("PYTHONPATH", "")])
    for name in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
        env[f"{name}_NUM_THREADS"] = str(threads)
    return env | {
        "PYTHONPATH": root,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "BENCH_CORES": str(cores),
    }


def rounds_of(names: list[str], rounds: int, cores: int) -> dict[str, list[float]]:
    """Seconds of every round, the programs taking turns."""
    runners = [Runner(name, rounds, cores) for name in names if name not in absent]
    runners = [runner for runner in runners if runner.alive]
    for k in range(rounds):
        for runner in runners:
            runner.turn()
        say(f"{cores} core{'s' * (cores > 1)}, round {k + 1} of {rounds}")
    for runner in runners:
        runner.close()
    return {runner.name: runner.times for runner in runners}


def whole_programs(names: list[str], repeats: int) -> dict[str, list[dict]]:
    """Ten epochs from a fresh interpreter: seconds, peak memory, test accuracy."""
    found: dict[str, list[dict]] = {name: [] for name in names if name not in absent}
    for seed in range(repeats):
        for name, runs in found.items():
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, HERE / "rivals.py", name, "10", str(seed), "program"],
                env=environment(threads(name, 2), 2),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=True,
            )
            seconds = time.perf_counter() - start
            runs.append(json.loads(done.stdout.splitlines()[-1]) | {"wait": seconds})
            say(f"whole program, seed {seed}: {name} {seconds:.1f} s")
    return found


@contextmanager
def one_core_busy():
    """Another program that never rests."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def busy(rounds: int) -> dict[int, tuple[float, float]]:
    """Seconds an epoch, quiet and with one core busy, for one and two BLAS threads."""
    runners = {blas: Runner("ours", 2 * rounds, 2, blas) for blas in (1, 2)}
    for _ in range(rounds):
        for runner in runners.values():
            runner.turn()
    with one_core_busy():
        for _ in range(rounds):
            for runner in runners.values():
                runner.turn()
    for runner in runners.values():
        runner.close()
    return {
        blas: (median(runner.times[:rounds]), median(runner.times[rounds:]))
        for blas, runner in runners.items()
    }


# -- words --------------------------------------------------------------------------


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        chip = next(
            r.split(":")[1].strip() for r in lines if r.startswith("model name")
        )
    except (OSError, StopIteration):
        chip = platform.processor() or platform.machine()
    libraries = []
    for package in PACKAGES:
        try:
            libraries.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            pass
    return (
        f"{os.cpu_count()} cores of {chip}, {platform.system()}, "
        f"Python {platform.python_version()}, {', '.join(libraries)}."
    )


def ratio(ours: list[float], theirs: list[float]) -> str:
    """Ours over theirs, round by round: the median, so that shared noise cancels."""
    return f"{median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}"


def noise(times: dict[str, list[float]]) -> float:
    """Half the distance between the quartiles over the median, the typical program."""
    spread = []
    for seconds in times.values():
        low, middle, high = quantiles(seconds, n=4)
        spread.append((high - low) / 2 / middle)
    return median(spread)


def headline_table(one: dict, two: dict, programs: dict) -> list[str]:
    rows = [
        "| program | epoch, one core | ours / theirs | epoch, two cores "
        "| ours / theirs | ten epochs, all told | ours / theirs | peak memory "
        "| test accuracy |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    wait = {name: [run["wait"] for run in runs] for name, runs in programs.items()}
    for name, title in HEADLINE.items():
        if name in absent:
            rows.append(f"| {title} | {absent[name]} is not installed |" + " |" * 7)
            continue
        cells = [title]
        for times in (one, two):
            cells += [f"{median(times[name]) * 1000:.0f} ms"]
            cells += [ratio(times["ours"], times[name])]
        if name == "floor":
            cells += ["", "", "", ""]
        else:
            cells += [f"{median(wait[name]):.1f} s", ratio(wait["ours"], wait[name])]
            peaks = [run["peak"] for run in programs[name] if run["peak"]]
            cells += [f"{median(peaks):.0f} MB" if peaks else "not measured here"]
            cells += [f"{mean(run['accuracy'] for run in programs[name]):.4f}"]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def small_table(small: dict, load: dict) -> list[str]:
    def row(what: str, kind: str, units: int) -> str:
        ours, theirs = small[f"{kind}_ours"], small.get(f"{kind}_torch")
        cells = [what, f"{median(ours) / units * 1e6:.0f} µs"]
        cells += ["PyTorch is not installed", ""] if theirs is None else [
            f"{median(theirs) / units * 1e6:.0f} µs", ratio(ours, theirs)]  # fmt: skip
        return f"| {' | '.join(cells)} |"

    steps = 0.016 / (median(small["toy_ours"]) / 200)
    return [
        "| small networks, one core | dlbook | PyTorch | ours / theirs |",
        "|---|--:|--:|--:|",
        row("one training step of 2-8-8-1 on 400 points", "toy", 200),
        row("a decision map of 100 x 100 points", "grid", 20),
        row("one example, one step: 784-64-64-10, plain descent", "single", 500),
        "",
        f"So {steps:.0f} steps of the small network fit between two pictures, 16 ms.",
        "",
        "| dlbook while another program holds a core | quiet | busy | busy / quiet |",
        "|---|--:|--:|--:|",
        *(
            f"| epoch, {blas} BLAS thread{'s' * (blas > 1)} | {quiet * 1000:.0f} ms "
            f"| {full * 1000:.0f} ms | {full / quiet:.1f} |"
            for blas, (quiet, full) in load.items()
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="few rounds")
    quick = parser.parse_args().quick
    rounds, repeats = (3, 1) if quick else (15, 3)
    names = list(HEADLINE)
    one = rounds_of(names, rounds, cores=1)
    two = rounds_of(names, rounds, cores=2)
    kinds = [
        f"{kind}_{who}"
        for kind in ("toy", "grid", "single")
        for who in ("ours", "torch")
    ]
    small = rounds_of(kinds, 3 * rounds, cores=1)
    load = busy(rounds)
    programs = whole_programs(names[:-1], repeats)
    lines = [
        "# Measured side by side",
        "",
        f"{machine()} {rounds} interleaved rounds, medians; the typical program varied "
        f"by {noise(one):.0%} on one core and {noise(two):.0%} on two. A ratio below 1 "
        "means that dlbook takes less. Measure yours: `python3 course.py bench`.",
        "",
        "MNIST, 784-64-64-10, Adam, batches of 128, 48,000 rows to train and 12,000 to "
        "watch. *One core* counts seconds of its processor time; on *two cores* every "
        "library uses what it wants, and dlbook one BLAS thread, as the course starts "
        "it. *All told* is a fresh interpreter with imports, data, ten epochs and the "
        "test, on two cores. Accuracy is the mean over "
        f"{repeats} seed{'s' * (repeats > 1)}.",
        "",
        *headline_table(one, two, programs),
        "",
        *small_table(small, load),
    ]
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
