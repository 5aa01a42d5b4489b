/// `s3://bucket/key`, or `gs://bucket/key` of Google Cloud Storage, which speaks the same protocol.
struct S3Address: Hashable, CustomStringConvertible {
    /// `s3` or `gs`.
    var scheme = "s3"
    var bucket: String
    /// Without the first `/`; empty for the bucket itself.
    var key: String

    init(bucket: String, key: String, scheme: String = "s3") {
        self.scheme = scheme
        self.bucket = bucket
        self.key = key
    }

    /// - Returns: nil for an address of another storage.
    init?(_ uri: String, scheme: String = "s3") {
        guard uri.hasPrefix("\(scheme)://") else { return nil }
        let rest = uri.dropFirst("\(scheme)://".count)
        let name = rest.prefix { $0 != "/" }
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard !name.isEmpty, isName else { return nil }
        self.scheme = scheme
        bucket = String(name)
        key = String(rest.dropFirst(name.count).dropFirst())
    }

    var description: String { "\(scheme)://\(bucket)/\(key)" }
}
