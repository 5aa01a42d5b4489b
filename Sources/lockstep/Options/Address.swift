/// A host and a port to listen on: `127.0.0.1:8420`, `[::1]:0`.
struct Address {
    var host: String
    var port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw Failure("expected an address such as '127.0.0.1:8420', found '\(text)'")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw Failure("expected an address such as '127.0.0.1:8420', found no host in '\(text)'")
        }
        self.host = host
        self.port = port
    }

    /// As it stands in a URL.
    var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
