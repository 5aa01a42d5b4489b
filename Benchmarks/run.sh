#!/usr/bin/env bash
# Measures Lockstep and its peers in one run, and prints tables for README.md beside this file.
# `make bench` has put kubectl into .venv before.
#
#   Benchmarks/run.sh [--objects N] [--runs N]
set -euo pipefail
cd "$(dirname "$0")/.."

make release
.venv/bin/python Benchmarks/cluster.py \
    --lockstep .build/release/lockstep --kubectl .venv/bin/kubectl "$@"

.venv/bin/python Benchmarks/daemon.py --lockstep .build/release/lockstep --kubectl .venv/bin/kubectl

.venv/bin/python Benchmarks/releases.py --lockstep .build/release/lockstep --kubectl .venv/bin/kubectl

swift run -c release --static-swift-stdlib lockstep-bench json
swift run -c release --static-swift-stdlib lockstep-bench advance

Benchmarks/rules.sh
