"""Measures `lockstep serve` with many releases at one time, and the way from a bad metric to the pushed revert.

Every release is an InferenceService of its own with one web check, which this script answers. All get a new version by
one commit. Ends with exit code 1 where a release did not go the way that it should.
"""

import argparse
import http.server
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import cluster
import daemon

ENVIRONMENT = cluster.ENVIRONMENT
FOLDER = f"environments/{ENVIRONMENT}"
DEADLINE_SECONDS = 1800
IDENTITY = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false"]


class Metrics:
    """Answers every check: good, but for those that are named bad; remembers when a bad one was first told."""

    def __init__(self):
        metrics, self.bad, self.told, self.answered = self, set(), {}, 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                name = urllib.parse.urlparse(self.path).query
                metrics.answered += 1
                if name in metrics.bad:
                    metrics.told.setdefault(name, time.monotonic())
                body = b'{"value":0}' if name in metrics.bad else b'{"value":1}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def service(name, version):
    return f"""\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{ name: {name} }}
spec:
  predictor:
    model:
      modelFormat: {{ name: sklearn }}
      storageUri: s3://models/{name}/v{version}
"""


def release(name, interval, address, hold):
    return f"""\
apiVersion: lockstep/v1
kind: Release
metadata: {{ name: {name} }}
spec:
  workload: {{ kind: InferenceService, name: {name} }}
  interval: {interval}s
  steps: [{{ weight: 10, hold: {hold} }}, {{ weight: 50 }}, {{ weight: 100 }}]
  checks:
    - {{ name: quality, web: {{ url: "http://{address}/?{name}", value: $.value, above: 0.5, failures: 1, passes: 1 }} }}
"""


