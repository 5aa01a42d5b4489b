package import Judging
import Manifests
package import Releases
package import Retraining
package import Transport
import Trust

/// Who calls the webhooks around steps.
package protocol StepCalls: Sendable {
    /// Calls webhooks of a release, each for the step that it has now.
    ///
    /// - Returns: one judgement for each; anything but a pass holds.
    func answers(_ hooks: [StepWebhook], of reading: ReleaseReading, now: Instant) async -> [Judgement]
}

/// Calls the operator's triggers by name: a signed POST (Standard Webhooks 1.0.0) whose 2xx is a yes.
///
/// What was taken is remembered as long as this process lives; after a start it is sent again under the same id, which
/// comes from the commit and the step.
package actor SignedStepCalls: StepCalls {
    private let triggers: NamedTriggers
    private let client: HTTPClient
    private let secrets: SecretSource
    private var taken: Set<String> = []

    package init(_ triggers: NamedTriggers, client: HTTPClient, secrets: SecretSource = SecretSource()) {
        self.triggers = triggers
        self.client = client
        self.secrets = secrets
    }

    package func answers(_ hooks: [StepWebhook], of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        var judgements: [Judgement] = []
        for hook in hooks {
            let call = StepCall(hook, reading)
            let fault = taken.contains(call.id) ? nil : await fault(of: call, hook, now: now)
            // A gate may close again.
            if fault == nil, hook.moment != .gate { taken.insert(call.id) }
            judgements.append(
                Judgement(
                    check: hook.name, verdict: fault == nil ? .pass : .inconclusive,
                    reason: fault ?? "'\(hook.trigger)' has taken it",
                    evidence: ["webhook": .string(call.id), "when": .string(hook.moment.rawValue)]))
        }
        return judgements
    }

    /// - Returns: why it was not taken; nil where it was.
    private func fault(of call: StepCall, _ hook: StepWebhook, now: Instant) async -> String? {
        guard case .webhook(let webhook)? = triggers[hook.trigger] else {
            return triggers[hook.trigger] == nil
                ? triggers.absence(of: hook.trigger) : "expected a webhook, found the trigger '\(hook.trigger)'"
        }
        do {
            var request = try await webhook.request(
                call.id, call.message, now: Int(now.seconds.rounded(.down)), secrets)
            request.timeouts = Timeouts(connect: min(hook.timeout, .seconds(10)), whole: hook.timeout)
            request.retry = .never
            let status = try await client.send(request).status
            return (200..<300).contains(status) ? nil : "'\(hook.trigger)' answered \(status)"
        } catch {
            return "'\(hook.trigger)': \(error)"
        }
    }
}

/// What a webhook is told.
private struct StepCall {
    let id: String
    let message: Value

    init(_ hook: StepWebhook, _ reading: ReleaseReading) {
        let commit = reading.state.isRunning ? reading.last?.revision ?? "" : reading.state.stable
        let version = "\(reading.state.version)"
        let parts = [reading.name, hook.name, hook.moment.rawValue, commit, version, "\(reading.step)"]
        id = "step_" + SHA256Digest(of: JSON.canonical(.array(parts.map(Value.string)))).hex.prefix(40)
        message = [
            "type": "lockstep.step",
            "data": [
                "id": .string(id), "environment": .string(reading.key.environment),
                "release": .string(reading.key.release), "webhook": .string(hook.name),
                "when": .string(hook.moment.rawValue), "commit": .string(commit), "version": .string(version),
                "step": .integer(Int64(reading.step)), "steps": .integer(Int64(reading.spec.steps.count)),
                "weight": .integer(Int64(reading.carrier.weight(in: reading.objects) ?? 0)),
            ],
        ]
    }
}
