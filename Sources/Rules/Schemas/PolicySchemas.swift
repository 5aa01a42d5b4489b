package import Manifests
package import StructuredMerge

/// The schemas of the kinds that policies read: Kubernetes' own, and what an OpenAPI document or a definition adds.
package struct PolicySchemas: Sendable {
    private var catalog: SchemaCatalog
    private var byKind: [String: [GroupVersionKind]] = [:]

    /// - Parameter catalog: kinds that are not in it stay `Json`.
    package init(_ catalog: SchemaCatalog = .builtIn) {
        self.catalog = catalog
        index()
    }

    private mutating func index() {
        byKind = Dictionary(grouping: catalog.kinds, by: \.kind).mapValues { kinds in
            kinds.sorted { ($0.group, $0.version) < ($1.group, $1.version) }
        }
    }

    /// Takes over the kinds of documents: OpenAPI v3 as `/openapi/v3/apis/GROUP/VERSION` gives it, or
    /// CustomResourceDefinitions, alone or in a List; a kind that is known already is replaced.
    ///
    /// - Throws: ``RulesError/invalid(_:)`` naming the file for a document that is neither.
    package mutating func add(_ documents: [Value], of file: String) throws(RulesError) {
        for document in documents {
            do throws(SchemaError) { try add(document) } catch {
                throw .invalid([
                    .error(
                        error.message, at: SourceLocation(file: file, line: 1, column: 1),
                        hint: "schemas are OpenAPI v3 documents or CustomResourceDefinitions")
                ])
            }
        }
        index()
    }

    private mutating func add(_ document: Value) throws(SchemaError) {
        if case .array(let items)? = document["items"] {
            for item in items { try add(item) }
        } else if document["kind"]?.string == "CustomResourceDefinition" {
            try catalog.add(customResourceDefinition: document)
        } else {
            catalog.merge(try SchemaCatalog(openAPIV3: document))
        }
    }

    /// The schemas that a policy's name for a kind may mean, of every version; empty for a kind that is not known.
    ///
    /// - Parameter name: `deployment`, `Deployment` or `apps/Deployment`.
    func types(named name: String) -> [TypeSchema] {
        let plain = name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? KindNames.kind(name)
        return (byKind[plain] ?? []).filter { KindNames.matches(name, kind: $0.kind, group: $0.group) }
            .map { catalog[$0] }
    }

    /// The pod specifications within the kinds that bear pods.
    func podSpecifications(of kinds: [String]) -> [TypeSchema] {
        kinds.flatMap { kind -> [TypeSchema] in
            types(named: kind).flatMap { type in
                (PodPath.known[KindNames.kind(kind)] ?? []).compactMap { path in
                    path.keys.reduce(Optional(type)) { $0?.field($1) }
                }
            }
        }
    }

    var podBearing: [String] { PodPath.known.keys.sorted() }

    /// The types of the kinds that bear pods; nil where one is unknown that is not made as a Deployment is.
    var podBearingTypes: [TypeSchema]? {
        let unknown = podBearing.filter { types(named: $0).isEmpty && PodPath.known[$0] != PodPath.known["Deployment"] }
        return unknown.isEmpty ? podBearing.flatMap { types(named: $0) } : nil
    }
}
