/// One file of a commit's tree; nothing is on disk.
package struct TreeEntry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file
        case executable
        /// The blob holds the link's target; it is never followed.
        case symbolicLink
        /// `id` is a commit of another repository.
        case submodule
    }

    /// From the repository's root: `environments/staging/environment.yaml`; invalid UTF-8 is repaired.
    package let path: String
    package let kind: Kind
    package let id: ObjectID
    /// Bytes; 0 for a submodule.
    package let size: Int
}

/// A file of a commit, read.
package struct TreeFile: Sendable, Hashable {
    package let path: String
    package let bytes: [UInt8]
    /// The object that holds the bytes.
    package let id: ObjectID
}

/// What a reader will take from a tree that others have written.
package struct TreeLimits: Sendable, Hashable {
    /// Files, links and submodules in one listing.
    package var entries: Int
    /// Folders below one another.
    package var depth: Int
    /// Bytes of one file.
    package var fileSize: Int

    package init(entries: Int = 1_000_000, depth: Int = 128, fileSize: Int = 4 << 20) {
        self.entries = entries
        self.depth = depth
        self.fileSize = fileSize
    }
}
