import Manifests

/// What of a Secret may be shown: everything else is content, misspelt fields among it.
enum SecretContent {
    static let clearFields: Set<String> = ["apiVersion", "kind", "metadata", "type", "immutable"]

    static func isSecret(_ object: Value) -> Bool {
        object["kind"]?.string == "Secret" && object["apiVersion"]?.string == "v1"
    }

    /// All texts that are content, at any depth, as they stand there.
    static func texts(of object: Value) -> [String] {
        var texts: [String] = []
        for member in object.object ?? Object() where !clearFields.contains(member.key) {
            collect(member.value, into: &texts)
        }
        return texts
    }

    private static func collect(_ value: Value, into texts: inout [String]) {
        switch value {
        case .string(let text): if !text.isEmpty { texts.append(text) }
        case .object(let members): for member in members { collect(member.value, into: &texts) }
        case .array(let items): for item in items { collect(item, into: &texts) }
        default: break
        }
    }
}
