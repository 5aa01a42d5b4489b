import Manifests

/// A document of OpenAPI v2 in protobuf, in which `kubectl` reads it (`openapi.v2.Document` of gnostic).
enum OpenAPIProtobuf {
    static let contentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
    /// What clients ask for; as the type of an answer they refuse it, for its `@`.
    private static let askedType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"

    /// Whether a client wants this form before any other.
    static func isAsked(accept: String) -> Bool {
        let first = accept.prefix { $0 != "," && $0 != ";" }
        return [contentType, askedType].contains(String(first).trimming())
    }

    static func write(_ document: Value) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.write(1, document["swagger"]?.string ?? "")
        writer.write(2) { info in
            info.write(1, document[path: "info", "title"]?.string ?? "")
            info.write(2, document[path: "info", "version"]?.string ?? "")
        }
        writer.write(8) { paths in
            for path in document["paths"]?.object ?? [:] {
                paths.write(2) { named in
                    named.write(1, path.key)
                    named.write(2) { Self.path(path.value, &$0) }
                }
            }
        }
        writer.write(9) { Self.schemas(document["definitions"]?.object ?? [:], &$0) }
        return writer.bytes
    }

    private static let methods: [(name: String, number: UInt64)] = [
        ("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8),
    ]

    private static func path(_ path: Value, _ item: inout ProtobufWriter) {
        for (name, number) in methods {
            guard let operation = path[name] else { continue }
            item.write(number) { writer in
                for parameter in operation["parameters"]?.array ?? [] {
                    // An item that is a parameter that is not a body's but a query's.
                    writer.write([8, 1, 2, 3]) { query(parameter, &$0) }
                }
                writer.write(9) { responses in
                    for response in operation["responses"]?.object ?? [:] {
                        responses.write(1) { named in
                            named.write(1, response.key)
                            named.write([2, 1]) { $0.write(1, response.value["description"]?.string ?? "") }
                        }
                    }
                }
                extensions(of: operation, 13, &writer)
            }
        }
    }

    private static func query(_ parameter: Value, _ writer: inout ProtobufWriter) {
        writer.write(2, parameter["in"]?.string ?? "")
        writer.write(4, parameter["name"]?.string ?? "")
        writer.write(6, parameter["type"]?.string ?? "")
        writer.write(20, parameter["uniqueItems"]?.bool ?? false)
    }

    private static func schemas(_ schemas: Object, _ writer: inout ProtobufWriter) {
        for member in schemas {
            writer.write(1) { named in
                named.write(1, member.key)
                named.write(2) { schema(member.value, &$0) }
            }
        }
    }

    /// What clients check objects by; bounds and patterns are the server's own business.
    private static func schema(_ schema: Value, _ writer: inout ProtobufWriter) {
        for (name, number) in [("$ref", 1), ("format", 2), ("description", 4)] as [(String, UInt64)] {
            if let text = schema[name]?.string { writer.write(number, text) }
        }
        if let fallback = schema["default"] { writer.write(5) { any(fallback, &$0) } }
        for name in schema["required"]?.array ?? [] { writer.write(19, name.string ?? "") }
        for value in schema["enum"]?.array ?? [] { writer.write(20) { any(value, &$0) } }
        switch schema["additionalProperties"] {
        case .bool(let allowed)?: writer.write(21) { $0.write(2, allowed) }
        case .object(let below)?: writer.write([21, 1]) { Self.schema(.object(below), &$0) }
        default: break
        }
        if let type = schema["type"]?.string { writer.write(22) { $0.write(1, type) } }
        if let items = schema["items"] { writer.write([23, 1]) { Self.schema(items, &$0) } }
        if let properties = schema["properties"]?.object { writer.write(25) { schemas(properties, &$0) } }
        extensions(of: schema, 31, &writer)
    }

    private static func extensions(of value: Value, _ number: UInt64, _ writer: inout ProtobufWriter) {
        for member in value.object ?? [:] where member.key.hasPrefix("x-") {
            writer.write(number) { named in
                named.write(1, member.key)
                named.write(2) { any(member.value, &$0) }
            }
        }
    }

    /// JSON is YAML.
    private static func any(_ value: Value, _ writer: inout ProtobufWriter) { writer.write(2, JSON.string(value)) }
}
