import Foundation
package import Transport
import Trust

/// Signs requests by AWS Signature Version 4 in the `Authorization` header.
///
/// Source: AWS, "Signature Version 4 signing process"; the examples of its S3 reference are test vectors.
package struct AWSSignature: Sendable {
    package var credentials: AWSCredentials
    /// `us-east-1`.
    package var region: String
    /// `s3`, `monitoring`.
    package var service: String

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The request with `x-amz-date`, `x-amz-content-sha256`, `x-amz-security-token` and `Authorization`.
    ///
    /// The request's path and query must be encoded as AWS wants them: everything but unreserved characters, and in
    /// paths `/`, percent-encoded, with upper-case digits. Every header that the request has is signed.
    ///
    /// - Parameter time: seconds since 1970.
    package func signing(_ request: HTTPRequest, at time: Int64) -> HTTPRequest {
        var signed = request
        let url = Self.parts(of: request.url)
        let instant = Self.basicTime(time)
        let day = String(instant.prefix(8))
        let body = SHA256Digest(of: request.body ?? []).hex
        signed.headers["x-amz-date"] = instant
        signed.headers["x-amz-content-sha256"] = body
        if let token = credentials.sessionToken { signed.headers["x-amz-security-token"] = token.exposedText }
        var headers = signed.headers.fields.map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }
        headers.append((name: "host", value: url.host))
        headers.sort { $0.name < $1.name }
        let names = headers.map(\.name).joined(separator: ";")
        let canonical =
            [request.method.name, url.path, url.query] + headers.map { "\($0.name):\($0.value)" } + ["", names, body]
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let digest = SHA256Digest(of: canonical.joined(separator: "\n").utf8).hex
        let text = "AWS4-HMAC-SHA256\n\(instant)\n\(scope)\n\(digest)"
        let signature = HMACSHA256.code(of: text.utf8, key: key(day)).map(Self.hexadecimal).joined()
        signed.headers["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
        return signed
    }

    private func key(_ day: String) -> [UInt8] {
        var key = Array("AWS4".utf8) + credentials.secretKey.exposedBytes
        for part in [day, region, service, "aws4_request"] { key = HMACSHA256.code(of: part.utf8, key: key) }
        return key
    }

    /// Percent-encodes all but unreserved characters (RFC 3986), and `/` where it is kept.
    package static func encoded(_ text: String, keepsSlashes: Bool = false) -> String {
        var result = ""
        for byte in text.utf8 {
            let isLetterOrDigit = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            if isLetterOrDigit || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) || (keepsSlashes && byte == 0x2F) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + hexadecimal(byte).uppercased()
            }
        }
        return result
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    /// `20130524T000000Z`.
    private static func basicTime(_ seconds: Int64) -> String {
        Timestamp(seconds: seconds).description.filter { $0 != "-" && $0 != ":" }
    }

    private static func parts(of url: String) -> (host: String, path: String, query: String) {
        var rest = url[...]
        if let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        rest = rest.dropFirst(host.count)
        let path = rest.prefix { $0 != "?" }
        let query = rest.dropFirst(path.count).dropFirst().split(separator: "&").sorted().joined(separator: "&")
        return (String(host), path.isEmpty ? "/" : String(path), query)
    }
}
