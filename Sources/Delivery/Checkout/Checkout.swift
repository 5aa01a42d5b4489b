package import Manifests
package import Repository

/// The environments of a repository, and the policies that hold for them, as they stand at one revision: read into
/// memory.
package struct Checkout: Sendable {
    package struct File: Sendable, Hashable {
        /// From the repository's root: `environments/production/fraud-detection/service.yaml`.
        package var path: String
        package var bytes: [UInt8]
        /// What holds the bytes in Git: equal names are equal bytes. Nil for what lies on disk or was rendered.
        package var blob: ObjectID?

        package init(path: String, bytes: [UInt8], blob: ObjectID? = nil) {
            self.path = path
            self.bytes = bytes
            self.blob = blob
        }
    }

    /// The commit, in hexadecimal; nil for a work tree as it lies there.
    package var revision: String?
    /// Where the repository comes from, without scheme, user and `.git`; a path for a local one.
    package var repository: String
    /// What lies below `environments/`, sorted by path.
    package var files: [File]
    /// What lies below `policies/`, sorted by path; empty where there is no such folder.
    package var policies: [File]
    /// The trust policy with its signatures, where the repository has one.
    package var trust: [File]
    /// What kept a folder from being rendered, by its path.
    package var renderFailures: [String: [Diagnostic]]
    /// The commits behind it; nil for a work tree.
    package var history: (any CommitHistory)?
    /// By which commits it came; nil where none is known, as for a work tree.
    package var changes: ChangeRange?
    /// Git's names of the policies and of what is below `trust/`, approvals too; nil where they are not known.
    package var grounds: [ObjectID?]?
    /// What the files of other commits were read as; nil where nothing is remembered.
    package var known: KnownManifests?

    package init(
        revision: String?, repository: String, files: [File], policies: [File] = [], trust: [File] = [],
        renderFailures: [String: [Diagnostic]] = [:]
    ) {
        self.revision = revision
        self.repository = repository
        self.files = files.sorted { $0.path < $1.path }
        self.policies = policies.sorted { $0.path < $1.path }
        self.trust = trust
        self.renderFailures = renderFailures
    }

    /// The same environments with the policies of another commit.
    func judged(by other: Checkout) -> Checkout {
        let isPolicy = { (path: String) in path == PolicyBundle.root || path.hasPrefix(PolicyBundle.root + "/") }
        var result = self
        result.policies = other.policies
        result.renderFailures = renderFailures.filter { !isPolicy($0.key) }
            .merging(other.renderFailures.filter { isPolicy($0.key) }) { $1 }
        return result
    }

    /// Keeps equal files of another commit in memory once.
    mutating func share(with other: Checkout) {
        let known = Dictionary(other.files.map { ($0.path, $0) }) { first, _ in first }
        for (index, file) in files.enumerated() {
            guard let same = known[file.path], file.blob != nil, same.blob == file.blob else { continue }
            files[index] = same
        }
    }

    /// Whether an environment is drawn together by a kustomization.
    func isRendered(_ environment: String) -> Bool {
        files.contains {
            $0.path.hasPrefix("\(Self.root)/\(environment)/")
                && Self.kustomizationFileNames.contains($0.path.fileName)
        }
    }

    /// The folder that holds one folder an environment.
    package static let root = "environments"
    package static let environmentFileNames: Set<String> = ["environment.yaml", "environment.yml"]
    package static let kustomizationFileNames: Set<String> = [
        "kustomization.yaml", "kustomization.yml", "Kustomization",
    ]

    /// The names of the environments: each folder directly below the root that has an environment file.
    package var environmentNames: [String] {
        let names = files.map(\.path).filter(Self.isEnvironmentFile).map(\.folder.fileName)
        return Array(Set(names)).sorted()
    }

    /// Whether a path is `environments/<name>/environment.yaml`.
    static func isEnvironmentFile(_ path: String) -> Bool {
        environmentFileNames.contains(path.fileName) && path.folder.folder == root
    }
}

extension String {
    /// The folder part of a path; empty for a bare name.
    var folder: String {
        lastSlash.map { String(self[..<$0]) } ?? ""
    }

    /// The last part of a path.
    var fileName: String {
        lastSlash.map { String(self[utf8.index(after: $0)...]) } ?? self
    }

    /// By bytes, as file systems see it: going by characters takes twenty times as long.
    private var lastSlash: String.Index? { utf8.lastIndex(of: UInt8(ascii: "/")) }
}
