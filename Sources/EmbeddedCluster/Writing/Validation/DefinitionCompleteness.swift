import Manifests
import StructuredMerge

/// Whether what the root's `allOf`, `anyOf`, `oneOf` and `not` speak of is there in the schema that shapes the object
/// (`validateStructuralCompleteness` of k8s.io/apiextensions-apiserver).
///
/// Those of the schemas below the root may speak of anything.
struct DefinitionCompleteness {
    private var causes: [APIError.Cause] = []

    static func faults(of schema: Object, at place: String) -> [APIError.Cause] {
        var review = DefinitionCompleteness()
        for (field, branch) in DefinitionStructure.junctors(of: schema, at: place) {
            review.check(branch, at: field, in: schema, at: place, depth: 0)
        }
        return review.causes
    }

    /// - Parameters:
    ///   - outer: the schema that shapes the value; nil where there is none.
    private mutating func check(
        _ schema: Object, at place: String, in outer: Object?, at outerPlace: String, depth: Int
    ) {
        guard depth < SchemaDepth.most else { return }
        guard let outer else {
            causes.append(.required(outerPlace, "because it is defined in \(place)"))
            return
        }
        for (field, branch) in DefinitionStructure.junctors(of: schema, at: place) {
            check(branch, at: field, in: outer, at: outerPlace, depth: depth + 1)
        }
        if let item = schema["items"]?.object {
            check(
                item, at: "\(place).items", in: outer["items"]?.object, at: "\(outerPlace).items", depth: depth + 1)
        }
        for member in schema["properties"]?.object ?? [:] {
            guard let property = member.value.object else { continue }
            let field = "properties[\(member.key)]"
            check(
                property, at: "\(place).\(field)", in: outer["properties"]?[member.key]?.object,
                at: "\(outerPlace).\(field)", depth: depth + 1)
        }
    }
}
