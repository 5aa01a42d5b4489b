package import Measurement

/// What a document of kind Release says: what is released, in which steps, judged by what.
package struct ReleaseSpec: Sendable, Hashable {
    package var name: String
    package var checks: [CheckSpec]

    package init(name: String, checks: [CheckSpec] = []) {
        self.name = name
        self.checks = checks
    }
}
