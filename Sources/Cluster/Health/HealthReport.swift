package import Manifests

/// The health of objects read from manifests: what `lockstep health` prints.
package struct HealthReport: Sendable {
    package struct Entry: Sendable, Hashable {
        package var kind: GroupVersionKind
        /// Nil where the object names none.
        package var namespace: String?
        /// Empty where the object has none.
        package var name: String
        package var health: Health
        package var location: SourceLocation
    }

    /// In the order of the documents.
    package private(set) var entries: [Entry] = []
    /// What is no Kubernetes object.
    package private(set) var diagnostics: [Diagnostic] = []

    /// - Parameter documents: objects, or lists of objects, each with its status.
    package init(_ documents: [Document], by checks: HealthChecks = .builtIn) {
        for document in documents {
            for object in document.objects(into: &diagnostics) { add(object, by: checks) }
        }
    }

    /// Whether nothing needs attention: every object is Healthy, or Suspended as someone wished.
    package var isFine: Bool {
        entries.allSatisfy { $0.health.status == .healthy || $0.health.status == .suspended }
    }

    private mutating func add(_ document: Document, by checks: HealthChecks) {
        let object = document.value
        guard object.object != nil else {
            diagnostics.append(
                .error("expected a Kubernetes object, found \(object.kindInWords)", at: document.location))
            return
        }
        let (apiVersion, kind) = (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "")
        guard require("apiVersion", apiVersion, of: document), require("kind", kind, of: document) else { return }
        entries.append(
            Entry(
                kind: GroupVersionKind(apiVersion: apiVersion, kind: kind),
                namespace: object[path: "metadata", "namespace"]?.string,
                name: object[path: "metadata", "name"]?.string ?? "",
                health: checks.assess(object), location: document.location))
    }

    private mutating func require(_ field: String, _ text: String, of document: Document) -> Bool {
        if !text.isEmpty { return true }
        let found = document.value[field].map { $0 == .string("") ? "an empty one" : $0.kindInWords } ?? "none"
        diagnostics.append(
            .error(
                "expected '\(field)' to be a string, found \(found)",
                at: document.nearestLocation(of: [.key(field)])))
        return false
    }
}
