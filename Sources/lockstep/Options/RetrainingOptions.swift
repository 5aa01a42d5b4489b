import ArgumentParser
import Foundation
import Manifests
import Retraining
import Transport
import Trust

/// Who is told where data have drifted.
struct RetrainingOptions: ParsableArguments {
    @Option(help: "A YAML file with 'action' and 'triggers': who is told where there is drift.")
    var onDrift: String?

    @Option(help: "The release whose data they are, for --on-drift.")
    var release = "default"

    @Option(help: "The environment that it runs in, for --on-drift.")
    var environment = "default"

    @Option(help: "The commit or version that runs, for --on-drift.")
    var candidate = "unknown"

    @Option(help: "Where it is kept what was told to whom, for --on-drift.")
    var journal = ".lockstep/retraining"

    /// What the file says; nil where none is named. Read before anything is compared, so that a fault is told early.
    func specification() throws -> OnDrift? {
        guard let onDrift else { return nil }
        guard let bytes = FileManager.default.contents(atPath: onDrift) else {
            throw Failure("\(onDrift): expected a file that can be read, found none")
        }
        var diagnostics: [Diagnostic] = []
        let specification = OnDrift.read(file: onDrift, bytes: Array(bytes), into: &diagnostics)
        if let first = diagnostics.first { throw first }
        return specification
    }

    /// Tells the triggers, each once the same evidence, and prints what came of it.
    ///
    /// - Throws: `unreachable` where not all of them could be told.
    func tell(
        _ specification: OnDrift, of reason: String, columns: [String], evidence: Value, _ client: HTTPClient
    ) async throws {
        let event = RetrainingEvent(
            environment: environment, release: release, candidate: candidate,
            evidence: "sha256:" + SHA256Digest(of: JSON.canonical(evidence)).hex, reason: reason, columns: columns)
        let retrainer = Retrainer(
            client: client, secrets: SecretSource(), journal: TriggerJournal(folder: journal))
        let told = await retrainer.tell(specification.triggers, of: event)
        for one in told { ("\(one.trigger): \(one.inWords)" as TerminalText).warn() }
        if told.contains(where: { !$0.arrived }) { throw Exit.unreachable }
    }
}
