package import Manifests

/// What can go wrong with keys, signatures and what they cover, apart from a verdict, which is a value.
///
/// `description` is one line, with the remedy on a second `hint:` line. No case carries a secret.
package enum TrustError: Error, Sendable, Hashable {
    /// Bytes that are not of the format they should be: what was being read, and what is wrong with it.
    case malformed(String, reason: String, hint: String? = nil)
    /// A format, algorithm or parameter that is refused although it may be well-formed.
    case unsupported(String, found: String, hint: String? = nil)
    /// A public key with which signatures would prove nothing.
    case weakKey(String, reason: String)
    case passphraseNeeded(String)
    case wrongPassphrase(String)
    /// A key whose private half everybody has, by its fingerprint.
    case exampleKey(String)
    /// A signature that is not of that key over those bytes.
    case badSignature(String, reason: String)
    /// Bytes that were sealed to another key, for another place, or changed since.
    case notOpened(String, reason: String)
    case keyNotFound(String, store: String, nearest: String?)
    case keyExists(String, store: String)
    /// A version below, or another content at, what was accepted before.
    case rollback(String, reason: String)
    /// A trust policy file with faults, each at its place.
    case policyFaults([Diagnostic])
    /// A trust policy that too few root keys signed.
    case policyThreshold(version: Int64, by: String, expected: Int, found: Int)
    case agent(reason: String)
    /// Something that could not be asked: neither present nor absent is known.
    case unreachable(String, reason: String)
    /// An action on a file or folder, and the system's reason.
    case file(action: String, path: String, reason: String)
    /// A call of libsodium or libcrypto that fails only for want of memory or by a defect.
    case library(String)
}

extension TrustError: CustomStringConvertible {
    package var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }

    package var message: String {
        switch self {
        case .malformed(let what, let reason, _): "\(what) is malformed: \(reason)"
        case .unsupported(let what, let found, _): "\(what) is not accepted: \(found)"
        case .weakKey(let what, let reason): "\(what) is not a key to trust: \(reason)"
        case .passphraseNeeded(let what): "\(what) is encrypted and no passphrase was given"
        case .wrongPassphrase(let what): "the passphrase does not open \(what), or the file was changed"
        case .exampleKey(let fingerprint): "key \(fingerprint) is an example whose private half is public"
        case .badSignature(let what, let reason): "the signature of \(what) does not hold: \(reason)"
        case .notOpened(let what, let reason): "\(what) cannot be opened: \(reason)"
        case .keyNotFound(let name, let store, _): "no key '\(name)' in '\(store)'"
        case .keyExists(let name, let store): "a key '\(name)' is already in '\(store)'"
        case .rollback(let what, let reason): "\(what) went back: \(reason)"
        case .policyFaults(let faults):
            "the trust policy has \(faults.count) faults, the first: \(faults.first?.message ?? "none")"
        case .policyThreshold(let version, let keys, let expected, let found):
            "trust policy version \(version) lacks signatures: expected \(expected) principals by the \(keys), "
                + "found \(found)"
        case .agent(let reason): "ssh-agent did not sign: \(reason)"
        case .unreachable(let what, let reason): "cannot reach \(what): \(reason)"
        case .file(let action, let path, let reason): "cannot \(action) '\(path)': \(reason)"
        case .library(let call): "\(call) failed, most likely for want of memory"
        }
    }

    package var hint: String? {
        switch self {
        case .malformed(_, _, let hint), .unsupported(_, _, let hint): hint
        case .weakKey: "make a new key with 'lockstep key new'"
        case .passphraseNeeded: "give the passphrase at the prompt or by the file descriptor option"
        case .exampleKey: "make your own with 'lockstep key new'; '--allow-example-keys' is for the demo only"
        case .badSignature: "do not use the file; get it again from where it was signed"
        case .keyNotFound(_, _, let nearest):
            nearest.map { "did you mean '\($0)'?" } ?? "'lockstep key list' shows the keys that are there"
        case .keyExists: "choose another name, or 'lockstep key rotate' to replace the key"
        case .policyThreshold: "have the missing root keys sign the exact bytes of the file"
        case .rollback: "find out who put the old version there before anything else"
        case .agent: "check that SSH_AUTH_SOCK is set and that 'ssh-add -L' lists the key"
        case .unreachable: "try again when it answers; nothing was decided"
        case .wrongPassphrase, .notOpened, .policyFaults, .file, .library: nil
        }
    }

    /// Whether the world did not answer, as against an input that is at fault.
    package var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}
