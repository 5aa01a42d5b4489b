/// A commit's words: a subject, a body, and `Key: value` lines in the last paragraph.
///
/// Example: `"Open the canary\n\nLockstep-Step: 1/4\n"` has the subject `Open the canary`, an empty body and one trailer.
package struct CommitMessage: Sendable, Hashable {
    package struct Trailer: Sendable, Hashable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// As the commit has it; invalid UTF-8 is repaired.
    package let text: String
    package let subject: String
    /// Between subject and trailers, without surrounding blank lines.
    package let body: String
    /// In order; a key may appear several times.
    package let trailers: [Trailer]

    /// The value of the last trailer with this name, in any letter case.
    package func trailer(_ key: String) -> String? {
        trailers.last { $0.key.lowercased() == key.lowercased() }?.value
    }
}

extension CommitMessage {
    /// Reads a message as `git interpret-trailers --parse --unfold` does.
    package init(_ text: String) {
        let paragraphs = Self.paragraphs(of: text)
        let first = paragraphs.first ?? []
        let trailers = paragraphs.count > 1 ? TrailerText.parse(text) : []
        let body = paragraphs.dropFirst().dropLast(trailers.isEmpty ? 0 : 1)
        self.init(
            text: text, subject: first.joined(separator: " "),
            body: body.map { $0.joined(separator: "\n") }.joined(separator: "\n\n"), trailers: trailers)
    }

    /// Puts a message together. Line breaks in a subject or a trailer become spaces, so that a value taken from
    /// elsewhere cannot add a trailer of its own.
    package init(subject: String, body: String = "", trailers: [Trailer] = []) {
        var paragraphs = [Self.line(subject)]
        let body = Self.paragraphs(of: body).map { $0.joined(separator: "\n") }
        paragraphs += body
        if !trailers.isEmpty {
            paragraphs.append(trailers.map { "\(Self.key($0.key)): \(Self.line($0.value))" }.joined(separator: "\n"))
        }
        self.init(
            text: paragraphs.joined(separator: "\n\n") + "\n", subject: Self.line(subject),
            body: body.joined(separator: "\n\n"),
            trailers: trailers.map { Trailer(key: Self.key($0.key), value: Self.line($0.value)) })
    }

    private static func line(_ text: String) -> String {
        text.split { $0.isNewline || $0 == "\0" }.joined(separator: " ").split(separator: " ").joined(separator: " ")
    }

    private static func key(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    private static func paragraphs(of text: String) -> [[Substring]] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.split { $0.allSatisfy(\.isWhitespace) }.map(Array.init)
    }
}
