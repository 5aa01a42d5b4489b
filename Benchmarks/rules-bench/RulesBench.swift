import Foundation
import Manifests
import Rules

/// Measures decisions; `Benchmarks/rules.sh` runs it beside the peers.
///
///     rules-bench INPUTS POLICIES [PART]     PART is access, admission, library or checking; all without it
///
/// INPUTS holds `rbac_allow.json`, `rbac_deny.json`, `admission_ok.json` and `admission_bad.json`; POLICIES is the
/// folder of the library. Every verdict is compared with the expected one before a time is taken.
@main
enum RulesBench {
    static func main() throws {
        guard CommandLine.arguments.count >= 3 else {
            print("usage: rules-bench INPUTS POLICIES [PART]")
            return
        }
        let part = CommandLine.arguments.dropFirst(3).first
        let inputs = URL(filePath: CommandLine.arguments[1])
        let policies = URL(filePath: CommandLine.arguments[2])
        if part ?? "access" == "access" { try access(inputs) }
        if part ?? "admission" == "admission" { try admission(inputs) }
        if part ?? "library" == "library" { try library(inputs, policies) }
        if part ?? "checking" == "checking" { try checking() }
    }

    // MARK: The same rules as rbac.rego and admission.rego

    static let accessText = """
        import PolicyV1
        struct Target { let environment: String; let author: String; let frozen: Bool }
        access("rbac", actions: .all, resources: Target.self) { request in
            permit("release-managers") {
                request.subject.groups.contains("release-managers")
                request.action == .promote
                request.resource.environment == "production"
            }
            permit("developers") {
                request.subject.groups.contains("developers")
                request.action == .promote
                request.resource.environment == "staging"
            }
            permit("readers") { request.action == .read }
            forbid("own-change") { request.action == .promote; request.subject.name == request.resource.author }
            forbid("frozen") { request.action == .promote; request.resource.frozen }
        }
        """

    static let admissionText = """
        import PolicyV1
        let required = ["app.kubernetes.io/name", "owner", "team"]
        let allowed = ["registry.example.com/prod/", "registry.example.com/base/", "ghcr.io/acme/"]
        admission("admission", kinds: .any) { review in
            let missing = required.filter { review.labels[$0] == nil }
            require(missing.isEmpty, "missing labels: \\(missing)", at: "metadata.labels")
            for container in review.pod.containers {
                require(
                    allowed.contains { container.image.text.hasPrefix($0) },
                    "container \\(container.name) uses image \\(container.image) from a repository that is not allowed",
                    at: container.path)
            }
        }
        """

    private static func access(_ inputs: URL) throws {
        let policy = try PolicyProgram(SourceFile(name: "rbac.policy.swift", text: accessText)).access("rbac")
        for (name, expected) in [("rbac_allow", true), ("rbac_deny", false)] {
            let bytes = try read(inputs, name)
            let request = try policy.prepare(try JSON.parse(bytes))
            let context = EvaluationContext()
            try expect(policy.decide(request, context).isAllowed == expected, name)
            measure("\(name), evaluation") { policy.decide(request, context).isAllowed }
            try measure("\(name), JSON in") {
                policy.decide(try policy.prepare(try JSON.parse(bytes)), context).isAllowed
            }
            try measure("\(name), JSON only") { try JSON.parse(bytes).isNull }
        }
    }

    private static func admission(_ inputs: URL) throws {
        let program = try PolicyProgram(SourceFile(name: "admission.policy.swift", text: admissionText))
        let policies = PolicySet(try program.admissions())
        for (name, expected) in [("admission_ok", 0), ("admission_bad", 1)] {
            let bytes = try read(inputs, name)
            let review = Review(reading: try JSON.parse(bytes))
            let context = EvaluationContext()
            let decision = policies.decide(review, context)
            try expect(decision.faults.isEmpty && decision.violations.count == expected, name)
            measure("\(name), evaluation") { policies.decide(review, context).isAllowed }
            try measure("\(name), JSON in") {
                policies.decide(Review(reading: try JSON.parse(bytes)), context).isAllowed
            }
            try measure("\(name), JSON only") { try JSON.parse(bytes).isNull }
        }
    }

    private static func library(_ inputs: URL, _ folder: URL) throws {
        var policies: [AdmissionPolicy] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where file.hasSuffix(".policy.swift") {
            let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
            let program = try PolicyProgram(SourceFile(name: file, bytes: bytes))
            do throws(RulesError) { policies += try program.admissions() } catch { print("  without \(file)") }
        }
        let review = Review(reading: try JSON.parse(try read(inputs, "admission_ok")))
        var context = EvaluationContext()
        context.inventory = .found([review.object])
        let set = PolicySet(policies)
        let decision = set.decide(review, context)
        try expect(decision.faults.isEmpty, "the library: \(decision.faults.map(\.fault.message))")
        measure("\(policies.count) policies of the library") { set.decide(review, context).isAllowed }
    }

    private static func checking() throws {
        let files = (0..<1_000).map { SourceFile(name: "\($0).policy.swift", text: admissionText + "// \($0)\n") }
        try measure("check 1,000 policies", count: 1) {
            for file in files { _ = try PolicyProgram(file) }
            return true
        }
    }

    // MARK: Measuring

    private static func read(_ folder: URL, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    private struct Unexpected: Error { var name: String }

    private static func expect(_ condition: Bool, _ name: String) throws {
        if !condition { throw Unexpected(name: name) }
    }

    /// The fastest of nine rounds, in microseconds a call.
    private static func measure(_ name: String, count: Int = 2_000, _ work: () throws -> Bool) rethrows {
        var best = Duration.seconds(1_000)
        var truths = 0
        for _ in 0..<(count == 1 ? 3 : 9) {
            let start = ContinuousClock.now
            for _ in 0..<count where try work() { truths += 1 }
            best = min(best, ContinuousClock.now - start)
        }
        let (seconds, attoseconds) = best.components
        let microseconds = (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(count)
        print("\(name): \((microseconds * 100).rounded() / 100) µs")
    }
}
