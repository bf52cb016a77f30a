"""`python -m bench survey`: 300 phones answer within ten minutes, while the server is killed twenty times.

    python -m bench survey [--minutes 10] [--sqlite] [--phones 300] [--kills 20]

One real `servicepunkt serve`, on SQLite and then on PostgreSQL. A phone does what the page's script does: it opens the
page, sends its answer with a key of its own, and keeps it until the server has answered for it. Every tenth loses the
line before the answer arrives. The server is killed with SIGKILL, all its processes at once; every other time while an
answer is on its way. Fewer minutes make everything quicker in step, also the phones' patience.
"""

import argparse
import http.client
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from .environment import environment
from .memory import _free_port, _wait_until_up
from .survey_data import answer_to

RESULTS = Path(__file__).parent / "results"
PLANNED_MINUTES = 10
RETRY_SECONDS = (5, 15, 60, 300)
"""After the first failure, the second ... as needs/answer.js has it; the last one goes on."""
WAITED_FOR_SECONDS = 30
SAVED = {"received", "again", "late"}
LOSES_THE_LINE = 10  # every tenth phone
IN_FLIGHT_WITHIN_SECONDS = 5


@dataclass
class Phone:
    """Somebody's phone, and what it has met so far."""

    number: int
    key: str
    code: str
    body: Mapping[str, Any]
    starts_at: float
    loses_the_line: bool
    told: str = ""
    tries: int = 0
    page_ms: float = 0.0
    answer_ms: float = 0.0
    told_after_s: float = 0.0
    unexpected: list[str] = field(default_factory=list)


