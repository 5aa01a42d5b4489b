package import Manifests
import Transport

/// Which objects of a kind are meant; empty selectors mean all.
package struct ObjectScope: Sendable, Hashable {
    /// Nil means every namespace, and is all there is for a cluster-scoped kind.
    package var namespace: String?
    /// In Kubernetes' syntax: `app=scorer,tier in (a,b)`.
    package var labelSelector: String
    /// `metadata.name=scorer`
    package var fieldSelector: String
    /// Asks for `metadata` alone (`PartialObjectMetadata`), which is all that some uses need of large objects.
    package var isMetadataOnly: Bool

    package init(
        namespace: String? = nil, labelSelector: String = "", fieldSelector: String = "", isMetadataOnly: Bool = false
    ) {
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.isMetadataOnly = isMetadataOnly
    }

    func accept(list: Bool) -> String {
        guard isMetadataOnly else { return "application/json" }
        return "application/json;as=PartialObjectMetadata\(list ? "List" : "");g=meta.k8s.io;v=v1"
    }

    package static let everything = ObjectScope()

    var query: [(String, String)] {
        [("labelSelector", labelSelector), ("fieldSelector", fieldSelector)].filter { !$1.isEmpty }
    }
}

/// A consistent list: what there was at one resourceVersion.
package struct ObjectList: Sendable {
    /// Each with its apiVersion and kind, which the server leaves out.
    package var items: [Value]
    /// Where a watch goes on.
    package var resourceVersion: String
}

extension ClusterClient {
    /// - Throws: ``ClusterError``; `.notFound` for an object or namespace that is not there.
    package func get(
        _ resource: APIResource, namespace: String? = nil, name: String, subresource: String? = nil
    ) async throws(ClusterError) -> Value {
        let operation = operation("get", resource, namespace: namespace, name: name)
        let path = try objectPath(resource, namespace, name, subresource, operation)
        let call = Call(.get, path, operation)
        let wanted = ExpectedObject(resource, namespace: namespace, name: name, subresource: subresource)
        return try wanted.check(try await value(call), operation)
    }

    /// Five million objects; without a limit a server that always knows one more page would never be left.
    package static let mostPages = 10_000

    /// Lists page by page. When the pages' snapshot expires underway, it begins again, the last time in one page.
    package func list(
        _ resource: APIResource, in scope: ObjectScope = .everything, pageSize: Int = 500, mostPages: Int = mostPages
    ) async throws(ClusterError) -> ObjectList {
        var none: ObjectKeeper?
        return try await list(resource, in: scope, pageSize: pageSize, mostPages: mostPages, through: &none)
    }

    /// The same, and of each page only what the keeper takes stays in memory.
    func list(
        _ resource: APIResource, in scope: ObjectScope = .everything, pageSize: Int = 500, mostPages: Int = mostPages,
        through keeper: inout ObjectKeeper?
    ) async throws(ClusterError) -> ObjectList {
        for _ in 1...2 {
            do throws(ClusterError) {
                return try await listPages(resource, scope, pageSize: pageSize, mostPages: mostPages, &keeper)
            } catch {
                guard error.kind == .expired else { throw error }
            }
        }
        return try await listPages(resource, scope, pageSize: 0, mostPages: mostPages, &keeper)
    }

    private func listPages(
        _ resource: APIResource, _ scope: ObjectScope, pageSize: Int, mostPages: Int, _ keeper: inout ObjectKeeper?
    ) async throws(ClusterError) -> ObjectList {
        let operation = operation("list", resource, namespace: scope.namespace, name: nil)
        var list = ObjectList(items: [], resourceVersion: "")
        var (next, pages) = ("", 0)
        repeat {
            var call = Call(.get, resource.path(namespace: scope.namespace), operation)
            call.query = scope.query
            call.accept = scope.accept(list: true)
            if pageSize > 0 { call.query.append(("limit", String(pageSize))) }
            if !next.isEmpty { call.query.append(("continue", next)) }
            call.timeouts = Timeouts(whole: .seconds(300), idle: Call.patience, head: Call.patience)
            call.timeouts.slowest = 1 << 10
            let page = try await value(call)
            let version = page[path: "metadata", "resourceVersion"]?.string
            guard let items = page["items"]?.array ?? (page["items"]?.isNull == true ? [] : nil), let version else {
                throw ClusterError(.malformed, operation, message: "expected a list with items and a resourceVersion")
            }
            for item in items {
                let item = item.filledIn(with: resource.kind, overwrites: scope.isMetadataOnly)
                list.items.append(keeper?.kept(item) ?? item)
            }
            list.resourceVersion = version
            let token = page[path: "metadata", "continue"]?.string ?? ""
            pages += 1
            guard token.isEmpty || token != next, pages < mostPages else {
                let found = token == next ? "the token that it was asked with" : "a token after \(pages) pages"
                throw ClusterError(
                    .malformed, operation, message: "expected an end of the pages, found \(found): the list has no end")
            }
            next = token
        } while !next.isEmpty
        return list
    }
}

extension ClusterClient {
    func operation(
        _ verb: String, _ resource: APIResource, namespace: String?, name: String?
    ) -> ClusterError.Operation {
        let kind = resource.kind.groupKind
        let subject =
            if let name {
                ResourceIdentity(groupKind: kind, namespace: namespace, name: name).description
            } else {
                namespace.map { "\(kind) in \($0)" } ?? "\(kind)"
            }
        return ClusterError.Operation(
            verb: verb, subject: subject, server: server, isSecret: kind == GroupKind(group: "", kind: "Secret"))
    }

    /// Path segments that a server, a proxy or a URL library could read as another path are refused
    /// (Kubernetes' own rule for names in paths).
    func objectPath(
        _ resource: APIResource, _ namespace: String?, _ name: String, _ subresource: String?,
        _ operation: ClusterError.Operation
    ) throws(ClusterError) -> String {
        if resource.isNamespaced, namespace == nil || namespace == "" {
            throw ClusterError(.badRequest, operation, message: "a namespaced object needs a namespace")
        }
        for segment in [namespace, name, subresource].compactMap({ $0 }) {
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.contains(where: { "/%".contains($0) })
            else { throw ClusterError(.badRequest, operation, message: "'\(segment)' cannot be part of a path") }
        }
        return resource.path(namespace: namespace, name: name, subresource: subresource)
    }
}

extension Value {
    /// Items of a list come without apiVersion and kind.
    ///
    /// - Parameter overwrites: the items say that they are `PartialObjectMetadata`.
    func filledIn(with kind: GroupVersionKind, overwrites: Bool = false) -> Value {
        guard case .object(var object) = self else { return self }
        if overwrites || object["apiVersion"] == nil { object["apiVersion"] = .string(kind.apiVersion) }
        if overwrites || object["kind"] == nil { object["kind"] = .string(kind.kind) }
        return .object(object)
    }
}
