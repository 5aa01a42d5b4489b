package import Manifests

/// One object of a manifest file, and where it stands in the text.
package struct ManifestFile: Sendable {
    package var path: String
    package var object: Value
    private var bytes: [UInt8]
    private var document: Int
    private var place: [PathStep]

    /// - Returns: nil where the file has no such object, or cannot be read.
    package init?(_ workload: ReleaseSpec.Workload, in bytes: [UInt8], path: String) {
        self.path = path
        self.bytes = bytes
        for (index, document) in YAML.parse(bytes, file: path).documents.enumerated() {
            guard let (place, object) = Self.find(workload, in: document.value, at: []) else { continue }
            self.document = index
            self.place = place
            self.object = object
            return
        }
        return nil
    }

    /// The file with the object as another value, and every other byte as it was.
    package func replacing(by new: Value) -> Result<[UInt8], Diagnostic> {
        YAMLEdit.apply(
            ManifestEdits.from(object, to: new, at: place), to: bytes, file: path, document: document)
    }

    /// The file with edits whose paths begin at the object.
    package func applying(_ edits: [YAMLEdit]) -> Result<[UInt8], Diagnostic> {
        let edits = edits.map { YAMLEdit(path: place + $0.path, change: $0.change) }
        return YAMLEdit.apply(edits, to: bytes, file: path, document: document)
    }

    private static func find(
        _ workload: ReleaseSpec.Workload, in value: Value, at path: [PathStep]
    ) -> ([PathStep], Value)? {
        if value["kind"]?.string == workload.kind, value[path: "metadata", "name"]?.string == workload.name {
            return (path, value)
        }
        guard value["kind"]?.string?.hasSuffix("List") == true, let items = value["items"]?.array else { return nil }
        for (index, item) in items.enumerated() {
            if let found = find(workload, in: item, at: path + [.key("items"), .index(index)]) { return found }
        }
        return nil
    }
}
