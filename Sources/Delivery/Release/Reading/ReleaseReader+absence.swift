import Manifests
import Releases

/// Whether a Release was taken away and declared again: what ran meanwhile is nobody's candidate.
extension ReleaseReader {
    /// Whether a commit along the branch, after one that has the Release and up to one that has it, lacks it.
    func isAway(
        _ spec: ReleaseSpec, _ key: ReleaseEvent.Key, since last: String, at revision: String
    ) async throws -> Bool {
        // What is rendered would have to be rendered at each commit: a Release is seldom among it.
        guard !RenderedEdit.isRendered(spec.location.file) else { return false }
        var end = last
        if let known = present[key], known.last == last, try await descends(revision, from: known.seen) {
            end = known.seen
        }
        var next = revision
        while next != end {
            let change = try await line.change(of: [spec.location.file], from: next, to: end)
            guard change.revision != end, let parent = change.parent,
                try await git.descends(parent, from: end)
            else {
                break
            }
            if try await !isDeclared(spec, of: key.environment, at: parent) { return true }
            next = parent
        }
        present[key] = (last, revision)
        return false
    }

    /// Whether an environment declares a Release, in whatever file; also where it cannot be read.
    private func isDeclared(_ spec: ReleaseSpec, of environment: String, at revision: String)
        async throws -> Bool
    {
        if try await isDeclared(spec, at: revision) { return true }
        let checkout = try await git.checkout(at: revision)
        guard case .loaded(let loaded, _) = await Environment.load(environment, from: checkout) else {
            return checkout.environmentNames.contains(environment)
        }
        return loaded.releases.contains { $0.name == spec.name }
    }
}
