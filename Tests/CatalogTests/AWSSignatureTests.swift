import Testing
import Transport
import Trust

@testable import Catalog

/// The examples of AWS's S3 reference, "Signature Calculations for the Authorization Header".
@Suite struct AWSSignatureTests {
    private let signature = AWSSignature(
        credentials: AWSCredentials(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: SecretBytes("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
        region: "us-east-1", service: "s3")
    /// 2013-05-24T00:00:00Z.
    private let time: Int64 = 1_369_353_600

    private func authorization(_ request: HTTPRequest) -> String? {
        signature.signing(request, at: time).headers["Authorization"]
    }

    @Test func `a GET of a range of an object`() {
        let request = HTTPRequest(
            .get, "https://examplebucket.s3.amazonaws.com/test.txt", headers: ["Range": "bytes=0-9"])
        #expect(
            authorization(request)
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test func `a GET of a subresource, and of a list with parameters`() {
        let lifecycle = HTTPRequest(.get, "https://examplebucket.s3.amazonaws.com/?lifecycle=")
        #expect(
            authorization(lifecycle)?.hasSuffix("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
                == true)
        let list = HTTPRequest(.get, "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J")
        #expect(
            authorization(list)?.hasSuffix("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7") == true)
    }

    @Test func `a PUT with a body and headers`() {
        let request = HTTPRequest(
            .put, "https://examplebucket.s3.amazonaws.com/" + AWSSignature.encoded("test$file.text"),
            headers: ["Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"],
            body: Array("Welcome to Amazon S3.".utf8))
        #expect(
            authorization(request)?.hasSuffix("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
                == true)
    }

    @Test func `keys are encoded as AWS encodes them`() {
        #expect(AWSSignature.encoded("a b/ü+~.bin", keepsSlashes: true) == "a%20b/%C3%BC%2B~.bin")
        #expect(AWSSignature.encoded("a/b") == "a%2Fb")
    }

    /// RFC 4231, test case 2, and the empty key.
    @Test func `codes are those of the RFC`() {
        let code = HMACSHA256.code(of: "what do ya want for nothing?".utf8, key: "Jefe".utf8)
        #expect(
            SHA256Digest(bytes: code)?.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            SHA256Digest(bytes: HMACSHA256.code(of: [], key: []))?.hex
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
