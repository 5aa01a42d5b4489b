package import Judging
package import Logging
package import Releases
import Repository

/// Moves the releases of a repository: looks where each stands, decides, and carries the decision out as one commit.
///
/// Everything that happens comes in as a ``Signal``, one after the other. Transitions are made one at a time, so that
/// this daemon never races itself for the branch; checks are asked side by side.
package actor ReleaseController {
    package enum Signal: Sendable {
        case head(Checkout)
        /// One came, and is the newest that was not looked at.
        case newHead
        case gitAnswers
        case status(EnvironmentStatus)
        case timer
        case judged(ReleaseReading, [Judgement])
        case told(ReleaseEvent.Key, [String])
        /// What has been decided is to be carried out.
        case decided
    }

    /// A transition that is to be made.
    struct Wanted: Sendable {
        var decision: Decision
        var reading: ReleaseReading
        var judgements: [Judgement]
        var status: ReleaseStatus
    }

    let reader: ReleaseReader
    let git: any ReleaseGit
    let writer: TransitionWriter
    private let checks: any CheckSource
    let approvals: (any ApprovalSource)?
    let access: ReleaseAccess?
    let training: (any TrainingEdge)?
    private let calls: (any StepCalls)?
    private let board: StatusBoard
    let clock: any ReleaseClock
    private let random: @Sendable () -> Double
    let logger: Logger
    private let signals: AsyncStream<Signal>
    private let inbox: AsyncStream<Signal>.Continuation
    private let newest = NewestHead()

    private var readings: [ReleaseEvent.Key: ReleaseReading] = [:]
    var statuses: [String: EnvironmentStatus] = [:]
    var head: String?
    /// Releases whose checks are being asked.
    private var asked: Set<ReleaseEvent.Key> = []
    var moved: [ReleaseEvent.Key: MovedRelease] = [:]
    /// Decided, and not carried out yet.
    var wanted: [ReleaseEvent.Key: Wanted] = [:]
    /// What was decided last, of each release that nothing was amiss with.
    private var decisions: [ReleaseEvent.Key: Decision] = [:]
    /// What the newest head is judged by.
    private var grounds: [ObjectID?]?
    private var due = DueSchedule<ReleaseEvent.Key>()
    /// What became of the triggers of a release whose data drifted.
    private var told: [ReleaseEvent.Key: [String]] = [:]
    private var backoffs: [ReleaseEvent.Key: Backoff] = [:]
    private var timer: Task<Void, Never>?
    /// Transitions that came while this process lived, and since when the cluster runs them, by the clock that nobody sets.
    var seen: [ReleaseEvent.Key: (revision: String, runsSince: Double?)] = [:]

    package init(
        reader: ReleaseReader, git: any ReleaseGit, writer: TransitionWriter, checks: any CheckSource,
        approvals: (any ApprovalSource)?, access: ReleaseAccess? = nil, training: (any TrainingEdge)? = nil,
        calls: (any StepCalls)? = nil, board: StatusBoard, clock: any ReleaseClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }, logger: Logger
    ) {
        self.reader = reader
        self.git = git
        self.writer = writer
        self.checks = checks
        self.approvals = approvals
        self.access = access
        self.training = training
        self.calls = calls
        self.board = board
        self.clock = clock
        self.random = random
        self.logger = logger
        (signals, inbox) = AsyncStream.makeStream(of: Signal.self)
    }

    package nonisolated func headMoved(to checkout: Checkout) {
        if newest.put(checkout) { inbox.yield(.newHead) }
    }

    package nonisolated func gitAnswers() { inbox.yield(.gitAnswers) }

    /// Runs until the task is cancelled.
    ///
    /// - Parameter onHoldsChanged: an environment holds something back from now on, or does no longer.
    package func run(onHoldsChanged: @escaping @Sendable (_ environment: String) -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { [board, inbox] in
                for await status in await board.updates() { inbox.yield(.status(status)) }
            }
            for await signal in signals {
                await handle(signal, in: &group, onHoldsChanged)
                setTimer()
            }
            group.cancelAll()
        }
        timer?.cancel()
    }

    /// Takes one thing that happened, and returns when all is done that follows from it without waiting: for those who
    /// keep the time themselves, as a simulation does.
    package func step(_ signal: Signal, onHoldsChanged: @escaping @Sendable (_ environment: String) -> Void) async {
        await withDiscardingTaskGroup { group in
            await handle(signal, in: &group, onHoldsChanged)
            var iterator = signals.makeAsyncIterator()
            while !asked.isEmpty || !wanted.isEmpty, let next = await iterator.next(isolation: self) {
                await handle(next, in: &group, onHoldsChanged)
            }
        }
    }

    private func handle(
        _ signal: Signal, in group: inout DiscardingTaskGroup, _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async {
        switch signal {
        case .newHead: if let checkout = newest.take() { await handle(.head(checkout), in: &group, onHoldsChanged) }
        case .head(let checkout):
            let changed = await take(checkout, onHoldsChanged)
            for key in readings.keys.sorted() {
                askForTraining(key, in: &group)
                if changed.contains(key) { look(key, in: &group) }
            }
        case .gitAnswers:
            for key in readings.keys.sorted() where backoffs[key] != nil { look(key, in: &group) }
        case .status(let status):
            let before = statuses.updateValue(status, forKey: status.name)
            guard
                before?.applied != status.applied || before?.notReady != status.notReady
                    || before?.digests != status.digests
            else { return }
            for key in readings.keys.sorted() where key.environment == status.name && awaitsCluster(key) {
                look(key, in: &group)
            }
        case .timer:
            for key in due.take(at: clock.now) { look(key, in: &group) }
        case .judged(let reading, let judgements):
            asked.remove(reading.key)
            // What was judged before a new head came is asked anew.
            guard let current = readings[reading.key], current.state == reading.state else {
                return look(reading.key, in: &group)
            }
            await act(on: current, judgements, onHoldsChanged)
        case .decided: await carryOut(onHoldsChanged)
        case .told(let key, let words):
            told[key] = words
            look(key, in: &group)
        }
    }

    /// Tells who trains, where the branch says that the data have drifted; each is told once.
    private func askForTraining(_ key: ReleaseEvent.Key, in group: inout DiscardingTaskGroup) {
        guard let reading = readings[key], let event = reading.drift(at: clock.now) else { return told[key] = nil }
        let names = reading.spec.onDrift.triggers
        group.addTask { [training, inbox, logger] in
            let words =
                await training?.tell(names, of: event) ?? names.map { "\($0): not told: this daemon has no triggers" }
            for word in words {
                logger.notice("training asked for", metadata: ["release": "\(reading.name)", "trigger": "\(word)"])
            }
            inbox.yield(.told(key, words))
        }
    }

    // MARK: Reading

    /// - Returns: the releases for which something has changed.
    private func take(
        _ checkout: Checkout, _ onHoldsChanged: @Sendable (String) -> Void
    ) async -> Set<ReleaseEvent.Key> {
        guard let revision = checkout.revision else { return [] }
        head = revision
        var next: [ReleaseEvent.Key: ReleaseReading] = [:]
        for environment in checkout.environmentNames {
            do {
                let found = try await reader.releases(of: environment, at: revision, checkout: checkout)
                for reading in found.releases { next[reading.key] = reading }
                if found.isWellFormed {
                    await letGo(of: environment, except: found.releases.map(\.name), onHoldsChanged)
                } else {
                    for reading in try await parts(of: environment, at: revision) { next[reading.key] = reading }
                }
            } catch {
                logger.error(
                    "cannot tell where releases stand",
                    metadata: ["environment": "\(environment)", "reason": "\(error)"])
                for (key, reading) in readings where key.environment == environment { next[key] = reading }
            }
        }
        for (key, reading) in next {
            guard let known = readings[key], let last = reading.last, known.last?.revision != last.revision else {
                continue
            }
            seen[key] = (last.revision, nil)
        }
        for key in readings.keys where next[key] == nil {
            seen[key] = nil
            due.set(key, at: nil)
            decisions[key] = nil
            await board.remove(release: key)
        }
        let isNew = grounds == nil || grounds != checkout.grounds
        let known = isNew ? [:] : readings.filter { decisions[$0.key] != nil && moved[$0.key] == nil }
        let changed = ReleaseReading.changed(from: known, to: next)
        (readings, grounds, moved) = (next, checkout.grounds, [:])
        return changed
    }

    /// Lets go of reverts that were kept of releases which the head does not declare: who takes a Release away has the
    /// workload in their own hands.
    private func letGo(
        of environment: String, except names: [String], _ onHoldsChanged: @Sendable (String) -> Void
    ) async {
        do {
            for name in try await git.kept(below: "\(environment)/").keys where !names.contains(name) {
                try await git.letGo(of: name)
                onHoldsChanged(environment)
            }
        } catch {
            logger.error(
                "cannot let go of a revert", metadata: ["environment": "\(environment)", "reason": "\(error)"])
        }
    }

    /// The releases of a head whose environment cannot be read whole: one may have to be reverted all the same.
    private func parts(of environment: String, at revision: String) async throws -> [ReleaseReading] {
        var known = readings.values.filter { $0.key.environment == environment }
        if known.isEmpty { known = try await reader.lastReadable(of: environment, before: revision) }
        var parts: [ReleaseReading] = []
        for reading in known { parts.append(try await reader.release(reading, inPartAt: revision) ?? reading) }
        return parts
    }

    // MARK: Looking

    /// Whether a change in the cluster may lead to another decision.
    private func awaitsCluster(_ key: ReleaseEvent.Key) -> Bool {
        switch decisions[key] {
        case .hold(_, .cluster), .hold(_, .upstream), nil: true
        default: false
        }
    }

    /// Asks the checks where a candidate runs, and decides.
    private func look(_ key: ReleaseEvent.Key, in group: inout DiscardingTaskGroup) {
        guard let reading = readings[key], asked.insert(key).inserted else { return }
        // Nothing rises until what was pushed is read.
        let asksWebhooks = moved[key]?.isPublished != true
        group.addTask { [self, checks, clock, inbox] in
            var judgements: [Judgement] = []
            if reading.state.isRunning, !reading.spec.checks(of: reading.step).isEmpty {
                var reading = reading
                reading.isApplied = (try? await isApplied(reading)) ?? false
                judgements = await checks.judgements(of: reading, now: clock.now)
            }
            if reading.state.phase == .waiting, !reading.spec.checks.isEmpty {
                judgements = await checks.obstacles(toOpening: reading, now: clock.now)
            }
            if let calls, !reading.spec.webhooks.isEmpty, asksWebhooks {
                judgements += await answers(calls, of: reading, judgements)
            }
            inbox.yield(.judged(reading, judgements))
        }
    }

    /// What webhooks answer: those after a step at once, the others when all else lets a share rise.
    private func answers(
        _ calls: any StepCalls, of reading: ReleaseReading, _ judgements: [Judgement]
    ) async -> [Judgement] {
        let hooks = reading.spec.webhooks
        let isRunning = reading.state.isRunning
        let after = await calls.answers(
            hooks.filter { isRunning && $0.moment == .after }, of: reading, now: clock.now)
        guard let decision = try? await situation(reading, judgements + after).advance(),
            decision == .hold(until: nil, .webhooks), !after.contains(where: { $0.verdict != .pass })
        else { return after }
        // Nobody is told of a candidate that may not be opened.
        if !isRunning {
            do { if try await access?.refusal(toOpen: reading) != nil { return after } } catch { return after }
        }
        // A gate is the last to be asked: what comes before it may take its time.
        let before = await calls.answers(hooks.filter { $0.moment == .before }, of: reading, now: clock.now)
        guard !before.contains(where: { $0.verdict != .pass }) else { return after + before }
        return after + before
            + (await calls.answers(hooks.filter { $0.moment == .gate }, of: reading, now: clock.now))
    }

    // MARK: Acting

    private func act(
        on reading: ReleaseReading, _ judgements: [Judgement], _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async {
        guard head != nil else { return }
        var status = ReleaseStatus(
            key: reading.key, decision: .idle, step: reading.step, steps: reading.spec.steps.count,
            weight: reading.carrier.weight(in: reading.objects), version: "\(reading.state.version)",
            checks: judgements.map { "\($0.check): \($0.verdict.rawValue): \($0.reason)" })
        status.training = told[reading.key] ?? []
        do {
            let decision = try await decide(reading, judgements, onHoldsChanged)
            status.decision = decision
            due.set(reading.key, at: reading.nextLook(after: decision, at: clock.now))
            if let moved = moved[reading.key], !moved.allows(decision) {
                if !moved.isPublished { await tell(status) }
                return
            }
            guard !decision.isTransition else {
                // What is decided before the inbox comes to it goes out together.
                if wanted.isEmpty { inbox.yield(.decided) }
                wanted[reading.key] = Wanted(
                    decision: decision, reading: reading, judgements: judgements, status: status)
                return
            }
        } catch {
            status.fault = "\(error)"
        }
        await tell(status)
    }

    func tell(_ status: ReleaseStatus) async {
        if let fault = status.fault {
            let name = "\(status.key.environment)/\(status.key.release)"
            logger.warning("release not moved", metadata: ["release": "\(name)", "reason": "\(fault)"])
            decisions[status.key] = nil
            retry(status.key)
        } else {
            decisions[status.key] = status.decision
            backoffs[status.key] = nil
        }
        await board.post(status)
    }

    // MARK: Time

    private func retry(_ key: ReleaseEvent.Key) {
        let delay = backoffs[key, default: Backoff()].next(random: random())
        due.set(key, at: Instant(seconds: clock.now.seconds + delay.seconds))
    }

    /// One timer for all that is due.
    private func setTimer() {
        timer?.cancel()
        guard let next = due.next() else { return timer = nil }
        timer = Task { [clock, inbox] in
            do { try await clock.sleep(until: next) } catch { return }
            inbox.yield(.timer)
        }
    }
}
