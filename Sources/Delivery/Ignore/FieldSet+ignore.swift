import Manifests
import StructuredMerge

extension FieldSet {
    /// `desired` with what the set names as it is in `live`, and without what is others' alone; in one walk, since a
    /// manager may own thousands of fields.
    func settingAside(_ desired: Value, live: Value, owners: LiveOwners) -> Value {
        walk(desired, live, owners) ?? desired
    }

    /// - Returns: nil where nothing is left.
    private func walk(_ desired: Value, _ live: Value?, _ owners: LiveOwners) -> Value? {
        switch desired {
        case .object(let object):
            let members = object.members.compactMap { member -> Object.Member? in
                let element = PathElement.field(member.key)
                guard touches(element) else { return member }
                return rest(member.value, live?[member.key], element, owners).map {
                    Object.Member(key: member.key, value: $0)
                }
            }
            // An empty map would be a field of its own.
            return members.isEmpty && !owners.others.isEmpty ? nil : .object(Object(members))
        case .array(let items):
            let named = (live?.array ?? []).enumerated().compactMap { index, item in
                element(of: item, at: index).map { ($0, item) }
            }
            let others = Dictionary(named) { first, _ in first }
            return .array(
                items.enumerated().compactMap { index, item in
                    // An item that the cluster does not have yet is made as it is declared.
                    guard let element = element(of: item, at: index), let other = others[element] else { return item }
                    return rest(item, other, element, owners)
                })
        default: return desired
        }
    }

    private func rest(_ desired: Value, _ live: Value?, _ element: PathElement, _ owners: LiveOwners) -> Value? {
        let below = below(element)
        guard below.isEmpty else { return below.walk(desired, live, owners.below(element)) }
        return owners.areOthers(element) ? nil : live
    }
}
