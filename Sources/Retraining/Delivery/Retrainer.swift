import Foundation
package import Transport

/// Tells training pipelines that data drifted: each trigger once an event, however often it is asked.
///
/// What is sent is journaled before and after. A trigger that may run twice without harm is sent again after a crash,
/// under the same id; one that may not is never sent again unless it is known not to have arrived.
package actor Retrainer {
    package enum Outcome: Sendable, Hashable {
        case delivered
        /// Told before, by this process or an earlier one.
        case alreadyDelivered
        /// It will not be taken, however often it is sent.
        case refused(String)
        /// Every attempt failed; it is sent again when asked again.
        case failed(String)
        /// Whether it arrived is not known, and it is not sent again: somebody has to look.
        case unknown(String)
        /// It must not be told twice, and another daemon tells it.
        case leftToAnother
    }

    package struct Told: Sendable, Hashable {
        package var trigger: String
        package var outcome: Outcome

        package var arrived: Bool { outcome == .delivered || outcome == .alreadyDelivered }

        package var inWords: String {
            switch outcome {
            case .delivered: "told"
            case .alreadyDelivered: "was told before"
            case .refused(let reason): "refused: \(reason)"
            case .failed(let reason): "not told: \(reason)"
            case .unknown(let reason): "perhaps told: \(reason)"
            case .leftToAnother: "left to the daemon that made the commit"
            }
        }
    }

    /// Who this daemon is, among those that follow the same branch; nil tells whatever it is asked to.
    package nonisolated let daemon: String?
    private let client: HTTPClient
    private let secrets: SecretSource
    private let journal: TriggerJournal
    private let retry: RetryPolicy
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int
    private let random: @Sendable () -> Double
    private var running: [String: Task<Outcome, Never>] = [:]

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - random: in 0..<1.
    package init(
        client: HTTPClient, secrets: SecretSource, journal: TriggerJournal, daemon: String? = nil,
        retry: RetryPolicy = RetryPolicy(attempts: 6, firstDelay: .seconds(1), longestDelay: .seconds(60)),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.daemon = daemon
        self.client = client
        self.secrets = secrets
        self.journal = journal
        self.retry = retry
        self.clock = clock
        self.now = now
        self.random = random
    }

    /// Fires every trigger, one after the other, and waits for each; a trigger that fails does not keep the next from
    /// being fired.
    package func tell(_ triggers: [Trigger], of event: RetrainingEvent) async -> [Told] {
        var told: [Told] = []
        for trigger in triggers {
            told.append(Told(trigger: trigger.name, outcome: await once(trigger, event)))
        }
        return told
    }

    /// Joins a delivery of the same that is under way.
    private func once(_ trigger: Trigger, _ event: RetrainingEvent) async -> Outcome {
        let key = "\(event.id) \(trigger.name)"
        if let task = running[key] { return await task.value }
        let task = Task { await deliver(trigger, event) }
        running[key] = task
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        running[key] = nil
        return outcome
    }

    private func deliver(_ trigger: Trigger, _ event: RetrainingEvent) async -> Outcome {
        do throws(RetrainingError) {
            switch try journal.entry(event, trigger) {
            case .delivered: return .alreadyDelivered
            case .refused: return .refused("it was refused before")
            case .begun where !trigger.repeatsSafely:
                return .unknown("an earlier attempt was cut off: look whether it arrived")
            case .begun, .open, nil: break
            }
            // The journal is this daemon's; what others have sent it does not know.
            if !trigger.repeatsSafely, let teller = event.teller, teller != daemon { return .leftToAnother }
            let outcome = try await attempts(trigger, event)
            switch outcome {
            case .delivered, .alreadyDelivered: try journal.record(.delivered, event, trigger)
            case .refused: try journal.record(.refused, event, trigger)
            case .failed: try journal.record(.open, event, trigger)
            // INVARIANT: stays begun.
            case .unknown, .leftToAnother: break
            }
            return outcome
        } catch {
            return .failed("\(error)")
        }
    }

    private func attempts(_ trigger: Trigger, _ event: RetrainingEvent) async throws(RetrainingError) -> Outcome {
        var attempt = 1
        while true {
            let answer = try await send(trigger, event)
            switch answer {
            case .delivered: return .delivered
            case .refused(let reason): return .refused(reason)
            case .unknown(let reason): return .unknown(reason)
            case .tryAgain(let reason):
                guard attempt < retry.attempts else { return .failed("\(reason), \(attempt) times") }
                do { try await clock.sleep(for: retry.delay(afterAttempt: attempt, random: random())) } catch {
                    return .failed("\(reason), and the wait was cut off")
                }
                attempt += 1
            }
        }
    }

    private func send(_ trigger: Trigger, _ event: RetrainingEvent) async throws(RetrainingError) -> DeliveryAnswer {
        var request: HTTPRequest
        switch trigger {
        case .webhook(let hook): request = try await hook.request(event, now: now(), secrets)
        case .github(let dispatch): request = try await dispatch.request(event, secrets)
        case .mlflow(let tag): request = try await tag.request(event, secrets)
        case .jenkins(let build):
            let crumb = await result(of: try await build.crumbRequest(secrets))
            guard case .success(let response) = crumb, response.status == 200 || response.status == 404 else {
                // Asking for a crumb builds nothing, so it may be asked for again.
                return DeliveryAnswer(crumb, repeatsSafely: true)
            }
            request = try await build.request(event, crumb: response, secrets)
        }
        try journal.record(.begun, event, trigger)
        request.timeouts = Timeouts(connect: .seconds(10), whole: .seconds(30))
        return DeliveryAnswer(await result(of: request), repeatsSafely: trigger.repeatsSafely)
    }

    private func result(of request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
        var request = request
        request.retry = .never
        do throws(TransportError) { return .success(try await client.send(request)) } catch { return .failure(error) }
    }
}
