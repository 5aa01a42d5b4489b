#!/usr/bin/env bash
# Checks the syntax of every script, and more of shell scripts where shellcheck is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts=(.ci/run scripts/*.sh Benchmarks/*.sh)
for script in "${scripts[@]}"; do
    bash -n "$script"
    [ -x "$script" ] || { printf '%s: error: is not executable\n' "$script" >&2; exit 1; }
done
if command -v shellcheck >/dev/null; then
    shellcheck "${scripts[@]}"
fi
for script in Benchmarks/*.py scripts/*.py; do
    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$script"
done
