import Foundation
import Manifests
import Testing

@testable import Drift

@Suite struct TableTests {
    private static func table(_ text: String) throws -> Table {
        try DataFile(name: "data", bytes: Array(text.utf8)).table()
    }

    private static func numbers(_ column: Column?) throws -> [Double] {
        guard case .numbers(let sample) = try #require(column).values else { return [] }
        return sample.sorted
    }

    private static func texts(_ column: Column?) throws -> [String: Int] {
        guard case .texts(let texts) = try #require(column).values else { return [:] }
        return texts
    }

    @Test(arguments: ["\n", "\r\n"]) func `quotes, escapes and line breaks in fields are RFC 4180's`(end: String) throws
    {
        let text = ["\u{FEFF}name,note,n", "\"a, b\",\"say \"\"x\"\"\",1", "\"two\nlines\",,2.5", "c,\"\",-3e2", ""]
            .joined(separator: end)
        let table = try Self.table(text)
        #expect(table.rows == 3)
        #expect(table.columns.map(\.name) == ["name", "note", "n"])
        #expect(try Self.texts(table["name"]) == ["a, b": 1, "two\nlines": 1, "c": 1])
        #expect(try Self.texts(table["note"]) == ["say \"x\"": 1])
        #expect(table["note"]?.missing == 2)
        #expect(try Self.numbers(table["n"]) == [-300, 1, 2.5])
    }

    @Test(arguments: [",", ";", "\t", "|"]) func `the delimiter is the header's`(delimiter: String) throws {
        let table = try Self.table("a\(delimiter)b\n1\(delimiter)2\n3\(delimiter)\n")
        #expect(try Self.numbers(table["a"]) == [1, 3])
        #expect(table["b"]?.missing == 1)
    }

    @Test func `a column is numbers only where every value is one, and keeps its texts as written`() throws {
        let table = try Self.table("code,n\n007,1\n7,NA\nx,nan\n07,1e400\n")
        #expect(try Self.texts(table["code"]) == ["007": 1, "7": 1, "x": 1, "07": 1])
        #expect(try Self.numbers(table["n"]) == [1])
        #expect(table["n"]?.missing == 3)
    }

    @Test(arguments: ["1", "-0.5", "12345678901234567890", "0.1", "1e-3", "9007199254740993", "+2", "3.14159265358979"])
    func `numbers are read as Swift reads them`(text: String) throws {
        #expect(DecimalText.parse(Array(text.utf8)[...])?.number == Double(text))
    }

    @Test(arguments: ["", " ", "0x10", "1_000", "1.2.3", "-", ".", "e5", "12a", "½"])
    func `what is no decimal number is none`(text: String) throws {
        #expect(DecimalText.parse(Array(text.utf8)[...]) == nil)
    }

    @Test func `objects and lists are rows of JSON Lines, nested or not`() throws {
        let objects = try Self.table(
            """
            {"a": 1, "b": {"c": "x", "d": true}}
            {"a": 2.5, "b": {"c": null}}

            {"a": null, "e": [1, 2]}
            """)
        #expect(objects.rows == 3)
        #expect(try Self.numbers(objects["a"]) == [1, 2.5])
        #expect(try Self.texts(objects["b.d"]) == ["true": 1])
        #expect(objects["b.c"]?.missing == 2)
        #expect(try Self.numbers(objects["e.1"]) == [2])
        let lists = try Self.table("[1, 2]\n[3, 4]\n")
        #expect(lists.columns.map(\.name) == ["0", "1"])
        #expect(try Self.numbers(lists["1"]) == [2, 4])
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "data:3: expected 2 fields as in the header, found 1"),
        ("a,b\n1,2,3\n", "data:2: expected 2 fields as in the header, found 3"),
        ("a,b\n1,\"2\n", "data:2: expected a closing quote, found the end of the file"),
        ("a\n\"x\"y\n", "data:2: expected a delimiter behind the closing quote, found more text"),
        ("a,a\n1,2\n", "data:1: expected each column once, found 'a' twice"),
        ("a,b\n", "data: expected columns and rows, found none"),
        ("{\"a\": 1}\n{\"a\": }\n", "data:2: expected a JSON value, found expected a value, found '}'"),
        ("[1]\n2\n", "data:2: expected an object or a list, found an integer"),
        ("PAR1....", "data: expected CSV or JSON Lines, found Parquet"),
    ])
    func `what cannot be read is told with its line`(text: String, message: String) {
        #expect {
            try Self.table(text)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test func `a million bytes of noise end in an error, not in a crash`() {
        var generator = SystemRandomNumberGenerator()
        for length in [0, 1, 2, 3, 17, 1_000, 100_000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = try? DataFile(name: "noise", bytes: bytes).table()
            let quotes = (0..<length).map { _ in Array("\",\n\ra1".utf8).randomElement(using: &generator) ?? 0 }
            _ = try? DataFile(name: "quotes", bytes: quotes).table()
        }
    }
}
