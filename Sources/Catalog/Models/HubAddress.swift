import Trust

/// A model of a Hugging Face hub at one commit, `hf://OWNER/MODEL:COMMIT`, as KServe writes it; or a file that is named
/// like it: `hf://OWNER/MODEL:COMMIT.production.sigstore.json`.
struct HubAddress: Hashable, CustomStringConvertible {
    /// `OWNER/MODEL`.
    let model: String
    /// A branch, a tag or a commit; nil for the branch that the hub takes.
    let revision: String?
    /// What stands behind the commit; empty for the model itself.
    let suffix: String

    /// - Returns: nil for an address of another storage.
    init?(_ uri: String) throws(TrustError) {
        guard uri.hasPrefix("hf://") else { return nil }
        let rest = uri.dropFirst("hf://".count)
        let name = rest.prefix { $0 != ":" }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(Self.isName) else {
            throw .unsupported("model '\(uri)'", found: "expected 'hf://OWNER/MODEL:COMMIT'")
        }
        model = String(name)
        let revision = rest.dropFirst(name.count + 1)
        let commit = revision.prefix(Self.commitLength)
        if Self.isCommit(commit), revision.count == commit.count || revision.dropFirst(commit.count).first == "." {
            self.revision = String(commit)
            suffix = String(revision.dropFirst(commit.count))
        } else {
            self.revision = revision.isEmpty ? nil : String(revision)
            suffix = ""
        }
    }

    private static let commitLength = 40

    static func isCommit(_ text: Substring) -> Bool {
        text.utf8.count == commitLength
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text != "." && text != ".."
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
            }
    }

    /// nil where the revision can move.
    var commit: String? { revision.flatMap { Self.isCommit($0[...]) ? $0 : nil } }

    var description: String { "hf://\(model)" + (revision.map { ":\($0)\(suffix)" } ?? "") }
}
