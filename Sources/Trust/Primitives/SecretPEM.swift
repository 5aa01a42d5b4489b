/// A private key's PEM block, read and decoded within locked memory: neither its text nor its content is copied to the
/// heap on the way.
struct SecretPEM: Sendable {
    let label: String
    let content: SecretMemory

    /// As ``PEM/parse(_:what:)``.
    ///
    /// - Returns: nil where there is no beginning boundary at all.
    static func parse(_ text: SecretMemory, what: String) throws(TrustError) -> SecretPEM? {
        guard let block = try text.withBytes({ block(in: $0, what: what) }).get() else { return nil }
        guard let content = try SecretBase64.decode(text, lines: block.lines), content.count > 0 else {
            throw .malformed(what, reason: "expected base64 between the boundary lines of '\(block.label)'")
        }
        return SecretPEM(label: block.label, content: content)
    }

    private typealias Block = (label: String, lines: ArraySlice<Range<Int>>)

    private static func block(
        in bytes: UnsafeRawBufferPointer, what: String
    ) -> Result<Block?, TrustError> {
        let lines = SecretBase64.lines(of: bytes)
        let begins = lines.indices.filter { bytes.has("-----BEGIN ", at: lines[$0]) && bytes.ends("-----", lines[$0]) }
        guard let begin = begins.first else { return .success(nil) }
        guard begins.count == 1 else {
            return .failure(.malformed(what, reason: "expected one PEM block, found \(begins.count)"))
        }
        let named = lines[begin].dropFirst(11).dropLast(5)
        let label = String(decoding: bytes[named.startIndex..<named.endIndex], as: UTF8.self)
        let end = "-----END \(label)-----"
        guard let last = lines[begin...].firstIndex(where: { $0.count == end.utf8.count && bytes.has(end, at: $0) })
        else { return .failure(.malformed(what, reason: "expected '\(end)', found the end of the file")) }
        return .success((label, lines[(begin + 1)..<last]))
    }
}

/// Base64 from locked memory into locked memory.
enum SecretBase64 {
    /// Without line ends and white space before them.
    static func lines(of bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        bytes.indices.split(omittingEmptySubsequences: false) { bytes[$0] == 0x0A }.map { line in
            var end = line.endIndex
            while end > line.startIndex, bytes[end - 1] == 0x0D || bytes[end - 1] == 0x20 { end -= 1 }
            return line.startIndex..<end
        }
    }

    /// - Parameter lines: ranges of the text that belong behind one another.
    /// - Returns: nil for anything but the standard alphabet with padding, as ``Base64/decode(_:)``.
    static func decode(_ text: SecretMemory, lines: ArraySlice<Range<Int>>) throws(TrustError) -> SecretMemory? {
        let count = lines.reduce(0) { $0 + $1.count }
        guard count.isMultiple(of: 4), let last = lines.last(where: { !$0.isEmpty }) else { return nil }
        let padding = text.withBytes { bytes in bytes[last].reversed().prefix(2).prefix { $0 == equals }.count }
        var isValid = true
        let content = try SecretMemory(count: count / 4 * 3 - padding) { output in
            text.withBytes { bytes in
                isValid = decode(lines.lazy.joined().lazy.map { bytes[$0] }, digits: count - padding, into: output)
            }
        }
        return isValid ? content : nil
    }

    private static let equals = UInt8(ascii: "=")

    private static func decode(
        _ characters: some Sequence<UInt8>, digits: Int, into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var (bits, waiting, filled, read) = (UInt32(0), UInt32(0), 0, 0)
        for character in characters {
            read += 1
            if read > digits {
                guard character == equals else { return false }
                continue
            }
            guard let digit = Base64.digit(character, isURLSafe: false) else { return false }
            bits = bits << 6 | UInt32(digit)
            waiting += 6
            guard waiting >= 8 else { continue }
            waiting -= 8
            guard filled < output.count else { return false }
            output[filled] = UInt8(truncatingIfNeeded: bits >> waiting)
            filled += 1
        }
        // One byte string has one text: bits that no byte takes are zero.
        return filled == output.count && bits & (UInt32(1) << waiting &- 1) == 0
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func has(_ text: String, at range: Range<Int>) -> Bool {
        self[range].starts(with: text.utf8)
    }

    fileprivate func ends(_ text: String, _ range: Range<Int>) -> Bool {
        self[range].reversed().starts(with: text.utf8.reversed())
    }
}
