import Testing
import Trust

@Suite struct PrimitiveTests {
    @Test func `base64 has one text for one byte string`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeEither(Base64.encodeURLSafe(bytes)) == bytes)
            #expect(Base64.decodeEither(Base64.encode(bytes, padded: false)) == bytes)
        }
        for text in ["YR==", "YQ=", "YQ===", "Y", "YQ==\n", "Y=Q=", "YQ", "=", "====", "YWE=YQ=="] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-03-01T12:00:00Z", 1_772_366_400), ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("0000-01-01T00:00:00Z", -62_167_219_200),
    ])
    func `times are read and written`(text: String, seconds: Int64) {
        #expect(Timestamp(text)?.seconds == seconds)
        #expect(Timestamp(seconds: seconds).description == text)
    }

    @Test(arguments: [
        "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01",
        "2026-01-01T00:00:00+00:00", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z", "", "2026-01-01t00:00:00z",
    ])
    func `what is no time is refused`(text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: [
        ("models/*", "models/fraud", true), ("models/*", "models/fraud/v2", false), ("models/**", "models/a/b", true),
        ("**", "anything/at/all", true), ("*", "a/b", false), ("a?c", "abc", true), ("a?c", "a/c", false),
        ("production", "production", true), ("production", "production2", false), ("prod*", "prod", true),
        ("a*b*c*d*e*f*g*h", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("Prod", "prod", false),
    ])
    func `names match patterns`(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern)?.matches(name) == expected)
    }

    @Test func `a PEM file has one block`() throws {
        let pem = PEM(label: "X", content: [1, 2, 3]).text()
        #expect(try PEM.parse(Array(pem.utf8), what: "k")?.content == [1, 2, 3])
        #expect(try PEM.parse(Array("no".utf8), what: "k") == nil)
        #expect(throws: TrustError.self) { try PEM.parse(Array((pem + pem).utf8), what: "k") }
    }
}
