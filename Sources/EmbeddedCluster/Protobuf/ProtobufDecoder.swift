import Foundation
import Manifests
import StructuredMerge

/// Objects in Kubernetes' protobuf, which clients with typed objects send (`kubectl create`, controller-runtime).
///
/// A body is `k8s\0` and a `runtime.Unknown`: apiVersion and kind in field 1, the object in field 2.
struct ProtobufDecoder {
    typealias Failure = ProtobufReader.Failure

    static let contentType = "application/vnd.kubernetes.protobuf"
    private static let prefix: [UInt8] = [0x6B, 0x38, 0x73, 0]
    private static let deepest = 64

    private let types = APITypes.builtIn

    /// - Throws: ``Failure`` for bytes that are no protobuf, and for a kind that is not built in.
    func decode(_ body: [UInt8]) throws(Failure) -> Value {
        guard body.starts(with: Self.prefix) else {
            throw Failure(
                message: "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
        }
        var envelope = ProtobufReader(body[Self.prefix.count...])
        var (kind, raw) = (GroupVersionKind(apiVersion: "", kind: ""), ArraySlice<UInt8>())
        while let field = try envelope.next() {
            switch field {
            case (1, .bytes(let bytes)): kind = try Self.kind(bytes)
            case (2, .bytes(let bytes)): raw = bytes
            default: break
            }
        }
        guard let type = types[kind] ?? (kind.kind == "DeleteOptions" ? types["meta/v1.DeleteOptions"] : nil) else {
            throw Failure(message: "no kind \"\(kind.kind)\" is registered for version \"\(kind.apiVersion)\"")
        }
        var object = try message(raw, type, depth: 0)
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        return .object(object)
    }

    private static func kind(_ bytes: ArraySlice<UInt8>) throws(Failure) -> GroupVersionKind {
        var reader = ProtobufReader(bytes)
        var (apiVersion, kind) = ("", "")
        while let field = try reader.next() {
            switch field {
            case (1, .bytes(let bytes)): apiVersion = text(bytes)
            case (2, .bytes(let bytes)): kind = text(bytes)
            default: break
            }
        }
        return GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    private func message(_ bytes: ArraySlice<UInt8>, _ type: APIType, depth: Int) throws(Failure) -> Object {
        guard depth < Self.deepest else { throw Failure(message: "proto: exceeded maximum depth") }
        var reader = ProtobufReader(bytes)
        var parts = Parts()
        while let (number, payload) = try reader.next() {
            guard let field = type.fields.first(where: { $0.number == number }) else { continue }
            try add(payload, of: field, to: &parts, depth: depth)
        }
        return parts.object
    }

    /// What has been read of a message: items and entries come one by one, and are put together at the end.
    private struct Parts {
        var fields: [Object.Member] = []
        var lists: [String: [Value]] = [:]
        var maps: [String: [Object.Member]] = [:]

        var object: Object {
            let lists = lists.map { Object.Member(key: $0.key, value: .array($0.value)) }
            let maps = maps.map { Object.Member(key: $0.key, value: .object(Object($0.value))) }
            return Object(fields + lists + maps)
        }
    }

    private func add(
        _ payload: ProtobufReader.Payload, of field: APIType.Field, to parts: inout Parts, depth: Int
    ) throws(Failure) {
        switch field.shape {
        case .type(let name) where field.isInline:
            guard case .bytes(let bytes) = payload, let type = types[name] else { return }
            parts.fields += try message(bytes, type, depth: depth + 1)
        case .list(let item, _):
            parts.lists[field.name, default: []].append(try value(payload, item, depth: depth))
        case .map(let item, _):
            guard case .bytes(let bytes) = payload else { return }
            let (key, value) = try entry(bytes, item, depth: depth)
            parts.maps[field.name, default: []].append(Object.Member(key: key, value: value))
        default:
            let value = try value(payload, field.shape, depth: depth)
            // What Go's struct has no pointer for is on the wire even when it is empty.
            if !value.isNull, field.isPointer || field.omission == .never || !Self.isZero(value) {
                parts.fields.append(Object.Member(key: field.name, value: value))
            }
        }
    }

    private static func isZero(_ value: Value) -> Bool { value == "" || value == 0 || value == false }

    private func entry(_ bytes: ArraySlice<UInt8>, _ item: APIType.Shape, depth: Int) throws(Failure) -> (String, Value)
    {
        var reader = ProtobufReader(bytes)
        var (key, result) = ("", Value.string(""))
        while let (number, payload) = try reader.next() {
            if number == 1, case .bytes(let bytes) = payload { key = Self.text(bytes) }
            if number == 2 { result = try value(payload, item, depth: depth + 1) }
        }
        return (key, result)
    }

    private func value(
        _ payload: ProtobufReader.Payload, _ shape: APIType.Shape, depth: Int
    ) throws(Failure) -> Value {
        switch (shape, payload) {
        case (.string, .bytes(let bytes)): .string(Self.text(bytes))
        case (.bytes, .bytes(let bytes)): .string(Data(bytes).base64EncodedString())
        case (.boolean, .varint(let number)): .bool(number != 0)
        case (.int32, .varint(let number)), (.int64, .varint(let number)): .integer(Int64(bitPattern: number))
        case (.double, .fixed64(let bits)): .double(Double(bitPattern: bits))
        case (.quantity, .bytes(let bytes)): try first(1, of: bytes) ?? "0"
        case (.time, .bytes(let bytes)): try time(bytes, hasMicroseconds: false)
        case (.microTime, .bytes(let bytes)): try time(bytes, hasMicroseconds: true)
        case (.integerOrString, .bytes(let bytes)): try integerOrString(bytes)
        case (.raw, .bytes(let bytes)), (.fieldSet, .bytes(let bytes)): try raw(bytes)
        case (.wrappedStrings, .bytes(let bytes)): try strings(bytes)
        case (.type(let name), .bytes(let bytes)) where types[name]?.isFree ?? true:
            try free(bytes, name, depth: depth + 1)
        case (.type(let name), .bytes(let bytes)):
            if let type = types[name] { .object(try message(bytes, type, depth: depth + 1)) } else { .null }
        case (.list(let item, _), _): .array([try value(payload, item, depth: depth + 1)])
        default: throw Failure(message: "proto: wrong wireType")
        }
    }

    // MARK: Types with a shape of their own on the wire

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private func first(_ number: UInt64, of bytes: ArraySlice<UInt8>) throws(Failure) -> Value? {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            if field.number == number, case .bytes(let bytes) = field.payload { return .string(Self.text(bytes)) }
        }
        return nil
    }

    private func strings(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Value {
        var reader = ProtobufReader(bytes)
        var items: [Value] = []
        while let field = try reader.next() {
            if field.number == 1, case .bytes(let bytes) = field.payload { items.append(.string(Self.text(bytes))) }
        }
        return .array(items)
    }

    private func integerOrString(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Value {
        var reader = ProtobufReader(bytes)
        var (isString, integer, string) = (false, Int64(0), "")
        while let field = try reader.next() {
            switch field {
            case (1, .varint(let number)): isString = number == 1
            case (2, .varint(let number)): integer = Int64(bitPattern: number)
            case (3, .bytes(let bytes)): string = Self.text(bytes)
            default: break
            }
        }
        return isString ? .string(string) : .integer(integer)
    }

    /// `JSON` of apiextensions, and a schema where a list of schemas, a boolean or a list of strings may stand too.
    private func free(_ bytes: ArraySlice<UInt8>, _ name: String, depth: Int) throws(Failure) -> Value {
        guard let schema = types["apiextensions/v1.JSONSchemaProps"], name.hasPrefix(schema.name) else {
            return try raw(bytes)
        }
        guard depth < Self.deepest else { throw Failure(message: "proto: exceeded maximum depth") }
        var reader = ProtobufReader(bytes)
        var (allows, items, single) = (false, [Value](), Value?.none)
        while let (number, payload) = try reader.next() {
            switch payload {
            case .varint(let bit): allows = bit != 0
            case .bytes(let bytes) where number == 2 && name.hasSuffix("OrStringArray"):
                items.append(.string(Self.text(bytes)))
            case .bytes(let bytes):
                let value = Value.object(try message(bytes, schema, depth: depth))
                if number == 2, name.hasSuffix("OrArray") { items.append(value) } else { single = value }
            default: throw Failure(message: "proto: wrong wireType")
            }
        }
        return single ?? (name.hasSuffix("OrBool") ? .bool(allows) : .array(items))
    }

    private func raw(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Value {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            guard field.number == 1, case .bytes(let json) = field.payload else { continue }
            do {
                return try JSON.parse([UInt8](json))
            } catch {
                throw Failure(message: "expected JSON in a raw field: \(error)")
            }
        }
        return .null
    }

    /// Null for the time zero, which is an empty message.
    private func time(_ bytes: ArraySlice<UInt8>, hasMicroseconds: Bool) throws(Failure) -> Value {
        var reader = ProtobufReader(bytes)
        var (seconds, nanoseconds) = (Int64?.none, Int64(0))
        while let field = try reader.next() {
            switch field {
            case (1, .varint(let number)): seconds = Int64(bitPattern: number)
            case (2, .varint(let number)): nanoseconds = Int64(bitPattern: number)
            default: break
            }
        }
        guard let seconds, (-62_135_596_800...253_402_300_799).contains(seconds) else { return .null }
        let text = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
        guard hasMicroseconds, text.hasSuffix("Z") else { return .string(text) }
        let micro = String(max(0, min(nanoseconds, 999_999_999)) / 1000)
        return .string(text.dropLast() + "." + String(repeating: "0", count: 6 - micro.count) + micro + "Z")
    }
}