class Repository:
    """A bare repository that the daemon follows, and a person's clone of it."""

    def __init__(self, folder):
        self.origin, self.clone = folder / "origin.git", folder / "clone"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", self.origin], check=True)
        subprocess.run(["git", "clone", "--quiet", self.origin, self.clone], check=True, capture_output=True)
        self.git("checkout", "--quiet", "-B", "main")

    def git(self, *words):
        done = subprocess.run(["git", "-C", self.clone, *IDENTITY, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path, text):
        file = self.clone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def push(self, words):
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", words)
        self.git("push", "--quiet", "origin", "main")

    def pull(self):
        self.git("pull", "--quiet", "--ff-only", "origin", "main")

    def count(self, transition):
        """Commits of the branch that make it."""
        command = ["git", "-C", self.origin, "log", f"--grep=^Lockstep-Transition: {transition}$", "--format=%H", "main"]
        return len(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())

    def head(self):
        return (self.origin / "refs/heads/main").read_text().strip()


class Bench:
    def __init__(self, tools, folder, options):
        self.metrics, self.repository, self.options = Metrics(), Repository(folder), options
        self.names = [f"model-{index:04}" for index in range(options.releases)]
        # A few are asked often: with these, the time of a revert is measured while all others are out, too.
        self.probes = self.names[: options.probes]
        self.rows = []
        self.declare(hold="1h")
        self.repository.write(f"{FOLDER}/environment.yaml", f"""\
apiVersion: lockstep/v1
kind: Environment
metadata: {{ name: {ENVIRONMENT} }}
spec:
  cluster: {{ embedded: true }}
  namespace: {cluster.NAMESPACE}
  sync: {{ interval: 30s, prune: true, selfHeal: true }}
""")
        self.bring(version=1)
        self.repository.push("Declare everything")
        self.tools, self.folder = tools, folder

    def declare(self, hold, names=None):
        for name in self.names if names is None else names:
            interval = 1 if name in self.probes else self.options.interval
            self.repository.write(
                f"{FOLDER}/{name}/release.yaml", release(name, interval, self.metrics.address, hold))

    def bring(self, version):
        for name in self.names:
            self.repository.write(f"{FOLDER}/{name}/service.yaml", service(name, version))

    def spent(self, process, body):
        """Seconds of wall clock, and of the daemon's processor time."""
        began, before = time.monotonic(), cluster.processor_seconds(process)
        body()
        return time.monotonic() - began, cluster.processor_seconds(process) - before

    def until_all(self, transition, count):
        daemon.until(f"{count} transitions '{transition}'", lambda: self.repository.count(transition) >= count, DEADLINE_SECONDS)

    def until_synced(self, serving):
        def is_synced():
            state = daemon.request(f"{serving.address}/api/v1/status")["environments"]
            return bool(state) and state[0]["phase"] == "synced" and state[0].get("applied") == self.repository.head()

        daemon.until("the head runs", is_synced, DEADLINE_SECONDS)

    def revert(self, name):
        """Seconds from the first bad answer until the branch has the revert."""
        before = self.repository.count("revert")
        self.metrics.bad.add(name)
        deadline = time.monotonic() + 120
        head = self.repository.head()
        while time.monotonic() < deadline:
            now = self.repository.head()
            if now != head:
                pushed, head = time.monotonic(), now
                if self.repository.count("revert") > before:
                    return pushed - self.metrics.told[name]
            time.sleep(0.002)
        sys.exit(f"error: '{name}' was not reverted within 120 s")

    def run(self):
        count = len(self.names)
        with self.tools.cluster(self.folder) as embedded:
            serving = daemon.Daemon(
                self.tools, self.folder, self.repository.origin, embedded.kubeconfig,
                ["--release-key", self.folder / "key", "--allow-host", self.metrics.address, "--interval", "1s"])
            process = serving.process
            try:
                self.until_synced(serving)
                self.bring(version=2)
                self.repository.push("Try all")
                wall, processor = self.spent(process, lambda: self.until_all("open", count))
                self.rows.append(("one commit, until every release is opened", f"{wall:.1f} s, {processor:.1f} s of processor time"))
                self.rows.append(("until the cluster runs that", f"{self.spent(process, lambda: self.until_synced(serving))[0]:.1f} s"))
                daemon.until("the first round of checks", lambda: self.metrics.answered >= count, DEADLINE_SECONDS)
                self.steady(process)
                self.unrelated(process, serving)
                times = [self.revert(name) for name in self.probes]
                self.rows.append((
                    "from the bad answer to the pushed revert, median, most",
                    f"{statistics.median(times):.2f} s, {max(times):.2f} s"))
                self.finish(process, serving)
            finally:
                serving.stop()

    def steady(self, process):
        answered = self.metrics.answered
        wall, processor = self.spent(process, lambda: time.sleep(self.options.seconds))
        asked = (self.metrics.answered - answered) / wall
        self.rows.append((f"all out, {asked:.0f} checks a second: of one core", f"{processor / wall * 100:.0f} %"))

    def unrelated(self, process, serving):
        def push():
            self.repository.pull()
            self.repository.write("notes.txt", "a note\n")
            self.repository.push("Note")
            self.until_synced(serving)

        wall, processor = self.spent(process, push)
        self.rows.append(("an unrelated commit, until it runs", f"{wall:.1f} s, {processor:.1f} s of processor time"))

    def finish(self, process, serving):
        self.until_synced(serving)
        left = [name for name in self.names if name not in self.probes]
        self.repository.pull()
        self.declare(hold="0s", names=left)
        self.repository.push("Hold no longer")
        wall, processor = self.spent(process, lambda: self.until_all("finish", len(left)))
        self.rows.append((
            "no hold any longer, until every other release is finished, two transitions each",
            f"{wall:.1f} s, {processor:.1f} s of processor time"))
        self.until_synced(serving)
        self.rows.append(("memory at most", f"{daemon.memory_mib(process, 'VmHWM'):.0f} MiB"))
        if self.repository.count("revert") != len(self.probes):
            sys.exit("error: another release than the probes was reverted")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lockstep", type=pathlib.Path, required=True)
    parser.add_argument("--kubectl", type=pathlib.Path, required=True)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--probes", type=int, default=5, help="releases that are asked every second, and fail")
    parser.add_argument("--interval", type=int, default=10, help="seconds between two looks at the others")
    parser.add_argument("--seconds", type=int, default=30, help="how long steady state is watched")
    options = parser.parse_args()
    if not 0 < options.probes < options.releases:
        parser.error("expected at least one probe, and more releases than probes")
    tools = cluster.Tools(options.lockstep.absolute(), options.kubectl.absolute())
    with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as name:
        folder = pathlib.Path(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key"], check=True)
        bench = Bench(tools, folder, options)
        bench.run()
    print(f"| {options.releases} releases, a check each every {options.interval} s | |\n|---|---:|")
    print("\n".join(f"| {what} | {value} |" for what, value in bench.rows))


if __name__ == "__main__":
    main()
