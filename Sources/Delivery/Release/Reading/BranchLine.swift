/// The commits that lead to a head along the branch, and which files each of them changed.
///
/// Each commit is looked at once, however many releases ask: what it remembers belongs to commits, which do not change.
actor BranchLine {
    /// A commit that changed one of some files, and the commit before it; nil for the first of all.
    struct Change {
        var revision: String
        var parent: String?
    }

    private struct Link {
        var parent: String?
        var paths: Set<String>
    }

    private static let remembered = 50_000

    private let git: any ReleaseGit
    private var links: [String: Link] = [:]

    init(git: any ReleaseGit) { self.git = git }

    /// The newest commit, from this one back, that changed one of the files.
    ///
    /// - Parameters:
    ///   - folders: whose files count, too.
    ///   - last: goes back no further than to this one; nil: to the first commit.
    /// - Returns: that last one where no commit since has changed them.
    func change(
        of files: Set<String>, below folders: Set<String> = [], from revision: String, to last: String? = nil
    ) async throws -> Change {
        var revision = revision
        while true {
            let link = try await link(revision)
            guard let parent = link.parent, revision != last, link.paths.isDisjoint(with: files),
                folders.isEmpty || !link.paths.contains(where: { Self.isInside($0, folders) })
            else { return Change(revision: revision, parent: link.parent) }
            revision = parent
        }
    }

    /// Whether a path is one of these, or below one; the empty one is the repository's root.
    private static func isInside(_ path: String, _ folders: Set<String>) -> Bool {
        var place = path
        while true {
            if folders.contains(place) { return true }
            if place.isEmpty { return false }
            place = place.folder
        }
    }

    private func link(_ revision: String) async throws -> Link {
        if let known = links[revision] { return known }
        let link = Link(
            parent: try await git.ancestors(of: revision, limit: 1).first,
            paths: Set(try await git.changedPaths(of: revision)))
        if links.count >= Self.remembered { links = [:] }
        links[revision] = link
        return link
    }
}
