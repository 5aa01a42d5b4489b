/// Signs many statements on every core.
package enum BatchSigning {
    /// - Parameters:
    ///   - workers: how many sign at once; an agent's key is asked one after the other all the same.
    ///   - progress: told how many more are done, from any thread.
    /// - Returns: one envelope a statement, in the statements' order.
    /// - Throws: the first failure; nothing is returned then.
    package static func sign(
        _ statements: [Statement], with keys: [SigningKey], workers: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(TrustError) -> [Envelope] {
        let size = max(1, (statements.count + max(workers, 1) - 1) / max(workers, 1))
        let starts = Array(stride(from: 0, to: statements.count, by: size))
        let parts = await withTaskGroup(of: (Int, Result<[Envelope], TrustError>).self) { group in
            for start in starts {
                let part = Array(statements[start..<min(start + size, statements.count)])
                group.addTask { (start, sign(part, with: keys, progress: progress)) }
            }
            var parts: [Int: Result<[Envelope], TrustError>] = [:]
            for await (start, part) in group { parts[start] = part }
            return parts
        }
        var envelopes: [Envelope] = []
        envelopes.reserveCapacity(statements.count)
        for start in starts { envelopes += try parts[start]?.get() ?? [] }
        return envelopes
    }

    /// As ``sign(_:with:workers:progress:)``, in bundles of one signer.
    package static func bundles(
        _ statements: [Statement], with key: SigningKey, workers: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(TrustError) -> [SigstoreBundle] {
        try await sign(statements, with: [key], workers: workers, progress: progress)
            .map { SigstoreBundle($0, by: key.publicKey) }
    }

    private static func sign(
        _ statements: [Statement], with keys: [SigningKey], progress: (Int) -> Void
    ) -> Result<[Envelope], TrustError> {
        var envelopes: [Envelope] = []
        do throws(TrustError) {
            for statement in statements {
                envelopes.append(try statement.signed(with: keys))
                if envelopes.count.isMultiple(of: 256) { progress(256) }
            }
        } catch {
            return .failure(error)
        }
        progress(envelopes.count % 256)
        return .success(envelopes)
    }
}
