import ArgumentParser
import Trust

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who signed or approved what, when, with which key, and if it still holds.",
        discussion: """
            From the log alone, all of which is checked on the way. What a revoked key signed holds only where it was \
            logged before the size that the revocation names.
            """)

    @Option(help: "Only from this time on, such as '2026-07-01T00:00:00Z'.")
    var since: String?

    @Option(help: "Only what this principal did or approved.")
    var principal: String?

    @Option(help: "Only what is for this environment.")
    var environment: String?

    @Option(help: "Only this kind: \(LogEntry.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: [String] = []

    @Option(name: [.short, .long], help: "How to print: table, json or csv.")
    var output: AuditReport.Format = .table

    @OptionGroup var log: LogOptions

    func run() async throws {
        let audit = try await log.withLog { log, head in try await Audit(of: log, checkpoint: head.checkpoint) }
        Swift.print(AuditReport(audit.rows(try query(), now: try RecordingOptions.time())).text(output), terminator: "")
        if let first = audit.unreadable.first {
            throw Failure(
                "expected entries only, found \(audit.unreadable.count) leaves that are none, the first at \(first)",
                exit: .difference)
        }
    }

    private func query() throws -> Audit.Query {
        let time = try since.map { text in
            guard let time = LogTime(text) else {
                throw Failure("expected a time such as '2026-07-01T00:00:00Z', found '\(text)'")
            }
            return time
        }
        let kinds = try kind.map { name in
            guard let kind = LogEntry.Kind(rawValue: name) else {
                throw Failure(
                    "expected one of \(LogEntry.Kind.allCases.map(\.rawValue).joined(separator: ", ")), found '\(name)'"
                )
            }
            return kind
        }
        return Audit.Query(since: time, principal: principal, environment: environment, kinds: Set(kinds))
    }
}

extension AuditReport.Format: ExpressibleByArgument {}
