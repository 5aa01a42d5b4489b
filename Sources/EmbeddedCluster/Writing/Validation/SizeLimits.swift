import Manifests

/// How large what an object carries may be: 1 MiB of data (`MaxSecretSize`), 256 KiB of annotations
/// (`TotalAnnotationSizeLimitB`).
enum SizeLimits {
    private static let data = 1 << 20
    private static let annotations = 256 << 10

    static func faults(of object: Value, kind: ServedKind) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let notes = object.metadata["annotations"]?.object ?? [:]
        if notes.reduce(0, { $0 + $1.key.utf8.count + plainSize($1.value.string ?? "") }) > annotations {
            causes.append(.tooLong("metadata.annotations", annotations))
        }
        switch (kind.kind.group, kind.kind.kind) {
        case ("", "ConfigMap"):
            let text = values(of: object["data"], plainSize)
            // The server names no field of a map that is too large as a whole.
            if text + values(of: object["binaryData"], decodedSize) > data { causes.append(.tooLong("[]", data)) }
        case ("", "Secret"):
            if values(of: object["data"], decodedSize) > data { causes.append(.tooLong("data", data)) }
        default: break
        }
        return causes
    }

    private static func values(of field: Value?, _ size: (String) -> Int) -> Int {
        (field?.object ?? [:]).reduce(0) { $0 + size($1.value.string ?? "") }
    }

    private static func plainSize(_ text: String) -> Int { text.utf8.count }

    /// Of base64, without decoding it.
    private static func decodedSize(_ text: String) -> Int {
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return max(0, text.utf8.count / 4 * 3 - padding)
    }
}
