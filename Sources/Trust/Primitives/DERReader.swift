/// Reads definite-length DER (X.690) from front to back, as far as key files need it.
struct DERReader {
    static let sequence: UInt8 = 0x30
    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The content of the next element, where it has that tag.
    mutating func element(_ tag: UInt8) -> [UInt8]? {
        guard rest.first == tag, rest.count >= 2 else { return nil }
        var body = rest.dropFirst(2)
        var length = Int(rest[rest.startIndex + 1])
        if length >= 0x80 {
            let digits = length & 0x7F
            guard (1...3).contains(digits), body.count >= digits else { return nil }
            length = body.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
            body = body.dropFirst(digits)
        }
        guard body.count >= length else { return nil }
        rest = body.dropFirst(length)
        return Array(body.prefix(length))
    }

    /// The iteration count of an EncryptedPrivateKeyInfo under PBES2 with PBKDF2; nil for any other scheme.
    static func pbkdf2Iterations(_ der: [UInt8]) -> UInt64? {
        let pbes2: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D]
        let pbkdf2: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C]
        var file = DERReader(der)
        guard let content = file.element(sequence) else { return nil }
        var info = DERReader(content)
        guard var scheme = info.element(sequence).map({ DERReader($0) }), scheme.element(objectIdentifier) == pbes2,
            var parameters = scheme.element(sequence).map({ DERReader($0) }),
            var derivation = parameters.element(sequence).map({ DERReader($0) }),
            derivation.element(objectIdentifier) == pbkdf2,
            var values = derivation.element(sequence).map({ DERReader($0) }), values.element(octets) != nil,
            let count = values.element(integer), count.count <= 8
        else { return nil }
        return count.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
