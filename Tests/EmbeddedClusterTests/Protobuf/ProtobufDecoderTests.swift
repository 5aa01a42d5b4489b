import Manifests
import Testing

@testable import EmbeddedCluster

/// Kubernetes' protobuf: what clients with typed objects send.
@Suite struct ProtobufDecoderTests {
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }

    /// A field whose tag takes two bytes.
    private static func wide(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        [UInt8(number << 3 & 0x7F | 2 | 0x80), UInt8(number >> 4), UInt8(bytes.count)] + bytes
    }

    private static func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    private static func body(_ apiVersion: String, _ kind: String, _ object: [UInt8]) -> [UInt8] {
        [0x6B, 0x38, 0x73, 0] + field(1, text(1, apiVersion) + text(2, kind)) + field(2, object)
    }

    @Test func `a config map is read`() throws {
        let metadata = Self.field(
            1, Self.text(1, "a") + Self.field(8, []) + Self.field(11, Self.text(1, "k") + Self.text(2, "v")))
        let data =
            Self.field(2, Self.text(1, "x") + Self.text(2, "1")) + Self.field(3, Self.text(1, "y") + Self.text(2, "b"))
        let decoded = try ProtobufDecoder().decode(Self.body("v1", "ConfigMap", metadata + data))
        #expect(
            JSON.string(decoded)
                == #"{"apiVersion":"v1","binaryData":{"y":"Yg=="},"data":{"x":"1"},"kind":"ConfigMap","metadata":{"labels":{"k":"v"},"name":"a"}}"#
        )
    }

    @Test func `numbers, quantities, times and either-ors are read`() throws {
        // A service's port: port 80, targetPort the string "web".
        let port = Self.field(1, [3 << 3, 80] + Self.field(4, [1 << 3, 1] + Self.text(3, "web")))
        let service = try ProtobufDecoder().decode(Self.body("v1", "Service", Self.field(2, port)))
        #expect(service[path: "spec", "ports"] == [["port": 80, "targetPort": "web"]])
        let quota = Self.field(2, Self.field(1, Self.text(1, "cpu") + Self.field(2, Self.text(1, "1500m"))))
        let decoded = try ProtobufDecoder().decode(Self.body("v1", "ResourceQuota", quota))
        #expect(decoded[path: "spec", "hard", "cpu"] == "1500m")
        let deletion = Self.field(1, Self.field(9, [1 << 3, 0x80, 0xA3, 0x05]))
        let pod = try ProtobufDecoder().decode(Self.body("v1", "Pod", deletion))
        #expect(pod[path: "metadata", "deletionTimestamp"] == "1970-01-02T00:00:00Z")
    }

    @Test func `a definition's schemas are read, and what may stand in their place`() throws {
        let text = Self.field(1, Self.text(5, "string"))
        let properties =
            // a: items is a schema, its default the JSON "x"; b: additionalProperties is true.
            Self.wide(29, Self.text(1, "a") + Self.field(2, Self.wide(24, text) + Self.field(8, Self.text(1, #""x""#))))
            + Self.wide(29, Self.text(1, "b") + Self.field(2, Self.wide(30, [1 << 3, 1])))
        let version = Self.text(1, "v1") + Self.field(4, Self.field(1, properties))
        let decoded = try ProtobufDecoder().decode(
            Self.body("apiextensions.k8s.io/v1", "CustomResourceDefinition", Self.field(2, Self.field(7, version))))
        let schema = decoded[path: "spec", "versions"]?.array?.first?[path: "schema", "openAPIV3Schema"]
        #expect(
            schema?["properties"] == [
                "a": ["default": "x", "items": ["type": "string"]], "b": ["additionalProperties": true],
            ])
    }

    @Test(
        arguments: [
            ([], "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"),
            (body("v1", "Unheard", []), "no kind \"Unheard\" is registered for version \"v1\""),
            ([0x6B, 0x38, 0x73, 0, 0x0A, 0x7F], "proto: unexpected end of the message"),
        ] as [([UInt8], String)])
    func `what is no object is refused`(bytes: [UInt8], words: String) {
        let error = #expect(throws: ProtobufDecoder.Failure.self) { try ProtobufDecoder().decode(bytes) }
        #expect(error?.message == words)
    }

    /// Cut short, overwritten or nested deep, a body is read or refused; nothing traps.
    @Test func `no bytes break the decoder`() {
        let pod = Self.body(
            "v1", "Pod", Self.field(1, Self.text(1, "a")) + Self.field(2, Self.field(2, Self.text(1, "c"))))
        for end in 0...pod.count { _ = try? ProtobufDecoder().decode(Array(pod[..<end])) }
        for index in pod.indices {
            for byte in [UInt8](0...255) {
                var changed = pod
                changed[index] = byte
                _ = try? ProtobufDecoder().decode(changed)
            }
        }
        var deep: [UInt8] = []
        for _ in 0..<40 { deep = Self.field(2, Array(deep.prefix(120))) }
        _ = try? ProtobufDecoder().decode(Self.body("apiextensions.k8s.io/v1", "Pod", deep))
    }

    private static func varint(_ number: Int) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + varint(number >> 7)
    }

    private static func long(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + varint(bytes.count) + bytes
    }

    /// A pod whose metadata have so many finalizers.
    private static func pod(finalizers: Int) -> [UInt8] {
        let metadata = Array(repeatElement(text(14, "a/b"), count: finalizers).joined())
        return [0x6B, 0x38, 0x73, 0] + long(1, text(1, "v1") + text(2, "Pod")) + long(2, long(1, metadata))
    }

    @Test func `a list takes time in proportion to its length`() throws {
        let (one, many) = (Self.pod(finalizers: 40_000), Self.pod(finalizers: 400))
        let clock = ContinuousClock()
        var decoded = Value.null
        let long = try clock.measure { decoded = try ProtobufDecoder().decode(one) }
        #expect(decoded[path: "metadata", "finalizers"]?.array?.count == 40_000)
        let short = try clock.measure { for _ in 0..<100 { _ = try ProtobufDecoder().decode(many) } }
        #expect(long < short * 4)
    }
}
