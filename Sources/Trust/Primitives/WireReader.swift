/// Reads the data types of the SSH protocols (RFC 4251, section 5) from front to back.
struct WireReader {
    private var rest: ArraySlice<UInt8>
    private let what: String

    /// - Parameter what: names the input in errors.
    init(_ bytes: some Collection<UInt8>, what: String) {
        rest = Array(bytes)[...]
        self.what = what
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(TrustError) -> [UInt8] {
        guard count >= 0, count <= rest.count else {
            throw .malformed(what, reason: "expected \(count) more bytes, found \(rest.count)")
        }
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    mutating func uint32() throws(TrustError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A length and as many bytes.
    mutating func string() throws(TrustError) -> [UInt8] {
        let length = try uint32()
        guard let count = Int(exactly: length) else { throw .malformed(what, reason: "a length is too large") }
        return try bytes(count)
    }

    mutating func text() throws(TrustError) -> String {
        guard let text = String(validating: try string(), as: UTF8.self) else {
            throw .malformed(what, reason: "a name is not UTF-8")
        }
        return text
    }

    func finish() throws(TrustError) {
        guard rest.isEmpty else { throw .malformed(what, reason: "\(rest.count) bytes follow its end") }
    }
}

/// Writes what ``WireReader`` reads.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

    mutating func append(uint32 number: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func append(string content: some Collection<UInt8>) {
        append(uint32: UInt32(truncatingIfNeeded: content.count))
        append(content)
    }
}
