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

    /// Reads one environment.
    package static func load(_ name: String, from checkout: Checkout) async -> LoadedEnvironment {
        let folder = "\(Checkout.root)/\(name)"
        var diagnostics = checkout.renderFailures.filter { isInside($0.key, folder) }.flatMap(\.value)
        var resources: [Resource] = []
        var spec: EnvironmentSpec?
        let files = checkout.files.filter {
            isInside($0.path, folder) && isManifest($0.path, in: folder, diagnostics: &diagnostics)
        }
        let parts = await Parallel.compute(files) { Part($0, environment: name) }
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
            return .invalid(name: name, diagnostics.sorted(by: Diagnostic.inReadingOrder))
        }
        let environment = Environment(
            spec: spec, revision: checkout.revision, repository: checkout.repository, resources: resources,
            healthChecks: checks, releases: releases)
        return .loaded(environment, warnings: diagnostics.sorted(by: Diagnostic.inReadingOrder))
    }

    /// The environment file alone; nil where it is not well-formed.
    package static func spec(of name: String, in checkout: Checkout) -> EnvironmentSpec? {
        let folder = "\(Checkout.root)/\(name)"
        let file = checkout.files.first { Checkout.isEnvironmentFile($0.path) && isInside($0.path, folder) }
        return file.flatMap { Part($0, environment: name).spec }
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
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
        return [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    }
}

/// What one file adds to an environment.
private struct Part: Sendable {
    var spec: EnvironmentSpec?
    var resources: [Resource] = []
    var healthChecks: [Document] = []
    var releases: [ReleaseSpec] = []
    var diagnostics: [Diagnostic]

    init(_ file: Checkout.File, environment: String) {
        let documents: [Document]
        (documents, diagnostics) = YAML.parse(file.bytes, file: file.path)
        if Checkout.isEnvironmentFile(file.path) {
            spec = EnvironmentSpec.read(documents, file: file.path, folderName: environment, into: &diagnostics)
        } else {
            for document in documents {
                switch Self.ownKind(of: document) {
                case Environment.healthCheck: healthChecks.append(document)
                case Environment.release:
                    releases += [ReleaseSpec.read(document, into: &diagnostics)].compactMap(\.self)
                default: resources += Resource.read(document, into: &diagnostics)
                }
            }
        }
    }

    /// The kind of a document that is read here; nil for what goes to the cluster.
    private static func ownKind(of document: Document) -> String? {
        guard document.value["apiVersion"]?.string?.hasPrefix("\(Environment.ownAPIGroup)/") ?? false else {
            return nil
        }
        return document.value["kind"]?.string
    }
}
