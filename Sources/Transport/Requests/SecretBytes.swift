/// Bytes that nobody may see: a token, a password, a private key.
///
/// They print as `<redacted>` in every form of printing, so that they cannot reach a log by interpolation.
package struct SecretBytes: Sendable, Hashable {
    /// The secret itself; named so that its uses can be searched for.
    package let exposedBytes: [UInt8]

    package init(_ bytes: [UInt8]) { exposedBytes = bytes }
    package init(_ text: String) { exposedBytes = Array(text.utf8) }

    /// The secret as text; invalid UTF-8 is repaired.
    package var exposedText: String { String(decoding: exposedBytes, as: UTF8.self) }
    package var isEmpty: Bool { exposedBytes.isEmpty }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
