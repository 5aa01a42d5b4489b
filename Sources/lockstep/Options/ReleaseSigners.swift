import ArgumentParser
import Delivery
import Foundation
import Trust

/// Whose commits move releases, besides those of the people whom the trust policy lets commit: as the daemon judges them.
struct ReleaseSigners: ParsableArguments {
    @Option(
        help: """
            A public key, 'ssh-ed25519 …' or a file with it, that signs the commits of releases, the present one first; \
            repeatable. Where none is named and no trust policy is trusted here, any good signature counts.
            """)
    var releaseKey: [String] = []

    /// - Parameter state: what is trusted on this machine; one that is damaged is an error.
    func trust(_ state: TrustState) throws -> TransitionTrust {
        let keys = try Self.keys(releaseKey, of: "--release-key")
        let policy = try state.current(at: RecordingOptions.now)
        return TransitionTrust(
            ownKey: keys.first, formerKeys: Array(keys.dropFirst()), believesAll: keys.isEmpty, policy: { policy })
    }

    static func keys(_ texts: [String], of option: String) throws -> [Ed25519PublicKey] {
        try texts.map { text in
            let line = FileManager.default.contents(atPath: text).map { String(decoding: $0, as: UTF8.self) } ?? text
            let key = try OpenSSHPublicKey(line.trimmingCharacters(in: .whitespacesAndNewlines))
            guard let point = try key.ed25519 else {
                throw Failure("\(option): expected an Ed25519 key, found '\(key.algorithm)'")
            }
            return point
        }
    }
}
