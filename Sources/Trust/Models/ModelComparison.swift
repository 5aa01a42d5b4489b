package import Manifests

/// How a folder's files differ from those that were signed.
package struct ModelComparison: Sendable, Hashable {
    /// Signed, and not there.
    package let missing: [String]
    /// There, and not signed.
    package let added: [String]
    package let changed: [String]

    package var isEqual: Bool { missing.isEmpty && added.isEmpty && changed.isEmpty }

    /// - Parameter found: every file of the folder, in any order.
    package init(signed: ModelStatement, found: [ModelResource]) {
        let expected = Dictionary(signed.resources.map { ($0.path, $0.digest) }) { first, _ in first }
        let actual = Dictionary(found.map { ($0.path, $0.digest) }) { first, _ in first }
        missing = expected.keys.filter { actual[$0] == nil }.sorted()
        added = actual.keys.filter { expected[$0] == nil }.sorted()
        changed = expected.filter { path, digest in actual[path].map { $0 != digest } ?? false }.keys.sorted()
    }

    /// For `--output json`.
    package var report: Value {
        [
            "changed": .array(changed.map { .string($0) }), "missing": .array(missing.map { .string($0) }),
            "notSigned": .array(added.map { .string($0) }),
        ]
    }

    /// One line a file: `missing: weights.bin`.
    package var lines: [String] {
        changed.map { "changed: \($0)" } + missing.map { "missing: \($0)" } + added.map { "not signed: \($0)" }
    }
}
