"""Measures `lockstep serve` on an embedded cluster: start, steady state, and the way from a change to its healing.

Ends with exit code 1 where the cluster did not become, or did not stay, as the repository says.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import cluster

SYNC_SECONDS = 600


def memory_mib(process, field="VmRSS"):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def request(url, body=None, content_type=None):
    """A GET, or a PATCH with a body."""
    headers = {"Content-Type": content_type} if content_type else {}
    asked = urllib.request.Request(url, data=body, headers=headers, method="PATCH" if body else "GET")
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def requests(server):
    """How many requests the cluster has answered; those of its own controllers take no such way."""
    with urllib.request.urlopen(f"{server}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return sum(int(line.split()[-1]) for line in lines if line.startswith("apiserver_request_total{"))


def until(what, check, seconds):
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            sys.exit(f"error: not within {seconds} s: {what}")
        time.sleep(0.05)


class Daemon:
    """`lockstep serve` on a repository, with the address of its API."""

    def __init__(self, tools, folder, repository, kubeconfig, options=()):
        self.log = folder / "serve.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [tools.lockstep, "serve", "--repository", repository, "--kubeconfig", kubeconfig, "--context", "embedded",
                 "--listen", "127.0.0.1:0", "--store", folder / "store", *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=tools.environment(folder))
        until("it listens", lambda: "listening on" in self.log.read_text(), 60)
        text = self.log.read_text()
        self.address = text[text.index("http://", text.index("listening on")):].split()[0]

    def phase(self):
        environments = request(f"{self.address}/api/v1/status")["environments"]
        return environments[0]["phase"] if environments else "none"

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def heal(server, rounds):
    """Milliseconds from the answer to a change by hand until the cluster has Git's value again, of each round."""
    times = []
    for index in range(rounds):
        url = f"{server}/api/v1/namespaces/{cluster.NAMESPACE}/configmaps/model-{index:04}"
        request(url, b'{"data":{"LOG_LEVEL":"by hand"}}', "application/merge-patch+json")
        start = time.monotonic()
        while request(url)["data"]["LOG_LEVEL"] != "info":
            if time.monotonic() - start > 60:
                sys.exit(f"error: 'model-{index:04}' was not healed within a minute")
        times.append((time.monotonic() - start) * 1000)
    return times


def measure(tools, folder, objects, steady_seconds):
    (folder / "repository").mkdir()
    cluster.write_repository(folder / "repository", objects)
    with tools.cluster(folder) as embedded:
        kubeconfig = embedded.kubeconfig
        server = next(
            line.split("server:")[1].strip() for line in kubeconfig.read_text().splitlines() if "server:" in line)
        target = [cluster.ENVIRONMENT, "--repository", folder / "repository", "--kubeconfig", kubeconfig, "--context", "embedded"]
        tools.run([tools.lockstep, "sync", "--no-wait", *target], folder)
        embedded.rest()
        rows = [("plan from a cold start, no change", f"{tools.run([tools.lockstep, 'plan', *target], folder):.2f} s")]
        start = time.monotonic()
        daemon = Daemon(tools, folder, folder / "repository", kubeconfig)
        try:
            until("it is in sync", lambda: daemon.phase() == "synced", SYNC_SECONDS)
            rows.append(("daemon: from its start to in sync", f"{time.monotonic() - start:.2f} s"))
            until("the daemon is at rest", lambda: cluster.at_rest(daemon.process, 3), SYNC_SECONDS)
            before, asked = cluster.processor_seconds(daemon.process), requests(server)
            time.sleep(steady_seconds)
            spent, asked = cluster.processor_seconds(daemon.process) - before, requests(server) - asked
            rows.append((f"daemon: processor time in {steady_seconds} s of steady state", f"{spent * 1000:.0f} ms"))
            rows.append(("daemon: requests to the cluster in that time", f"{asked}"))
            rows.append(("daemon: memory, now and at most",
                         f"{memory_mib(daemon.process):.0f} MiB, {memory_mib(daemon.process, 'VmHWM'):.0f} MiB"))
            before, times = cluster.processor_seconds(daemon.process), heal(server, 50)
            spent = (cluster.processor_seconds(daemon.process) - before) * 1000 / len(times)
            rows.append(("a change by hand, until it is healed, median", f"{statistics.median(times):.1f} ms"))
            rows.append(("daemon: processor time for that", f"{spent:.1f} ms"))
            until("it is in sync again", lambda: daemon.phase() == "synced", SYNC_SECONDS)
        finally:
            daemon.stop()
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lockstep", type=pathlib.Path, required=True)
    parser.add_argument("--kubectl", type=pathlib.Path, required=True)
    parser.add_argument("--objects", type=int, default=10000, help="a multiple of 4")
    parser.add_argument("--seconds", type=int, default=30, help="how long steady state is watched")
    options = parser.parse_args()
    tools = cluster.Tools(options.lockstep.absolute(), options.kubectl.absolute())
    with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as name:
        rows = measure(tools, pathlib.Path(name), options.objects, options.seconds)
    print(f"| {options.objects} objects | |\n|---|---:|")
    print("\n".join(f"| {what} | {value} |" for what, value in rows))


if __name__ == "__main__":
    main()
