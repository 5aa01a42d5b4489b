import Manifests
import StructuredMerge

/// Defaults in a CustomResourceDefinition's schema that this schema refuses (`ValidateDefaults` of
/// k8s.io/apiextensions-apiserver).
enum DefinitionDefaults {
    static func faults(of schema: Object, at place: String, depth: Int = 0) -> [APIError.Cause] {
        guard depth < SchemaDepth.most else { return [] }
        var causes: [APIError.Cause] = []
        if let fallback = schema["default"], !fallback.isNull {
            causes += SchemaValidation.causes(ofValue: fallback, schema).map { cause in
                var cause = cause
                cause.field = "\(place).default" + (cause.field == SchemaValidation.root ? "" : ".\(cause.field)")
                return cause
            }
        }
        for member in schema["properties"]?.object ?? [:] {
            guard let property = member.value.object else { continue }
            causes += faults(of: property, at: "\(place).properties[\(member.key)]", depth: depth + 1)
        }
        for field in ["items", "additionalProperties"] {
            guard let nested = schema[field]?.object else { continue }
            causes += faults(of: nested, at: "\(place).\(field)", depth: depth + 1)
        }
        return causes
    }
}
