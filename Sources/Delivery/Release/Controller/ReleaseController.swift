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
    private struct Wanted: Sendable {
        var decision: Decision
        var reading: ReleaseReading
        var judgements: [Judgement]
        var status: ReleaseStatus
    }

    let reader: ReleaseReader
    let git: any ReleaseGit
    private let writer: TransitionWriter
    private let checks: any CheckSource
    private let approvals: (any ApprovalSource)?
    private let access: ReleaseAccess?
    private let training: (any TrainingEdge)?
    private let calls: (any StepCalls)?
    private let board: StatusBoard
    private let clock: any ReleaseClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let signals: AsyncStream<Signal>
    private let inbox: AsyncStream<Signal>.Continuation
    private let newest = NewestHead()

    private var readings: [ReleaseEvent.Key: ReleaseReading] = [:]
    private var statuses: [String: EnvironmentStatus] = [:]
    private var head: String?
    /// Releases whose checks are being asked.
    private var asked: Set<ReleaseEvent.Key> = []
    /// Releases that were moved, or proposed to be, until the next head tells so.
    private var moved: Set<ReleaseEvent.Key> = []
    /// Decided, and not carried out yet.
    private var wanted: [ReleaseEvent.Key: Wanted] = [:]
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
    private var seen: [ReleaseEvent.Key: (revision: String, runsSince: Double?)] = [:]

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
        await withTaskGroup(of: Void.self) { group in
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
        await withTaskGroup(of: Void.self) { group in
            await handle(signal, in: &group, onHoldsChanged)
            var iterator = signals.makeAsyncIterator()
            while !asked.isEmpty || !wanted.isEmpty, let next = await iterator.next(isolation: self) {
                await handle(next, in: &group, onHoldsChanged)
            }
        }
    }

    private func handle(
        _ signal: Signal, in group: inout TaskGroup<Void>, _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async {
        switch signal {
        case .newHead: if let checkout = newest.take() { await handle(.head(checkout), in: &group, onHoldsChanged) }
        case .head(let checkout):
            let changed = await take(checkout)
            for key in readings.keys.sorted() {
                askForTraining(key, in: &group)
                if changed.contains(key) { look(key, in: &group) }
            }
        case .gitAnswers:
            for key in readings.keys.sorted() where backoffs[key] != nil { look(key, in: &group) }
        case .status(let status):
            let before = statuses.updateValue(status, forKey: status.name)
            guard
                before?.applied != status.applied || before?.unhealthy != status.unhealthy
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
    private func askForTraining(_ key: ReleaseEvent.Key, in group: inout TaskGroup<Void>) {
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
    private func take(_ checkout: Checkout) async -> Set<ReleaseEvent.Key> {
        guard let revision = checkout.revision else { return [] }
        head = revision
        var next: [ReleaseEvent.Key: ReleaseReading] = [:]
        for environment in checkout.environmentNames {
            do {
                let found = try await reader.releases(of: environment, at: revision, checkout: checkout)
                for reading in found.releases { next[reading.key] = reading }
                if !found.isWellFormed {
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
        let known = isNew ? [:] : readings.filter { decisions[$0.key] != nil && !moved.contains($0.key) }
        let changed = ReleaseReading.changed(from: known, to: next)
        (readings, grounds, moved) = (next, checkout.grounds, [])
        return changed
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
    private func look(_ key: ReleaseEvent.Key, in group: inout TaskGroup<Void>) {
        guard let reading = readings[key], !moved.contains(key), asked.insert(key).inserted else { return }
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
            if let calls, !reading.spec.webhooks.isEmpty {
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

    /// Whether the cluster runs what the release's manifests say, admitted.
    ///
    /// Other changes may have come since the commit that was applied; those of this release, and of what judges it, may
    /// not.
    private func isApplied(_ reading: ReleaseReading) async throws -> Bool {
        guard reading.isWhole, let status = statuses[reading.key.environment], let applied = status.applied,
            status.diagnostics.isEmpty
        else { return false }
        guard applied != reading.revision else { return true }
        guard let then = try await reader.release(reading.key, at: applied) else { return false }
        return then.state == reading.state && then.objects == reading.objects && then.spec.isLike(reading.spec)
    }

    /// Whether it is healthy, too.
    private func isReady(_ reading: ReleaseReading) async throws -> Bool {
        guard try await isApplied(reading), let status = statuses[reading.key.environment] else { return false }
        // The embedded cluster runs nothing, so there is no health to wait for.
        if reading.environment.cluster == .embedded { return true }
        let isListed = status.unhealthy.contains { line in reading.runners.contains { line.hasPrefix("\($0): ") } }
        return !isListed && status.unhealthy.count < EnvironmentStatus.mostUnhealthy
    }

    private func decide(
        _ reading: ReleaseReading, _ judgements: [Judgement], _ onHoldsChanged: @Sendable (String) -> Void
    ) async throws -> Decision {
        if let kept = try await reader.kept(reading) {
            if reading.state.isRunning, kept.version == reading.state.version {
                return .revert(reason: kept.verdict.map { String($0.trimmingPrefix("fail: ")) } ?? "")
            }
            // What failed stays rejected, whatever has taken its place meanwhile.
            let isDecided = try await reader.history(at: reading.revision).hasRejected(kept)
            guard isDecided || kept.version == reading.state.stableVersion else { return .reject(kept) }
            try await git.letGo(of: reading.name)
            onHoldsChanged(reading.key.environment)
        }
        let decision = try await situation(reading, judgements).advance()
        // Who brings a candidate in is asked when it is to be opened: a freeze may have ended, an approval come.
        guard decision.rises, reading.state.phase == .waiting,
            let refusal = try await access?.refusal(toOpen: reading)
        else { return decision }
        return .heldByFailure(reason: refusal)
    }

    private func situation(_ reading: ReleaseReading, _ judgements: [Judgement]) async throws -> ReleaseSituation {
        let isReady = try await isReady(reading)
        var situation = ReleaseSituation(
            spec: reading.spec, state: reading.state, judgements: judgements,
            approvals: try await approvals?.approvals(of: reading).people ?? [:],
            opening: .init(
                approval: reading.environment.promotion.approvals,
                upstream: try await reader.upstream(
                    of: reading, digests: statuses[reading.key.environment]?.digests ?? [:])),
            calendar: reading.environment.promotion.calendar, isReady: isReady,
            now: clock.now.seconds)
        if let seen = seen[reading.key], seen.revision == reading.last?.revision {
            let runsSince = seen.runsSince ?? clock.elapsed
            if isReady { self.seen[reading.key]?.runsSince = runsSince }
            situation.runsSince = situation.now - (clock.elapsed - runsSince)
        }
        return situation
    }

    // MARK: Acting

    private func act(
        on reading: ReleaseReading, _ judgements: [Judgement], _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async {
        guard head != nil, !moved.contains(reading.key) else { return }
        var status = ReleaseStatus(
            key: reading.key, decision: .idle, step: reading.step, steps: reading.spec.steps.count,
            weight: reading.carrier.weight(in: reading.objects), version: "\(reading.state.version)",
            checks: judgements.map { "\($0.check): \($0.verdict.rawValue): \($0.reason)" })
        status.training = told[reading.key] ?? []
        do {
            let decision = try await decide(reading, judgements, onHoldsChanged)
            status.decision = decision
            due.set(reading.key, at: reading.nextLook(after: decision, at: clock.now))
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

    private func tell(_ status: ReleaseStatus) async {
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

    /// Carries out what is wanted, reverts first.
    private func carryOut(_ onHoldsChanged: @escaping @Sendable (String) -> Void) async {
        guard let head else { return }
        let all = wanted.values.sorted {
            ($0.decision.isRevert ? 0 : 1, $0.reading.key) < ($1.decision.isRevert ? 0 : 1, $1.reading.key)
        }
        wanted = [:]
        var sent: [Wanted] = []
        for var wanted in all {
            do {
                wanted.status.fault = try await fault(ofReading: wanted, at: head)
            } catch {
                wanted.status.fault = "\(error)"
            }
            if wanted.status.fault == nil { sent.append(wanted) } else { await tell(wanted.status) }
        }
        let links = sent.map { wanted in
            TransitionChain.Link(name: wanted.reading.name) { tip in
                try await self.transition(wanted, at: tip, onHoldsChanged)
            }
        }
        let outcomes = await writer.carryOut(links, from: head)
        for var wanted in sent {
            switch outcomes[wanted.reading.name] {
            case .success(let outcome): wanted.status.fault = take(outcome, of: wanted.reading)
            case .failure(let error): wanted.status.fault = "\(error)"
            case nil: wanted.status.fault = "nothing became of it"
            }
            await tell(wanted.status)
        }
        for environment in Set(all.filter(\.decision.isRevert).map(\.reading.key.environment)).sorted() {
            onHoldsChanged(environment)
        }
    }

    /// Whether a release can be read at the head. Where it cannot, a revert is kept until one can be made there.
    ///
    /// - Returns: why nothing is sent; nil where it can.
    private func fault(ofReading wanted: Wanted, at head: String) async throws -> String? {
        do {
            _ = try await reader.release(like: wanted.reading, at: head)
            return nil
        } catch let unreadable as UnreadableRelease {
            guard wanted.decision.isRevert,
                let revert = try await builder(for: wanted.reading).transition(
                    wanted.decision, of: wanted.reading, judgements: wanted.judgements, at: clock.now)
            else { return "\(unreadable)" }
            return try await writer.keep(revert, onto: wanted.reading.revision) ?? "\(unreadable)"
        }
    }

    private func builder(for reading: ReleaseReading) -> TransitionBuilder {
        TransitionBuilder(
            reader: reader, git: git, teller: training?.teller,
            digests: statuses[reading.key.environment]?.digests ?? [:])
    }

    /// - Returns: nil where it is not wanted at the end of the chain.
    private func transition(
        _ wanted: Wanted, at tip: TransitionChain.Tip, _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async throws -> ReleaseTransition? {
        let reading = wanted.reading
        guard var fresh = try await reader.release(like: reading, at: tip.branch) else { return nil }
        if fresh.mayBeMoved(by: tip) {
            guard let newest = try await reader.release(like: reading, at: tip.revision) else { return nil }
            fresh = newest
        }
        guard fresh.state.matches(reading.state), fresh.isWhole || !wanted.decision.rises else { return nil }
        // The head that won the race may pause the release, or take an approval back.
        if fresh.revision != reading.revision,
            try await decide(fresh, wanted.judgements, onHoldsChanged) != wanted.decision
        {
            return nil
        }
        return try await builder(for: reading).transition(
            wanted.decision, of: fresh, judgements: wanted.judgements,
            approvals: try await approvals?.approvals(of: fresh) ?? [], at: clock.now)
    }

    /// - Returns: what kept it from being done; nil where nothing did.
    private func take(_ outcome: TransitionOutcome, of reading: ReleaseReading) -> String? {
        switch outcome {
        case .published(let revision):
            moved.insert(reading.key)
            head = revision
            return nil
        case .unneeded: return nil
        case .postponed(let reason), .halted(let reason), .proposed(_, .unreachable(let reason)): return reason
        case .proposed(_, let request):
            moved.insert(reading.key)
            logger.notice(
                "release waits for a merge", metadata: ["release": "\(reading.name)", "request": "\(request)"])
            return nil
        }
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
