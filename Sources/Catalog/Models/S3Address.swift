/// `s3://bucket/key`.
struct S3Address: Hashable, CustomStringConvertible {
    var bucket: String
    /// Without the first `/`; empty for the bucket itself.
    var key: String

    init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// - Returns: nil for an address of another storage.
    init?(_ uri: String) {
        guard uri.hasPrefix("s3://") else { return nil }
        let rest = uri.dropFirst("s3://".count)
        let name = rest.prefix { $0 != "/" }
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard !name.isEmpty, isName else { return nil }
        bucket = String(name)
        key = String(rest.dropFirst(name.count).dropFirst())
    }

    var description: String { "s3://\(bucket)/\(key)" }
}
