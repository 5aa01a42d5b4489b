import Manifests

/// A folder below `environments/` with manifests that no environment applies, for want of an environment file.
enum UndeclaredFolder {
    /// A warning for each, at its first manifest. A folder with a kustomization is left out: it may be what others build
    /// on.
    static func warnings(of checkout: Checkout) -> [GateFinding] {
        let environments = Set(checkout.environmentNames)
        let files = checkout.files.filter { $0.path.hasPrefix(Checkout.root + "/") }
        return Dictionary(grouping: files) { folder(of: $0.path) }.sorted { $0.key < $1.key }.compactMap {
            folder, files in
            let name = folder.fileName
            let isBase = files.contains { Checkout.kustomizationFileNames.contains($0.path.fileName) }
            guard folder == Checkout.root || !environments.contains(name) && !isBase,
                let place = files.lazy.compactMap(firstManifest).first
            else { return nil }
            let remedy =
                folder == Checkout.root
                ? "move them into the folder of an environment"
                : "add '\(folder)/environment.yaml', or keep what is no environment outside of '\(Checkout.root)'"
            return GateFinding(
                .manifest,
                .warning(
                    "expected manifests in the folder of an environment, found some in '\(folder)', which has no "
                        + "'environment.yaml': nothing applies them", at: place, hint: remedy))
        }
    }

    /// The folder directly below the root that a file lies in, or the root.
    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().prefix(2).joined(separator: "/")
    }

    /// Where a file has its first object: values of a chart are none.
    private static func firstManifest(_ file: Checkout.File) -> SourceLocation? {
        guard Environment.isManifestName(file.path) else { return nil }
        return YAML.parse(file.bytes, file: file.path).documents.first { document in
            document.value["apiVersion"]?.string != nil && document.value["kind"]?.string != nil
        }?.location
    }
}
