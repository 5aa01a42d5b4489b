/// A Kubernetes object as a manifest declares it, with the place where it stands.
package struct Resource: Sendable {
    package var kind: GroupVersionKind
    package var name: String
    /// As written; nil where the manifest names none.
    package var namespace: String?
    /// The object with its positions; one item of a `List` is a document of its own here.
    package var document: Document

    package var object: Value { document.value }
    /// Where the object begins.
    package var location: SourceLocation { document.location }

    /// The place of a field of the object; that of the object itself where the field is absent.
    package func location(of field: [PathStep]) -> SourceLocation { document.location(of: field) ?? location }
}

extension Resource {
    /// The objects of a document: itself, or the items of a `List`.
    ///
    /// - Parameter diagnostics: receives what makes the document, or an item of it, no Kubernetes object.
    package static func read(_ document: Document, into diagnostics: inout [Diagnostic]) -> [Resource] {
        document.objects(into: &diagnostics).compactMap { object($0, into: &diagnostics) }
    }

    private static func object(_ document: Document, into diagnostics: inout [Diagnostic]) -> Resource? {
        guard case .object = document.value else {
            diagnostics.append(
                .error("expected a Kubernetes object, found \(document.value.kindInWords)", at: document.location))
            return nil
        }
        let apiVersion = text(["apiVersion"], of: document, into: &diagnostics)
        let kind = text(["kind"], of: document, into: &diagnostics)
        let name = text(["metadata", "name"], of: document, into: &diagnostics)
        guard let apiVersion, let kind, let name else { return nil }
        return Resource(
            kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), name: name,
            namespace: document.value[path: "metadata", "namespace"]?.string, document: document)
    }

    /// A field that must be a string with something in it.
    private static func text(_ keys: [String], of document: Document, into diagnostics: inout [Diagnostic]) -> String? {
        let value = keys.reduce(Optional(document.value)) { $0?[$1] }
        if let string = value?.string, !string.isEmpty { return string }
        let steps = keys.map(PathStep.key)
        let found =
            switch value {
            case nil: "none"
            case .string?: "an empty one"
            case let other?: other.kindInWords
            }
        diagnostics.append(
            .error(
                "expected '\(steps.text)' to be a string, found \(found)",
                at: document.location(of: steps) ?? document.nearestLocation(of: steps)))
        return nil
    }
}
