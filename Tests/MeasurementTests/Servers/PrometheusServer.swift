import Foundation

/// Debian's Prometheus with a store of its own.
final class PrometheusServer: Sendable {
    let address: String
    private let process: ChildProcess
    private let folder: URL

    /// - Parameters:
    ///   - history: OpenMetrics text with times, which `promtool` puts into the store before the server starts.
    ///   - target: host and port of an exporter, scraped five times a second.
    init(history: String? = nil, target: String? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var configuration = "global: { scrape_interval: 200ms, scrape_timeout: 200ms }\n"
        if let target {
            configuration +=
                "scrape_configs: [{ job_name: test, static_configs: [{ targets: ['\(target)'] }] }]\n"
        }
        let file = folder.appending(path: "prometheus.yml")
        try Data(configuration.utf8).write(to: file)
        let store = folder.appending(path: "data").path
        if let history {
            let text = folder.appending(path: "history.txt")
            try Data(history.utf8).write(to: text)
            let importing = try ChildProcess([
                "promtool", "tsdb", "create-blocks-from", "openmetrics", text.path, store,
            ])
            _ = try? await importing.line { _ in false }
        }
        process = try ChildProcess([
            "prometheus", "--config.file=\(file.path)", "--storage.tsdb.path=\(store)",
            "--web.listen-address=127.0.0.1:0", "--storage.tsdb.retention.time=100y",
        ])
        let line = try await process.line { $0.contains("msg=\"Listening on\"") }
        guard let port = line.split(separator: ":").last else { throw ChildProcess.Failure(message: line) }
        address = "http://127.0.0.1:\(port)"
        _ = try await process.line { $0.contains("Server is ready") }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
