#!/usr/bin/env bash
# Measures decisions of policies, and the peers' on the same inputs in the same run.
#
#   Benchmarks/rules.sh [INPUTS]     a folder with rbac_*.json, admission_*.json and, for the peers, bench.py
set -euo pipefail
cd "$(dirname "$0")/.."

inputs=${1:-../shared/policy/bench}
if [ ! -f "$inputs/admission_ok.json" ]; then
    echo "rules: left out, no inputs in $inputs"
    exit 0
fi
swift run -c release --static-swift-stdlib rules-bench "$inputs" policies/library
if [ ! -x "$inputs/.venv/bin/python" ]; then
    echo "peers: left out, $inputs/setup.sh installs them"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$inputs"/*.py "$inputs"/*.rego "$inputs"/*.cedar "$inputs"/*.cel "$scratch"
python=$(realpath --no-symlinks "$inputs/.venv/bin/python")
(cd "$scratch" && "$python" bench.py)
