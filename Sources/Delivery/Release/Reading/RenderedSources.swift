import Manifests
import Repository

/// What a kustomization is drawn together from: a commit that changes none of it renders to the same.
///
/// Also what only the configuration of a transformer or of a generator names is in one of its folders: kustomize reads no
/// file that is not in or below the folder of the kustomization that it draws together, and inflates no chart unasked.
struct RenderedSources {
    let git: any ReleaseGit

    /// The folder, and the files and folders that its kustomization and those that it builds on refer to, from the
    /// repository's root.
    func paths(of folder: String, at revision: String) async throws -> Set<String> {
        var found: Set<String> = [folder]
        var waiting = [folder]
        while let next = waiting.popLast() {
            for name in Checkout.kustomizationFileNames {
                guard let bytes = try await file("\(next)/\(name)", at: revision) else { continue }
                for document in YAML.parse(bytes, file: name).documents {
                    for target in KustomizationReferences.targets(of: document.value, in: next)
                    where found.insert(target).inserted { waiting.append(target) }
                }
            }
        }
        return found
    }

    /// - Returns: nil also for a link: what lies behind one is not rendered.
    private func file(_ path: String, at revision: String) async throws -> [UInt8]? {
        do { return try await git.file(path, at: revision) } catch RepositoryError.notAFile { return nil }
    }
}
