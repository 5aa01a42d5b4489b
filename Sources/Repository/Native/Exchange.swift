import Dispatch
import Foundation
import Synchronization

/// One conversation with a remote: what it may use, how far it is, and how another thread ends it.
///
/// libgit2 1.5 has no timeouts of its own. The exchange knows the socket that is in use, and shuts it down when the
/// task is cancelled or nothing has come for too long; the call that waits on it then fails.
final class Exchange: Sendable {
    enum Interruption: Sendable, Equatable {
        case cancelled
        case timedOut(milliseconds: Int)
    }

    /// Why a callback said no; libgit2 itself would only say that a callback did.
    enum Refusal: Sendable, Equatable {
        case credentials(String)
        case host(reason: String, hint: String)
        /// The branch was elsewhere when the push began; nil stands for absent.
        case moved(to: ObjectID?)
    }

    private struct State {
        var socket: Int32 = -1
        var lastActivity = ContinuousClock.now
        var interruption: Interruption?
        var refusal: Refusal?
        var credentialsGiven = 0
        var remoteText: [UInt8] = []
        var referenceStatus: [String: String?] = [:]
    }

    let remote: Remote
    /// What the branch has to be for a push to go on; the outer nil where nothing is pushed.
    let expected: ObjectID??
    private let progress: (@Sendable (TransferProgress) -> Void)?
    private let state = Mutex(State())
    private let begun = ContinuousClock.now

    init(remote: Remote, expected: ObjectID?? = nil, progress: (@Sendable (TransferProgress) -> Void)? = nil) {
        self.remote = remote
        self.expected = expected
        self.progress = progress
    }

    // MARK: Ending it

    /// Runs blocking work on this thread, watched from another.
    func watched<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
        timer.setEventHandler { [weak self] in self?.watch() }
        timer.resume()
        defer { timer.cancel() }
        return try ExchangeThread.run(self, work)
    }

    private func watch() {
        let now = ContinuousClock.now
        let silence = state.withLock { now - $0.lastActivity }
        if now - begun > remote.limits.total {
            interrupt(.timedOut(milliseconds: remote.limits.total.milliseconds))
        } else if silence > remote.limits.stall {
            interrupt(.timedOut(milliseconds: remote.limits.stall.milliseconds))
        }
    }

    func interrupt(_ interruption: Interruption) {
        state.withLock { state in
            guard state.interruption == nil else { return }
            state.interruption = interruption
            // Under the lock, so that the number cannot have become another file's meanwhile.
            if state.socket >= 0 { _ = shutdown(state.socket, Int32(SHUT_RDWR)) }
        }
    }

    var interruption: Interruption? { state.withLock(\.interruption) }

    /// Puts the socket under watch.
    ///
    /// - Returns: false if the exchange has ended already.
    func attach(_ socket: Int32) -> Bool {
        state.withLock { state in
            state.socket = socket
            return state.interruption == nil
        }
    }

    func detach(_ socket: Int32) {
        state.withLock { if $0.socket == socket { $0.socket = -1 } }
    }

    func noteActivity() {
        state.withLock { $0.lastActivity = .now }
    }

    // MARK: What the callbacks learn

    /// - Returns: whether the transfer may go on.
    func advance(_ progress: TransferProgress) -> Bool {
        noteActivity()
        self.progress?(progress)
        return interruption == nil
    }

    /// Keeps what the server says to people, at most 16 KiB.
    func hear(_ bytes: UnsafeRawBufferPointer) {
        noteActivity()
        state.withLock { state in
            state.remoteText.append(contentsOf: bytes.prefix(max(0, 16384 - state.remoteText.count)))
        }
    }

    /// What `hear` has kept, in one line: without git's own counting, and without what would steer a terminal.
    var remoteWords: String {
        let text = String(decoding: state.withLock(\.remoteText), as: UTF8.self)
        let counting = ["Unpacking objects:", "Receiving objects:", "Resolving deltas:", "Processing "]
        return text.split(whereSeparator: \.isNewline)
            .map { line in
                String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }))
                    .trimmingCharacters(in: .whitespaces)
            }
            .filter { line in !line.isEmpty && !counting.contains { line.hasPrefix($0) } }
            .joined(separator: ": ")
    }

    func refuse(_ refusal: Refusal) {
        state.withLock { if $0.refusal == nil { $0.refusal = refusal } }
    }

    var refusal: Refusal? { state.withLock(\.refusal) }

    /// - Returns: whether the credentials have been offered before, and refused.
    func countCredentials() -> Bool {
        state.withLock { state in
            state.credentialsGiven += 1
            return state.credentialsGiven > 1
        }
    }

    var hasGivenCredentials: Bool { state.withLock { $0.credentialsGiven > 0 } }

    /// What the server made of a pushed reference; nil for done.
    func report(_ status: String?, of reference: String) {
        state.withLock { $0.referenceStatus[reference] = .some(status) }
    }

    /// - Returns: nil if the server took the reference, otherwise its reason together with the words of its hooks.
    func refusal(of reference: String) -> String? {
        guard let status = state.withLock({ $0.referenceStatus[reference] }) else {
            return "the server did not report what became of it"
        }
        guard let status else { return nil }
        return [status, remoteWords].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// Which exchange the code on this thread belongs to: libgit2 makes sockets without saying what for.
enum ExchangeThread {
    private static let exchanges = Mutex<[pthread_t: Exchange]>([:])

    static var current: Exchange? {
        let thread = pthread_self()
        return exchanges.withLock { $0[thread] }
    }

    static func run<Result, Failure: Error>(
        _ exchange: Exchange, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let thread = pthread_self()
        exchanges.withLock { $0[thread] = exchange }
        defer { exchanges.withLock { _ = $0.removeValue(forKey: thread) } }
        return try work()
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
