"""Times `lockstep` against `kubectl`, each on an embedded cluster of its own that starts empty.

Both read the same files: N objects, a quarter each of Deployments, Services, ConfigMaps and
InferenceServices, one folder for each four. Before any time is printed, the objects that the two
clusters hold are compared; a difference ends the run with exit code 1. No command begins before the
cluster's own controllers have come to rest: they still make Pods of what the command before applied.
"""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

NAMESPACE = ENVIRONMENT = "bench"
KINDS = "deployments.apps,services,configmaps,inferenceservices.serving.kubeflow.org"
START_SECONDS = 30
# A plan changes nothing, so it can be timed more than once: one alone differs by half from the next.
PLANS = 5
COMMAND_SECONDS = 900
REST_SECONDS = 600
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def at_rest(process, seconds):
    before = processor_seconds(process)
    time.sleep(seconds)
    return processor_seconds(process) - before <= 1 / TICKS


class Cluster:
    """An embedded cluster that runs."""

    def __init__(self, process, kubeconfig):
        self.process = process
        self.kubeconfig = kubeconfig

    def rest(self):
        """Waits until the cluster's controllers have nothing left to do."""
        deadline = time.monotonic() + REST_SECONDS
        while not at_rest(self.process, 1):
            if time.monotonic() > deadline:
                sys.exit(f"error: the cluster's controllers did not come to rest within {REST_SECONDS} s")


def manifests(index):
    """The four objects of one application, each as (file name, YAML)."""
    name = f"model-{index:04}"
    labels = f"{{ app: {name}, team: team-{index % 17} }}"
    features = "\n".join(f"    feature_{n}" for n in range(20))
    yield "model-server.yaml", f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels: {labels}
spec:
  replicas: {1 + index % 3}
  selector:
    matchLabels: {{ app: {name} }}
  template:
    metadata:
      labels: {labels}
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: server
          image: registry.example.com/{name}:v1.{index % 10}.0
          args: ["--port", "8080"]
          ports:
            - name: web
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: {name}
          resources:
            requests: {{ cpu: 100m, memory: 256Mi }}
            limits: {{ memory: 512Mi }}
          readinessProbe:
            httpGet: {{ path: /readyz, port: web }}
"""
    yield "service.yaml", f"""\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  labels: {labels}
spec:
  selector: {{ app: {name} }}
  ports:
    - name: web
      port: 80
      targetPort: web
"""
    yield "config.yaml", f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
  labels: {labels}
data:
  LOG_LEVEL: info
  MODEL: "{index}"
  FEATURES: |
{features}
"""
    yield "inference-service.yaml", f"""\
apiVersion: serving.kubeflow.org/v1beta1
kind: InferenceService
metadata:
  name: {name}
  labels: {labels}
spec:
  predictor:
    containers:
      - name: kfserving-container
        image: registry.example.com/{name}-predictor:v1.{index % 10}.0
        ports:
          - containerPort: 8080
        resources:
          limits: {{ nvidia.com/gpu: 1 }}
        env:
          - name: MODEL_THRESHOLD
            value: "0.85"
  traffic:
    canary: {{ percent: 10 }}
    default: {{ percent: 90 }}
"""


