import Manifests
import Testing

@testable import StructuredMerge

@Suite struct QuantityTests {
    @Test(arguments: [
        ("1000m", "1"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("0.5Gi", "512Mi"), ("1Gi", "1073741824"), ("1e3", "1000"),
        ("1E3", "1k"), ("100e-3", "100m"), ("+2", "2"), ("-1.50", "-1500m"), (".5", "0.5"), ("5.", "5"), ("0", "0Ki"),
        ("1E", "1000000000000000000"), ("9223372036854775807", "9223372036854775807"),
    ])
    func `two spellings of one number are equal`(left: String, right: String) throws {
        #expect(try #require(Quantity(parsing: left)) == #require(Quantity(parsing: right)))
    }

    @Test(arguments: [("1", "1m"), ("1M", "1Mi"), ("-1", "1"), ("1k", "1Ki")])
    func `different numbers are not equal`(left: String, right: String) {
        #expect(Quantity(parsing: left) != Quantity(parsing: right))
    }

    // The examples of resource.Quantity's documentation, and what the recorded server made of such values.
    @Test(arguments: [
        ("1000m", "1"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1.5", "1500m"), ("1.5Gi", "1536Mi"), ("2000", "2k"),
        ("1e3", "1e3"), ("1000e3", "1e6"), ("100", "100"), ("0", "0"), ("1000Ki", "1000Ki"), ("-500m", "-500m"),
        ("1234567", "1234567"), ("0.001", "1m"), ("12e6", "12e6"), ("1024", "1024"), ("1Ei", "1Ei"),
        ("0.9765625Ki", "1k"), ("0.5Ki", "512"), ("1.1Ki", "1126400m"), ("1e-12", "1e-9"), ("0.0000000001", "1n"),
        ("-0.99999999999", "-1"), ("9E", "9E"), ("0.000000000001Ki", "2n"), (".001Ki", "1024m"), ("3.001n", "4n"),
        // Only what has a binary suffix is capped.
        ("16Ei", "9223372036854775807"), ("-9Ei", "-9223372036854775807"), ("12E", "12E"), ("100E", "100E"),
        ("1000E", "1e21"), ("99999999999999999999", "99999999999999999999"),
        ("9223372036854775808", "9223372036854775808"), ("1e60", "1e60"),
        // What looks canonical to the server's fast path is kept as it was written.
        ("1.500", "1.500"), ("12.345G", "12.345G"), ("+2", "+2"), ("007", "007"), ("1E3", "1E3"), ("+9Ki", "+9Ki"),
        ("1.0000", "1"), ("+8Ki", "8Ki"), ("1.50", "1500m"), ("0.500", "500m"), ("+1000", "1k"),
        ("+99999Gi", "+99999Gi"), ("+999999Gi", "999999Gi"), ("1.50000000000000000000", "1500m"),
    ])
    func `the canonical text is the server's`(text: String, canonical: String) {
        #expect(Quantity(parsing: text)?.canonical == canonical)
    }

    @Test(arguments: [
        "", "-", ".", "1.2.3", "1mi", "1 ", " 1", "1KI", "e3", "1e", "1e99999999999999999999", "0x10", "NaN", "1ki",
        "1e65", "1e-65", "1e9223372036854775807", "1e-9223372036854775808",
    ])
    func `what is no quantity is refused`(text: String) {
        #expect(Quantity(parsing: text) == nil)
    }

    @Test func `numbers and strings are one quantity`() {
        #expect(Quantity.same(1, "1000m"))
        #expect(Quantity.same(0.5, "500m"))
        #expect(!Quantity.same("a", "b"))
        #expect(Quantity.same("a", "a"))
        #expect(!Quantity.same(true, "1"))
    }

    @Test(arguments: [
        "170141183460469231731687303715.884105729", "-170141183460469231731687303715.884105729", "1e60", "-1e60",
    ])
    func `what 128 bits do not hold is no integer, and keeps its sign when it is added`(text: String) throws {
        let quantity = try #require(Quantity(parsing: text))
        #expect(quantity.integer == nil)
        #expect(quantity.adding(quantity).signum == quantity.signum)
    }

    @Test func `quantities are in the order of their numbers`() throws {
        let ascending = ["-1Gi", "-2", "-1500m", "0", "1n", "999m", "1", "1001m", "9", "10", "1k", "1Ki", "1M", "1Gi"]
        let quantities = try ascending.map { try #require(Quantity(parsing: $0)) }
        for (index, left) in quantities.enumerated() {
            for (other, right) in quantities.enumerated() { #expect((left < right) == (index < other)) }
        }
    }
}
