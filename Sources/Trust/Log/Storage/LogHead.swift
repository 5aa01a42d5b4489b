/// What a writer holds of its log: the right edge of the tree and the newest checkpoint. A value: a commit that fails
/// leaves the old one as it was.
struct LogHead: Sendable {
    var edge: RightEdge
    /// The entries of the partial bundle.
    var tail: [UInt8]
    var note: SignedNote
}

/// How far a commit came when it failed.
struct CommitFailure: Error {
    var error: TrustError
    /// Whether the storage may hold a newer checkpoint than the writer knows: it must be opened anew.
    var isUncertain: Bool
}
