/// An answer with the ETag that its server gave it (RFC 9110 section 8.8.3): the tag, a line break, the body.
struct TaggedAnswer {
    let tag: String
    let body: [UInt8]

    init(tag: String, body: [UInt8]) {
        self.tag = tag
        self.body = body
    }

    /// - Returns: nil for what is no such thing.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return nil }
        tag = String(decoding: bytes[..<end], as: UTF8.self)
        body = Array(bytes[(end + 1)...])
    }

    var bytes: [UInt8] { Array(tag.utf8) + [UInt8(ascii: "\n")] + body }
}
