import Manifests

/// JSON that is signed, or opens what is signed: every field known, no key twice, bounded in size and depth.
enum StrictJSON {
    static let limits = JSON.Limits(bytes: 16 << 20, depth: 32)

    /// - Parameter read: gives nil where something is wrong, which the reader then tells.
    /// - Throws: `malformed` with every fault that was found.
    static func read<T>(
        _ bytes: [UInt8], what: String, _ read: (inout FieldReader) -> T?
    ) throws(TrustError) -> T {
        try self.read(try parse(bytes, what: what), what: what, read)
    }

    static func read<T>(_ value: Value, what: String, _ read: (inout FieldReader) -> T?) throws(TrustError) -> T {
        var reader = FieldReader(Document(value: value, location: SourceLocation(file: what, line: 1, column: 1)))
        let result = read(&reader)
        reader.rejectUnknownFields()
        guard let result, reader.isValid else {
            let faults = reader.diagnostics.map(\.message).joined(separator: "; ")
            throw .malformed(what, reason: faults.isEmpty ? "a field is not as it should be" : faults)
        }
        return result
    }

    static func parse(_ bytes: [UInt8], what: String) throws(TrustError) -> Value {
        do throws(JSONError) {
            return try JSON.parse(bytes, limits: limits)
        } catch {
            throw .malformed(what, reason: error.description)
        }
    }
}

extension FieldKind where T == [UInt8] {
    /// Standard base64 with padding.
    static var base64: FieldKind { FieldKind("base64") { $0.string.flatMap(Base64.decode) } }

    /// Either alphabet, padded or not.
    static var eitherBase64: FieldKind { FieldKind("base64") { $0.string.flatMap(Base64.decodeEither) } }
}

extension FieldKind where T == Timestamp {
    static var timestamp: FieldKind {
        FieldKind("a time like '2026-03-01T12:00:00Z'") { $0.string.flatMap(Timestamp.init) }
    }
}

extension FieldKind where T == SHA256Digest {
    /// 64 lower-case hexadecimal digits.
    static var sha256: FieldKind {
        FieldKind("a SHA-256 digest of 64 lower-case hexadecimal digits") {
            $0.string.flatMap(SHA256Digest.init(hexadecimal:))
        }
    }
}

extension SHA256Digest {
    /// - Returns: nil unless the text is 64 lower-case hexadecimal digits.
    package init?(hexadecimal: String) {
        guard let bytes = Hexadecimal.decode(hexadecimal) else { return nil }
        self.init(bytes: bytes)
    }
}
