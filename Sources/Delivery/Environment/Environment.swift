package import Manifests

/// An environment as its folder declares it: read and well-formed, not yet reviewed.
package struct Environment: Sendable {
    package var spec: EnvironmentSpec
    /// The commit; nil for a work tree.
    package var revision: String?
    package var repository: String
    /// In the order of files and documents.
    package var resources: [Resource]

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

    /// Reads every environment of a checkout. A fault in one leaves the others untouched.
    package static func loadAll(from checkout: Checkout) -> [LoadedEnvironment] {
        checkout.environmentNames.map { load($0, from: checkout) }
    }

    /// Reads one environment.
    package static func load(_ name: String, from checkout: Checkout) -> LoadedEnvironment {
        let folder = "\(Checkout.root)/\(name)"
        var diagnostics = checkout.renderFailures.filter { isInside($0.key, folder) }.flatMap(\.value)
        var resources: [Resource] = []
        var spec: EnvironmentSpec?
        for file in checkout.files where isInside(file.path, folder) {
            guard isManifest(file.path, in: folder, diagnostics: &diagnostics) else { continue }
            let (documents, faults) = YAML.parse(file.bytes, file: file.path)
            diagnostics += faults
            if Checkout.isEnvironmentFile(file.path) {
                spec = EnvironmentSpec.read(documents, file: file.path, folderName: name, into: &diagnostics)
            } else {
                resources += documents.flatMap { Resource.read($0, into: &diagnostics) }
            }
        }
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
            spec: spec, revision: checkout.revision, repository: checkout.repository, resources: resources)
        return .loaded(environment, warnings: diagnostics.sorted(by: Diagnostic.inReadingOrder))
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
