/// Textual encoding of one key or signature (RFC 7468): a label and base64 between two boundary lines.
package struct PEM: Sendable {
    package let label: String
    package let content: [UInt8]

    package init(label: String, content: [UInt8]) {
        self.label = label
        self.content = content
    }

    /// Reads the first block of a text and refuses a second.
    ///
    /// - Returns: nil where there is no beginning boundary at all.
    /// - Throws: `malformed` for a block that does not end, is not base64, or has header fields.
    package static func parse(_ bytes: [UInt8], what: String) throws(TrustError) -> PEM? {
        let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A }
            .map { String(decoding: $0, as: UTF8.self).trimmingSuffix(while: { $0 == "\r" || $0 == " " }) }
        let begins = lines.indices.filter { lines[$0].hasPrefix("-----BEGIN ") && lines[$0].hasSuffix("-----") }
        guard let begin = begins.first else { return nil }
        guard begins.count == 1 else { throw .malformed(what, reason: "expected one PEM block, found \(begins.count)") }
        let label = String(lines[begin].dropFirst(11).dropLast(5))
        guard let end = lines[begin...].firstIndex(of: "-----END \(label)-----") else {
            throw .malformed(what, reason: "expected '-----END \(label)-----', found the end of the file")
        }
        let text = lines[(begin + 1)..<end].joined()
        guard let content = Base64.decode(text), !content.isEmpty else {
            throw .malformed(what, reason: "expected base64 between the boundary lines of '\(label)'")
        }
        return PEM(label: label, content: content)
    }

    /// The text, ending in a line feed.
    ///
    /// - Parameter columns: of base64 a line; OpenSSL writes 64, ssh-keygen 70.
    package func text(columns: Int = 64) -> String {
        let digits = Array(Base64.encode(content).utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: digits.count, by: max(columns, 1)) {
            text += String(decoding: digits[start..<min(start + columns, digits.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }
}

extension StringProtocol {
    /// The text without its last characters for which the condition holds.
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
