#!/bin/sh
# Writes Sources/Cluster/Health/HealthKinds.swift from the files in Sources/Cluster/Health/Kinds.
#
# Run it after changing one of them; a test fails where it was forgotten. String literals compile in a tenth of a
# second, the byte lists of SwiftPM's `.embedInCode` in eight.
set -eu
cd "$(dirname "$0")/../Sources/Cluster/Health"

{
    echo '// swift-format-ignore-file'
    echo '// Written by scripts/embed-health-kinds.sh from the files in Kinds; change those.'
    echo
    echo '/// The health checks compiled in: the files of the folder Kinds, in the order of their names, each with the kinds'
    echo '/// that it is for as `GROUP/KIND`, so that only the files that are needed are read.'
    echo 'enum HealthKinds {'
    echo '    static let files: [(name: String, kinds: String, text: String)] = ['
    find Kinds -name '*.yaml' | LC_ALL=C sort | while IFS= read -r file; do
        awk -v name="${file#Kinds/}" '
            /^    - \{.* kind: / {
                kind = $0
                gsub(/^    - \{ *|[ '\''}]/, "", kind)
                sub(/^group:/, "", kind)
                sub(/,?kind:/, "/", kind)
                kinds = kinds (kinds == "" ? "" : " ") kind
            }
            { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); text = text $0 "\\n" }
            END { printf "        (\"%s\", \"%s\", \"%s\"),\n", name, kinds, text }' "$file"
    done
    echo '    ]'
    echo '}'
} > HealthKinds.swift
