import Manifests
import StructuredMerge

/// What the server refuses of fields that have only some values, by their types.
///
/// A status is let through: only controllers write it, and the server does not look at it.
struct EnumValidation {
    private static let types = APITypes.builtIn
    private(set) var causes: [APIError.Cause] = []

    static func faults(of object: Value, kind: GroupVersionKind) -> [APIError.Cause] {
        guard let type = types[kind], case .object(var members) = object else { return [] }
        members["status"] = nil
        members["metadata"] = nil
        var validation = EnumValidation()
        validation.check(members, type, at: "")
        return validation.causes
    }

    private mutating func check(_ object: Object, _ type: APIType, at place: String) {
        for member in object {
            guard let field = type.member(member.key), Self.isChecked(field.shape) else { continue }
            check(member.value, field.shape, at: place.isEmpty ? member.key : "\(place).\(member.key)", in: type)
        }
    }

    private static func isChecked(_ shape: APIType.Shape) -> Bool {
        switch shape {
        case .string(let values): !values.isEmpty
        case .list(let item, _), .map(let item, _): isChecked(item)
        case .type: true
        default: false
        }
    }

    private mutating func check(_ value: Value, _ shape: APIType.Shape, at place: String, in owner: APIType) {
        switch (value, shape) {
        case (.string(let text), .string(let values)):
            guard !text.isEmpty, !values.contains(text) else { return }
            causes.append(
                owner.name == "core/v1.NodeSelectorRequirement"
                    ? .invalid(place, JSON.string(value), "not a valid selector operator")
                    : .unsupported(place, text, values))
        case (.array(let items), .list(let item, _)):
            for (index, element) in items.enumerated() { check(element, item, at: "\(place)[\(index)]", in: owner) }
        case (.object(let members), .map(let item, _)):
            for member in members { check(member.value, item, at: "\(place)[\(member.key)]", in: owner) }
        case (.object(let members), .type(let name)):
            if let type = Self.types[name] { check(members, type, at: place) }
        default: break
        }
    }
}
