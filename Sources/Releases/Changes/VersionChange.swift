package import Manifests

/// The workload right before and right after one change of its version.
package struct VersionChange: Sendable, Hashable {
    package var before: Value
    package var after: Value

    package init(before: Value, after: Value) {
        self.before = before
        self.after = after
    }
}
