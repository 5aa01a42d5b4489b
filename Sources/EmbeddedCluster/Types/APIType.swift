/// One of the API server's own types: its fields with their names in JSON and numbers in protobuf.
struct APIType: Sendable {
    struct Field: Sendable {
        /// Empty for a type whose fields stand in this one.
        var name: String
        var number: UInt64
        var shape: Shape
        var isPointer: Bool
        var omission: Omission
        var isInline: Bool { name.isEmpty }
    }

    /// When a field is left out of an object's JSON.
    enum Omission: Sendable {
        /// `omitempty`: where it is no pointer and zero, or an empty list or map; a struct is always written.
        case whenEmpty
        /// `omitzero`: a struct too.
        case whenZero
        case never
    }

    indirect enum Shape: Sendable {
        case string, boolean, int32, int64, double
        /// Base64 in JSON.
        case bytes
        case quantity
        /// RFC 3339: of seconds, and of microseconds.
        case time, microTime
        case integerOrString
        /// JSON in a message of its own.
        case raw
        /// A list of strings in a message of its own.
        case wrappedStrings
        case list(Shape)
        case map(Shape)
        /// A type by its full name: `core/v1.PodSpec`.
        case type(String)
    }

    /// `core/v1.PodSpec`.
    var name: String
    var fields: [Field]

    /// `PodSpec`.
    var shortName: String { String(name.split(separator: ".").last ?? "") }
    /// `v1.PodSpec`, as Go's errors name it.
    var goName: String { String(name.split(separator: "/").last ?? "") }
}
