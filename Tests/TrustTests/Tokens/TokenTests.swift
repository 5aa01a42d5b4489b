import Foundation
import Manifests
import Testing

@testable import Trust

/// Bearer tokens that PyJWT made, and attacks on them.
@Suite(.enabled(if: Tool.inVenv("python") != nil, "needs .venv with pyjwt")) struct TokenTests {
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let demand = TokenDemand(
        issuer: "https://login.example.com", audience: "lockstep", algorithms: TokenAlgorithm.allCases)

    private let made: Value
    private let keys: JSONWebKeySet

    init() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("tokens.py")
        let result = try #require(Tool.inVenv("python")).run([script.path, "\(Self.now.seconds)"])
        made = try JSON.parse(Array(result.output.utf8))
        keys = try JSONWebKeySet(JSON.write(made["keys"] ?? .null), what: "keys")
    }

    private func verdict(_ text: String, _ demand: TokenDemand = demand) -> TokenVerdict {
        guard let token = BearerToken(text) else { return .refused("no token") }
        return demand.verdict(on: token, keys: keys, at: Self.now)
    }

    @Test func `what every algorithm signs is believed, and names the bearer and the groups`() throws {
        let good = try #require(made["good"]?.object)
        #expect(good.count >= 13)
        for (name, token) in good.members.map({ ($0.key, $0.value) }) {
            guard case .verified("alice", let groups) = verdict(token.string ?? "") else {
                Issue.record("\(name): \(verdict(token.string ?? ""))")
                continue
            }
            switch name {
            case "no groups": #expect(groups.isEmpty)
            case "one group as a word": #expect(groups == ["developers"])
            default: #expect(groups == ["developers", "on-call"], "\(name)")
            }
        }
        #expect(verdict(made["bound"]?.string ?? "") != .unknownKey)
    }

    @Test func `no attack is believed`() throws {
        let bad = try #require(made["bad"]?.object)
        #expect(bad.count >= 40)
        for (name, token) in bad.members.map({ ($0.key, $0.value) }) {
            if case .verified = verdict(token.string ?? "") { Issue.record("believed: \(name)") }
        }
        for name in ["an unknown key", "a key that is too small", "a key that encrypts"] {
            #expect(verdict(bad[name]?.string ?? "") == .unknownKey, "\(name)")
        }
        #expect(verdict(bad["run out"]?.string ?? "") == .refused("the token has run out"))
        #expect(verdict(bad["another audience"]?.string ?? "") == .refused("the token is for another audience"))
    }

    @Test func `an algorithm that is not allowed is refused before a key is looked for`() throws {
        var demand = Self.demand
        demand.algorithms = [.es256]
        let token = made["good"]?["RS256 by rsa"]?.string ?? ""
        #expect(verdict(token, demand) == .refused("expected a signature by ES256, found 'RS256'"))
    }

    @Test func `a token that names no key is matched with the only one that fits, else with none`() throws {
        guard case .verified = verdict(made["unnamed"]?.string ?? "") else {
            Issue.record("the only key of its kind was not found")
            return
        }
        #expect(verdict(made["ambiguous"]?.string ?? "") == .unknownKey)
    }

    @Test func `claims may have other names`() throws {
        var demand = Self.demand
        demand.nameClaim = "iss"
        demand.groupsClaim = "aud"
        #expect(
            verdict(made["good"]?["RS256 by rsa"]?.string ?? "", demand)
                == .verified(name: "https://login.example.com", groups: ["lockstep"]))
    }

    /// RFC 8037, appendix A.4: the one published token that is signed with Ed25519.
    @Test func `the published vector of RFC 8037 verifies`() throws {
        let set = """
            {"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
            """
        let key = try #require(try JSONWebKeySet(Array(set.utf8), what: "rfc").key(nil, for: .edDSA))
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        let signature = try #require(
            Base64.decodeURLSafe(
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"))
        #expect(key.isSignature(signature, of: Array(message.utf8), .edDSA))
        #expect(!key.isSignature(signature, of: Array((message + "x").utf8), .edDSA))
        #expect(!key.isSignature(signature, of: Array(message.utf8), .es256))
    }

    /// RFC 7515, appendices A.2 and A.3.
    @Test(arguments: [
        (
            TokenAlgorithm.rs256,
            """
            {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}
            """, "eyJhbGciOiJSUzI1NiJ9",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        (
            .es256,
            """
            {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
            """, "eyJhbGciOiJFUzI1NiJ9",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
    ]) func `the published vectors of RFC 7515 verify`(
        algorithm: TokenAlgorithm, key: String, header: String, signature: String
    ) throws {
        let key = try #require(
            try JSONWebKeySet(Array("{\"keys\":[\(key)]}".utf8), what: "rfc").key(nil, for: algorithm))
        let message =
            header + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let bytes = try #require(Base64.decodeURLSafe(signature))
        #expect(key.isSignature(bytes, of: Array(message.utf8), algorithm))
        var changed = bytes
        changed[10] ^= 1
        #expect(!key.isSignature(changed, of: Array(message.utf8), algorithm))
    }

    @Test(arguments: ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}"])
    func `what is no set of keys is refused`(text: String) {
        #expect(throws: TrustError.self) { try JSONWebKeySet(Array(text.utf8), what: "keys") }
    }

    @Test func `an exponent of one, a point off the curve and a short modulus make no key`() throws {
        let modulus = String(repeating: "_", count: 342)
        for key in [
            "{\"kty\":\"RSA\",\"n\":\"\(modulus)\",\"e\":\"AQ\"}", "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
            "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\"}", "7",
        ] {
            #expect(try JSONWebKeySet(Array("{\"keys\":[\(key)]}".utf8), what: "keys").isEmpty, "\(key)")
        }
    }
}
