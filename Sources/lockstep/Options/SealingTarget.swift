import ArgumentParser
import Delivery
import Trust

/// The key to seal to: named, or the environment's own.
struct SealingTarget: ParsableArguments {
    @Option(
        help: "The sealing key, 'x25519:…'; else what 'spec.secrets.sealedTo' of the environment says in --repository.")
    var to: String?

    @OptionGroup var repository: RepositoryOptions

    func key(for environment: String) async throws -> SealingPublicKey {
        if let to { return try SealingPublicKey(to) }
        let checkout = try await repository.checkout()
        guard let spec = Environment.spec(of: environment, in: checkout) else {
            throw Failure(
                "expected a well-formed environment '\(environment)' in '\(repository.repository)', found none",
                hint: "name the repository with --repository, or the key with --to")
        }
        guard let key = spec.sealingKey else {
            throw Failure(
                "expected a sealing key in environment '\(environment)', found none",
                hint:
                    "make one with 'lockstep secret new', and write 'secrets: { sealedTo: x25519:… }' below its 'spec'")
        }
        return key
    }
}
