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
    echo '/// The health checks compiled in: the files of the folder Kinds, in the order of their names.'
    echo 'enum HealthKinds {'
    echo '    static let files: [(name: String, text: String)] = ['
    find Kinds -name '*.yaml' | LC_ALL=C sort | while IFS= read -r file; do
        awk -v name="${file#Kinds/}" '
            BEGIN { printf "        (\"%s\", \"", name }
            { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s\\n", $0 }
            END { print "\")," }' "$file"
    done
    echo '    ]'
    echo '}'
} > HealthKinds.swift
