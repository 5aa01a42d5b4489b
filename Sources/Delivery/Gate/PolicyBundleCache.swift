import Synchronization

/// Policies that were read and checked before, by the digest of their files: a repository has one set of policies for
/// all its environments, and most commits leave them alone.
final class PolicyBundleCache: Sendable {
    /// A daemon needs the head's, and for a while those of the commits before it.
    private static let kept = 8

    private let known = Mutex<[(digest: String, bundle: Result<PolicyBundle, PolicyFaults>)]>([])

    func bundle(of checkout: Checkout) -> Result<PolicyBundle, PolicyFaults> {
        let definitions = SchemaReview.definitions(in: checkout)
        let digest = PolicyBundle.digest(of: checkout.policies + definitions)
        if let found = known.withLock({ $0.first { $0.digest == digest }?.bundle }) { return found }
        let bundle = PolicyBundle.load(checkout.policies, definitions: definitions)
        known.withLock { known in
            known.insert((digest, bundle), at: 0)
            known.removeLast(max(0, known.count - Self.kept))
        }
        return bundle
    }
}
