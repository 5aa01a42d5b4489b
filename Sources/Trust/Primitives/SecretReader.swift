/// Reads the data types of the SSH protocols (RFC 4251, section 5) from locked memory; what is secret stays in it.
struct SecretReader {
    private let memory: SecretMemory
    private var offset = 0
    private let what: String

    /// - Parameter what: names the input in errors.
    init(_ memory: SecretMemory, what: String) {
        self.memory = memory
        self.what = what
    }

    var isAtEnd: Bool { offset == memory.count }

    /// Bytes that are no secret.
    mutating func bytes(_ count: Int) throws(TrustError) -> [UInt8] {
        let range = try take(count)
        return memory.withBytes { Array($0[range]) }
    }

    mutating func uint32() throws(TrustError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A string that is no secret.
    mutating func string() throws(TrustError) -> [UInt8] { try bytes(try count()) }

    mutating func secretString() throws(TrustError) -> SecretMemory { try memory.slice(try take(try count())) }

    mutating func text() throws(TrustError) -> String {
        guard let text = String(validating: try string(), as: UTF8.self) else {
            throw .malformed(what, reason: "a name is not UTF-8")
        }
        return text
    }

    /// What is left, which is no secret.
    mutating func rest() throws(TrustError) -> [UInt8] { try bytes(memory.count - offset) }

    func finish() throws(TrustError) {
        guard isAtEnd else { throw .malformed(what, reason: "\(memory.count - offset) bytes follow its end") }
    }

    private mutating func count() throws(TrustError) -> Int {
        guard let count = Int(exactly: try uint32()) else { throw .malformed(what, reason: "a length is too large") }
        return count
    }

    private mutating func take(_ count: Int) throws(TrustError) -> Range<Int> {
        guard count >= 0, count <= memory.count - offset else {
            throw .malformed(what, reason: "expected \(count) more bytes, found \(memory.count - offset)")
        }
        offset += count
        return (offset - count)..<offset
    }
}
