#!/usr/bin/env bash
# Builds all tests once and runs them, one target after the other: tests that start servers and wait for
# them would otherwise take each other's processor time and run out of patience.
#
#   scripts/test.sh [FILTER]     FILTER runs the tests whose name contains it
set -uo pipefail
cd "$(dirname "$0")/.." || exit

swift build --build-tests || exit 1
passed=0
failed=()
failures=$(mktemp)
for folder in Tests/*Tests; do
    target=${folder#Tests/}
    log=$(mktemp)
    swift test --skip-build --disable-xctest --filter "^$target\\..*${1-}" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    count=$(sed -nE 's/^.*Test run with ([0-9]+) tests? .*$/\1/p' "$log" | tail -n 1)
    if [ "$status" -ne 0 ]; then
        failed+=("$target")
        # What went wrong is told again at the end; a target that a signal ended shows its last lines.
        grep -aE '^✘|Fatal error|^\*\*\*' "$log" >>"$failures" || tail -n 20 "$log" >>"$failures"
    fi
    rm -f "$log"
    if [ "${count:-0}" -eq 0 ] && [ -z "${1-}" ]; then failed+=("$target (ran no test)"); fi
    passed=$((passed + ${count:-0}))
done
if [ "${#failed[@]}" -gt 0 ]; then
    cat "$failures"
    printf 'failed: %s\n' "${failed[@]}" >&2
    printf '%s passed, %s failed\n' "$((passed - ${#failed[@]} > 0 ? passed - ${#failed[@]} : 0))" "${#failed[@]}"
    exit 1
fi
printf '%s passed, 0 failed\n' "$passed"
