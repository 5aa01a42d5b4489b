/// A look at the cluster that has begun before the files of an environment are read, by its environment file alone.
///
/// Whoever began it lets it go with ``cancel()`` where nobody waits for it.
package struct LookAhead: Sendable {
    private let name: String
    private let task: Task<EarlyLook?, Never>

    /// - Parameters:
    ///   - checkout: has at least the environment file.
    ///   - repository: where the environment comes from; asked beside the cluster, since reading that takes a while.
    package init(
        _ name: String, of checkout: Checkout, repository: @escaping @Sendable () async -> String,
        connect: @escaping PlanOutcome.Connect
    ) {
        self.name = name
        task = Task {
            guard let spec = Environment.spec(of: name, in: checkout) else { return nil }
            // What goes wrong is told when it is needed.
            return try? await EarlyLook(name, spec, repository: repository, connect: connect)
        }
    }

    /// - Returns: nil where nothing could be read, or what was read is not of this environment as it turned out to be.
    func look(at environment: AdmittedEnvironment) async -> EarlyLook? {
        guard name == environment.name, let look = await task.value, look.isOf(environment) else { return nil }
        return look
    }

    package func cancel() { task.cancel() }
}
