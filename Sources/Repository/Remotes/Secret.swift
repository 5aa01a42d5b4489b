/// A token, passphrase or private key: prints as `<redacted>` in every form of printing.
package struct Secret: Sendable, Hashable {
    /// The secret itself; named so that its uses can be searched for.
    package let exposedText: String

    package init(_ text: String) { exposedText = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
