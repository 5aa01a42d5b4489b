import Cluster
import Manifests
import Releases

/// What one file adds to an environment.
///
/// A class: most files add one resource, and thousands of them are kept.
final class ManifestPart: Sendable {
    let spec: EnvironmentSpec?
    let resources: [Resource]
    let healthChecks: [Document]
    let releases: [ReleaseSpec]
    let diagnostics: [Diagnostic]

    init(_ file: Checkout.File, environment: String) {
        let (documents, faults) = YAML.parse(file.bytes, file: file.path)
        var diagnostics = faults
        var spec: EnvironmentSpec?
        var resources: [Resource] = []
        var healthChecks: [Document] = []
        var releases: [ReleaseSpec] = []
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
        (self.spec, self.resources, self.healthChecks) = (spec, resources, healthChecks)
        (self.releases, self.diagnostics) = (releases, Self.bounded(diagnostics))
    }

    /// What is wrong with a file that is no manifest at all need not be told of each of its documents.
    private static func bounded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard diagnostics.count > mostFaults else { return diagnostics }
        let next = diagnostics[mostFaults]
        return diagnostics.prefix(mostFaults) + [
            .error(
                "\(diagnostics.count - mostFaults) more faults in this file, of which this is the first",
                at: next.location)
        ]
    }

    private static let mostFaults = 100

    private init(_ part: ManifestPart, resources: [Resource]) {
        self.resources = resources
        (spec, healthChecks, releases, diagnostics) = (part.spec, part.healthChecks, part.releases, part.diagnostics)
    }

    /// The same part, whose resources have one place in memory for what is equal in them and in others.
    func sharing(_ values: inout SharedValues) -> ManifestPart {
        if resources.isEmpty { return self }
        return ManifestPart(
            self,
            resources: resources.map { resource in
                var resource = resource
                resource.document = resource.document.keeping(values.share(resource.object))
                return resource
            })
    }

    /// The kind of a document that is read here; nil for what goes to the cluster.
    private static func ownKind(of document: Document) -> String? {
        guard document.value["apiVersion"]?.string?.hasPrefix("\(Environment.ownAPIGroup)/") ?? false else {
            return nil
        }
        return document.value["kind"]?.string
    }
}
