import Manifests

extension TrustError: CustomStringConvertible {
    package var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }

    /// One line; names of files stand in it with control characters replaced.
    package var message: String {
        switch self {
        case .malformed(let what, let reason, _): "\(what) is malformed: \(reason)"
        case .unexpected(let what, let found): "expected \(what), found \(found)"
        case .unsupported(let what, let found, _): "\(what) is not accepted: \(found)"
        case .weakKey(let what, let reason): "\(what) is not a key to trust: \(reason)"
        case .passphraseNeeded(let what): "\(what) needs a passphrase, and none was given"
        case .wrongPassphrase(let what): "the passphrase does not open \(what), or the file was changed"
        case .exampleKey(let fingerprint): "key \(fingerprint) is an example whose private half is public"
        case .badSignature(let what, let reason): "the signature of \(what) does not hold: \(reason)"
        case .unverified(let what, let reason): "expected \(what) signed by a trusted key, found \(reason)"
        case .notOpened(let what, let reason): "\(what) cannot be opened: \(reason)"
        case .keyNotFound(let name, let store, _): "no key '\(name)' in '\(store)'"
        case .keyExists(let name, let store): "a key '\(name)' is already in '\(store)'"
        case .agent(let reason): "ssh-agent did not sign: \(reason)"
        case .signing(let reason): "could not sign the checkpoint: \(reason)"
        case .rollback(let what, let reason): "\(what) went back: \(reason)"
        case .policyGap(let expected, let found):
            "expected version \(expected) of the trust policy, the next after the trusted one, found version \(found)"
        case .policyFaults(let faults):
            "the trust policy has \(faults.count) faults, the first: \(faults.first?.message ?? "none")"
        case .policyThreshold(let version, let keys, let expected, let found):
            "trust policy version \(version) lacks signatures: expected \(expected) principals by the \(keys), "
                + "found \(found)"
        case .fileName(let path, let reason): "expected a portable file name, found '\(Self.shown(path))': \(reason)"
        case .fileKind(let path, let found): "expected a file or a folder at '\(Self.shown(path))', found \(found)"
        case .collision(let first, let second):
            "expected names that differ in more than case, found '\(Self.shown(first))' and '\(Self.shown(second))'"
        case .inIgnoredFolder(let path):
            "expected nothing in ignored folders, found '\(Self.shown(path))', which no digest would cover"
        case .changed(let path): "expected '\(Self.shown(path))' to stay as it is while it is read, found it changed"
        case .tooMany(let files): "expected at most \(files) files, found more"
        case .tooDeep(let path):
            "expected at most \(ModelFolder.mostDepth) folders in one another, found '\(Self.shown(path))'"
        case .duplicate(let path): "expected each file once, found '\(Self.shown(path))' twice"
        case .proof(let reason): "expected a proof that holds: \(reason)"
        case .outOfRange(let index, let size): "expected an index or size within \(size) entries, found \(index)"
        case .entryTooLarge(let bytes): "expected a log entry of at most 65535 bytes, found \(bytes)"
        case .missing(let path): "expected the log's file '\(path)', found nothing there"
        case .markLost(let path, let found): "expected the log's high-water mark in '\(path)', found \(found)"
        case .corrupt(let path, let reason): "'\(path)' is damaged: \(reason)"
        case .rolledBack(let found, let known, let witness):
            "expected a log of at least \(known) entries, as \(witness) saw it, found \(found)"
        case .forked(let size, let witness):
            "expected a log that grew out of the one that \(witness) saw, found another history at \(size) entries"
        case .unwitnessed(let size, let reason):
            "expected the quorum of witnesses to cosign the log at \(size) entries: \(reason)"
        case .clockBehind(let now, let last, let log):
            "expected a clock that is not before the last entry of the log '\(log)', \(last), found \(now)"
        case .locked(let path): "expected to be the only writer of the log, found '\(path)' locked by another process"
        case .closed(let reason): "the log takes no more entries: \(reason)"
        case .unreachable(let what, let reason): "cannot reach \(what): \(reason)"
        case .file(let action, let path, let reason): "cannot \(action) '\(path)': \(reason)"
        case .system(let operation, let path, let code):
            "could not \(operation) '\(Self.shown(path))': \(SystemFault.text(code))"
        case .library(let call): "\(call) failed, most likely for want of memory"
        case .cancelled: "the work was cancelled"
        }
    }

    /// What the reader can do; nil where the message says it all.
    package var hint: String? {
        switch self {
        case .malformed(_, _, let hint), .unsupported(_, _, let hint): hint
        case .weakKey: "make a new key with 'lockstep key new'"
        case .passphraseNeeded: "give it at a terminal, or by the file descriptor that --passphrase-fd names"
        case .exampleKey: "make your own with 'lockstep key new'; '--allow-example-keys' is for the demo only"
        case .badSignature: "do not use the file; get it again from where it was signed"
        case .keyNotFound(_, _, let nearest):
            nearest.map { "did you mean '\($0)'?" } ?? "'lockstep key list' shows the keys that are there"
        case .keyExists: "choose another name, or 'lockstep key rotate' to replace the key"
        case .policyThreshold: "have the missing root keys sign the exact bytes of the file"
        case .policyGap:
            "accept the versions between one after another, or name the digest of this one, known from elsewhere, with "
                + "--trust-anchor"
        case .rollback: "find out who put the old version there before anything else"
        case .agent: "check that SSH_AUTH_SOCK is set and that 'ssh-add -L' lists the key"
        case .fileName, .collision: "rename the file"
        case .fileKind(_, let found):
            found == "a symbolic link" ? "put the file itself into the folder" : "take it out of the model folder"
        case .inIgnoredFolder: "move it out of the model folder, or cover ignored folders too"
        case .changed: "let nothing write to the model while it is signed or verified, then try again"
        case .tooMany, .tooDeep: "name the model's own folder, not one above it"
        case .rolledBack, .forked:
            "keep this copy as evidence, and put back the newest copy of the log folder; never continue an older one"
        case .corrupt: "put the file back from a copy; 'lockstep log verify' checks the whole log"
        case .markLost:
            "put the file back; else 'lockstep log adopt' takes the log as it is, once you know that it is no old copy"
        case .missing: "is it the log's folder? else put the file back from a copy"
        case .unwitnessed: "the entries are kept; 'lockstep log publish' asks the witnesses again"
        case .clockBehind: "set the clock; where that of the last entry was wrong, go on with a new log"
        case .locked: "stop the other process, or give this one its own log folder"
        case .closed: "start again: opening the log recovers it"
        case .entryTooLarge: "log the digest of the envelope, not the envelope"
        case .unreachable: "try again when it answers; nothing was decided"
        case .system(_, _, let code) where SystemFault.isFull(code):
            "free space; nothing half-written was acknowledged"
        case .system: "check the permissions and the disk"
        case .unexpected, .unverified, .wrongPassphrase, .notOpened, .signing, .policyFaults, .duplicate, .proof,
            .outOfRange, .file, .library, .cancelled:
            nil
        }
    }

    private static func shown(_ path: String) -> String {
        String(
            String.UnicodeScalarView(
                path.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
