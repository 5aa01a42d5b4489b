import Foundation
import Manifests
package import Transport
package import Trust

/// Models at `s3://bucket/prefix`, in AWS and in whatever else speaks S3 (MinIO, Ceph), and at `gs://bucket/prefix` in
/// Google Cloud Storage by its XML API, which is S3's with HMAC keys or, for public buckets, without.
///
/// Every object below the prefix is a file of the model; each is read and hashed, and read again only when its size,
/// entity tag or time of change is another one. What is verified is what the storage had at that time: whoever may
/// write to a bucket can change it afterwards, so grant that to the release process alone.
package actor S3ModelStore {
    /// Where the storage is, and who asks.
    package struct Configuration: Sendable {
        /// `https://minio.example:9000`; nil for AWS itself.
        package var endpoint: String?
        package var region: String
        /// Nil sends unsigned requests.
        package var credentials: AWSCredentials?
        package var tls = TLSOptions()
        /// Of the addresses that are read here.
        package var scheme = "s3"

        package init(endpoint: String? = nil, region: String = "us-east-1", credentials: AWSCredentials? = nil) {
            self.endpoint = endpoint
            self.region = region
            self.credentials = credentials
        }

        /// The variables of the AWS command line: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `AWS_REGION`,
        /// `AWS_DEFAULT_REGION`, and those of ``AWSCredentials``.
        package init(environment: [String: String]) {
            let first = { (names: [String]) in
                names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
            }
            self.init(
                endpoint: first(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]),
                region: first(["AWS_REGION", "AWS_DEFAULT_REGION"]) ?? "us-east-1",
                credentials: AWSCredentials(environment: environment))
        }

        /// Google Cloud Storage: the HMAC key of `LOCKSTEP_GS_ACCESS_KEY_ID` and `LOCKSTEP_GS_SECRET_ACCESS_KEY`, else
        /// anonymous; `LOCKSTEP_GS_ENDPOINT` names another endpoint. The variables for AWS count for nothing here.
        package static func googleStorage(environment: [String: String]) -> Configuration {
            let own = environment.filter { $0.key.hasPrefix("LOCKSTEP_GS_") && !$0.value.isEmpty }
            var keys: [String: String] = [:]
            for name in ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"] { keys["AWS_" + name] = own["LOCKSTEP_GS_" + name] }
            var result = Configuration(
                endpoint: own["LOCKSTEP_GS_ENDPOINT"] ?? "https://storage.googleapis.com", region: "auto",
                credentials: AWSCredentials(environment: keys))
            result.scheme = "gs"
            return result
        }
    }

    /// Files of one model, and bytes of a signature file; more is no model and no signature.
    private static let mostFiles = 100_000
    private static let mostSignatureBytes = 16 << 20
    /// Files read at the same time.
    private static let width = 8

    private let configuration: Configuration
    private let client: HTTPClient
    private let now: @Sendable () -> Int64
    private var digests: [Place: SHA256Digest] = [:]

    private struct Place: Hashable {
        var bucket: String
        var entry: ObjectListing.Entry
    }

    package init(
        _ configuration: Configuration, client: HTTPClient = HTTPClient(),
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) {
        self.configuration = configuration
        self.client = client
        self.now = now
    }

    /// This storage for addresses of its scheme, another one for all others.
    package nonisolated func store(or other: ModelStore) -> ModelStore {
        let scheme = configuration.scheme
        return ModelStore(
            read: { (uri) async throws(TrustError) in
                guard let object = S3Address(uri, scheme: scheme) else { return try await other.read(uri) }
                return try await self.content(of: object)
            },
            resources: { (uri) async throws(TrustError) in
                guard let folder = S3Address(uri, scheme: scheme) else { return try await other.resources(uri) }
                return try await self.resources(of: folder)
            })
    }

    // MARK: Reading

    private func content(of object: S3Address) async throws(TrustError) -> [UInt8]? {
        var request = request(object.bucket, "/" + object.key)
        request.maximumBodyBytes = Self.mostSignatureBytes
        let response = try await send(request, object)
        switch response.status {
        case 200: return response.body
        case 404: return nil
        default: throw refused(response.status, object)
        }
    }

    private func resources(of folder: S3Address) async throws(TrustError) -> [ModelResource]? {
        var prefix = folder.key
        while prefix.hasSuffix("/") { prefix.removeLast() }
        guard !prefix.isEmpty else {
            throw .malformed(
                "model '\(folder.scheme)://\(folder.bucket)'",
                reason: "expected '\(folder.scheme)://bucket/folder', found no folder")
        }
        let entries = try await entries(of: folder, below: prefix + "/")
        guard !entries.isEmpty else { return nil }
        var read: [(ObjectListing.Entry, Result<SHA256Digest, TrustError>)] = []
        await withTaskGroup(of: (ObjectListing.Entry, Result<SHA256Digest, TrustError>).self) { group in
            var waiting = entries.makeIterator()
            for _ in 0..<Self.width {
                guard let entry = waiting.next() else { break }
                group.addTask { (entry, await self.digest(of: entry, in: folder.bucket)) }
            }
            for await found in group {
                read.append(found)
                if let entry = waiting.next() {
                    group.addTask { (entry, await self.digest(of: entry, in: folder.bucket)) }
                }
            }
        }
        var resources: [ModelResource] = []
        for (entry, digest) in read {
            resources.append(
                ModelResource(path: String(entry.key.dropFirst(prefix.count + 1)), digest: try digest.get()))
        }
        return resources.sorted { $0.path < $1.path }
    }

    private func entries(
        of folder: S3Address, below prefix: String
    ) async throws(TrustError) -> [ObjectListing.Entry] {
        var found: [ObjectListing.Entry] = []
        var continuation: String?
        repeat {
            var query = "list-type=2&prefix=\(AWSSignature.encoded(prefix))"
            if let continuation { query = "continuation-token=\(AWSSignature.encoded(continuation))&" + query }
            let response = try await send(request(folder.bucket, "", query: query), folder)
            guard response.status == 200 else { throw refused(response.status, folder) }
            guard let page = ObjectListing(xml: response.body) else {
                throw .malformed("the listing of '\(folder)'", reason: "expected a 'ListBucketResult'")
            }
            // An object whose name is the folder's own is a console's way to show an empty folder.
            found += page.entries.filter { $0.key != prefix && $0.key.hasPrefix(prefix) }
            guard found.count <= Self.mostFiles else {
                throw .malformed("model '\(folder)'", reason: "expected at most \(Self.mostFiles) files")
            }
            continuation = page.continuation
        } while continuation != nil
        return found
    }

    private func digest(
        of entry: ObjectListing.Entry, in bucket: String
    ) async -> Result<SHA256Digest, TrustError> {
        let place = Place(bucket: bucket, entry: entry)
        if let known = digests[place] { return .success(known) }
        do throws(TrustError) {
            let digest = try await read(
                S3Address(bucket: bucket, key: entry.key, scheme: configuration.scheme), expecting: entry)
            digests[place] = digest
            return .success(digest)
        } catch {
            return .failure(error)
        }
    }

    private func read(
        _ object: S3Address, expecting entry: ObjectListing.Entry
    ) async throws(TrustError) -> SHA256Digest {
        var request = request(object.bucket, "/" + object.key)
        request.timeouts = Timeouts(whole: nil, idle: .seconds(60))
        request.acceptsCompression = false
        let response: StreamingResponse
        do throws(TransportError) { response = try await client.stream(request) } catch {
            throw .unreachable("'\(object)'", reason: error.description)
        }
        guard response.status == 200 else { throw refused(response.status, object) }
        if let tag = response.headers["ETag"], tag != entry.entityTag {
            throw .unreachable("'\(object)'", reason: "it changed while it was read")
        }
        let (digest, count) = try await response.digest(of: "'\(object)'")
        guard String(count) == entry.size else {
            throw .unreachable("'\(object)'", reason: "expected \(entry.size) bytes, found \(count)")
        }
        return digest
    }

    // MARK: Sending

    /// - Parameters:
    ///   - path: from the bucket; empty for the bucket itself.
    private func request(_ bucket: String, _ path: String, query: String = "") -> HTTPRequest {
        let path = AWSSignature.encoded(path, keepsSlashes: true)
        var url: String
        if var endpoint = configuration.endpoint {
            while endpoint.hasSuffix("/") { endpoint.removeLast() }
            url = "\(endpoint)/\(AWSSignature.encoded(bucket))\(path)"
        } else if bucket.contains(".") {
            // A certificate covers one label: names with dots are asked for by their path.
            url = "https://s3.\(configuration.region).amazonaws.com/\(AWSSignature.encoded(bucket))\(path)"
        } else {
            url = "https://\(bucket).s3.\(configuration.region).amazonaws.com\(path.isEmpty ? "/" : path)"
        }
        if !query.isEmpty { url += "?" + query }
        var request = HTTPRequest(.get, url)
        request.tls = configuration.tls
        guard let credentials = configuration.credentials else { return request }
        let signature = AWSSignature(credentials: credentials, region: configuration.region, service: "s3")
        return signature.signing(request, at: now())
    }

    private func send(_ request: HTTPRequest, _ address: S3Address) async throws(TrustError) -> HTTPResponse {
        do throws(TransportError) { return try await client.send(request) } catch {
            throw .unreachable("'\(address)'", reason: error.description)
        }
    }

    /// 403 is what S3 says of an object that is not there to those who may not list: nothing is known then.
    private func refused(_ status: Int, _ address: S3Address) -> TrustError {
        .unreachable("'\(address)'", reason: "the storage answered \(status)")
    }
}
