/// Why the log refuses or could not go on.
package enum LogError: Error, Sendable, Hashable {
    /// A text or a message is not of its form: `what` it should have been, and the `reason` why it is not.
    case malformed(_ what: String, reason: String)
    /// No trusted key signed, or a trusted key's signature is wrong.
    case unverified(_ what: String, reason: String)
    /// A proof does not prove what it is for.
    case proof(_ reason: String)
    case outOfRange(index: Int, size: Int)
    /// Bytes of an entry; at most 65,535 fit the format.
    case entryTooLarge(Int)
    /// A tile, bundle or checkpoint that must be there is not.
    case missing(_ path: String)
    /// What is stored contradicts itself.
    case corrupt(_ path: String, reason: String)
    /// The storage holds fewer entries than were acknowledged: it was truncated or restored from an old copy.
    case rolledBack(found: Int, known: Int, witness: String)
    /// Two trees of which neither grew out of the other.
    case forked(size: Int, witness: String)
    /// Another process writes to the log.
    case locked(_ path: String)
    /// The system refused; `code` is errno's.
    case storage(_ operation: String, path: String, code: Int32)
    case signing(_ reason: String)
    /// A commit failed half-way, so what the storage holds is not known until the log is opened anew.
    case closed(_ reason: String)
    case cancelled
    /// The caller's own fetch or post failed.
    case unreachable(_ what: String, reason: String)
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let what, let reason): "expected \(what), found \(reason)"
        case .unverified(let what, let reason): "expected \(what) signed by a trusted key, found \(reason)"
        case .proof(let reason): "expected a proof that holds: \(reason)"
        case .outOfRange(let index, let size): "expected an index or size within \(size) entries, found \(index)"
        case .entryTooLarge(let bytes): "expected a log entry of at most 65535 bytes, found \(bytes)"
        case .missing(let path): "expected the log's file '\(path)', found nothing there"
        case .corrupt(let path, let reason): "'\(path)' is damaged: \(reason)"
        case .rolledBack(let found, let known, let witness):
            "expected a log of at least \(known) entries, as \(witness) saw it, found \(found)"
        case .forked(let size, let witness):
            "expected a log that grew out of the one that \(witness) saw, found another history at \(size) entries"
        case .locked(let path): "expected to be the only writer of the log, found '\(path)' locked by another process"
        case .storage(let operation, let path, let code): "could not \(operation) '\(path)': \(SystemFault.text(code))"
        case .signing(let reason): "could not sign the checkpoint: \(reason)"
        case .closed(let reason): "the log takes no more entries: \(reason)"
        case .cancelled: "the work was cancelled"
        case .unreachable(let what, let reason): "could not reach \(what): \(reason)"
        }
    }

    /// What the reader can do; nil where the message says it all.
    package var hint: String? {
        switch self {
        case .rolledBack, .forked:
            "keep this copy as evidence, and put back the newest copy of the log folder; never continue an older one"
        case .corrupt: "put the file back from a copy; 'lockstep log verify' checks the whole log"
        case .missing: "is it the log's folder? else put the file back from a copy"
        case .locked: "stop the other process, or give this one its own log folder"
        case .storage(_, _, let code) where SystemFault.isFull(code):
            "free space; nothing half-written was acknowledged"
        case .storage: "check the permissions and the disk"
        case .closed: "start again: opening the log recovers it"
        case .entryTooLarge: "log the digest of the envelope, not the envelope"
        default: nil
        }
    }
}
