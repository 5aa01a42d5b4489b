import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

/// How the process ends, as `docs` and `--help` promise it.
enum Exit: Int32, Error {
    case done = 0
    /// Refused, or a difference was found.
    case difference = 1
    case badInput = 2
    case unreachable = 3

    /// Prints an error as its reader needs it, and ends the process.
    static func finish(with error: any Error, helpFor command: any ParsableCommand.Type) -> Never {
        switch error {
        case let exit as Exit: end(exit.rawValue)
        case let diagnostic as Diagnostic: report("\(diagnostic)", .badInput)
        case let unreachable as ClusterUnreachable: report("error: \(unreachable.reason)", .unreachable)
        case let failure as Failure: report(failure.text, failure.exit)
        case TrustError.policyFaults(let faults):
            report(faults.map { "\($0)" }.joined(separator: "\n"), .badInput)
        case let error as TrustError: report("error: \(error)", error.exit)
        default:
            let code = command.exitCode(for: error)
            guard code != .success else {
                Swift.print(command.fullMessage(for: error))
                end(0)
            }
            if code == .validationFailure { report(command.fullMessage(for: error), .badInput) }
            report("error: \(error)", .badInput)
        }
    }

    private static func report(_ text: String, _ exit: Exit) -> Never {
        FileHandle.standardError.write(Data((VisibleText.escapedLines(text) + "\n").utf8))
        end(exit.rawValue)
    }

    /// Leaves a value of thousands of objects in memory: the process ends soon, and to take it apart would be a twentieth
    /// of its time.
    static func leave<Value>(_ value: Value) { _ = Unmanaged.passRetained(Left(value)) }

    private final class Left<Value> {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    /// Ends the process after its work is done.
    static func finish() -> Never { end(done.rawValue) }

    /// Nothing is taken down: `exit` would take OpenSSL from under threads that still use it, as a look at the cluster
    /// that nobody waits for any more.
    private static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}

extension TrustError {
    /// 3 where something could not be reached, 1 where what was found is refused.
    var exit: Exit {
        switch self {
        // A name that leads nowhere is a slip of whoever wrote it; all else is the machine's.
        case .system(_, path: _, code: ENOENT): .badInput
        case .unreachable, .system, .locked, .closed, .unwitnessed, .cancelled: .unreachable
        case .weakKey, .wrongPassphrase, .exampleKey, .badSignature, .notOpened, .rollback, .policyThreshold,
            .policyGap,
            .unverified, .proof, .missing, .markLost, .corrupt, .rolledBack, .forked, .clockBehind:
            .difference
        case .malformed, .unexpected, .unsupported, .passphraseNeeded, .keyNotFound, .keyExists, .agent, .signing,
            .policyFaults, .fileName, .fileKind, .collision, .inIgnoredFolder, .changed, .tooMany, .tooDeep,
            .duplicate, .outOfRange, .entryTooLarge, .file, .library:
            .badInput
        }
    }
}

/// An error with its words and its exit code.
struct Failure: Error {
    var text: String
    var exit: Exit

    init(_ message: String, hint: String? = nil, exit: Exit = .badInput) {
        text = "error: \(message)" + (hint.map { "\n  hint: \($0)" } ?? "")
        self.exit = exit
    }
}
