import Foundation
import Synchronization

/// The thread that drives every transfer of one client, and the way to it.
///
/// Swift's cooperative threads never wait for a socket: they leave a command and are resumed from here.
final class TransferLoop: Sendable {
    fileprivate enum Command {
        case start(Transfer)
        case stop(Transfer)
        case resume(Transfer)
    }

    fileprivate struct Inbox {
        var commands: [Command] = []
        var isStopping = false
        // INVARIANT: once true, the multi handle is gone and must not be woken.
        var hasEnded = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Everything the thread needs; it does not keep the loop itself alive.
    fileprivate final class Core: Sendable {
        let inbox = Mutex(Inbox())
        let multi: CurlMulti
        let userAgent: String
        let reach: Reach

        init(multi: CurlMulti, userAgent: String, reach: Reach) {
            self.reach = reach
            self.multi = multi
            self.userAgent = userAgent
        }
    }

    private let core: Core

    init(connectionsPerHost: Int, userAgent: String, reach: Reach) {
        core = Core(
            multi: CurlMulti(connectionsPerHost: connectionsPerHost), userAgent: userAgent, reach: reach)
        let thread = Thread { [core] in core.run() }
        thread.name = "lockstep.transport"
        thread.start()
    }

    deinit { stop() }

    /// Starts the transfer and waits for its head, or for its end, as its delivery says.
    func run(_ transfer: Transfer) async -> Result<ResponseHead, TransportError> {
        guard let limit = transfer.request.timeouts.head else { return await send(transfer) }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                do { try await Task.sleep(for: limit) } catch { return }
                if transfer.isUnanswered { end(transfer, .timedOut(.head)) }
            }
            let result = await send(transfer)
            group.cancelAll()
            return result
        }
    }

    private func send(_ transfer: Transfer) async -> Result<ResponseHead, TransportError> {
        guard let upload = transfer.request.upload, let pipe = transfer.upload else { return await exchange(transfer) }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                let wake: @Sendable () -> Void = { self.resume(transfer) }
                do {
                    try await upload.feed { try await pipe.put($0, wake: wake) }
                    pipe.finishMaking(wake: wake)
                } catch {
                    pipe.finish(.failure(error), wake: wake)
                }
            }
            let result = await exchange(transfer)
            pipe.finish(.success(())) {}
            group.cancelAll()
            return result
        }
    }

    private func exchange(_ transfer: Transfer) async -> Result<ResponseHead, TransportError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                guard transfer.waitForHead(waiter) else { return }
                if !core.post(.start(transfer)) {
                    transfer.finish(.failure(TransportError(.shutDown, transfer.request)))
                }
            }
        } onCancel: {
            abort(transfer)
        }
    }

    func abort(_ transfer: Transfer) { end(transfer, .cancelled) }

    private func end(_ transfer: Transfer, _ kind: TransportError.Kind) {
        transfer.finish(.failure(TransportError(kind, transfer.request)))
        _ = core.post(.stop(transfer))
    }

    func resume(_ transfer: Transfer) {
        _ = core.post(.resume(transfer))
    }

    var isStopping: Bool { core.inbox.withLock { $0.isStopping || $0.hasEnded } }

    func stop() {
        core.inbox.withLock { inbox in
            guard !inbox.hasEnded else { return }
            inbox.isStopping = true
            core.multi.wakeUp()
        }
    }

    func stopAndWait() async {
        stop()
        await withCheckedContinuation { waiter in
            let hasEnded = core.inbox.withLock { inbox in
                if !inbox.hasEnded { inbox.endWaiters.append(waiter) }
                return inbox.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
    }
}

extension TransferLoop.Core {
    /// - Returns: false when the thread no longer takes commands.
    fileprivate func post(_ command: TransferLoop.Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isStopping, !inbox.hasEnded else { return false }
            if inbox.commands.isEmpty { multi.wakeUp() }
            inbox.commands.append(command)
            return true
        }
    }

    /// The thread's body.
    fileprivate func run() {
        ThreadSignals.blockBrokenPipe()
        var active: [ObjectIdentifier: CurlTransfer] = [:]
        var isStopping = false
        while !isStopping {
            let (commands, stops) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopping)
            }
            isStopping = stops
            for command in commands { execute(command, &active) }
            if isStopping { break }
            multi.runTimer()
            for (transfer, result) in multi.completed() {
                if let running = active.removeValue(forKey: ObjectIdentifier(transfer)) { multi.remove(running) }
                transfer.finish(result)
            }
            multi.wait()
        }
        end(&active)
    }

    private func execute(_ command: TransferLoop.Command, _ active: inout [ObjectIdentifier: CurlTransfer]) {
        switch command {
        case .start(let transfer):
            guard !transfer.isOver else { return }
            do throws(TransportError) {
                active[ObjectIdentifier(transfer)] = try multi.add(transfer, userAgent: userAgent, reach: reach)
            } catch {
                transfer.finish(.failure(error))
            }
        case .stop(let transfer):
            guard let running = active.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
            multi.remove(running)
        case .resume(let transfer):
            active[ObjectIdentifier(transfer)]?.resume()
        }
    }

    private func end(_ active: inout [ObjectIdentifier: CurlTransfer]) {
        for running in active.values {
            multi.remove(running)
            running.transfer.finish(.failure(TransportError(.shutDown, running.transfer.request)))
        }
        active = [:]
        let (left, waiters) = inbox.withLock { inbox in
            inbox.hasEnded = true
            multi.close()
            defer { (inbox.commands, inbox.endWaiters) = ([], []) }
            return (inbox.commands, inbox.endWaiters)
        }
        for case .start(let transfer) in left {
            transfer.finish(.failure(TransportError(.shutDown, transfer.request)))
        }
        for waiter in waiters { waiter.resume() }
    }
}

private enum ThreadSignals {
    /// OpenSSL writes without MSG_NOSIGNAL: a peer that went away would end the process.
    static func blockBrokenPipe() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// Seconds since 1970.
enum WallClock {
    static var seconds: Int { Int(Date().timeIntervalSince1970) }
}
