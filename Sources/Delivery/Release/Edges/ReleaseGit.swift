package import Repository

/// The repository as releases need it: history in, signed commits out.
///
/// ``RemoteReleases`` is one over a real remote; a simulation can be another.
package protocol ReleaseGit: EnvironmentHistory {
    /// The commits that `head` has and `base` has not, over all parents, children before parents.
    ///
    /// - Parameter base: nil for all, up to the limit.
    func commits(from base: String?, to head: String, limit: Int) async throws -> [Commit]

    /// - Returns: nil where the commit has no such file.
    func file(_ path: String, at revision: String) async throws -> [UInt8]?

    /// The regular files below a folder, by path; none where there is no such folder.
    func files(below folder: String, at revision: String) async throws -> [String: [UInt8]]

    /// The files that a commit changes over its first parent, sorted.
    func changedPaths(of revision: String) async throws -> [String]

    /// Makes a signed commit on a head; nothing points to it yet.
    ///
    /// - Parameters:
    ///   - allowsEmpty: also where no file changes: the message is what counts then.
    ///   - time: of author and committer.
    func commit(
        _ edit: TreeEdit, onto base: String, message: CommitMessage, allowsEmpty: Bool, at time: Instant
    ) async throws -> String

    /// Sends a commit to the branch, once, if the branch still is at `base`; never forces.
    func publish(_ revision: String, onto base: String) async throws -> Publication

    /// Sends a commit to a branch of its own, and asks for its merge.
    func propose(_ revision: String, as request: PullRequest) async throws -> PullRequestOutcome

    /// Keeps a commit on this machine under a name, so that it outlives the process.
    func keep(_ revision: String, as name: String) async throws

    /// What was kept below a prefix, by name.
    func kept(below prefix: String) async throws -> [String: String]

    func letGo(of name: String) async throws
}
