import Foundation
import Transport
import Trust

/// Models that are one file of a web server, `https://models.example/fraud/3/model.onnx`, with their signatures beside
/// them.
///
/// The file is read and hashed, and read again unless the server says by its strong entity tag that it is the same one.
/// Nothing but that address is asked: a redirect could lead elsewhere tomorrow, and is refused.
actor WebModelStore {
    private static let mostSignatureBytes = 16 << 20

    private let client: HTTPClient
    private let tls: TLSOptions
    private var known: [String: (tag: String, digest: SHA256Digest)] = [:]

    init(client: HTTPClient, tls: TLSOptions = TLSOptions()) {
        self.client = client
        self.tls = tls
    }

    /// This storage for addresses of the web, another one for all others.
    nonisolated func store(or other: ModelStore) -> ModelStore {
        ModelStore(
            read: { (uri) async throws(TrustError) in
                guard Self.isOfTheWeb(uri) else { return try await other.read(uri) }
                return try await self.content(of: uri)
            },
            resources: { (uri) async throws(TrustError) in
                guard Self.isOfTheWeb(uri) else { return try await other.resources(uri) }
                return try await self.file(uri).map { [$0] }
            })
    }

    private static func isOfTheWeb(_ uri: String) -> Bool {
        let scheme = uri.prefix { $0 != ":" }.lowercased()
        return scheme == "https" || scheme == "http"
    }

    private func content(of uri: String) async throws(TrustError) -> [UInt8]? {
        var request = try request(uri)
        request.maximumBodyBytes = Self.mostSignatureBytes
        let response: HTTPResponse
        do throws(TransportError) { response = try await client.send(request) } catch {
            throw .unreachable("'\(uri)'", reason: error.description)
        }
        return try Self.isThere(response.head, uri) ? response.body : nil
    }

    private func file(_ uri: String) async throws(TrustError) -> ModelResource? {
        var request = try request(uri)
        let name = ModelStore.name(of: uri)
        request.timeouts = Timeouts(whole: nil, idle: .seconds(60))
        request.acceptsCompression = false
        if let known = known[uri] { request.headers["If-None-Match"] = known.tag }
        let response: StreamingResponse
        do throws(TransportError) { response = try await client.stream(request) } catch {
            throw .unreachable("'\(uri)'", reason: error.description)
        }
        if response.status == 304, let known = known[uri] { return ModelResource(path: name, digest: known.digest) }
        guard try Self.isThere(response.head, uri) else { return nil }
        let digest = try await response.digest(of: "'\(uri)'").digest
        // A weak tag stands for what is as good, not for the same bytes (RFC 9110, section 8.8.1).
        known[uri] = response.headers["ETag"].flatMap { $0.hasPrefix("\"") ? ($0, digest) : nil }
        return ModelResource(path: name, digest: digest)
    }

    private func request(_ uri: String) throws(TrustError) -> HTTPRequest {
        guard let url = URLComponents(string: uri), url.scheme?.lowercased() == "https" else {
            throw .unsupported(
                "model '\(uri)'", found: "expected an address of 'https://', so that the server is known",
                hint: "serve the model by https, or publish it by 'oci://', 's3://' or 'gs://'")
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw .unsupported(
                "model '\(PrintableURL(uri).text)'",
                found: "expected an address without user, '?' and '#', found one with",
                hint: "an address in Git is read by many; give the file an address of its own")
        }
        guard url.path.contains(where: { $0 != "/" }), !url.path.hasSuffix("/") else {
            throw .unsupported(
                "model '\(uri)'", found: "expected the address of a file: a web server has no listing of a folder",
                hint: "name the file, such as 'https://models.example/fraud/3/model.onnx'")
        }
        var request = HTTPRequest(.get, uri)
        request.tls = tls
        return request
    }

    private static func isThere(_ head: ResponseHead, _ uri: String) throws(TrustError) -> Bool {
        switch head.status {
        case 200: return true
        case 404, 410: return false
        case 300..<400:
            let target = head.headers["Location"].map { PrintableURL($0).text } ?? "elsewhere"
            throw .unsupported(
                "model '\(uri)'", found: "the server redirects to '\(target)', which can be another file tomorrow",
                hint: "write the address that has the file itself")
        default: throw .unreachable("'\(uri)'", reason: "the server answered \(head.status)")
        }
    }
}
