import ArgumentParser
import Foundation
import Manifests
import Releases

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow releases, as the running daemon moves them.",
        discussion: "Ends with Ctrl-C; with --once after one look. Exits 3 when no daemon answers.")

    @Argument(help: "The release, ENVIRONMENT/RELEASE; all of them where none is named.")
    var release: ReleaseEvent.Key?

    @Option(help: "The daemon's address.")
    var server: String = "http://127.0.0.1:8420"

    @Flag(help: "Look once.")
    var once = false

    @OptionGroup var format: OutputOptions

    func run() async throws {
        var told: [String: Value] = [:]
        while true {
            for status in try await look() {
                let name = "\(status["environment"]?.string ?? "")/\(status["release"]?.string ?? "")"
                guard told.updateValue(status, forKey: name) != status else { continue }
                if format.output == .json {
                    Swift.print(JSON.string(status))
                } else {
                    ReleaseText.lines(status, name: name).forEach { print($0) }
                }
            }
            fflush(nil)
            if once { return }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func look() async throws -> [Value] {
        let all = try await DaemonStatus.fetch(from: server)["releases"]?.array ?? []
        guard let release else { return all }
        return all.filter {
            $0["environment"]?.string == release.environment && $0["release"]?.string == release.release
        }
    }
}
