import Foundation

/// One text file of the project.
struct SourceFile: Sendable {
    /// Relative to the root, with `/` between the parts.
    let path: String
    let text: String

    /// Without their line ends.
    var lines: [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// The project's own files, read once: what a clone holds, without what building adds.
struct ProjectTree: Sendable {
    static let here = Result { try ProjectTree(root: ProjectTree.root) }

    let files: [SourceFile]

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What .gitignore names; nothing in them belongs to a commit.
    private static func isIgnored(_ name: String) -> Bool {
        [".git", ".venv", ".lockstep", "__pycache__", "Package.resolved"].contains(name)
            || name.hasPrefix(".build") || name.hasSuffix(".swp")
    }

    /// - Throws: where a folder cannot be listed or a file not be read. Files that are not UTF-8 are left out.
    init(root: URL) throws {
        var files: [SourceFile] = []
        var folders = [(url: root, path: "")]
        while let folder = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path(percentEncoded: false)) {
                guard !Self.isIgnored(name) else { continue }
                let url = folder.url.appending(component: name)
                let path = folder.path + name
                if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
                    folders.append((url, path + "/"))
                } else if let text = String(data: try Data(contentsOf: url), encoding: .utf8) {
                    files.append(SourceFile(path: path, text: text))
                }
            }
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    func text(of path: String) -> String {
        files.first { $0.path == path }?.text ?? ""
    }

    /// Swift files under one of the folders.
    func swiftFiles(under folders: String...) -> [SourceFile] {
        files.filter { file in
            file.path.hasSuffix(".swift") && folders.contains { file.path.hasPrefix($0 + "/") }
        }
    }
}
