import Manifests
import Testing

@testable import Delivery

/// Manifests that somebody wrote to hurt, all the way from bytes to a plan.
@Suite(.timeLimit(.minutes(3))) struct HostileManifestTests {
    private static func configMap(_ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n\(data)"
    }

    private static let refused: [(name: String, text: String)] = [
        ("10,000 maps in one another", configMap("  a: " + String(repeating: "{b: ", count: 10_000))),
        ("10,000 lists in one another", configMap("  a: " + String(repeating: "[", count: 10_000))),
        ("a million keys", configMap((0..<1_000_000).map { "  k\($0): v\n" }.joined())),
        ("one key 100,000 times", configMap(String(repeating: "  same: v\n", count: 100_000))),
        (
            "aliases of aliases",
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
                + zip("bcdefgh", "abcdefg").map {
                    "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ", "))]\n"
                }
                .joined()
        ),
        ("100,000 documents", String(repeating: "---\n\(Sample.configMap("a"))", count: 50_000)),
        ("15,000 documents that are no objects", String(repeating: "---\na: 1\n", count: 15_000)),
        ("five megabytes in one value", configMap("  a: \"" + String(repeating: "x", count: 5 << 20) + "\"\n")),
        ("a name that is a map", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: { a: 1 } }\n"),
        ("metadata that are a number", "apiVersion: v1\nkind: ConfigMap\nmetadata: 5\n"),
        ("a kind that is a list", "apiVersion: v1\nkind: [ConfigMap]\nmetadata: { name: a }\n"),
        ("bytes that are no text", "\u{1}\u{2}apiVersion: v1\n"),
    ]

    @Test(arguments: refused.indices)
    func `is refused at its place`(index: Int) async throws {
        let (name, text) = Self.refused[index]
        let checkout = Sample.checkout(["a.yaml": text])
        guard case .invalid(_, let diagnostics) = await Environment.load("staging", from: checkout) else {
            Issue.record("\(name): expected a refusal")
            return
        }
        let first = try #require(diagnostics.first { $0.severity == .error }, "\(name)")
        #expect(first.location?.file == "environments/staging/a.yaml", "\(name): \(first)")
        #expect((first.location?.line ?? 0) >= 1)
        #expect(diagnostics.count <= 200, "\(name): \(diagnostics.count) diagnostics")
        #expect("\(first)".count < 1_000, "\(name) is repeated in its own error")
    }

    /// Large, and nothing that is not allowed; and what comes of them at last.
    private static let planned: [(name: String, text: String, verb: String)] = [
        ("300,000 keys", configMap((0..<300_000).map { "  k\($0): v\n" }.joined()), "unchanged"),
        (
            "three megabytes in one value", configMap("  a: \"" + String(repeating: "x", count: 3 << 20) + "\"\n"),
            "unchanged"
        ),
        (
            "50,000 list items with one key",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec:\n  template:\n    spec:\n"
                + "      containers:\n" + String(repeating: "      - { name: m, image: \"a:1\" }\n", count: 50_000),
            "refused"
        ),
        (
            "a schema that nothing fits",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: [1, 2]\n", "refused"
        ),
    ]

    @Test(arguments: planned.indices)
    func `is planned, created and planned again in bounded time`(index: Int) async throws {
        let (name, text, verb) = Self.planned[index]
        let cluster = SimulatedCluster()
        let checkout = Sample.checkout(["ns.yaml": Sample.namespaceFile, "a.yaml": text])
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let planner = Planner(cluster: cluster, triesCreations: true)
        let plan = try await planner.plan(admitted)
        let first = plan.changes.first { $0.identity.name == "a" }?.action.verb
        #expect(first == (verb == "unchanged" ? "create" : verb), "\(name)")
        _ = try await Applier(cluster: cluster).apply(plan)
        let again = try await planner.plan(admitted)
        #expect(again.changes.map(\.action.verb).sorted() == [verb, "unchanged"].sorted(), "\(name)")
        #expect(cluster.objects.contains { $0.key.name == "a" } == (verb == "unchanged"), "\(name)")
    }
}
