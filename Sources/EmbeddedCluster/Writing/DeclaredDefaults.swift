import Manifests
import StructuredMerge

/// Fills in what the types themselves declare as a field's default, wherever a type stands.
enum DeclaredDefaults {
    private static let types = APITypes.builtIn

    /// The types with a declared default in them or below them, so that nothing else is walked through.
    private static let bearing: Set<String> = {
        let all = APITypes.packageNames.flatMap(types.names).compactMap { types[$0] }
        var bearing = Set(all.filter { $0.members.contains { $0.declaredDefault != nil } }.map(\.name))
        var count = -1
        while count != bearing.count {
            count = bearing.count
            for type in all where type.members.contains(where: { leads($0.shape, to: bearing) }) {
                bearing.insert(type.name)
            }
        }
        return bearing
    }()

    private static func leads(_ shape: APIType.Shape, to bearing: Set<String>) -> Bool {
        switch shape {
        case .type(let name): bearing.contains(name)
        case .list(let item, _), .map(let item, _): leads(item, to: bearing)
        default: false
        }
    }

    static func fill(_ root: inout Object, kind: GroupVersionKind) {
        if let type = types[kind], bearing.contains(type.name) { fill(&root, type) }
    }

    private static func fill(_ object: inout Object, _ type: APIType) {
        for member in type.members {
            if let value = member.declaredDefault {
                if object[member.name].map({ $0.isNull || $0 == "" }) ?? true { object[member.name] = value }
            } else if let found = object[member.name] {
                object[member.name] = filled(found, member.shape)
            }
        }
    }

    private static func filled(_ value: Value, _ shape: APIType.Shape) -> Value {
        switch (value, shape) {
        case (.object(var object), .type(let name)):
            guard bearing.contains(name), let type = types[name] else { return value }
            fill(&object, type)
            return .object(object)
        case (.array(let items), .list(let item, _)) where leads(item, to: bearing):
            return .array(items.map { filled($0, item) })
        case (.object(let members), .map(let item, _)) where leads(item, to: bearing):
            return .object(Object(members.map { Object.Member(key: $0.key, value: filled($0.value, item)) }))
        default: return value
        }
    }
}
