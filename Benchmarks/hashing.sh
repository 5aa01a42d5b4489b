#!/usr/bin/env bash
# Digests 2 GiB warm, beside model_signing and beside the limit of OpenSSL, in one run.
#
#   hashing.sh TRUST_BENCH PYTHON FOLDER
set -euo pipefail
bench=$1 python=$2 folder=$3

mkdir -p "$folder/eight" "$folder/one"
for number in 1 2 3 4 5 6 7 8; do
    [ -f "$folder/eight/$number" ] || head -c 268435456 /dev/urandom >"$folder/eight/$number"
done
[ -f "$folder/one/model" ] || cat "$folder"/eight/* >"$folder/one/model"
cat "$folder"/eight/* "$folder/one/model" >/dev/null

for round in 1 2 3; do
    printf 'round %s\n' "$round"
    "$bench" limit 2147483648 2
    "$bench" hash "$folder/eight"
    "$bench" hash "$folder/one" chunked
    for model in eight one; do
        "$python" - "$folder/$model" <<'PYTHON'
import sys, time
import model_signing.hashing as hashing
start = time.perf_counter()
hashing.Config().hash(sys.argv[1])
print(f"model_signing {sys.argv[1].rsplit('/', 1)[1]}: {time.perf_counter() - start:.3f} s")
PYTHON
    done
done

# The whole command, start-up of Python included, as a user waits for it.
openssl ecparam -name prime256v1 -genkey -noout -out "$folder/key.pem"
for model in eight one; do
    start=$(date +%s.%N)
    "$(dirname "$python")/model_signing" sign key --private_key "$folder/key.pem" --signature "$folder/signature" \
        "$folder/$model" >/dev/null
    printf 'model_signing sign %s: %.3f s\n' "$model" "$(echo "$(date +%s.%N) - $start" | bc)"
done
for arguments in "$folder/eight" "$folder/one chunked"; do
    start=$(date +%s.%N)
    # shellcheck disable=SC2086
    "$bench" hash $arguments >/dev/null
    printf 'trust-bench hash %s: %.3f s\n' "${arguments##*/}" "$(echo "$(date +%s.%N) - $start" | bc)"
done
