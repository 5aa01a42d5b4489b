import Foundation
import Manifests
import Testing

@testable import Cluster

@Suite struct HealthKindsTests {
    @Test func `the checks compiled in are all valid`() {
        #expect(BuiltInHealthCheck.all.flatMap(\.diagnostics).map(\.description) == [])
        #expect(HealthChecks.builtIn.all.count == HealthKinds.files.count)
    }

    @Test func `what is compiled in is what the folder of kinds holds`() throws {
        let folder = HealthFixture.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Cluster/Health/Kinds")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(names.sorted() == HealthKinds.files.map(\.name).sorted())
        for file in HealthKinds.files {
            let text = try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)
            #expect(text == file.text, "run scripts/embed-health-kinds.sh")
        }
    }

    @Test func `the kinds under which a file is found are those of its check`() {
        for file in BuiltInHealthCheck.all { #expect(file.kinds == file.check?.kinds) }
    }

    @Test func `a file is named as its check is`() {
        for file in HealthKinds.files {
            let check = YAML.parse(file.text, file: file.name).documents.first
            #expect(file.name.hasSuffix("/\(check?.value[path: "metadata", "name"]?.string ?? "?").yaml"))
        }
    }

    @Test(arguments: HealthFixture.all)
    func `a kind's own signs`(_ fixture: HealthFixture) {
        let health = Health.assess(fixture.object)
        #expect(health.status == fixture.expected, "\(health.message)")
    }

    @Test func `every check has a fixture for every status that it can give`() {
        var seen: [String: Set<Health.Status>] = [:]
        for fixture in HealthFixture.all {
            let check = HealthChecks.builtIn.check(for: fixture.kind.groupKind)
            seen[check?.name ?? "", default: []].insert(fixture.expected)
        }
        for check in HealthChecks.builtIn.all {
            let missing = Set(check.rules.map(\.status)).subtracting(seen[check.name] ?? [])
            #expect(missing.isEmpty, "\(check.name)")
        }
    }

    @Test func `no message is unfinished`() {
        for fixture in HealthFixture.all {
            let message = Health.assess(fixture.object).message
            #expect(!message.contains("{") && !message.hasSuffix(": "), "\(fixture.testDescription): \(message)")
        }
    }
}
