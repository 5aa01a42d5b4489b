package import Manifests

/// The artifacts that a workload names: images and models, each with where it stands.
///
/// Two environments may scale or configure a workload differently; what is promoted from one to the other are these.
package struct ArtifactReferences: Sendable, Hashable {
    private static let names: Set<String> = ["image", "storageUri"]

    /// By the path of the field.
    package private(set) var byPath: [[PathStep]: String] = [:]

    package init(of workload: Value) { collect(workload, at: []) }

    package var artifacts: Set<String> { Set(byPath.values) }

    private mutating func collect(_ value: Value, at path: [PathStep]) {
        switch value {
        case .object(let object):
            for member in object {
                let place = path + [.key(member.key)]
                if Self.names.contains(member.key), let text = member.value.string {
                    byPath[place] = text
                } else {
                    collect(member.value, at: place)
                }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, at: path + [.index(index)]) }
        default: break
        }
    }
}
