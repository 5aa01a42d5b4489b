import Delivery
import Manifests
import Releases

/// Releases in words.
enum ReleaseText {
    /// `2026-07-01T12:00:00Z  3f1c2d4e5a6b  staging/fraud  step 2/4  candidate 1a2b3c4d5e6f  pass`.
    static func line(_ entry: ReleaseHistory.Entry) -> String {
        let event = entry.event
        let words = [
            Instant(seconds: entry.time).rfc3339, String(entry.revision.prefix(12)),
            "\(event.key.environment)/\(event.key.release)", "\(event.kind.rawValue) \(event.step)/\(event.steps)",
            "candidate \(event.candidate.prefix(12))", event.verdict ?? "",
        ]
        return words.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    static func report(_ entry: ReleaseHistory.Entry) -> Value {
        let event = entry.event
        var report: Object = [
            "time": .string(Instant(seconds: entry.time).rfc3339), "commit": .string(entry.revision),
            "environment": .string(event.key.environment), "release": .string(event.key.release),
            "transition": .string(event.kind.rawValue), "step": .string("\(event.step)/\(event.steps)"),
            "candidate": .string(event.candidate), "version": .string("\(event.version)"),
            "stable": .string(event.stable),
        ]
        report["verdict"] = event.verdict.map(Value.string)
        report["evidence"] = event.evidence.map(Value.string)
        return .object(report)
    }

    /// What the daemon says of one release.
    static func lines(_ status: Value, name: String) -> [String] {
        let weight = status["weight"]?.integer.map { ", \($0) % of the traffic" } ?? ""
        let head = "\(name): step \(status["step"]?.string ?? "")\(weight): \(status["decision"]?.string ?? "")"
        let checks = (status["checks"]?.array ?? []).compactMap(\.string).map { "  \($0)" }
        let training = (status["training"]?.array ?? []).compactMap(\.string).map { "  training: \($0)" }
        return [head] + checks + training + (status["fault"]?.string.map { ["  fault: \($0)"] } ?? [])
    }
}
