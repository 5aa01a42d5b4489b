#!/usr/bin/env bash
# Puts what tests and benchmarks use besides Swift into .venv (kubectl among it). Prints nothing
# where .venv already holds just that.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=scripts/test-requirements.txt
# INVARIANT: written last, so a half-made .venv is never taken for a whole one.
stamp=.venv/installed-requirements.txt
cmp -s "$requirements" "$stamp" && [ -x .venv/bin/kubectl ] && exit 0

printf 'setting up .venv for tests\n'
rm -rf .venv
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
.venv/bin/kubectl version --client >/dev/null
cp "$requirements" "$stamp"
