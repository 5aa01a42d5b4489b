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
        for document in documents { add(document, by: checks, inherited: nil, depth: 0) }
    }

    /// Whether nothing needs attention: every object is Healthy, or Suspended as someone wished.
    package var isFine: Bool {
        entries.allSatisfy { $0.health.status == .healthy || $0.health.status == .suspended }
    }

    /// - Parameter inherited: the kind of the items of a typed list, whose items name none of their own.
    private mutating func add(
        _ document: Document, by checks: HealthChecks, inherited: GroupVersionKind?, depth: Int
    ) {
        let object = document.value
        guard object.object != nil else {
            diagnostics.append(
                .error("expected a Kubernetes object, found \(object.kindInWords)", at: document.location))
            return
        }
        let apiVersion = object["apiVersion"]?.string ?? inherited?.apiVersion ?? ""
        let kind = object["kind"]?.string ?? inherited?.kind ?? ""
        if Self.isList(object, kind: kind) {
            addItems(of: document, GroupVersionKind(apiVersion: apiVersion, kind: kind), by: checks, depth: depth)
            return
        }
        guard require("apiVersion", apiVersion, of: document), require("kind", kind, of: document) else { return }
        var assessed = object
        if inherited != nil, case .object(var members) = object {
            members["apiVersion"] = .string(apiVersion)
            members["kind"] = .string(kind)
            assessed = .object(members)
        }
        entries.append(
            Entry(
                kind: GroupVersionKind(apiVersion: apiVersion, kind: kind),
                namespace: object[path: "metadata", "namespace"]?.string,
                name: object[path: "metadata", "name"]?.string ?? "",
                health: checks.assess(assessed), location: document.location))
    }

    /// Whether an object is a list of others, and not one of a kind that happens to be named so.
    private static func isList(_ object: Value, kind: String) -> Bool {
        kind == "List" || kind.hasSuffix("List") && object["items"] != nil
    }

    private mutating func addItems(
        of document: Document, _ list: GroupVersionKind, by checks: HealthChecks, depth: Int
    ) {
        let items = document.value["items"]
        // Go writes a list without items as null.
        if let items, items.isNull { return }
        guard items?.array != nil, depth < 8 else {
            let found = items?.array != nil ? "lists in lists in lists" : items?.kindInWords ?? "none"
            diagnostics.append(
                .error(
                    "expected 'items' to be a list of objects, found \(found)",
                    at: document.nearestLocation(of: [.key("items")])))
            return
        }
        let item = String(list.kind.dropLast("List".count))
        let typed = item.isEmpty ? nil : GroupVersionKind(apiVersion: list.apiVersion, kind: item)
        for element in document.elements(at: ["items"]) {
            add(element, by: checks, inherited: typed, depth: depth + 1)
        }
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
