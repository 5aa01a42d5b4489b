package import Manifests

/// What in a CustomResourceDefinition keeps the schemas of its kinds from being read in full: objects would be left
/// unjudged there. The rules are those of structural schemas, without which a server takes no definition.
package struct DefinitionReview {
    private static let types: Set<String> = ["array", "boolean", "integer", "number", "object", "string"]

    private var faults: [SchemaError] = []

    /// - Returns: empty where every version's schema can be read.
    package static func faults(in definition: Value) -> [SchemaError] {
        var review = DefinitionReview()
        review.review(definition)
        return review.faults
    }

    private mutating func review(_ definition: Value) {
        for path: [PathStep] in [["spec", "group"], ["spec", "names", "kind"]]
        where definition[steps: path]?.string?.isEmpty ?? true {
            note("a name", definition[steps: path], at: path)
        }
        let path: [PathStep] = ["spec", "versions"]
        guard let versions = definition[steps: path]?.array, !versions.isEmpty else {
            return note("a list of versions", definition[steps: path], at: path)
        }
        for (index, version) in versions.enumerated() {
            let place = path + [.index(index)]
            if version["name"]?.string?.isEmpty ?? true { note("a name", version["name"], at: place + ["name"]) }
            let root = place + ["schema", "openAPIV3Schema"]
            let schema = version[path: "schema", "openAPIV3Schema"]
            review(schema, at: root, depth: 0)
            if let type = schema?["type"]?.string, Self.types.contains(type), type != "object" {
                note("'object', which every custom resource is", schema?["type"], at: root + ["type"])
            }
        }
    }

    private mutating func review(_ schema: Value?, at path: [PathStep], depth: Int) {
        guard let schema, case .object = schema else { return note("a schema", schema, at: path) }
        guard depth < SchemaDepth.most else {
            return faults.append(
                SchemaError(message: "expected at most \(SchemaDepth.most) schemas within one another", path: path))
        }
        if let reference = schema["$ref"] { note("the schema itself", reference, at: path + ["$ref"]) }
        reviewType(of: schema, at: path)
        if let properties = present(schema["properties"]) {
            let place = path + ["properties"]
            guard let members = properties.object else { return note("schemas by name", properties, at: place) }
            for member in members { review(member.value, at: place + [.key(member.key)], depth: depth + 1) }
        }
        if let more = present(schema["additionalProperties"]), more.bool == nil {
            review(more, at: path + ["additionalProperties"], depth: depth + 1)
        }
        if schema["type"]?.string == "array" || present(schema["items"]) != nil {
            review(schema["items"], at: path + ["items"], depth: depth + 1)
        }
    }

    private mutating func reviewType(of schema: Value, at path: [PathStep]) {
        switch present(schema["type"]) {
        case nil:
            let isFree = ["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"].contains {
                schema[$0]?.bool == true
            }
            if !isFree { note("a type", nil, at: path + ["type"]) }
        case .string(let type)? where Self.types.contains(type): break
        case let other?:
            note("one of \(Self.types.sorted().map { "'\($0)'" }.joined(separator: ", "))", other, at: path + ["type"])
        }
    }

    /// A server takes null for absent.
    private func present(_ value: Value?) -> Value? { value == .null ? nil : value }

    private mutating func note(_ expected: String, _ found: Value?, at path: [PathStep]) {
        let words =
            switch present(found) {
            case nil: "none"
            case .string(let text)? where text.isEmpty: "an empty one"
            case .array(let items)? where items.isEmpty: "an empty list"
            case .string(let text)? where text.utf8.count <= 60: "'\(text)'"
            case let other?: other.kindInWords
            }
        faults.append(SchemaError(message: "expected '\(path.text)' to be \(expected), found \(words)", path: path))
    }
}
