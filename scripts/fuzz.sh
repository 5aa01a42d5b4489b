#!/usr/bin/env bash
# Fuzzes the rule language with libFuzzer for a bounded time, from the policies of this repository as seeds.
#
#   scripts/fuzz.sh [SECONDS]     60 unless said otherwise; what breaks it is kept in .build/fuzz/findings
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
folder=.build/fuzz
LOCKSTEP_FUZZ=1 swift build -c release --sanitize=fuzzer --scratch-path "$folder" --product rules-fuzz
mkdir -p "$folder/corpus" "$folder/seeds" "$folder/findings"
find policies -name '*.policy.swift' -o -name '*.policytest.swift' | while read -r file; do
    cp "$file" "$folder/seeds/$(basename "$file")"
done
# shellcheck disable=SC2016 # the words are the rule language's
printf '%s\n' '"review.object.at("' '"admission("' '"access("' '"require("' '"forbid("' '"for "' '"where "' '"guard "' \
    '"switch "' '"let "' '"func "' '"\\("' '"?? "' '"$0"' '"{ "' '" }"' '".contains"' '".map"' '"test("' '"property("' \
    '"expect("' '"review.change"' '"Calendar("' >"$folder/words"
"$folder/release/rules-fuzz" "$folder/corpus" "$folder/seeds" -dict="$folder/words" -artifact_prefix="$folder/findings/" \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 2>"$folder/log" || {
    tail -n 40 "$folder/log" >&2
    exit 1
}
grep -E '^stat::(number_of_executed_units|peak_rss_mb|slowest_unit_time_sec)' "$folder/log"
