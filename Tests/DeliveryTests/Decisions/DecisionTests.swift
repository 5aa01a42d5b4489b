import Foundation
import Manifests
import Rules
import Synchronization
import Testing

@testable import Delivery

/// What is kept of decisions, and that it leads to the same decisions again.
@Suite struct DecisionTests {
    private final class Kept: DecisionLog {
        let mask: DecisionMask
        let records = Mutex<[DecisionRecord]>([])

        init(_ mask: DecisionMask = DecisionMask()) { self.mask = mask }

        func record(_ decisions: [DecisionRecord]) async { records.withLock { $0 += decisions } }

        /// As a file has them: the inventory at its first mention.
        var lines: [Value] {
            var listed: Set<String> = []
            return records.withLock { records in
                records.map { record in
                    let isNew = record.input?.inventory.map { listed.insert($0.digest).inserted } ?? false
                    return record.value(at: "check", listsInventory: isNew)
                }
            }
        }
    }

    private static let policy = """
        import PolicyV1

        admission("owned", kinds: [.configMap]) { review in
            require(review.object.at("data.owner")?.string == "risk", "\\(review.name) is \\(review.object.at("data.owner")?.string)", at: "data.owner")
            if review.object.at("data.odd")?.string != nil { warn("odd") }
        }

        admission("few", kinds: [.configMap]) { review in
            require(cluster.objects("Deployment", in: review.namespace).count < 2, "too many")
        }

        admission("counted", kinds: [.configMap]) { review in
            require((review.object.at("data.count")?.string?.count ?? 0) < 3, "counts \\(review.object.at("data.count")?.string)")
        }

        admission("asked", kinds: [.configMap]) { review in
            require(review.object.at("data.odd")?.string == nil || review.requester.name == "alice", "not by alice")
        }

        admission("signed", kinds: [.configMap]) { review in
            require(review.object.at("data.count")?.string == nil || !signatures(of: "x").isEmpty, "unsigned")
        }

        """

    private func decide(
        _ manifests: [String: String], _ log: Kept, cluster: SimulatedCluster = SimulatedCluster(),
        uses: [String] = ["owned", "few", "counted", "asked", "signed"]
    ) async throws -> PolicyBundle {
        var checkout = Sample.checkout(manifests)
        let documents = uses.map {
            "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: \($0) }\nspec:\n  policy: \($0)\n"
        }
        let exempt = "  exemptions: [{ name: 'z*', owner: o, reason: r, expires: '2030-01-01T00:00:00Z' }]\n"
        checkout.policies = [
            Checkout.File(path: "policies/a.policy.swift", bytes: Array(Self.policy.utf8)),
            Checkout.File(path: "policies/u.yaml", bytes: Array((documents.joined(separator: exempt + "---\n")).utf8)),
        ]
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        _ = try await Gate(decisions: log).admit(environment, of: checkout, on: cluster, at: 1_767_225_600_123)
        return try PolicyBundle.load(checkout.policies).get()
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8]) func `a record decides the same again`(seed: UInt64) async throws
    {
        var random = Seeded(state: seed)
        var manifests: [String: String] = [:]
        for name in ["a", "b", "c", "za", "zb"] {
            var data: [String] = []
            if random.flip() { data.append("  owner: \(["risk", "fraud"][random.next(2)])") }
            if random.flip() { data.append("  odd: yes, it is") }
            if random.flip() { data.append("  count: \"\([1, 12, 123, 12_345][random.next(4)])\"") }
            manifests["\(name).yaml"] =
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n"
                + (data.isEmpty ? "data: {}\n" : "data:\n\(data.joined(separator: "\n"))\n")
        }
        for index in 0..<random.next(4) {
            manifests["d\(index).yaml"] = Sample.deployment("d\(index)", image: "x:1")
        }
        let log = Kept()
        let bundle = try await decide(manifests, log)
        var evaluator = BatchEvaluator(library: PolicyLibrary([]), bundle: (bundle.uses, bundle.digest))
        #expect(log.lines.count >= 5)
        for line in log.lines {
            let again = evaluator.evaluate(try JSON.parse(JSON.write(line)))
            #expect(again["decision"] == line["decision"])
            let messages = { (value: Value) in (value["violations"]?.array ?? []).map { $0["message"]?.string } }
            #expect(messages(again) == messages(line))
            #expect(again["fault"]?.isNull == (line["faults"]?.array ?? []).isEmpty)
        }
        #expect(log.lines.contains { $0["decision"] == "deny" })
    }

    @Test func `who asks is not known to the gate: a policy that wants to know denies`() async throws {
        let log = Kept()
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { odd: a }\n"
        _ = try await decide(["a.yaml": map], log, uses: ["asked"])
        #expect(log.lines.first?["faults"]?.array?.first?["message"] == "the requester could not be read")
    }

    @Test func `other policies than the record's do not answer for them`() async throws {
        let log = Kept()
        let bundle = try await decide(["a.yaml": Sample.configMap("a")], log)
        var evaluator = BatchEvaluator(library: PolicyLibrary([]), bundle: (bundle.uses, "0000"))
        let line = try #require(log.lines.first)
        #expect(evaluator.evaluate(line)["fault"]?.string?.hasPrefix("expected the policies of") ?? false)
    }

    @Test func `what a Secret holds, and what a path names, is in no record`() async throws {
        let log = Kept(DecisionMask([try FieldPattern(path: "data.owner")]))
        let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: hunter2 }\n"
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { owner: bartholomew }\n"
        _ = try await decide(["s.yaml": secret, "a.yaml": map], log)
        let text = JSON.string(.array(log.lines))
        #expect(!text.contains("hunter2") && !text.contains("aHVudGVyMg") && !text.contains("bartholomew"))
        #expect(text.contains("data.password") && text.contains("a is <masked>"))
    }

    @Test func `files are set aside when they are full, and each can be decided from alone`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("decisions-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kept = Kept()
        _ = try await decide(["a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b")], kept)
        let records = kept.records.withLock { $0 }
        let file = try DecisionFile(
            path: "\(folder)/d.jsonl", point: "serve", mask: DecisionMask(),
            rotation: DecisionFile.Rotation(bytes: 1, files: 2))
        for _ in 0..<4 {
            await file.record(records)
            // Files are set aside under the time: two within a millisecond would be one.
            let now = Instant.now().milliseconds
            while Instant.now().milliseconds <= now + 1 { await Task.yield() }
        }
        try await file.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.count == 3)
        for name in names {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            let lines = text.split(separator: "\n")
            #expect(lines.count == records.count)
            #expect(lines.first?.contains("\"inventory\":") ?? false)
        }
    }

    @Test(arguments: [["data": "hunter2"], ["stringdata": ["a": "hunter2"]], ["data": ["a": ["hunter2"]]]] as [Object])
    func `of a Secret nothing is kept that may be content, however it is written`(content: Object) {
        var secret: Object = ["apiVersion": "v1", "kind": "Secret", "type": "Opaque"]
        for member in content { secret[member.key] = member.value }
        let masked = DecisionMask().masking(.object(secret))
        #expect(!"\(masked.object)".contains("hunter2") && masked.texts == ["hunter2"])
        #expect(masked.object["type"] == "Opaque")
    }
}

/// Numbers that are the same for the same seed (xorshift64*).
private struct Seeded {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 2_685_821_657_736_338_717) >> 33) % bound
    }

    mutating func flip() -> Bool { next(2) == 1 }
}
