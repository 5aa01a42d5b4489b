import Foundation
import Testing

/// For working on the server by hand: LOCKSTEP_SERVE=seconds keeps one up and prints its port.
@Suite struct ReplayServerTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_SERVE"] != nil)) func `serve`() async throws {
        try await withServer { _, port in
            try String(port).write(toFile: "/tmp/lockstep-port", atomically: true, encoding: .utf8)
            try await Task.sleep(for: .seconds(Int(ProcessInfo.processInfo.environment["LOCKSTEP_SERVE"] ?? "60") ?? 60))
        }
    }
}
