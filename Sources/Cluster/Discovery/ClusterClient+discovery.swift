package import Manifests
import Transport

extension ClusterClient {
    /// Asks what the server serves: two requests where it aggregates (1.26 and later), else one for each version.
    ///
    /// - Throws: ``ClusterError`` when `/api` or `/apis` cannot be had. A group that does not answer is carried
    ///   in ``Discovery/unavailable``.
    package func discover() async throws(ClusterError) -> Discovery {
        async let core = part("/api")
        async let groups = part("/apis")
        let parts = [await core, await groups]
        var resources: [APIResource] = []
        var unavailable: [Discovery.GroupVersion: String] = [:]
        for part in parts {
            let discovery = try part.get()
            resources += discovery.resources
            unavailable.merge(discovery.unavailable) { first, _ in first }
        }
        return Discovery(resources: resources, unavailable: unavailable)
    }

    /// `GET /version`: major, minor, gitVersion, …
    package func version() async throws(ClusterError) -> Value {
        try await value(Call(.get, "/version", path("/version")))
    }

    private func path(_ path: String) -> ClusterError.Operation {
        ClusterError.Operation(verb: "discover", subject: path, server: server)
    }

    private func part(_ root: String) async -> Result<Discovery, ClusterError> {
        do throws(ClusterError) {
            var call = Call(.get, root, path(root))
            call.accept = AggregatedDiscovery.accept
            // A large cluster's has some hundred KiB; whatever answers here need not be a cluster.
            call.mostBytes = 16 << 20
            let (key, known) = kept(call)
            call.known = known?.tag
            var response = try await send(call)
            let isKept = response.status == 304
            if isKept, let known { response.body = known.body }
            let answer = try Self.value(response, call)
            if let discovery = AggregatedDiscovery.read(answer) {
                if !isKept, let tag = response.headers["ETag"], !tag.isEmpty {
                    answers?.keep(TaggedAnswer(tag: tag, body: response.body).bytes, as: key)
                }
                return .success(discovery)
            }
            guard let versions = GroupDiscovery.versions(answer) else {
                throw ClusterError(.malformed, path(root), message: "expected a list of API groups or versions")
            }
            return .success(await each(versions, under: root))
        } catch {
            return .failure(error)
        }
    }

    /// What is kept of an answer serves for as long as the server says that it still is the answer.
    private func kept(_ call: Call) -> (key: String, answer: TaggedAnswer?) {
        let key = "\(connection.cacheKey)\n\(call.accept)\n\(call.path)"
        return (key, answers?.answer(key).flatMap(TaggedAnswer.init))
    }

    private func each(_ versions: [Discovery.GroupVersion], under root: String) async -> Discovery {
        let answers = await withTaskGroup(of: (Int, Result<[APIResource], ClusterError>).self) { group in
            for (index, version) in versions.enumerated() {
                group.addTask { (index, await self.resources(version, under: root)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var resources: [APIResource] = []
        var unavailable: [Discovery.GroupVersion: String] = [:]
        for (index, version) in versions.enumerated() {
            switch answers[index] {
            case .success(let found)?: resources += found
            case .failure(let error)?: unavailable[version] = error.description
            case nil: break
            }
        }
        return Discovery(resources: resources, unavailable: unavailable)
    }

    private func resources(
        _ version: Discovery.GroupVersion, under root: String
    ) async -> Result<[APIResource], ClusterError> {
        let path = "\(root)/\(version)"
        do throws(ClusterError) {
            let call = Call(.get, path, self.path(path))
            guard let resources = GroupDiscovery.resources(try await value(call), version) else {
                throw ClusterError(.malformed, call.operation, message: "expected an APIResourceList")
            }
            return .success(resources)
        } catch {
            return .failure(error)
        }
    }
}
