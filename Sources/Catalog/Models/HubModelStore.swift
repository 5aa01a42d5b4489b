import Foundation
import Manifests
package import Transport
package import Trust

/// Models of a Hugging Face hub, `hf://OWNER/MODEL:COMMIT`: every file of that commit, read and hashed once.
///
/// Only a commit stays what it is, so a branch or a tag is refused with the commit that it is now. Signatures cannot lie
/// in the commit that they sign: they lie in the folder `signatures` of the branch `main`, named after the commit.
package actor HubModelStore {
    package struct Configuration: Sendable {
        package var endpoint: String
        /// Shown to the endpoint alone.
        package var token: SecretBytes?

        /// The variables of the hub's own client: `HF_ENDPOINT`, `HF_TOKEN`.
        package init(environment: [String: String]) {
            var endpoint = environment["HF_ENDPOINT"].flatMap { $0.isEmpty ? nil : $0 } ?? "https://huggingface.co"
            while endpoint.hasSuffix("/") { endpoint.removeLast() }
            self.endpoint = endpoint
            token = environment["HF_TOKEN"].flatMap { $0.isEmpty ? nil : SecretBytes($0) }
        }
    }

    package static let signatures = "signatures"
    private static let mostFiles = 100_000
    private static let mostSignatureBytes = 16 << 20
    private static let mostRedirects = 5

    private let configuration: Configuration
    private let client: HTTPClient
    /// By model, commit and path, which stand for the same bytes for ever.
    private var digests: [String: SHA256Digest] = [:]

    package init(_ configuration: Configuration, client: HTTPClient) {
        self.configuration = configuration
        self.client = client
    }

    /// This hub for its addresses, another storage for all others.
    package nonisolated func store(or other: ModelStore) -> ModelStore {
        ModelStore(
            read: { (uri) async throws(TrustError) in
                guard let file = try HubAddress(uri) else { return try await other.read(uri) }
                return try await self.content(of: file)
            },
            resources: { (uri) async throws(TrustError) in
                guard let model = try HubAddress(uri) else { return try await other.resources(uri) }
                return try await self.resources(of: model)
            })
    }

    /// A file about a commit: it signs itself, so the branch may move.
    private func content(of file: HubAddress) async throws(TrustError) -> [UInt8]? {
        guard let commit = file.commit else { throw await unpinned(file) }
        let path = "\(Self.signatures)/\(commit)\(file.suffix)"
        guard let response = try await open(path, of: file, at: "main") else { return nil }
        var content: [UInt8] = []
        do throws(TransportError) {
            for try await chunk in response.body {
                content += chunk
                guard content.count <= Self.mostSignatureBytes else {
                    throw TransportError(
                        .bodyTooLarge(limit: Self.mostSignatureBytes), HTTPRequest(.get, configuration.endpoint))
                }
            }
        } catch {
            throw .unreachable("'\(path)' of '\(file)'", reason: error.description)
        }
        return content
    }

    private func resources(of model: HubAddress) async throws(TrustError) -> [ModelResource]? {
        guard let commit = model.commit else { throw await unpinned(model) }
        guard let files = try await files(of: model, at: commit) else { return nil }
        var resources: [ModelResource] = []
        for file in files {
            resources.append(ModelResource(path: file.path, digest: try await digest(of: file, in: model, at: commit)))
        }
        return resources
    }

    private func unpinned(_ model: HubAddress) async -> TrustError {
        var hint = "name the commit, 40 hexadecimal digits behind a ':'"
        let url = "\(configuration.endpoint)/api/models/\(model.model)/revision/\(encoded(model.revision ?? "main"))"
        if let response = try? await client.send(request(url)), response.status == 200,
            let commit = try? JSON.parse(response.body)["sha"]?.string, HubAddress.isCommit(commit[...])
        {
            hint += ": now it is 'hf://\(model.model):\(commit)'"
        }
        let found = model.revision.map { "revision '\($0)'" } ?? "no revision"
        return .unsupported(
            "model '\(model)'", found: "expected a commit, which stays what it is, found \(found)", hint: hint)
    }

    // MARK: Reading

    private struct File {
        var path: String
        var size: Int
        /// What the hub says of a large file.
        var digest: String?

        init?(_ value: Value) {
            guard let path = value["path"]?.string, let size = value["size"]?.integer else { return nil }
            self.path = path
            self.size = Int(size)
            digest = value["lfs"]?["oid"]?.string
        }
    }

    /// - Returns: nil where the hub says that there is no such model or commit.
    private func files(of model: HubAddress, at commit: String) async throws(TrustError) -> [File]? {
        var files: [File] = []
        let tree = "\(configuration.endpoint)/api/models/\(model.model)/tree/\(commit)"
        var next: String? = "\(tree)?recursive=true"
        while let url = next {
            let response: HTTPResponse
            do throws(TransportError) { response = try await client.send(request(url)) } catch {
                throw .unreachable("'\(model)'", reason: error.description)
            }
            if response.status == 404 { return nil }
            guard response.status == 200 else { throw refused(response.status, model) }
            guard let entries = (try? JSON.parse(response.body))?.array else {
                throw .malformed("the listing of '\(model)'", reason: "expected a JSON array")
            }
            for entry in entries where entry["type"]?.string != "directory" {
                guard let file = File(entry) else {
                    throw .malformed("the listing of '\(model)'", reason: "expected 'path' and 'size' of each file")
                }
                files.append(file)
            }
            guard files.count <= Self.mostFiles else {
                throw .malformed("model '\(model)'", reason: "expected at most \(Self.mostFiles) files")
            }
            next = try Self.nextPage(response.headers["Link"], below: tree, of: model)
        }
        return files
    }

    /// `<https://…?cursor=…>; rel="next"` (RFC 8288).
    private static func nextPage(
        _ link: String?, below tree: String, of model: HubAddress
    ) throws(TrustError) -> String? {
        guard let link, link.contains("rel=\"next\""), let start = link.firstIndex(of: "<"),
            let end = link[start...].firstIndex(of: ">")
        else { return nil }
        let url = String(link[link.index(after: start)..<end])
        guard url.hasPrefix(tree + "?") else {
            throw .malformed("the listing of '\(model)'", reason: "expected its next page at '\(tree)', found '\(url)'")
        }
        return url
    }

    private func digest(
        of file: File, in model: HubAddress, at commit: String
    ) async throws(TrustError) -> SHA256Digest {
        let place = "\(model.model):\(commit)/\(file.path)"
        if let known = digests[place] { return known }
        let what = "'\(file.path)' of '\(model)'"
        guard let response = try await open(file.path, of: model, at: commit) else {
            throw .unreachable(what, reason: "the hub lists it and does not have it")
        }
        let (digest, count) = try await response.digest(of: what)
        guard count == file.size, file.digest.map({ $0 == digest.hex }) ?? true else {
            throw .unreachable(
                what,
                reason:
                    "expected \(file.size) bytes\(file.digest.map { " of SHA-256 \($0)" } ?? ""), found \(count) of "
                    + digest.hex)
        }
        digests[place] = digest
        return digest
    }

    /// Large files lie elsewhere: the hub leads there, and is alone shown the token.
    ///
    /// - Returns: nil where the hub says that there is no such file.
    private func open(
        _ path: String, of model: HubAddress, at revision: String
    ) async throws(TrustError) -> StreamingResponse? {
        var url =
            "\(configuration.endpoint)/\(model.model)/resolve/\(encoded(revision))/"
            + path.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
        for _ in 0...Self.mostRedirects {
            var request = request(url)
            request.timeouts = Timeouts(whole: nil, idle: .seconds(60))
            request.acceptsCompression = false
            let response: StreamingResponse
            do throws(TransportError) { response = try await client.stream(request) } catch {
                throw .unreachable("'\(path)' of '\(model)'", reason: error.description)
            }
            switch response.status {
            case 200: return response
            case 404: return nil
            case 301, 302, 303, 307, 308:
                guard let location = response.headers["Location"], let base = URL(string: url),
                    let target = URL(string: location, relativeTo: base)?.absoluteURL,
                    target.scheme == "https" || target.scheme == base.scheme
                else { throw refused(response.status, model) }
                url = target.absoluteString
            default: throw refused(response.status, model)
            }
        }
        throw .unreachable("'\(path)' of '\(model)'", reason: "the hub redirects more than \(Self.mostRedirects) times")
    }

    private func request(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        if let token = configuration.token, url.hasPrefix(configuration.endpoint + "/") {
            request.headers["Authorization"] = "Bearer \(token.exposedText)"
        }
        return request
    }

    private func encoded(_ text: String) -> String { AWSSignature.encoded(text) }

    private func refused(_ status: Int, _ model: HubAddress) -> TrustError {
        let remedy = status == 401 || status == 403 ? "; HF_TOKEN must name a token that may read it" : ""
        return .unreachable("'\(model)'", reason: "the hub answered \(status)\(remedy)")
    }
}