def write_repository(root, objects):
    """A Git repository with one environment; returns the folder of its manifests."""
    environment = root / "environments" / ENVIRONMENT
    applications = environment / "applications"
    for index in range(objects // 4):
        folder = applications / f"model-{index:04}"
        folder.mkdir(parents=True)
        for name, text in manifests(index):
            (folder / name).write_text(text)
    (environment / "environment.yaml").write_text(f"""\
apiVersion: lockstep/v1
kind: Environment
metadata: {{ name: {ENVIRONMENT} }}
spec:
  cluster: {{ context: embedded }}
  namespace: {NAMESPACE}
  sync: {{ interval: 30s, prune: true, selfHeal: true }}
""")
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false"]
    for command in (["init", "--quiet", "--initial-branch=main"], ["add", "."], [*identity, "commit", "--quiet", "-m", "objects"]):
        subprocess.run(["git", "-C", root, *command], check=True)
    return applications


class Tools:
    def __init__(self, lockstep, kubectl):
        self.lockstep = lockstep
        self.kubectl = kubectl

    @contextlib.contextmanager
    def cluster(self, folder):
        """An empty embedded cluster with the namespace in it."""
        kubeconfig = folder / "kubeconfig"
        with open(folder / "cluster.log", "wb") as log:
            server = subprocess.Popen(
                [self.lockstep, "cluster", "--listen", "127.0.0.1:0", "--state", folder / "state", "--kubeconfig", kubeconfig],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=self.environment(folder))
        try:
            deadline = time.monotonic() + START_SECONDS
            while not (kubeconfig.exists() and self.answers(kubeconfig, folder)):
                if server.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"error: the cluster did not start:\n{(folder / 'cluster.log').read_text()}")
                time.sleep(0.1)
            namespace = folder / "namespace.yaml"
            namespace.write_text(f"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {NAMESPACE} }}\n")
            self.run([self.kubectl, "--kubeconfig", kubeconfig, "apply", "--server-side", "-f", str(namespace)], folder)
            yield Cluster(server, kubeconfig)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    @staticmethod
    def environment(folder):
        """Nothing from one run, such as kubectl's discovery cache, is there in the next."""
        return {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}

    def answers(self, kubeconfig, folder):
        command = [self.kubectl, "--kubeconfig", kubeconfig, "--request-timeout=2s", "get", "--raw", "/readyz"]
        return subprocess.run(command, capture_output=True, env=self.environment(folder), check=False).returncode == 0

    def run(self, command, folder, exits=(0,)):
        """Seconds of wall clock; another exit code than the expected ones ends the run."""
        start = time.monotonic()
        done = subprocess.run(
            command, cwd=folder, env=self.environment(folder), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=COMMAND_SECONDS, check=False)
        seconds = time.monotonic() - start
        if done.returncode not in exits:
            said = (done.stdout[-2000:] + done.stderr[-2000:]).strip()
            sys.exit(f"error: exit code {done.returncode}: {' '.join(map(str, command))}\n{said}")
        return seconds

    def timed(self, command, cluster, folder, exits=(0,), times=1):
        """Seconds of wall clock; of several times in a row, the median."""
        cluster.rest()
        return statistics.median(self.run(command, folder, exits) for _ in range(times))

    def objects(self, kubeconfig, folder):
        """What the cluster holds, by kind and name, without what differs between any two clusters."""
        command = [self.kubectl, "--kubeconfig", kubeconfig, "-n", NAMESPACE, "get", KINDS, "-o", "json"]
        done = subprocess.run(command, env=self.environment(folder), capture_output=True, check=True, timeout=COMMAND_SECONDS)
        return comparable(json.loads(done.stdout)["items"])

    def with_kubectl(self, folder, applications):
        with self.cluster(folder) as cluster:
            target = ["--kubeconfig", cluster.kubeconfig, "-n", NAMESPACE]
            files = ["--server-side", "--recursive", "-f", applications]
            apply = [self.kubectl, "apply", *target, *files]
            times = {
                "first apply": self.timed(apply, cluster, folder),
                "apply again": self.timed(apply, cluster, folder),
                "plan, no change": self.timed([self.kubectl, "diff", *target, *files], cluster, folder, times=PLANS),
            }
            return times, self.objects(cluster.kubeconfig, folder)

    def with_lockstep(self, folder, repository):
        with self.cluster(folder) as cluster:
            target = [ENVIRONMENT, "--repository", repository, "--kubeconfig", cluster.kubeconfig, "--context", "embedded"]
            # kubectl apply does not wait for health either.
            sync, plan = [self.lockstep, "sync", "--no-wait", *target], [self.lockstep, "plan", *target]
            times = {
                "plan, all new": self.timed(plan, cluster, folder, exits=(1,)),
                "first apply": self.timed(sync, cluster, folder),
                "apply again": self.timed(sync, cluster, folder),
                "plan, no change": self.timed(plan, cluster, folder, times=PLANS),
            }
            return times, self.objects(cluster.kubeconfig, folder)


