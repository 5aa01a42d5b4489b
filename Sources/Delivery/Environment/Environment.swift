package import Cluster
package import Manifests
package import Releases

/// An environment as its folder declares it: read and well-formed, not yet reviewed.
package struct Environment: Sendable {
    package var spec: EnvironmentSpec
    /// The commit; nil for a work tree.
    package var revision: String?
    package var repository: String
    /// In the order of files and documents.
    package var resources: [Resource]
    /// Those compiled in, with those that the folder declares; nil where it declares none.
    package var healthChecks: HealthChecks?
    /// In the order of files and documents.
    package var releases: [ReleaseSpec] = []

    package var name: String { spec.name }
}

/// What became of reading an environment's folder.
package enum LoadedEnvironment: Sendable {
    case loaded(Environment, warnings: [Diagnostic])
    /// Every fault that the folder has, in reading order.
    case invalid(name: String, [Diagnostic])

    package var name: String {
        switch self {
        case .loaded(let environment, _): environment.name
        case .invalid(let name, _): name
        }
    }

    /// The same manifests as those of another checkout that has them, too.
    fileprivate func at(_ checkout: Checkout) -> LoadedEnvironment {
        guard case .loaded(var environment, let warnings) = self else { return self }
        environment.revision = checkout.revision
        environment.repository = checkout.repository
        return .loaded(environment, warnings: warnings)
    }
}

extension Environment {
    /// The group of Lockstep's own kinds, which are read here and never applied to a cluster.
    package static let ownAPIGroup = "lockstep"
    static let healthCheck = "HealthCheck"
    static let release = "Release"

    /// Reads every environment of a checkout. A fault in one leaves the others untouched.
    package static func loadAll(from checkout: Checkout) async -> [LoadedEnvironment] {
        var all: [LoadedEnvironment] = []
        for name in checkout.environmentNames { all.append(await load(name, from: checkout)) }
        return all
    }

    /// Reads one environment; what the checkout knows of its files is not read again.
    package static func load(_ name: String, from checkout: Checkout) async -> LoadedEnvironment {
        let folder = "\(Checkout.root)/\(name)"
        let files = checkout.files.filter { isInside($0.path, folder) }
        let failures = checkout.renderFailures.filter { isInside($0.key, folder) }.flatMap(\.value)
        guard let known = checkout.known, failures.isEmpty else {
            return await load(name, files, failures, known: checkout.known).at(checkout)
        }
        if let loaded = known.environment(name, of: files) { return loaded.at(checkout) }
        let loaded = await load(name, files, failures, known: known)
        known.keep(loaded, of: files)
        return loaded.at(checkout)
    }

    private static func load(
        _ name: String, _ all: [Checkout.File], _ failures: [Diagnostic], known: KnownManifests?
    ) async -> LoadedEnvironment {
        var diagnostics = failures
        var resources: [Resource] = []
        var spec: EnvironmentSpec?
        let files = all.filter { isManifest($0.path, in: "\(Checkout.root)/\(name)", diagnostics: &diagnostics) }
        var read = await Parallel.compute(files) { file -> (part: ManifestPart, isKnown: Bool) in
            if let part = known?.part(file, environment: name) { return (part, true) }
            return (ManifestPart(file, environment: name), false)
        }
        if known != nil {
            // What is kept takes as little memory as may be; what is looked at once is done with sooner.
            var values = SharedValues()
            for index in read.indices where !read[index].isKnown {
                read[index].part = read[index].part.sharing(&values)
            }
        }
        let parts = read.map(\.part)
        known?.keep(parts, of: files, environment: name)
        for part in parts {
            spec = part.spec ?? spec
            resources += part.resources
            diagnostics += part.diagnostics
        }
        let ownChecks = parts.flatMap(\.healthChecks)
        var checks = ownChecks.isEmpty ? nil : HealthChecks.builtIn
        diagnostics += checks?.add(ownChecks) ?? []
        let releases = parts.flatMap(\.releases)
        diagnostics += ReleaseReferences(releases: releases, resources: resources).faults
        for release in releases { _ = release.measuredChecks(into: &diagnostics) }
        resources.removeAll { resource in
            guard resource.kind.group == ownAPIGroup else { return false }
            diagnostics.append(
                .error(
                    "expected a kind to apply to the cluster, found '\(resource.kind.kind)' of '\(resource.kind.apiVersion)', which this version of lockstep does not know",
                    at: resource.location))
            return true
        }
        guard !diagnostics.contains(where: { $0.severity == .error }), let spec else {
            return .invalid(name: name, diagnostics.told())
        }
        let environment = Environment(
            spec: spec, revision: nil, repository: "", resources: resources, healthChecks: checks, releases: releases)
        return .loaded(environment, warnings: diagnostics.sorted(by: Diagnostic.inReadingOrder))
    }

    /// The environment file alone; nil where it is not well-formed.
    package static func spec(of name: String, in checkout: Checkout) -> EnvironmentSpec? {
        let folder = "\(Checkout.root)/\(name)"
        let file = checkout.files.first { Checkout.isEnvironmentFile($0.path) && isInside($0.path, folder) }
        return file.flatMap { ManifestPart($0, environment: name).spec }
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        guard path.hasPrefix(folder) else { return false }
        let rest = path.utf8.dropFirst(folder.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    private static func isManifest(_ path: String, in folder: String, diagnostics: inout [Diagnostic]) -> Bool {
        if path.fileName == "Chart.yaml" {
            diagnostics.append(
                .error(
                    "expected plain manifests or a kustomization, found a Helm chart",
                    at: SourceLocation(file: path, line: 1, column: 1),
                    hint: "render it with 'helm template' and commit the result"))
            return false
        }
        return isManifestName(path)
    }

    /// Whether a file is read as manifests.
    static func isManifestName(_ path: String) -> Bool {
        [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    }
}
