/// Establishes what a trust policy asks of the artifacts that a workload names: of an image reference, and of a model's
/// address.
///
///     let verifier = ArtifactVerifier(policy: trust, registry: connect, models: .folders)
///     let finding = await verifier.verify(image: "registry.example/app:1.2", demand)
///     finding.verdict.verified          // who vouches for it, or nil
///     finding.pinned                    // registry.example/app@sha256:…, to be deployed in place of the tag
///
/// A tag is resolved once; what is judged is what ``Finding/pinned`` names. Nothing here throws: what could not be
/// found out is the refusal `unavailable`, which is never `unsigned`.
package struct ArtifactVerifier: Sendable {
    /// How a registry is reached for an image.
    package typealias Registry = @Sendable (ImageReference) -> RegistrySender

    /// What is asked of an artifact, whatever its bytes are.
    package struct Demand: Sendable, Hashable {
        /// The name by which the trust policy knows the artifact.
        package var artifact: String
        package var environment: String
        package var roles: [Role]
        package var required: Int
        /// The log's time where there is one.
        package var now: Timestamp
        package var requiresLog: Bool
        package var mark: VersionMark?
        package var isRevert: Bool

        package init(
            artifact: String, environment: String, roles: [Role], required: Int = 1, now: Timestamp,
            requiresLog: Bool = false, mark: VersionMark? = nil, isRevert: Bool = false
        ) {
            self.artifact = artifact
            self.environment = environment
            self.roles = roles
            self.required = required
            self.now = now
            self.requiresLog = requiresLog
            self.mark = mark
            self.isRevert = isRevert
        }

        package func request(_ digest: SHA256Digest, predicateType: String? = nil) -> VerificationRequest {
            VerificationRequest(
                artifact: artifact, digest: digest, environment: environment, roles: roles, required: required,
                now: now, requiresLog: requiresLog, predicateType: predicateType, mark: mark, isRevert: isRevert)
        }
    }

    /// What was found of one artifact.
    package struct Finding: Sendable {
        /// As the workload names it.
        package let reference: String
        /// Nil where it could not be found out.
        package let digest: SHA256Digest?
        /// The reference with that digest in place of a tag; nil where an address cannot carry one.
        package let pinned: String?
        package let verdict: Verdict
        /// Everything that was claimed, with its place in the log.
        package let claims: PresentedClaims
    }

    package var policyDigest: SHA256Digest { policy.digest }

    private let policy: VerifiedTrustPolicy
    private let registry: Registry
    private let models: ModelStore
    private let log: LoggedSignatures?

    /// - Parameter log: nil locates no signature in a log; a demand of `requiresLog` then refuses all.
    package init(
        policy: VerifiedTrustPolicy, registry: @escaping Registry, models: ModelStore = .folders,
        log: LoggedSignatures? = nil
    ) {
        self.policy = policy
        self.registry = registry
        self.models = models
        self.log = log
    }

    /// - Parameter text: `registry/repository:tag` or with a digest.
    package func verify(image text: String, _ demand: Demand) async -> Finding {
        await image(text, named: text, demand) { $0 }
    }

    /// - Parameter uri: of a `storageUri`: `oci://…` is an image, anything else the model store's.
    package func verify(model uri: String, _ demand: Demand) async -> Finding {
        if uri.hasPrefix("oci://") {
            return await image(String(uri.dropFirst(6)), named: uri, demand) { "oci://" + $0 }
        }
        let name = ModelStore.name(of: uri)
        do throws(TrustError) {
            guard let resources = try await models.resources(uri) else {
                return refused(uri, .malformed(reason: "there is no model at '\(uri)'"))
            }
            let model = try ModelStatement(name: name, resources: resources)
            return finding(uri, model.root, pinned: nil, await modelClaims(uri, demand), demand)
        } catch {
            return refused(uri, Refusal(error))
        }
    }

    // MARK: Images

    private func image(
        _ text: String, named name: String, _ demand: Demand, pin: (String) -> String
    ) async -> Finding {
        do throws(TrustError) {
            let reference = try ImageReference(text)
            let images = ImageSigner(reference, send: registry(reference))
            let digest = try await images.resolve()
            let claims = await images.claims(for: digest)
            return finding(name, digest, pinned: pin(reference.pinned(to: digest)), claims, demand)
        } catch {
            return refused(name, Refusal(error))
        }
    }

    // MARK: Models

    private func modelClaims(_ uri: String, _ demand: Demand) async -> PresentedClaims {
        let name = ModelStore.name(of: uri)
        var claims: [Result<SignedClaim, TrustError>] = []
        do throws(TrustError) {
            for number in 1...ModelStore.mostBundles {
                let place = ModelStore.bundle(of: uri, environment: demand.environment, number: number)
                guard let bytes = try await models.read(place) else { break }
                claims.append(SignatureFile.modelClaim(bytes, name: name))
            }
            let place = ModelStore.attestations(of: uri, environment: demand.environment)
            if let bytes = try await models.read(place) { claims += SignatureFile.claims(lines: bytes) }
        } catch {
            return .unavailable(reason: error.message)
        }
        return claims.isEmpty ? .none : .found(claims)
    }

    // MARK: Judging

    private func finding(
        _ reference: String, _ digest: SHA256Digest, pinned: String?, _ claims: PresentedClaims, _ demand: Demand
    ) -> Finding {
        let located = log.map { claims.located(in: $0) } ?? claims
        let verdict = Judge(policy: policy).judge(demand.request(digest), claims: located)
        return Finding(reference: reference, digest: digest, pinned: pinned, verdict: verdict, claims: located)
    }

    private func refused(_ reference: String, _ refusal: Refusal) -> Finding {
        Finding(reference: reference, digest: nil, pinned: nil, verdict: .refused([refusal]), claims: .none)
    }

    /// What the claims that were found amount to under another demand; the artifact is not looked up again.
    package func verdict(of finding: Finding, _ demand: Demand) -> Verdict {
        guard let digest = finding.digest else { return finding.verdict }
        return Judge(policy: policy).judge(demand.request(digest), claims: finding.claims)
    }

    /// What was attested of an artifact that was found, by those whom the demand asks for.
    package func attestations(of finding: Finding, type: String, _ demand: Demand) -> Attestations {
        guard let digest = finding.digest else {
            let reason = finding.verdict.refusals.map(\.description).joined(separator: "; ")
            return .unavailable(reason: reason)
        }
        return AttestationReader(policy: policy)
            .attestations(in: finding.claims, demand.request(digest, predicateType: type))
    }
}

extension Refusal {
    /// What an error means for a verdict: a world that does not answer is no fault of the artifact.
    package init(_ error: TrustError) {
        self = error.isUnreachable ? .unavailable(reason: error.message) : .malformed(reason: error.message)
    }
}
