import Foundation
import Manifests

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
        var files: [File] = []
        var faults: [String: [Diagnostic]] = [:]
        let base = URL(fileURLWithPath: root, isDirectory: true)
        let start = base.appendingPathComponent(Self.root, isDirectory: true)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: start.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw Diagnostic.error(
                "expected a folder '\(Self.root)' in '\(root)', found none", at: nil,
                hint: "run lockstep at the top of an environments repository, or name it with --repository")
        }
        for path in try FileManager.default.subpathsOfDirectory(atPath: start.path).sorted() {
            let url = start.appendingPathComponent(path)
            let name = "\(Self.root)/\(path)"
            let kind = try url.resourceValues(forKeys: [.isRegularFileKey, .isSymbolicLinkKey])
            if kind.isSymbolicLink ?? false {
                faults[name] = [.symbolicLink(name)]
            } else if kind.isRegularFile ?? false {
                files.append(File(path: name, bytes: [UInt8](try Data(contentsOf: url))))
            }
        }
        let checkout = Checkout(revision: nil, repository: repository, files: files, renderFailures: faults)
        return await checkout.rendered(by: kustomize) { _ in root }
    }
}

extension Diagnostic {
    static func symbolicLink(_ path: String) -> Diagnostic {
        .error(
            "expected a file, found a symbolic link, which lockstep does not follow",
            at: SourceLocation(file: path, line: 1, column: 1), hint: "commit the file itself")
    }
}
