/// One way to authenticate that a server offers in `WWW-Authenticate` (RFC 9110, section 11.6.1).
///
///     Bearer realm="https://auth.example/token",service="registry.example",scope="repository:app:pull"
package struct AuthenticationChallenge: Sendable, Hashable {
    /// In lower case.
    package let scheme: String
    /// Names in lower case.
    package private(set) var parameters: [String: String] = [:]

    /// The challenges of the header's fields, in order; what cannot be read ends a field.
    package static func parse(_ fields: [String]) -> [AuthenticationChallenge] {
        fields.flatMap { field -> [AuthenticationChallenge] in
            var reader = Reader(bytes: Array(field.utf8))
            var challenges: [AuthenticationChallenge] = []
            while let name = reader.name() {
                guard reader.takesEqualSign() else {
                    challenges.append(AuthenticationChallenge(scheme: name.lowercased()))
                    continue
                }
                guard let value = reader.value(), !challenges.isEmpty else { break }
                challenges[challenges.count - 1].parameters[name.lowercased()] = value
            }
            return challenges
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var offset = 0

        private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
            while let byte = next, isSkipped(byte) { offset += 1 }
        }

        /// The next token, behind blanks and commas.
        mutating func name() -> String? {
            skip { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C }
            return token()
        }

        mutating func takesEqualSign() -> Bool {
            let start = offset
            skip { $0 == 0x20 || $0 == 0x09 }
            guard next == UInt8(ascii: "=") else {
                offset = start
                return false
            }
            offset += 1
            skip { $0 == 0x20 || $0 == 0x09 }
            return true
        }

        mutating func value() -> String? {
            guard next == UInt8(ascii: "\"") else { return token() }
            offset += 1
            var text: [UInt8] = []
            while let byte = next {
                offset += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\"), let escaped = next else {
                    text.append(byte)
                    continue
                }
                text.append(escaped)
                offset += 1
            }
            return nil
        }

        private mutating func token() -> String? {
            let start = offset
            let marks = Array("!#$%&'*+-.^_`|~/:".utf8)
            skip { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || marks.contains(byte)
            }
            return offset > start ? String(decoding: bytes[start..<offset], as: UTF8.self) : nil
        }
    }
}
