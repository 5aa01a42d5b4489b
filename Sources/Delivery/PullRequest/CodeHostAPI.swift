import Manifests
import Repository
import Transport

/// How one kind of host is asked; a value that makes requests and reads answers.
protocol CodeHostAPI: Sendable {
    /// Asks for the open requests from the source branch into the target.
    func search(_ request: PullRequest) -> HTTPRequest

    /// The address of a fitting one; nil where the list has none.
    func found(_ answer: Value, for request: PullRequest) -> String?

    func creation(_ request: PullRequest) -> HTTPRequest

    /// The address in the answer to `creation`.
    func created(_ answer: Value) -> String?
}

extension CodeHost {
    func speaking(with token: Secret) -> any CodeHostAPI {
        switch kind {
        case .github: GitHubAPI(host: self, token: token)
        case .gitlab: GitLabAPI(host: self, token: token)
        case .gitea: GiteaAPI(host: self, token: token)
        }
    }

    /// - Parameter path: below ``api``, with every name in it encoded.
    func request(_ method: HTTPMethod, _ path: String, authorization: String, body: Value? = nil) -> HTTPRequest {
        var headers: HTTPHeaders = ["Accept": "application/json", "Authorization": authorization]
        if body != nil { headers["Content-Type"] = "application/json" }
        var request = HTTPRequest(method, api + path, headers: headers, body: body.map { JSON.write($0) })
        request.maximumBodyBytes = 4 << 20
        return request
    }
}

enum QueryText {
    /// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
