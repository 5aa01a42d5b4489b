import Testing
import Transport

@Suite struct PercentEncodingTests {
    @Test func `all but unreserved characters are encoded`() {
        #expect("aZ09-._~".percentEncoded == "aZ09-._~")
        #expect("\n /?&=+%[`{@\u{7F}ü".percentEncoded == "%0A%20%2F%3F%26%3D%2B%25%5B%60%7B%40%7F%C3%BC")
    }
}
