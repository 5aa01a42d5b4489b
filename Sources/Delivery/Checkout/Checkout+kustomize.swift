import Manifests

extension Checkout {
    /// The checkout with every kustomization replaced by what it renders to.
    ///
    /// A folder below an environment that holds a kustomization stands for its output alone; its other files,
    /// and folders inside it, are the kustomization's own. A folder that cannot be rendered is a diagnostic of its
    /// environment.
    ///
    /// - Parameter materialise: puts the whole repository on disk, for bases outside the environment, and
    ///   returns its folder. Called once, and only where there is a kustomization.
    func rendered(by kustomize: Kustomize?, materialise: (Checkout) async throws -> String) async -> Checkout {
        let folders = outermostKustomizations()
        guard !folders.isEmpty else { return self }
        var result = self
        result.files.removeAll { file in
            folders.contains { file.path.hasPrefix($0 + "/") } && !Self.isEnvironmentFile(file.path)
        }
        do {
            guard let kustomize else { throw Kustomize.Failure.absent }
            let root = try await materialise(self)
            for folder in folders {
                let elsewhere = KustomizationReferences.elsewhere(from: folder, in: root)
                guard elsewhere.isEmpty else {
                    result.renderFailures[folder, default: []] += elsewhere
                    continue
                }
                do {
                    let output = try await kustomize.render("\(root)/\(folder)")
                    result.files.append(File(path: "\(folder)/kustomization.yaml", bytes: output))
                } catch {
                    result.renderFailures[folder, default: []].append(Self.diagnostic(error, folder: folder))
                }
            }
        } catch {
            for folder in folders {
                result.renderFailures[folder, default: []].append(Self.diagnostic(error, folder: folder))
            }
        }
        result.files.sort { $0.path < $1.path }
        return result
    }

    /// Folders with a kustomization that lie in no other such folder.
    private func outermostKustomizations() -> [String] {
        let folders = files.filter { Self.kustomizationFileNames.contains($0.path.fileName) }.map(\.path.folder)
            .sorted()
        return folders.reduce(into: []) { outer, folder in
            if !outer.contains(where: { folder == $0 || folder.hasPrefix($0 + "/") }) { outer.append(folder) }
        }
    }

    private static func diagnostic(_ error: any Error, folder: String) -> Diagnostic {
        let place = SourceLocation(file: "\(folder)/kustomization.yaml", line: 1, column: 1)
        switch error {
        case Kustomize.Failure.absent:
            return .error(
                "expected 'kubectl' or 'kustomize' on the PATH to render this kustomization, found neither", at: place,
                hint: "install one of them, or commit plain manifests")
        case Kustomize.Failure.failed(let message):
            return .error("expected the kustomization to render: \(message)", at: place)
        default:
            return .error("expected the kustomization to render: \(error)", at: place)
        }
    }
}