def comparable(items):
    """Spec and data by kind and name; of the metadata, the labels that the manifests give."""
    found = {}
    for item in items:
        metadata, name = item["metadata"], item["metadata"]["name"]
        if not name.startswith("model-"):
            continue  # kube-root-ca.crt, the ApplySet's parent
        labels = {key: value for key, value in metadata.get("labels", {}).items() if key in ("app", "team")}
        spec = dict(item.get("spec", {}))
        for allocated in ("clusterIP", "clusterIPs"):
            spec.pop(allocated, None)
        found[f"{item['kind']}/{name}"] = {"labels": labels, "spec": spec, "data": item.get("data")}
    return found


def differences(left, right):
    names = sorted(left.keys() | right.keys())
    return [name for name in names if left.get(name) != right.get(name)]


def compare(peer, own, objects):
    """Ends the run unless both clusters hold all the objects, and the same."""
    for tool, held in (("kubectl", peer), ("lockstep", own)):
        if len(held) != objects:
            sys.exit(f"error: expected {objects} objects after {tool}, and found {len(held)}")
    differing = differences(peer, own)
    if differing:
        name = differing[0]
        sys.exit(
            f"error: {len(differing)} objects differ, '{name}' first:\n"
            f"  kubectl   {json.dumps(peer.get(name), sort_keys=True)}\n"
            f"  lockstep  {json.dumps(own.get(name), sort_keys=True)}")


def table(objects, peer_runs, own_runs):
    rows = []
    for name, _ in own_runs[0].items():
        own = statistics.median(run[name] for run in own_runs)
        if name in peer_runs[0]:
            peer = statistics.median(run[name] for run in peer_runs)
            rows.append((name, f"{peer:.2f} s", f"{own:.2f} s", f"{peer / own:.1f}×"))
        else:
            rows.append((name, "", f"{own:.2f} s", ""))
    lines = [f"| {objects} objects | kubectl --server-side | lockstep | faster |", "|---|---:|---:|---:|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lockstep", type=pathlib.Path, required=True)
    parser.add_argument("--kubectl", type=pathlib.Path, required=True)
    parser.add_argument("--objects", type=int, default=1000, help="a multiple of 4")
    parser.add_argument("--runs", type=int, default=3, help="the median of these is printed")
    options = parser.parse_args()
    if options.objects < 4 or options.objects % 4 or options.runs < 1:
        parser.error("expected a positive multiple of 4 objects, and at least one run")
    tools = Tools(options.lockstep.absolute(), options.kubectl.absolute())

    peer_runs, own_runs = [], []
    for number in range(options.runs):
        with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as name:
            root = pathlib.Path(name)
            folders = {part: root / part for part in ("repository", "kubectl", "lockstep")}
            for folder in folders.values():
                folder.mkdir()
            applications = write_repository(folders["repository"], options.objects)
            peer_times, peer_objects = tools.with_kubectl(folders["kubectl"], applications)
            own_times, own_objects = tools.with_lockstep(folders["lockstep"], folders["repository"])
            compare(peer_objects, own_objects, options.objects)
            peer_runs.append(peer_times)
            own_runs.append(own_times)
        print(f"run {number + 1} of {options.runs}: both clusters hold the same {options.objects} objects", file=sys.stderr)

    version = subprocess.run([tools.kubectl, "version", "--client", "-o", "json"], capture_output=True, check=True)
    print(f"Wall clock, median of {options.runs}; {os.cpu_count()} cores, {platform.machine()}; "
          f"kubectl {json.loads(version.stdout)['clientVersion']['gitVersion']}\n")
    print(table(options.objects, peer_runs, own_runs))


if __name__ == "__main__":
    main()
