import Judging
import Manifests
import Releases
import Trust

/// What a transition was decided on: the log holds it, and the commit names it by its digest.
struct EvidenceRecord {
    /// Canonical JSON (RFC 8785).
    let text: String

    /// Well below what an entry of the log may hold.
    private static let mostBytes = 40_000

    init(event: ReleaseEvent, judgements: [Judgement]) {
        let whole = Self.text(event, judgements, withNumbers: true)
        text = whole.utf8.count <= Self.mostBytes ? whole : Self.text(event, judgements, withNumbers: false)
    }

    var digest: String { "sha256:\(SHA256Digest(of: text.utf8).hex)" }

    private static func text(_ event: ReleaseEvent, _ judgements: [Judgement], withNumbers: Bool) -> String {
        let checks = judgements.map { judgement -> Value in
            var check: Object = [
                "check": .string(judgement.check), "verdict": .string(judgement.verdict.rawValue),
                "reason": .string(String(judgement.reason.prefix(500))),
            ]
            if withNumbers { check["evidence"] = judgement.evidence }
            return .object(check)
        }
        let record: Value = [
            "transition": .string(event.kind.rawValue), "environment": .string(event.key.environment),
            "release": .string(event.key.release), "candidate": .string(event.candidate),
            "version": .string("\(event.version)"), "stable": .string(event.stable),
            "step": .string("\(event.step)/\(event.steps)"), "verdict": .string(event.verdict ?? ""),
            "checks": .array(checks),
        ]
        return String(decoding: JSON.canonical(record), as: UTF8.self)
    }
}
