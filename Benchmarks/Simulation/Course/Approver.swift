import Delivery
import Manifests
import Releases
import Synchronization
import Trust

/// Somebody whose approval production asks for, somebody else who signs what people push, and the trust policy that says
/// so.
final class Approver: Sendable {
    let policy: VerifiedTrustPolicy
    /// Signs what people push: approvals count only for what somebody known brought.
    let author: SigningKey
    private let key: SigningKey
    /// The commit of the candidate, by the bytes of every approval that was ever given.
    private let given = Mutex([[UInt8]: String]())

    init(time: Double) throws {
        let key = try Self.key(11)
        self.key = key
        author = try Self.key(13)
        policy = try Self.policy(key, author: author, root: try Self.key(12), time: time)
    }

    /// The approval of what stands in production's manifests: its file and the bytes.
    func approval(of candidate: String, in bytes: [UInt8], _ place: Place) throws -> (path: String, bytes: [UInt8])? {
        let named = ReleaseSpec.Workload(kind: "InferenceService", name: place.release)
        guard let file = ManifestFile(named, in: bytes, path: place.service) else { return nil }
        let approval = Approval(
            key: place.key, group: Scene.group, gate: .opening, version: VersionDigest(of: file.object),
            candidate: candidate)
        let signed = try approval.signed(with: key).bytes
        given.withLock { $0[signed] = candidate }
        return (approval.path(signer: key.publicKey), signed)
    }

    /// The commit that a file approves; nil for what is no approval.
    func candidate(of bytes: [UInt8]) -> String? { given.withLock { $0[bytes] } }

    private static func key(_ number: UInt8) throws -> SigningKey {
        .memory(.ed25519(try Ed25519PrivateKey(seed: SecretMemory(copying: [UInt8](repeating: number, count: 32)))))
    }

    private static func policy(
        _ key: SigningKey, author: SigningKey, root: SigningKey, time: Double
    ) throws -> VerifiedTrustPolicy {
        func line(_ name: String, _ key: SigningKey) throws -> String {
            guard let point = key.publicKey.ed25519 else { throw SimulationFault("no key of \(name)") }
            let text = OpenSSHPublicKey(point, comment: "").text
            return "    - { name: \(name)@example.com, keys: [{ name: \(name), publicKey: \(text) }] }\n"
        }
        let text = """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: simulation }
            spec:
              version: 1
              expires: 2099-01-01T00:00:00Z
              principals:
            \(try line("bob", key))\(try line("ada", author))\(try line("root", root))  roles:
                - { role: root, keys: [root] }
              groups:
                - { name: \(Scene.group), members: [bob@example.com] }
            """
        var signed = SignedTrustPolicy(bytes: Array(text.utf8), signatures: [])
        signed = try signed.adding(signatureBy: root)
        return try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: Timestamp(seconds: Int64(time)))
    }
}
