import Manifests
import Releases

/// What one file adds to an environment.
struct ManifestPart: Sendable {
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
