import Manifests
import Trust

/// A place in an object that names an artifact which will run: an image, or a model's address.
struct ArtifactReference: Hashable {
    enum Kind: String, Hashable {
        case image, model
    }

    var kind: Kind
    /// As the manifest has it; empty where ``obscurity`` says why there is no address.
    var text: String
    /// The name by which the trust policy knows it.
    var artifact: String
    var path: [PathStep]
    /// What stands in place of an address and does not tell what will be loaded, in words; nil for an address.
    var obscurity: String?

    /// What is looked up once, in however many places it stands.
    struct Key: Hashable {
        var kind: Kind
        var text: String
        var artifact: String
    }

    /// nil where there is nothing to look up.
    var key: Key? { obscurity == nil ? Key(kind: kind, text: text, artifact: artifact) : nil }

    var words: String { "\(kind.rawValue) '\(text)'" }
}

extension ArtifactReference {
    /// What these hold is data, whatever its members are called.
    private static let dataKinds: Set<GroupKind> = [
        GroupKind(group: "", kind: "ConfigMap"), GroupKind(group: "", kind: "Secret"),
        .customResourceDefinition,
    ]

    /// Every reference of an object, in the order of the manifest.
    ///
    /// Images stand in members called `image`, wherever a kind keeps its containers, and in image volumes; models in
    /// `storageUri` and its kin, and in the variable `STORAGE_URI` of a container. KServe's kinds have more ways
    /// (``ModelSources``). An image's name for the trust policy is `registry/repository`; a model's is the annotation
    /// `lockstep/artifact`, else the object's name.
    static func all(in object: Value, of identity: ResourceIdentity) -> [ArtifactReference] {
        guard !dataKinds.contains(identity.groupKind), let root = object.object else { return [] }
        let named = object[path: "metadata", "annotations", ObjectOptions.artifact]?.string
        var walk = Walk(models: ModelSources(artifact: named ?? identity.name, kind: identity.groupKind))
        for member in root where member.key != "metadata" && member.key != "status" {
            walk.visit(member.value, at: [.key(member.key)])
        }
        return walk.found + walk.models.absent(in: object, found: walk.found)
    }

    private struct Walk {
        let models: ModelSources
        var found: [ArtifactReference] = []

        mutating func visit(_ value: Value, at path: [PathStep]) {
            found += models.references(in: value, at: path)
            switch value {
            case .object(let members):
                if path.name == "image", let text = members["reference"]?.string {
                    image(text, path + [.key("reference")])
                }
                for member in members { visit(member.value, at: path + [.key(member.key)]) }
            case .array(let items):
                for (index, item) in items.enumerated() { visit(item, at: path + [.index(index)]) }
            case .string(let text):
                if path.name == "image" { image(text, path) }
            default: break
            }
        }

        private mutating func image(_ text: String, _ path: [PathStep]) {
            let name = (try? ImageReference(text))?.name ?? text
            found.append(ArtifactReference(kind: .image, text: text, artifact: name, path: path))
        }
    }
}

extension [PathStep] {
    /// The member that the path leads to; empty for an element of a list.
    var name: String { if case .key(let key) = last { key } else { "" } }
}
