import ArgumentParser
import Foundation
import Judging
import Manifests
import Measurement
import Releases

struct ChecksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checks", abstract: "Show what the checks of a Release measure now, and what they would say.",
        discussion: """
            Asks the very queries that 'serve' asks, and prints them with the numbers found. It counts what happened \
            in the window; where a source keeps no past, it waits for that long. Nothing is changed and no Job runs. \
            Exits 0 where every check could be measured and none failed, 1 otherwise.
            """)

    @Argument(help: "A file with a document of kind Release.")
    var file: String

    @Option(help: "The canary, as its metrics name it: a revision, or a Deployment.")
    var canary: String

    @Option(help: "The stable version, as its metrics name it.")
    var stable: String?

    @Option(help: "The namespace.")
    var namespace: String = "default"

    @Option(help: "The environment.")
    var environment: String = "default"

    @Option(help: "How much time is counted.")
    var window: String = "5m"

    @OptionGroup var metrics: MetricsOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let window = try Interval(window).duration
        let sources = try metrics.sources()
        var rows: [(release: String, judgement: Judgement)] = []
        for release in try releases() {
            let subject = Subject(
                environment: environment, release: release.name, namespace: namespace,
                service: release.workload.name, canary: canary, stable: stable)
            do throws(JudgingError) {
                let measurers = try CheckMeasurer.all(
                    checks(of: release), interval: window, sources: sources)
                for measurer in measurers {
                    rows.append((release.name, await look(measurer, at: subject, window)))
                }
            } catch {
                throw Failure("\(error)")
            }
        }
        show(rows)
        if rows.contains(where: { ![.pass, .inconclusive].contains($0.judgement.verdict) }) { throw Exit.difference }
    }

    private func look(_ measurer: CheckMeasurer, at subject: Subject, _ window: Duration) async -> Judgement {
        var state = CheckState()
        let now = Date().timeIntervalSince1970
        let since = now - window / .seconds(1)
        let first = await measurer.look(at: subject, step: 1, since: since, now: now, state: &state)
        guard !measurer.remembers(in: environment), first.verdict != .providerError else { return first }
        try? await Task.sleep(for: window)
        return await measurer.look(
            at: subject, step: 1, since: since, now: Date().timeIntervalSince1970, state: &state)
    }

    // MARK: Reading

    private func releases() throws -> [ReleaseSpec] {
        let data = try Data(contentsOf: URL(filePath: file))
        var (documents, diagnostics) = YAML.parse(Array(data), file: file)
        let own = documents.filter { $0.value["kind"]?.string == "Release" }
        let releases = own.compactMap { ReleaseSpec.read($0, into: &diagnostics) }
        if own.isEmpty, diagnostics.isEmpty {
            throw Failure("expected a document of kind Release in '\(file)', found none")
        }
        for release in releases { _ = Self.checks(release, &diagnostics) }
        if diagnostics.contains(where: { $0.severity == .error }) {
            throw Failure(diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        return releases
    }

    private func checks(of release: ReleaseSpec) -> [CheckSpec] {
        var diagnostics: [Diagnostic] = []
        return Self.checks(release, &diagnostics).map { check in
            var check = check
            // One window is counted here, whatever the time between two looks is.
            check.interval = nil
            return check
        }
    }

    private static func checks(_ release: ReleaseSpec, _ diagnostics: inout [Diagnostic]) -> [CheckSpec] {
        release.checks.compactMap { CheckSpec.read($0.value, at: $0.location, into: &diagnostics) }
    }

    // MARK: Showing

    private func show(_ rows: [(release: String, judgement: Judgement)]) {
        guard format.output != .json else {
            let list = rows.map { release, judgement -> Value in
                [
                    "release": .string(release), "check": .string(judgement.check),
                    "verdict": .string(judgement.verdict.rawValue), "reason": .string(judgement.reason),
                    "evidence": judgement.evidence,
                ]
            }
            return format.printJSON(["checks": .array(list)])
        }
        for (release, judgement) in rows {
            print("\(release)/\(judgement.check): \(judgement.verdict.rawValue): \(judgement.reason)")
            let measured = judgement.evidence["measured"] ?? judgement.evidence
            if let source = measured["source"]?.string { print("  source  \(source)") }
            for query in measured["queries"]?.array ?? [] {
                let value = query["value"].map { " = \(JSON.string($0))" } ?? ""
                print("  query   \(query["query"]?.string ?? "")\(value)")
            }
            for side in ["canary", "stable"] {
                guard let counts = measured[side], let good = counts["good"], let total = counts["total"] else {
                    continue
                }
                print("  \(side)  \(JSON.string(good)) good of \(JSON.string(total))")
            }
        }
    }
}
