import Cluster
import Manifests
import StructuredMerge
import Synchronization

/// How the kinds of one cluster are merged: the built-in table, and the server's own documents.
///
/// A document is read when a kind of it is asked for, and again only when its hash has changed. Where the server does not
/// say, a kind stays untyped: a prediction then errs towards a dry run.
final class ServerSchemas: Sendable {
    private struct Document {
        /// Ends in the hash of what it says.
        var path: String
        /// Nil for one that says nothing to us.
        var catalog: SchemaCatalog?
    }

    private struct State {
        var catalog = SchemaCatalog.builtIn
        /// Those that are in the catalog, or need not be asked for.
        var asked: Set<Discovery.GroupVersion> = []
        var documents: [Discovery.GroupVersion: Document] = [:]
        /// Nil until it was read; an answer of "not found" is an empty one.
        var index: OpenAPIIndex?
        /// Whether the server is of the version from which the built-in table was made.
        var isOfTable = true

        mutating func learn(_ more: SchemaCatalog?) {
            if let more { catalog.merge(more) }
        }
    }

    private let client: ClusterClient
    private let count: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter count: is told of each request.
    init(_ client: ClusterClient, count: @escaping @Sendable () -> Void) {
        self.client = client
        self.count = count
    }

    /// - Parameters:
    ///   - version: the server's answer at `/version`; without one the built-in table is not relied on.
    ///   - isRefresh: the index is to be read again: a definition may have changed.
    func rediscovered(version: Value?, isRefresh: Bool) {
        let release = "\(version?["major"]?.string ?? "").\(version?["minor"]?.string?.filter(\.isNumber) ?? "")"
        state.withLock { state in
            state.isOfTable = release == SchemaCatalog.builtInRelease
            guard isRefresh else { return }
            state.catalog = .builtIn
            state.asked = []
            state.index = nil
        }
    }

    /// - Parameter kinds: whose schemas are wanted, in every version that the server has of them.
    func catalog(for kinds: Set<GroupVersionKind>) async -> SchemaCatalog {
        let (wanted, known) = state.withLock { state in
            let open = kinds.filter { !state.isOfTable || !SchemaCatalog.builtIn.contains($0) }
            let versions = Set(open.map { Discovery.GroupVersion(group: $0.group, version: $0.version) })
                .subtracting(state.asked)
            state.asked.formUnion(versions)
            return (versions, state.index)
        }
        guard !wanted.isEmpty else { return state.withLock { $0.catalog.prepared(for: kinds) } }
        guard let index = await known == nil ? readIndex() : known else {
            state.withLock { $0.asked.subtract(wanted) }
            return state.withLock { $0.catalog.prepared(for: kinds) }
        }
        await withTaskGroup { group in
            for version in wanted { group.addTask { await self.learn(version, index) } }
        }
        return state.withLock { $0.catalog.prepared(for: kinds) }
    }

    /// - Returns: nil where it could not be read; the next plan tries again.
    private func readIndex() async -> OpenAPIIndex? {
        count()
        do throws(ClusterError) {
            let index = try await client.openAPIIndex()
            state.withLock { $0.index = index }
            return index
        } catch {
            guard error.kind == .notFound else { return nil }
            state.withLock { $0.index = .empty }
            return .empty
        }
    }

    private func learn(_ version: Discovery.GroupVersion, _ index: OpenAPIIndex) async {
        guard let path = index[version] else { return }
        if let known = state.withLock({ $0.documents[version] }), known.path == path {
            state.withLock { $0.learn(known.catalog) }
            return
        }
        if let kept = client.keptOpenAPI(at: path), let catalog = try? SchemaCatalog(openAPIV3: kept) {
            return learn(version, Document(path: path, catalog: catalog))
        }
        count()
        do throws(ClusterError) {
            let document = try await client.openAPI(at: path)
            learn(version, Document(path: path, catalog: try? SchemaCatalog(openAPIV3: document)))
        } catch {
            // Gone since: the index that comes with the next discovery will not name it.
            if error.kind != .notFound { state.withLock { _ = $0.asked.remove(version) } }
        }
    }

    private func learn(_ version: Discovery.GroupVersion, _ document: Document) {
        state.withLock { state in
            state.documents[version] = document
            state.learn(document.catalog)
        }
    }
}
