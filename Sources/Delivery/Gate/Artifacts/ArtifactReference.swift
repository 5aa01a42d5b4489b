import Manifests
import Trust

/// A place in an object that names an artifact which will run: an image, or a model's address.
struct ArtifactReference: Hashable {
    enum Kind: String, Hashable {
        case image, model
    }

    var kind: Kind
    /// As the manifest has it.
    var text: String
    /// The name by which the trust policy knows it.
    var artifact: String
    var path: [PathStep]

    /// What is looked up once, in however many places it stands.
    struct Key: Hashable {
        var kind: Kind
        var text: String
        var artifact: String
    }

    var key: Key { Key(kind: kind, text: text, artifact: artifact) }

    var words: String { "\(kind.rawValue) '\(text)'" }
}

extension ArtifactReference {
    private static let modelFields: Set<String> = ["storageUri", "storage_uri", "modelUri"]
    /// What these hold is data, whatever its members are called.
    private static let dataKinds: Set<GroupKind> = [
        GroupKind(group: "", kind: "ConfigMap"), GroupKind(group: "", kind: "Secret"),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
    ]

    /// Every reference of an object, in the order of the manifest.
    ///
    /// Images stand in members called `image`, wherever a kind keeps its containers, and in image volumes; models in
    /// `storageUri` and its kin. An image's name for the trust policy is `registry/repository`; a model's is the
    /// annotation `lockstep/artifact`, else the object's name.
    static func all(in object: Value, of identity: ResourceIdentity) -> [ArtifactReference] {
        guard !dataKinds.contains(identity.groupKind), let root = object.object else { return [] }
        let named = object[path: "metadata", "annotations", ObjectOptions.artifact]?.string
        var walk = Walk(model: named ?? identity.name)
        for member in root where member.key != "metadata" && member.key != "status" {
            walk.visit(member.value, at: [.key(member.key)], named: member.key)
        }
        return walk.found
    }

    private struct Walk {
        let model: String
        var found: [ArtifactReference] = []

        mutating func visit(_ value: Value, at path: [PathStep], named name: String) {
            switch value {
            case .object(let members):
                if name == "image", let text = members["reference"]?.string { image(text, path + [.key("reference")]) }
                for member in members { visit(member.value, at: path + [.key(member.key)], named: member.key) }
            case .array(let items):
                for (index, item) in items.enumerated() {
                    if name == "storageUris", let text = item["uri"]?.string {
                        found.append(
                            ArtifactReference(
                                kind: .model, text: text, artifact: model, path: path + [.index(index), .key("uri")]))
                    }
                    visit(item, at: path + [.index(index)], named: "")
                }
            case .string(let text):
                if name == "image" { image(text, path) }
                if modelFields.contains(name) {
                    found.append(ArtifactReference(kind: .model, text: text, artifact: model, path: path))
                }
            default: break
            }
        }

        private mutating func image(_ text: String, _ path: [PathStep]) {
            let name = (try? ImageReference(text))?.name ?? text
            found.append(ArtifactReference(kind: .image, text: text, artifact: name, path: path))
        }
    }
}
