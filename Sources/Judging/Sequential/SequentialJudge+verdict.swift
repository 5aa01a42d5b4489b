import Foundation
import Manifests

extension SequentialJudge {
    package var verdict: CheckVerdict {
        if failure != nil { return .fail }
        guard canary.total > 0 else { return .noData }
        return passes ? .pass : .inconclusive
    }

    /// - Returns: the verdict as the check of that name gives it, with its reason and the numbers behind it.
    package func judgement(check: String) -> Judgement {
        Judgement(check: check, verdict: verdict, reason: reason, evidence: encoded)
    }

    private var passes: Bool {
        // What speaks against the canary keeps it from passing long before it fails it.
        // Where nothing has failed the logarithm is 0, but for its rounding.
        guard sinceStep >= parameters.leastSample, max(worse.logValue, overCeiling.logValue) <= 1e-9 else {
            return false
        }
        return switch parameters.passRule {
        case .unrefuted: true
        case .proven:
            notWorse.logValue >= passThreshold
                || parameters.objective != nil && withinObjective.logValue >= passThreshold
        }
    }

    /// One line: what was expected, and what was measured.
    package var reason: String {
        switch verdict {
        case .noData, .providerError: "the canary has answered nothing yet"
        case .fail: "\(failureReason): \(measured)"
        case .pass: "\(passReason): \(measured)"
        case .inconclusive where canary.total < parameters.leastSample || sinceStep < parameters.leastSample:
            "\(Self.number(sinceStep)) requests of the least sample of \(Self.number(parameters.leastSample))"
        case .inconclusive: "not enough to tell: \(measured)"
        }
    }

    /// What a pass says, which is less than that the allowed ratio is kept.
    private var passReason: String {
        let allowed = Self.number(parameters.allowedRatio)
        if parameters.passRule == .unrefuted { return "nothing shows more than \(allowed) times the stable failures" }
        guard notWorse.logValue >= passThreshold else {
            return "shown to fail less than \(Self.percent(parameters.objective ?? 0))"
        }
        return "shown to fail less than \(Self.number(parameters.passRatio)) times as often as the stable version, "
            + "where \(allowed) times are allowed"
    }

    private var failureReason: String {
        switch failure {
        case .worseThanStable: "expected at most \(Self.number(parameters.allowedRatio)) times the stable failures"
        case .overCeiling: "expected at most \(Self.percent(parameters.ceiling ?? 0)) failures"
        case .limit:
            "expected fewer than \(limitInWords) over \(Self.percent(parameters.limit?.share ?? 0)) failures"
        case nil: ""
        }
    }

    private var limitInWords: String {
        let consecutive = parameters.limit?.consecutive.map { "\($0) ticks in a row" }
        let total = parameters.limit?.total.map { "\($0) ticks in all" }
        return [consecutive, total].compactMap { $0 }.joined(separator: " or ")
    }

    private var measured: String {
        var text = "canary failed \(Self.share(canary))"
        if stable.total > 0 { text += ", stable \(Self.share(stable))" }
        text += ", evidence \(Self.odds(max(worse.logValue, overCeiling.logValue))) of \(Self.odds(failThreshold))"
        return isOverdispersed ? text + "; failures come in clumps, raise the design effect" : text
    }

    private static func share(_ totals: Dispersion.Totals) -> String {
        "\(percent(totals.failed / max(totals.total, 1))) of \(number(totals.total))"
    }

    private static func percent(_ share: Double) -> String { "\(number((share * 10_000).rounded() / 100)) %" }

    private static func odds(_ log: Double) -> String {
        log > 20 ? "over 1e8" : number((exp(log) * 100).rounded() / 100)
    }

    private static func number(_ value: Double) -> String {
        abs(value) < 1e15 && value == value.rounded() ? "\(Int64(value))" : "\((value * 100).rounded() / 100)"
    }
}
