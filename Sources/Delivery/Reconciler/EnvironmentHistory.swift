/// The history of the repository, as a reconciler asks for it.
package protocol EnvironmentHistory: Sendable {
    /// Whether a commit is, or descends from, another one; false also where the other is not in the repository.
    func descends(_ revision: String, from ancestor: String) async throws -> Bool

    /// The commits before one, each the first parent of the next, newest first.
    func ancestors(of revision: String, limit: Int) async throws -> [String]

    func checkout(at revision: String) async throws -> Checkout

    /// What an environment's own file says at a commit; nil where there is none that is well-formed.
    func spec(of environment: String, at revision: String) async throws -> EnvironmentSpec?
}

extension EnvironmentHistory {
    package func spec(of environment: String, at revision: String) async throws -> EnvironmentSpec? {
        Environment.spec(of: environment, in: try await checkout(at: revision))
    }
}
