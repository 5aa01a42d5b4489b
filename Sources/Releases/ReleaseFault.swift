/// Why a release cannot be carried on as the manifests are.
package enum ReleaseFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// - Parameter revision: the commit that should have it, where that is not the one at hand.
    case noObject(kind: String, name: String, revision: String? = nil)
    case noBackend(String, route: String)
    case noCohort(String, route: String)
    case notSuspended(String)
    case noOutput(String, container: String)
    case notRendered(kind: String, name: String, folder: String)
    /// - Parameter commits: how far back was looked.
    case noDeclaration(release: String, commits: Int)
    case notSettable(field: String, kind: String, name: String)

    package var description: String {
        switch self {
        case .noObject(let kind, let name, let revision):
            "expected a manifest of \(kind) '\(name)'\(revision.map { " at commit \($0.prefix(12))" } ?? ""), found none"
        case .noBackend(let backend, let route):
            "expected a backend '\(backend)' in each rule of '\(route)' that has the other one, found none"
        case .noCohort(let cohort, let route):
            "expected a rule of '\(route)' that matches \(cohort) alone and has both backends, found none"
        case .notSuspended(let name):
            "expected 'suspend: true' of CronJob '\(name)', whose twin runs the schedule, found it running"
        case .noOutput(let variable, let container):
            "expected the variable '\(variable)' with a value in container '\(container)' of the stable twin, found none"
        case .notRendered(let kind, let name, let folder):
            "expected an edit below '\(folder)' that renders \(kind) '\(name)' as planned, found none; declare it in one file "
                + "of that folder, and change its version there"
        case .noDeclaration(let release, let commits):
            "expected release '\(release)' to be declared within the last \(commits) commits that change its manifests, found it "
                + "older: which version was stable then is not known; take the Release out in one commit and declare it again "
                + "in the next, and what runs then counts as stable"
        case .notSettable(let field, let kind, let name):
            "expected '\(field)' of \(kind) '\(name)' to lead through objects only"
        }
    }
}
