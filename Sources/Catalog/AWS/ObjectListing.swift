/// One page of an S3 listing (`ListObjectsV2`).
struct ObjectListing {
    struct Entry: Hashable {
        var key = ""
        var size = ""
        var entityTag = ""
        var modified = ""
    }

    var entries: [Entry] = []
    /// Where the next page begins; nil on the last one.
    var continuation: String?

    /// - Returns: nil where the answer is no listing, or ends before the listing does.
    init?(xml: [UInt8]) {
        var reader = XMLReader(xml)
        var path: [String] = []
        var text = ""
        var isTruncated = false
        while let event = reader.next() {
            switch event {
            case .start(let name):
                if path.isEmpty, name != "ListBucketResult" { return nil }
                path.append(name)
                text = ""
                if path.count == 2, name == "Contents" { entries.append(Entry()) }
            case .text(let part): text += part
            case .end:
                switch path.dropFirst().joined(separator: "/") {
                case "IsTruncated": isTruncated = text == "true"
                case "NextContinuationToken": continuation = text
                case "Contents/Key": edit { $0.key = text }
                case "Contents/Size": edit { $0.size = text }
                case "Contents/ETag": edit { $0.entityTag = text }
                case "Contents/LastModified": edit { $0.modified = text }
                default: break
                }
                path.removeLast()
                text = ""
            }
        }
        guard reader.isComplete, !isTruncated || continuation != nil else { return nil }
        if !isTruncated { continuation = nil }
    }

    private mutating func edit(_ change: (inout Entry) -> Void) {
        guard !entries.isEmpty else { return }
        change(&entries[entries.count - 1])
    }
}