@dataclass
class Village:
    """What all phones share: the server's address, the pace, and a sign when an answer is on its way."""

    port: int
    address: str
    pace: float
    in_flight: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    def get(self) -> float:
        """Open the page; how long it took in ms. Raises OSError or HTTPException."""
        before = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAITED_FOR_SECONDS)
        try:
            connection.request("GET", self.address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise http.client.HTTPException(f"the page answers {answer.status}")
        finally:
            connection.close()
        return (time.perf_counter() - before) * 1000

    def send(self, phone: Phone) -> dict[str, Any]:
        """Send the answer and hear what the server says. Raises OSError, HTTPException or ValueError."""
        said = json.dumps({"key": phone.key, "body": phone.body, "code": phone.code})
        headers = {"Host": "localhost", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAITED_FOR_SECONDS)
        before = time.perf_counter()
        try:
            connection.request("POST", self.address, said, headers)
            self.in_flight.set()
            if phone.loses_the_line and phone.tries == 1:
                raise OSError("the line was lost")
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
        phone.answer_ms = (time.perf_counter() - before) * 1000
        if not isinstance(told, dict):
            raise ValueError("not ours")
        return told


def _live(phone: Phone, village: Village, began: float) -> None:
    """A phone from the moment its person begins until the server has answered for it."""
    time.sleep(max(0.0, began + phone.starts_at - time.monotonic()))
    first = time.monotonic()
    with suppress(OSError, http.client.HTTPException):  # without coverage the page is on the phone already
        phone.page_ms = village.get()
    while True:
        phone.tries += 1
        try:
            told = village.send(phone)
        except (OSError, http.client.HTTPException, ValueError):
            told = {}
        if told.get("state") in SAVED and told.get("key") == phone.key:
            phone.told = str(told["state"])
            phone.told_after_s = time.monotonic() - first
            return
        if told:
            phone.unexpected.append(json.dumps(told, ensure_ascii=False))
            if told.get("state") == "faults":
                return
        time.sleep(RETRY_SECONDS[min(phone.tries, len(RETRY_SECONDS)) - 1] * village.pace)


# --- the server, and who kills it -------------------------------------------------------------------------------------


class Server:
    """`servicepunkt serve` in a process group of its own, so that all of it can be killed at one stroke."""

    def __init__(self, env: Mapping[str, str], port: int) -> None:
        self.env, self.port, self.kills, self.down_s = env, port, 0, 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "servicepunkt", "serve", "--port", str(self.port)]
        return subprocess.Popen(
            command, env=dict(self.env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def kill(self) -> None:
        """SIGKILL to every process of it, and start it again at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        before = time.monotonic()
        while True:
            self.process = self._start()
            try:
                _wait_until_up(self.port)
                break
            except RuntimeError:  # its port was still held by one that was dying
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.kills += 1
        self.down_s += time.monotonic() - before

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def _kill_now_and_then(server: Server, village: Village, moments: Sequence[float], began: float, dice: Random) -> None:
    for number, moment in enumerate(moments):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        if number % 2 and not village.done.is_set():
            village.in_flight.clear()
            if village.in_flight.wait(IN_FLIGHT_WITHIN_SECONDS):
                time.sleep(dice.uniform(0, 0.04))
        server.kill()


# --- one database -----------------------------------------------------------------------------------------------------


def _ask(what: str, env: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.survey_data", what]
    done = subprocess.run(command, env=dict(env), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _phones(made: Mapping[str, Any], number: int, seconds: float, dice: Random) -> list[Phone]:
    codes = made["codes"]
    return [
        Phone(
            number=n,
            key=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            code=codes[n % len(codes)],
            body=answer_to(made["content"], dice, f"Telefon {n}"),
            starts_at=dice.uniform(0, seconds),
            loses_the_line=n % LOSES_THE_LINE == 0,
        )
        for n in range(number)
    ]


def _spread(values: Iterator[float], digits: int = 0) -> dict[str, float]:
    found = sorted(values)
    return {
        "median": round(statistics.median(found), digits),
        "p95": round(found[max(0, -(-len(found) * 95 // 100) - 1)], digits),
        "longest": round(found[-1], digits),
    }


def measure(env: Mapping[str, str], options: argparse.Namespace, postgresql: bool) -> dict[str, Any]:
    """The whole run on one database, and what became of every answer."""
    dice, seconds = Random(2010), options.minutes * 60
    made = _ask("make", env)
    phones = _phones(made, options.phones, seconds, dice)
    village = Village(_free_port(), f"/svara/{made['key']}/", options.minutes / PLANNED_MINUTES)
    server = Server(env, village.port)
    try:
        _wait_until_up(village.port)
        began = time.monotonic()
        threads = [threading.Thread(target=_live, args=(one, village, began), daemon=True) for one in phones]
        each = seconds / options.kills
        moments = [each * (n + dice.uniform(0.1, 0.9)) for n in range(options.kills)]
        killer = threading.Thread(target=_kill_now_and_then, args=(server, village, moments, began, dice), daemon=True)
        for thread in (*threads, killer):
            thread.start()
        for thread in threads:
            thread.join(max(1.0, began + 3 * seconds + 120 - time.monotonic()))
        village.done.set()
        killer.join()
    finally:
        server.stop()
    out = {"database": made["database"], "minutes": options.minutes, **_verdict(phones, _ask("stored", env))}
    out |= {"kills": server.kills, "seconds_down": round(server.down_s, 1)}
    return out if postgresql else {**out, **{name: round(rate) for name, rate in _ask("writes", env).items()}}


def _verdict(phones: Sequence[Phone], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Sent: answers that left a phone. Lost: not stored, whatever the phone was told. Doubled: stored twice in any of
    the three tables that an answer touches."""
    keys, texts = stored["keys"], len([one for one in phones[0].body.values() if str(one).startswith("Telefon ")])
    own = {one.key for one in phones}
    doubled = len(keys) - len(set(keys)) + sum(times - 1 for times in stored["words"].values())
    doubled += max(0, stored["uses"] - len(keys))
    return {
        "sent": len(phones),
        "stored": len(own & set(keys)),
        "lost": len(own - set(keys)),
        "doubled": doubled,
        "never_told": sum(not one.told for one in phones),
        "own_words_missing": len(phones) * texts - len(stored["words"]),
        "code_uses_missing": max(0, len(keys) - stored["uses"]),
        "tries": sum(one.tries for one in phones),
        "told_again": sum(one.told == "again" for one in phones),
        "unexpected": [words for one in phones for words in one.unexpected][:5],
        "page_ms": _spread(one.page_ms for one in phones if one.page_ms),
        "answer_ms": _spread(one.answer_ms for one in phones),
        "told_after_seconds": _spread((one.told_after_s for one in phones if one.told), 1),
    }


# --- the report -------------------------------------------------------------------------------------------------------

_ROWS = (
    "sent", "stored", "lost", "doubled", "never_told", "own_words_missing", "code_uses_missing", "kills",
    "seconds_down", "tries", "told_again",
)  # fmt: skip


def report(runs: Sequence[Mapping[str, Any]]) -> str:
    """The runs as a table for people."""

    def row(name: str, cells: Sequence[object]) -> str:
        return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |"

    lines = [row("survey", [run["database"] for run in runs]), row("---", ["--:"] * len(runs))]
    lines += [row(name.replace("_", " "), [run[name] for run in runs]) for name in _ROWS]
    for name, title in (
        ("page_ms", "page, ms"),
        ("answer_ms", "answer, ms"),
        ("told_after_seconds", "until the phone was told, s"),
    ):
        for part in ("median", "p95", "longest"):
            lines.append(row(f"{title}, {part}", [run[name][part] for run in runs]))
    lines += [row(name, [run.get(name, "") for run in runs]) for name in runs[0] if name.startswith("synchronous")]
    return "\n".join(lines) + "\n"


def broken(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The promises that were not kept."""
    names = ("lost", "doubled", "never_told", "own_words_missing", "code_uses_missing")
    return [f"{run['database']}: {name} {run[name]}" for run in runs for name in names if run[name]]


def main(argv: Sequence[str]) -> int:
    """Measure both databases, print and keep the results; 1 when an answer was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench survey", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=PLANNED_MINUTES, help="in which all phones answer")
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    options = parser.parse_args(argv)
    runs = []
    for postgresql in (False,) if options.sqlite else (False, True):
        with environment(postgresql) as env:
            subprocess.run([sys.executable, "-m", "servicepunkt", "prepare"], env=env, check=True, stdout=sys.stderr)
            runs.append(measure(env, options, postgresql))
        print(report(runs[-1:]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    kept = {"machine": machine, "runs": runs}
    (RESULTS / "survey-load.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    head = (
        f"# Measured by `python -m bench survey`\n\n{machine}, {options.phones} phones in {options.minutes:g} minutes"
    )
    (RESULTS / "survey-load.md").write_text(f"{head}\n\n{report(runs)}")
    print("\n".join(broken(runs)) or "Nothing lost, nothing doubled.")
    return 1 if broken(runs) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
