#!/usr/bin/env bash
# Installs the Debian packages that building (and, with --tests, testing) needs, and only those that
# are missing: where nothing is, this prints nothing and needs neither apt nor root.
#
#   scripts/install-dependencies.sh [--tests]
set -euo pipefail

# package | how to see that it is there
build_needs='
git               | command -v git
pkg-config        | command -v pkg-config
libcurl4-openssl-dev | pkg-config --exists libcurl
libgit2-dev       | pkg-config --exists libgit2
libjemalloc-dev   | pkg-config --exists jemalloc
libsodium-dev     | pkg-config --exists libsodium
libsqlite3-dev    | pkg-config --exists sqlite3
libssl-dev        | pkg-config --exists libcrypto
libyaml-dev       | pkg-config --exists yaml-0.1
zlib1g-dev        | pkg-config --exists zlib
'
test_needs='
curl              | command -v curl
docker-registry   | command -v docker-registry
minisign          | command -v minisign
openssh-client    | command -v ssh-keygen
openssl           | command -v openssl
prometheus        | command -v prometheus
python3           | command -v python3
python3-venv      | python3 -c "import ensurepip, venv"
'

fail() {
    printf 'install-dependencies: error: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '  hint: %s\n' "$2" >&2
    exit 3
}

needs=$build_needs
case "${1-}" in
    '') ;;
    --tests) needs+=$test_needs ;;
    *) printf 'usage: %s [--tests]\n' "$0" >&2; exit 2 ;;
esac

command -v swift >/dev/null || fail "'swift' was not found" 'install Swift 6.2 or newer and put it on PATH'
version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
read -r major minor <<<"${version:-0 0}"
if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
    fail "expected Swift 6.2 or newer, and found $major.$minor" 'install a newer Swift and put it on PATH'
fi

missing() {
    local package probe
    while IFS='|' read -r package probe; do
        package=${package//[[:space:]]/}
        [ -n "$package" ] || continue
        bash -c "$probe" >/dev/null 2>&1 || printf '%s\n' "$package"
    done <<<"$needs"
}

read -ra packages <<<"$(missing | tr '\n' ' ')"
[ "${#packages[@]}" -gt 0 ] || exit 0

command -v apt-get >/dev/null || fail \
    "these are missing, and there is no apt-get to install them: ${packages[*]}" \
    'install what your system calls them; each must be known to pkg-config'

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these are missing: ${packages[*]}" \
        "run 'apt-get install ${packages[*]}' as root"
    as_root=(sudo)
fi

printf 'installing %s\n' "${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 "$@" >"$log" 2>&1 ||
        { cat "$log" >&2; fail "'apt-get $1' failed; its output is above"; }
}
apt update
apt install --yes --no-install-recommends "${packages[@]}"

read -ra packages <<<"$(missing | tr '\n' ' ')"
[ "${#packages[@]}" -eq 0 ] || fail "apt-get succeeded, and these are still not found: ${packages[*]}" \
    'is a pkg-config or python3 of another origin first on PATH?'
