import Foundation
import Manifests
import Testing

@testable import Rules

@Suite(.enabled(if: Fixtures.hasShared, "the shared policy data is not beside the package")) struct Examples {
    @Test func `every declaration of the library is read, and has a behaviour`() {
        var builder = InterfaceBuilder()
        builder.add(SourceFile(name: "Swift", text: PolicyInterface.prelude))
        builder.add(SourceFile(name: "PolicyV1", text: PolicyInterface.text))
        #expect(builder.faults == [])
        let structural: Set<String> = ["admission", "access", "permit", "forbid", "test", "property"]
        let missing = builder.catalogue.declarations.filter { declaration in
            guard case .intrinsic = declaration.behaviour, !structural.contains(declaration.name) else { return false }
            return StandardLibrary.table[declaration.symbol] == nil
        }
        #expect(missing.map(\.symbol) == [])
    }

    @Test func `the examples pass their checks and their tests`() throws {
        let all = Fixtures.examples
        let modules = Dictionary(
            all.filter { !$0.name.contains(".policy") }.map { (String($0.name.dropLast(6)), $0) },
            uniquingKeysWith: { first, _ in first })
        let policies = all.filter { $0.name.hasSuffix(".policy.swift") }
        let programs = try policies.map { try PolicyProgram($0, modules: modules) }
        for file in all where file.name.hasSuffix(".policytest.swift") {
            let report = TestRunner(policies: programs, countsCoverage: true).run(
                try PolicyProgram(file, modules: modules, policies: policies))
            #expect(report.results.count == 4)
            #expect(report.results.flatMap(\.failures).map(\.description) == [])
            #expect(report.coverage.report.contains { $0.file.hasPrefix("2-") && $0.coveredLines > 3 })
        }
    }

    @Test func `every case of the Gatekeeper library gives OPA's verdict, count and messages`() throws {
        var evaluator = BatchEvaluator(library: PolicyLibrary(Fixtures.library))
        for entry in try Fixtures.lines("gatekeeper/cases.jsonl") {
            let line: Value = [
                "id": entry["id"] ?? .null, "library": entry["kind"] ?? .null,
                "parameters": entry["parameters"] ?? .null,
                "review": entry["review"] ?? .null, "inventory": entry["inventory"] ?? .null,
            ]
            let answer = evaluator.evaluate(line)
            let id = Comment(rawValue: entry["id"]?.string ?? "")
            #expect(answer["decision"] == entry["expected"], id)
            #expect(answer["fault"] == .null, id)
            let found = (answer["violations"]?.array ?? []).compactMap { $0["message"]?.string }.sorted()
            let expected = (entry[path: "reference", "messages"]?.array ?? []).compactMap(\.string).sorted()
            #expect(found.count == expected.count, id)
        }
    }

    @Test func `every template of Gatekeeper has its policy, and all of them compile without parameters`() throws {
        let library = PolicyLibrary(Fixtures.library)
        let data = FileManager.default.contents(
            atPath: Fixtures.policy.appending(path: "gatekeeper/templates.json").path)
        let templates = try JSON.parse(Array(data ?? Data())).array ?? []
        #expect(templates.count == 49)
        for template in templates {
            _ = try library.program(template["kind"]?.string ?? "").admissions()
        }
    }

    @Test func `the Pod Security Standards give the published verdicts for every kind`() throws {
        var evaluator = BatchEvaluator(library: PolicyLibrary(Fixtures.library))
        for entry in try Fixtures.lines("gatekeeper/pod-security-cases.jsonl") {
            let profile = entry["profile"]?.string ?? ""
            let answer = evaluator.evaluate([
                "id": entry["id"] ?? .null,
                "library": .string("PodSecurity" + profile.prefix(1).uppercased() + profile.dropFirst()),
                "review": entry["resource"] ?? .null,
            ])
            let control = "\(profile)/\(entry["policy"]?.string ?? "")"
            let denies = (answer["violations"]?.array ?? []).contains {
                [control, "\(control)/\(entry["rule"]?.string ?? "")"].contains($0["policy"]?.string)
            }
            #expect(answer["fault"] == .null)
            #expect((denies ? "deny" : "allow") == entry["expected"]?.string, "\(entry["id"]?.string ?? "") \(control)")
        }
    }
}
