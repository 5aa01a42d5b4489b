import Manifests
import StructuredMerge

/// What is ignored of a part of an object.
enum FieldSelection {
    /// All of it.
    case all
    /// What is at the end of a path, which goes on below.
    case path(ArraySlice<FieldPattern.Step>)
    /// What is in a set; of what is owned part by part only the parts that the set has.
    case fields(FieldSet)

    init(_ pattern: FieldPattern) { self = Self.at(pattern.steps[...]) }

    private static func at(_ steps: ArraySlice<FieldPattern.Step>) -> FieldSelection {
        steps.isEmpty ? .all : .path(steps)
    }

    var isAll: Bool { if case .all = self { true } else { false } }

    /// What is ignored of a map's member; nil where nothing is.
    func member(_ name: String) -> FieldSelection? {
        switch self {
        case .all: return self
        case .fields(let set):
            let element = PathElement.field(name)
            return set.touches(element) ? .fields(set.below(element)) : nil
        case .path(let steps): return steps.first?.name == name ? Self.at(steps.dropFirst()) : nil
        }
    }

    /// The members of a map of which something is ignored.
    func names(in object: Object) -> [String] {
        switch self {
        case .all: return Array(object.keys)
        case .fields(let set): return set.elements.compactMap { if case .field(let name) = $0 { name } else { nil } }
        case .path(let steps): return steps.first?.name.map { [$0] } ?? []
        }
    }

    /// What is ignored of a list's item; nil where nothing is.
    ///
    /// - Parameter element: how owners know it: it has keys that the item itself may leave to their defaults.
    func item(_ item: Value, _ element: PathElement, at index: Int) -> FieldSelection? {
        switch self {
        case .all: return self
        case .fields(let set): return set.touches(element) ? .fields(set.below(element)) : nil
        case .path(let steps):
            guard let step = steps.first, FieldPattern.matches(step, Self.spelledOut(item, element), at: index) else {
                return nil
            }
            return Self.at(steps.dropFirst())
        }
    }

    private static func spelledOut(_ item: Value, _ element: PathElement) -> Value {
        guard case .object(var object) = item, case .key(let key) = element else { return item }
        for member in key where object[member.key] == nil { object[member.key] = member.value }
        return .object(object)
    }

    /// Whether items are counted in Git's list, so that another one in the cluster is meant only past its end.
    var isPosition: Bool {
        guard case .path(let steps) = self, case .index? = steps.first else { return false }
        return true
    }
}

extension FieldPattern.Step {
    /// The member of a map that the step leads to. A pointer does not tell a number that is a position from one that is a
    /// name.
    var name: String? {
        switch self {
        case .key(let name): name
        case .index(let index): String(index)
        case .item, .all: nil
        }
    }
}
