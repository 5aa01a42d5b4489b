import Manifests
import Testing

@testable import StructuredMerge

@Suite struct FieldSetTests {
    @Test(.enabled(if: Fixtures.areThere, Fixtures.missing))
    func `every recorded fieldsV1 is written byte for byte as the server wrote it`() throws {
        var count = 0
        for name in ["server-side-apply", "writes", "watch"] {
            for line in try Fixtures.lines("recordings/\(name).jsonl") {
                for text in RecordedFieldsV1.texts(in: line) {
                    let set = try FieldSet(fieldsV1: JSON.parse(text))
                    var written: [UInt8] = []
                    set.writeFieldsV1(into: &written)
                    #expect(String(decoding: written, as: UTF8.self) == String(decoding: text, as: UTF8.self))
                    #expect(try FieldSet(fieldsV1: set.fieldsV1) == set)
                    count += 1
                }
            }
        }
        #expect(count > 100)
    }

    @Test func `keys of numbers are written by what they count`() throws {
        let set = try FieldSet(fieldsV1: [
            #"k:{"port":80,"protocol":"TCP"}"#: [:], #"k:{"port":9,"protocol":"TCP"}"#: [".": [:], "f:name": [:]],
            #"v:"b""#: [:], "f:z": [:], "i:3": [:],
        ])
        var bytes: [UInt8] = []
        set.writeFieldsV1(into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"f:z":{},"k:{\"port\":9,\"protocol\":\"TCP\"}":{".":{},"f:name":{}},"#
                + #""k:{\"port\":80,\"protocol\":\"TCP\"}":{},"v:\"b\"":{},"i:3":{}}"#)
    }

    @Test func `paths are printed as the server prints them`() {
        let path = FieldPath([
            .field("spec"), .field("ports"), .key(["port": 80, "protocol": "TCP"]), .field("name"),
        ])
        #expect(path.description == #".spec.ports[port=80,protocol="TCP"].name"#)
        #expect(
            FieldPath([.field("metadata"), .field("finalizers"), .value("x/y")]).description
                == #".metadata.finalizers[="x/y"]"#)
        #expect(FieldPath([.field("a"), .index(3)]).description == ".a[3]")
    }

    @Test func `a key with HTML characters is escaped as in Go`() {
        #expect(PathElement.value("a<b>&c").fieldsV1Key == #"v:"a\u003cb\u003e\u0026c""#)
    }

    // Go reads every number of a field set as a double.
    static let numbers: [(key: String, path: String, written: String)] = [
        ("v:80", "[=80]", "v:80"), ("v:80.0", "[=80]", "v:80"), ("v:2.5", "[=2.5]", "v:2.5"),
        ("v:999999", "[=999999]", "v:999999"), ("v:1234567", "[=1.234567e+06]", "v:1234567"),
        ("v:-1000000", "[=-1e+06]", "v:-1000000"), ("v:1e21", "[=1e+21]", "v:1e+21"),
        ("v:0.0001", "[=0.0001]", "v:0.0001"), ("v:0.00001", "[=1e-05]", "v:0.00001"),
        ("v:9007199254740993", "[=9.007199254740992e+15]", "v:9007199254740992"),
        (#"k:{"id":1000000}"#, "[id=1e+06]", #"k:{"id":1000000}"#),
    ]

    @Test(arguments: numbers)
    func `numbers are printed and written as the server does`(key: String, path: String, written: String) throws {
        let set = try FieldSet(fieldsV1: [.init(key): [:]])
        #expect(set.description == path)
        #expect(set.fieldsV1 == [.init(written): [:]])
    }

    @Test func `a number of an object is written like the same number of another's`() {
        #expect(PathElement.value(80.0).fieldsV1Key == "v:80")
        #expect(PathElement.value(80.0) == PathElement.value(80))
    }

    static let texts: [(String, String)] = [
        ("a\tb\n", #""a\tb\n""#), ("\u{07}\u{08}\u{0B}\u{0C}\0\u{7F}", #""\a\b\v\f\x00\x7f""#),
        ("\u{A0}\u{200B}\u{2028}", #""\u00a0\u200b\u2028""#), ("é😀", #""é😀""#), ("\u{E0001}", #""\U000e0001""#),
        (#"a"\"#, #""a\"\\""#),
    ]

    @Test(arguments: texts)
    func `texts are quoted as Go quotes them`(text: String, quoted: String) {
        #expect(PathElement.value(.string(text)).description == "[=\(quoted)]")
    }

    @Test func `null is a member without children`() throws {
        #expect(try FieldSet(fieldsV1: ["f:a": .null]) == FieldSet([FieldPath(fields: "a")]))
        #expect(try FieldSet(fieldsV1: .null).isEmpty)
    }

    @Test func `members with an unknown prefix are left out`() throws {
        let set = try FieldSet(fieldsV1: ["f:a": [:], "q:later": ["f:b": [:]]])
        #expect(set.paths() == [FieldPath(fields: "a")])
    }

    static let malformed: [(Value, String?)] = [
        (["f:a": 1], "expected an object of fields, found an integer at 'f:a'"),
        (["f": [:]], "field 'f' must be 2 characters long"),
        (["fa": [:]], "missing colon in field 'fa'"),
        (["i:x": [:]], "expected an index in field 'i:x'"),
        (["k:[1]": [:]], "expected an object of keys in field 'k:[1]'"),
        ([:], nil),
        ("f:a", "expected an object of fields, found a string"),
    ]

    @Test(arguments: malformed)
    func `malformed fields are refused`(value: Value, message: String?) {
        do throws(FieldSetError) {
            _ = try FieldSet(fieldsV1: value)
            #expect(message == nil)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func `a bad key says why it is no JSON`() {
        #expect(throws: FieldSetError.self) { try FieldSet(fieldsV1: ["k:{": [:]]) }
        #expect(throws: FieldSetError.self) { try FieldSet(fieldsV1: ["v:": [:]]) }
        #expect(throws: FieldSetError.self) {
            try FieldSet(fieldsV1: ["v:[\"\\ud800\"]": [:], "k:{\"a\":1,\"a\":2}": [:]])
        }
    }

    @Test func `deep nesting is refused`() {
        var value: Value = [:]
        for _ in 0..<1000 { value = ["f:a": value] }
        #expect(throws: FieldSetError.self) { try FieldSet(fieldsV1: value) }
    }

    @Test func `a path is a member without its parents`() throws {
        let set = try FieldSet(fieldsV1: ["f:spec": ["f:replicas": [:]], "f:data": [".": [:], "f:k": [:]]])
        #expect(set.contains(FieldPath(fields: "spec", "replicas")))
        #expect(!set.contains(FieldPath(fields: "spec")))
        #expect(set.contains(FieldPath(fields: "data")))
        #expect(set.contains(FieldPath(fields: "data", "k")))
        #expect(!set.contains([]))
        #expect(set.count == 3)
        #expect(set.leaves.paths() == [FieldPath(fields: "data", "k"), FieldPath(fields: "spec", "replicas")])
    }
}

/// The texts of the `fieldsV1` members of a recorded line, without the recorder's white space.
enum RecordedFieldsV1 {
    static func texts(in line: [UInt8]) -> [[UInt8]] {
        let marker = Array(#""fieldsV1": "#.utf8)
        var result: [[UInt8]] = []
        var index = 0
        while index + marker.count < line.count {
            guard line[index..<(index + marker.count)].elementsEqual(marker) else {
                index += 1
                continue
            }
            index += marker.count
            result.append(object(in: line, from: &index))
        }
        return result
    }

    private static func object(in line: [UInt8], from index: inout Int) -> [UInt8] {
        var text: [UInt8] = []
        var depth = 0
        var inString = false
        repeat {
            let byte = line[index]
            if byte == UInt8(ascii: "\\") {
                text += line[index...(index + 1)]
                index += 2
                continue
            }
            if byte == UInt8(ascii: "\"") { inString.toggle() }
            if !inString, byte == UInt8(ascii: "{") { depth += 1 }
            if !inString, byte == UInt8(ascii: "}") { depth -= 1 }
            if inString || byte != UInt8(ascii: " ") { text.append(byte) }
            index += 1
        } while depth > 0
        return text
    }
}
