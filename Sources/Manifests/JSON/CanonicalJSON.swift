extension JSON {
    /// The JSON Canonicalization Scheme (RFC 8785): what is hashed and signed.
    ///
    ///     {"b": 1.0, "a": "€"}   →   {"a":"€","b":1}
    ///
    /// Keys are ordered by their UTF-16 code units, numbers printed as ECMAScript prints doubles. An integer
    /// beyond 2⁵³ is printed with all its digits rather than rounded, so that no two values share one text.
    package static func canonical(_ value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        writeCanonical(value, into: &bytes)
        return bytes
    }

    private static func writeCanonical(_ value: Value, into bytes: inout [UInt8]) {
        switch value {
        case .double(let double): bytes.append(contentsOf: NumberText.ecmaScript(double).utf8)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeCanonical(element, into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in inUTF16Order(object).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONWriter.write(member.key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                writeCanonical(member.value, into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .integer, .string: JSONWriter.write(value, into: &bytes)
        }
    }

    /// UTF-8 and UTF-16 order differ only where a key holds a scalar beyond the basic plane (four bytes, from 0xF0).
    private static func inUTF16Order(_ object: Object) -> [Object.Member] {
        guard object.contains(where: { $0.key.utf8.contains { $0 >= 0xF0 } }) else { return object.members }
        return object.members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    }
}
