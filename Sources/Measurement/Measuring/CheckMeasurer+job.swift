import Foundation
import Judging
import Manifests

extension CheckMeasurer {
    func look(_ job: JobCheck, at subject: Subject, now: Double, _ state: CheckState) async -> Judgement {
        let name = Self.jobName(check: check.name, subject: subject, step: state.step, began: state.stepBegan)
        let values = subject.values(revision: subject.canary, interval: interval)
        let outcome = await edges.jobs.outcome(
            of: name, spec: Self.filled(job.spec, values), namespace: subject.namespace,
            environment: subject.environment)
        let (verdict, reason): (CheckVerdict, String) =
            switch outcome {
            case .running where now > state.stepBegan + job.timeout / .seconds(1):
                (.providerError, "expected the Job '\(name)' to end within \(job.timeout), found it running")
            case .waiting(let words): (.noData, words)
            case .running: (.inconclusive, "the Job '\(name)' is running")
            case .succeeded: (.pass, "the Job '\(name)' succeeded")
            case .failed(let words): (.fail, "expected the Job '\(name)' to succeed, found it failed: \(words)")
            case .unknown(let words): (.providerError, words)
            }
        return Judgement(check: check.name, verdict: verdict, reason: reason, evidence: ["job": .string(name)])
    }

    /// At most 63 characters of a DNS label; the same for the same step of the same candidate.
    private static func jobName(check: String, subject: Subject, step: Int, began: Double) -> String {
        let mark = "\(subject.environment)/\(subject.release)/\(check)/\(subject.canary)/\(step)/\(began)"
        // FNV-1a: a name, not a proof.
        let hash = mark.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let words = "\(subject.release)-\(check)".lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let start = String(words.drop { $0 == "-" }.prefix(40))
        return "lockstep-\(start)-\(String(hash, radix: 36).prefix(12))"
    }

    /// Variables in the strings of a Job; a text that is no template stays as it is.
    private static func filled(_ value: Value, _ values: [QueryTemplate.Variable: String]) -> Value {
        switch value {
        case .string(let text):
            guard let template = try? QueryTemplate(text), let filled = try? template.filled(values, escape: \.self)
            else { return value }
            return .string(filled)
        case .array(let elements): return .array(elements.map { filled($0, values) })
        case .object(let object):
            return .object(Object(object.map { .init(key: $0.key, value: filled($0.value, values)) }))
        default: return value
        }
    }
}
