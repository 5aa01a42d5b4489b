import Manifests

/// Objects in the shape that a client asked for: as they are, their metadata alone, or as a table for people.
struct Shown: Sendable {
    private let form: APIRequest.Form
    private let kind: ServedKind
    private let definition: Value?
    private let now: String
    private let included: String

    init(_ request: APIRequest, definition: Value?, now: String) {
        form = request.form
        kind = request.kind
        self.definition = definition
        self.now = now
        included = request.query["includeObject"] ?? "Metadata"
    }

    /// A built-in kind's table shows what every version has.
    private var converts: Bool { kind.storage != nil && (kind.isCustom || form != .table) }

    func one(_ object: StoredObject) -> [UInt8] {
        let object = converts ? object.converted(to: kind) : object
        return switch form {
        case .plain: object.json(apiVersion: kind.kind.apiVersion)
        case .partialMetadata: JSON.write(Self.partial(object.value, named: "PartialObjectMetadata"))
        case .table:
            JSON.write(table([object], metadata: ["resourceVersion": object.value.metadata["resourceVersion"] ?? ""]))
        }
    }

    func list(_ objects: [StoredObject], metadata: Object) -> [UInt8] {
        let objects = converts ? objects.map { $0.converted(to: kind) } : objects
        switch form {
        case .table: return JSON.write(table(objects, metadata: metadata))
        case .partialMetadata:
            let items = objects.map { object -> Value in Self.partial(object.value, named: "PartialObjectMetadata") }
            return JSON.write([
                "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadataList", "metadata": .object(metadata),
                "items": .array(items),
            ])
        case .plain:
            // Stitched from the JSON that each object was printed to when it was written.
            var json = JSON.write([
                "apiVersion": .string(kind.kind.apiVersion), "kind": .string("\(kind.kind.kind)List"),
                "metadata": .object(metadata),
            ])
            json.removeLast()
            json.reserveCapacity(json.count + objects.reduce(0) { $0 + $1.byteCount + 128 } + 16)
            json += ",\"items\":[".utf8
            for (index, object) in objects.enumerated() {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                if kind.isCustom {
                    object.write(apiVersion: kind.kind.apiVersion, into: &json)
                } else {
                    object.writeBare(into: &json)
                }
            }
            json += "]}".utf8
            return json
        }
    }

    private static func partial(_ object: Value, named name: String) -> Value {
        ["apiVersion": "meta.k8s.io/v1", "kind": .string(name), "metadata": .object(object.metadata)]
    }

    private func table(_ objects: [StoredObject], metadata: Object) -> Value {
        Table.make(
            kind: kind.kind, objects: objects.map(\.value), metadata: .object(metadata), definition: definition,
            includeObject: included, now: now)
    }
}
