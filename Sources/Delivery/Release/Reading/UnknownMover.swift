/// A release whose newest transition is signed by a key that nobody knows: to take it for words would bring back what
/// ran before it, at once and unjudged.
struct UnknownMover: Error, CustomStringConvertible {
    var release: String
    /// In hexadecimal.
    var revision: String

    var description: String {
        "expected the newest transition of '\(release)', commit \(revision.prefix(12)), to be signed by a key that this "
            + "daemon or the trust policy knows, found another: name the key with '--release-key', with "
            + "'--former-release-key' where it has been replaced, or list it in the trust policy where its word is not to count"
    }
}
