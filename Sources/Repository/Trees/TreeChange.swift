/// What became of one path between two commits.
package struct TreeChange: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case added
        /// Its bytes, or its mode.
        case modified
        case deleted
        case renamed(from: String)
    }

    /// The path afterwards; for a deleted file, before.
    package let path: String
    package let kind: Kind
}
