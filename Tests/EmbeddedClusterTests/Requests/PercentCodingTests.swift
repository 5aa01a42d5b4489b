import Testing

@testable import EmbeddedCluster

@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("plain", "plain"), ("a%20b", "a b"), ("%C3%a9", "é"), ("a+b", "a+b"), ("%2B", "+"), ("", ""),
    ])
    func `what is encoded is decoded`(text: String, decoded: String) {
        #expect(PercentCoding.decoded(text) == decoded)
    }

    @Test func `in a query a plus is a space`() {
        #expect(PercentCoding.decoded("a+b%2Bc", plusIsSpace: true) == "a b+c")
    }

    @Test(arguments: ["%", "%2", "%zz", "a%C3", "%FF"])
    func `what is no encoding of text is told`(text: String) {
        #expect(PercentCoding.decoded(text) == nil)
    }
}
