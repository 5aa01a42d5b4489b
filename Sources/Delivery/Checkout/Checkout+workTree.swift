package import Manifests
import Trust

extension Checkout {
    /// Reads the environments of a work tree as it lies on disk, uncommitted edits included.
    ///
    /// Symbolic links are reported, never followed: one could point at any file of the machine.
    ///
    /// - Parameters:
    ///   - root: the folder that holds `environments/`.
    ///   - kustomize: renders folders with a kustomization; nil leaves them as a diagnostic.
    /// - Throws: a ``Diagnostic`` where there is no `environments` folder or a file cannot be read.
    package static func workTree(at root: String, repository: String, kustomize: Kustomize?) async throws -> Checkout {
        var checkout = try await files(ofWorkTreeAt: root).get().rendered(at: root, by: kustomize)
        checkout.repository = repository
        return checkout
    }

    /// The files of a work tree alone: nothing is rendered, and no repository named.
    package static func files(ofWorkTreeAt root: String) async -> Result<Checkout, Diagnostic> {
        do throws(Diagnostic) {
            let tree = try await WorkTreeReader.read(Self.root, in: root)
            let rules = try await WorkTreeReader.read(ifPresent: PolicyBundle.root, in: root)
            let trust = try await WorkTreeReader.read(ifPresent: TrustPolicy.folder, in: root)
            let links = tree.links + rules.links
            return .success(
                Checkout(
                    revision: nil, repository: "", files: tree.files,
                    policies: rules.files.filter { PolicyBundle.reads($0.path) },
                    trust: trust.files.filter { TrustPolicy.files.contains($0.path) },
                    renderFailures: Dictionary(uniqueKeysWithValues: links.map { ($0, [.symbolicLink($0)]) })))
        } catch {
            return .failure(error)
        }
    }

    /// The files of a work tree with those that its kustomizations render to.
    package func rendered(at root: String, by kustomize: Kustomize?) async -> Checkout {
        await rendered(by: kustomize) { _ in root }
    }

    /// A work tree's one environment with nothing but its own file, for who cannot wait for the rest.
    ///
    /// - Returns: nil where there is no such file, or it lies behind a symbolic link.
    package static func environmentFile(of name: String, at root: String) -> Checkout? {
        for file in environmentFileNames.sorted() {
            guard let bytes = WorkTreeReader.bytes(of: [Self.root, name, file], in: root) else { continue }
            let path = "\(Self.root)/\(name)/\(file)"
            return Checkout(revision: nil, repository: "", files: [File(path: path, bytes: bytes)])
        }
        return nil
    }
}

extension Diagnostic {
    static func symbolicLink(_ path: String) -> Diagnostic {
        .error(
            "expected a file, found a symbolic link, which lockstep does not follow",
            at: SourceLocation(file: path, line: 1, column: 1), hint: "commit the file itself")
    }
}
