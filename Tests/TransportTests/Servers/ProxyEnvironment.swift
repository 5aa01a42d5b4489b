import Foundation

/// Sets the proxy variables once, before any transfer of this process: setting a variable while another thread
/// reads one is undefined. All other tests talk to 127.0.0.1 or localhost, which `no_proxy` leaves out.
actor ProxyEnvironment {
    static let shared = ProxyEnvironment()

    private var start: Task<ServerProcess, any Error>?

    /// The proxy that the environment names.
    func settle() async throws -> ServerProcess {
        if let start { return try await start.value }
        let task = Task {
            let process = try ServerProcess(["proxy": "yes"])
            let port = try await process.line { _ in true }
            for name in ["HTTPS_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY"] { unsetenv(name) }
            setenv("no_proxy", "127.0.0.1,localhost", 1)
            setenv("http_proxy", "http://127.0.0.1:\(port)", 1)
            setenv("https_proxy", "http://127.0.0.1:\(port)", 1)
            return process
        }
        start = task
        return try await task.value
    }
}
