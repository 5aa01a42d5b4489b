package import Manifests

/// One of the API server's own types: its fields with their names in JSON and numbers in protobuf, and how they are
/// merged.
///
/// A class: types are looked at for every node of every object, and one reference is cheaper to take than the parts.
package final class APIType: Sendable {
    package struct Field: Sendable {
        /// Empty for a type whose fields stand in this one.
        package var name: String
        package var number: UInt64
        package var shape: Shape
        package var isPointer = false
        package var omission = Omission.whenEmpty
        /// Owned member by member here, though its type is atomic (`x-kubernetes-map-type: granular`).
        package var isGranular = false
        /// Named by the documents' `required`.
        package var isRequired = false
        /// What the documents declare, where it is not the empty value of the shape.
        package var declaredDefault: Value?
        package var patchStrategy: PatchStrategy?

        package var isInline: Bool { name.isEmpty }

        /// The documents' `default`: as declared, and else what Go has in a field that is no pointer and is always
        /// written.
        package var defaultValue: Value? {
            if let declaredDefault { return declaredDefault }
            guard !isPointer else { return nil }
            if case .type = shape { return .object([:]) }
            return omission == .never && isRequired ? shape.zero : nil
        }
    }

    /// When a field is left out of an object's JSON.
    package enum Omission: Sendable {
        /// `omitempty`: where it is no pointer and zero, or an empty list or map; a struct is always written.
        case whenEmpty
        /// `omitzero`: a struct too.
        case whenZero
        case never
    }

    package indirect enum Shape: Sendable {
        /// With the only values that are allowed; empty where any are.
        case string(values: [String])
        case boolean, int32, int64, double
        /// Base64 in JSON.
        case bytes
        case quantity
        /// RFC 3339: of seconds, and of microseconds.
        case time, microTime
        case integerOrString
        /// JSON in a message of its own.
        case raw
        /// A set of owned fields, in the same message.
        case fieldSet
        /// A list of strings in a message of its own.
        case wrappedStrings
        case list(Shape, ListType)
        case map(Shape, isAtomic: Bool)
        /// A type by its full name: `core/v1.PodSpec`.
        case type(String)

        fileprivate var zero: Value? {
            switch self {
            case .string: ""
            case .int32, .int64: 0
            case .boolean: false
            default: nil
            }
        }
    }

    /// `core/v1.PodSpec`.
    package let name: String
    /// `apiVersion` and `kind` are among the members.
    package let hasIdentity: Bool
    /// Owned as a whole (`x-kubernetes-map-type: atomic`).
    package let isAtomic: Bool
    /// Any JSON at all.
    package let isFree: Bool
    /// As they are declared, for protobuf.
    package let fields: [Field]
    // INVARIANT: ascending by the bytes of the names.
    /// The fields of the type and of the types that stand in it.
    package let members: [Field]

    init(header: APITypes.Header, fields: [Field], members: [Field]) {
        name = header.name
        let words = header.rest.isEmpty ? [] : header.words
        hasIdentity = words.contains { $0 == "typed" || $0.hasPrefix("kind=") }
        isAtomic = words.contains("atomic")
        isFree = words.contains("any")
        self.fields = fields
        self.members = members
    }

    package func member(_ name: String) -> Field? {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            let order = members[middle].name.compareBytes(with: name)
            if order == 0 { return members[middle] }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// `PodSpec`.
    package var shortName: String { String(name.split(separator: ".").last ?? "") }
    /// `v1.PodSpec`, as Go's errors name it.
    package var goName: String { String(name.split(separator: "/").last ?? "") }

    /// The name in OpenAPI documents: `io.k8s.api.core.v1.PodSpec`.
    package var documentName: String { Self.documentName(name) }

    package static func documentName(_ name: String) -> String {
        let path = name.replacing("/", with: ".")
        return switch name.prefix(while: { $0 != "/" }) {
        case "meta": "io.k8s.apimachinery.pkg.apis." + path
        case "apiextensions": "io.k8s.apiextensions-apiserver.pkg.apis." + path
        case "apiregistration": "io.k8s.kube-aggregator.pkg.apis." + path
        default: "io.k8s.api." + path
        }
    }
}
