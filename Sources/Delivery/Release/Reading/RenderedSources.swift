import Manifests

/// What a kustomization is drawn together from: a commit that changes none of it renders to the same.
struct RenderedSources {
    let git: any ReleaseGit

    /// The folder, and the files and folders that its kustomization and those that it builds on refer to, from the
    /// repository's root.
    func paths(of folder: String, at revision: String) async throws -> Set<String> {
        var found: Set<String> = [folder]
        var waiting = [folder]
        while let next = waiting.popLast() {
            for name in Checkout.kustomizationFileNames {
                guard let bytes = try await git.file("\(next)/\(name)", at: revision) else { continue }
                for document in YAML.parse(bytes, file: name).documents {
                    for target in KustomizationReferences.targets(of: document.value, in: next)
                    where found.insert(target).inserted { waiting.append(target) }
                }
            }
        }
        return found
    }
}
