package import Manifests

/// What can go wrong with keys, signatures, what they cover and the log of them, apart from a verdict, which is a value.
///
/// `description` is one line, with the remedy on a second `hint:` line. No case carries a secret.
package enum TrustError: Error, Sendable, Hashable {
    // MARK: What was read

    /// Bytes that are not of the format they should be: what was being read, and what is wrong with it.
    case malformed(String, reason: String, hint: String? = nil)
    /// Another thing than what should be there: `what` it should have been, and what was `found`.
    case unexpected(_ what: String, found: String)
    /// A format, algorithm or parameter that is refused although it may be well-formed.
    case unsupported(String, found: String, hint: String? = nil)

    // MARK: Keys and signatures

    /// A public key with which signatures would prove nothing.
    case weakKey(String, reason: String)
    case passphraseNeeded(String)
    case wrongPassphrase(String)
    /// A key whose private half everybody has, by its fingerprint.
    case exampleKey(String)
    /// A signature that is not of that key over those bytes.
    case badSignature(String, reason: String)
    /// No trusted key signed, or a trusted key's signature is wrong.
    case unverified(_ what: String, reason: String)
    /// Bytes that were sealed to another key, for another place, or changed since.
    case notOpened(String, reason: String)
    case keyNotFound(String, store: String, nearest: String?)
    case keyExists(String, store: String)
    case agent(reason: String)
    case signing(_ reason: String)

    // MARK: The trust policy

    /// A version below, or another content at, what was accepted before.
    case rollback(String, reason: String)
    /// A newer version that does not follow the trusted one.
    case policyGap(expected: Int64, found: Int64)
    /// A trust policy file with faults, each at its place.
    case policyFaults([Diagnostic])
    /// A trust policy that too few root keys signed.
    case policyThreshold(version: Int64, by: String, expected: Int, found: Int)

    // MARK: A model's files

    /// A name that not every system reads alike, or that leads elsewhere.
    case fileName(_ path: String, reason: String)
    /// Neither a plain file nor a folder.
    case fileKind(_ path: String, found: String)
    /// Two names that a file system without case takes for one.
    case collision(_ first: String, _ second: String)
    /// A file that an ignored folder holds: nobody vouches for it.
    case inIgnoredFolder(_ path: String)
    /// The file was written to, replaced, added or removed while it was read.
    case changed(_ path: String)
    case tooMany(files: Int)
    case tooDeep(_ path: String)
    /// A list of files names the same one twice.
    case duplicate(_ path: String)

    // MARK: The log

    /// A proof does not prove what it is for.
    case proof(_ reason: String)
    case outOfRange(index: Int, size: Int)
    /// Bytes of an entry; at most 65,535 fit the format.
    case entryTooLarge(Int)
    /// A tile, bundle or checkpoint that must be there is not.
    case missing(_ path: String)
    /// What a log's writer remembers of it is not there, or damaged.
    case markLost(_ path: String, found: String)
    /// What is stored contradicts itself.
    case corrupt(_ path: String, reason: String)
    /// The storage holds fewer entries than were acknowledged: it was truncated or restored from an old copy.
    case rolledBack(found: Int, known: Int, witness: String)
    /// Two trees of which neither grew out of the other.
    case forked(size: Int, witness: String)
    /// Too few witnesses cosigned a checkpoint of so many entries: they are in the log, and nobody is shown them yet.
    case unwitnessed(size: Int, reason: String)
    /// A clock that stands long before the last entry of the log.
    case clockBehind(now: String, last: String, log: String)
    /// Another process writes to the log.
    case locked(_ path: String)
    /// A commit failed half-way, so what the storage holds is not known until the log is opened anew.
    case closed(_ reason: String)

    // MARK: The world

    /// Something that could not be asked: neither present nor absent is known.
    case unreachable(String, reason: String)
    /// An action on a file or folder, and the system's reason.
    case file(action: String, path: String, reason: String)
    /// The system refused; `code` is errno's.
    case system(_ operation: String, path: String, code: Int32)
    /// A call of libsodium or libcrypto that fails only for want of memory or by a defect.
    case library(String)
    case cancelled
}

extension TrustError {
    /// Whether the world did not answer, as against an input that is at fault.
    package var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}
