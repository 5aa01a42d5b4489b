import Manifests
import StructuredMerge

/// An object as the API server's decoder makes it of JSON: unknown fields are dropped and named, empty ones left out.
struct ObjectDecoder {
    /// A value that is not of its field's type.
    struct Mismatch: Error {
        /// In the words of Go's `encoding/json`.
        var message: String
        /// In the words of the converter of unstructured objects (k8s.io/apimachinery), which reads patched ones.
        var conversion: String
    }

    private let types = APITypes.builtIn
    /// Fields that the types do not have, as `spec.containers[0].imgae`.
    private(set) var unknownFields: [String] = []
    /// Where the decoder is; put in words only where something is wrong.
    private var steps: [Step] = []

    /// - Returns: nil for a kind that is not built in.
    mutating func decode(_ object: Value, kind: GroupVersionKind) throws(Mismatch) -> Value? {
        guard let type = types[kind], case .object(let members) = object else { return nil }
        var decoded = try decode(members, type)
        decoded["apiVersion"] = members["apiVersion"]
        decoded["kind"] = members["kind"]
        return .object(decoded)
    }

    /// The metadata of an object within another, which stands at `place`.
    mutating func decode(metadata: Object, at place: String) throws(Mismatch) -> Object {
        guard let type = types["meta/v1.ObjectMeta"] else { return metadata }
        var decoder = ObjectDecoder()
        let decoded = try decoder.decode(metadata, type)
        unknownFields += decoder.unknownFields.map { "\(place).\($0)" }
        return decoded
    }

    /// The metadata of any kind's object.
    mutating func decode(metadata: Object) throws(Mismatch) -> Object {
        guard let type = types["meta/v1.ObjectMeta"] else { return metadata }
        steps.append(.field("metadata"))
        defer { steps.removeLast() }
        return try decode(metadata, type)
    }

    /// A step down from the object to what is being decoded.
    private enum Step {
        case field(String)
        case item(Int)
    }

    /// With indices, for people.
    private var shownPlace: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .item(let index): text += "[\(index)]"
            }
        }
    }

    /// Without, for Go's errors.
    private var dottedPlace: String {
        steps.compactMap { step in if case .field(let name) = step { name } else { nil } }.joined(separator: ".")
    }

    private mutating func decode(_ members: Object, _ type: APIType) throws(Mismatch) -> Object {
        var result: [Object.Member] = []
        result.reserveCapacity(members.count)
        for member in members {
            let isRoot = steps.isEmpty
            steps.append(.field(member.key))
            defer { steps.removeLast() }
            guard let field = type.member(member.key) else {
                if type.hasIdentity, ["apiVersion", "kind"].contains(member.key) {
                    // The object's own are put back as they are.
                    if !isRoot { result.append(member) }
                } else {
                    unknownFields.append(shownPlace)
                }
                continue
            }
            if member.value.isNull { continue }
            let value = try decode(member.value, field.shape, in: type)
            if !Self.isLeftOut(value, field) { result.append(Object.Member(key: member.key, value: value)) }
        }
        return Object(result)
    }

    private static func isLeftOut(_ value: Value, _ field: APIType.Field) -> Bool {
        guard field.omission != .never, !field.isPointer else { return false }
        switch (field.shape, value) {
        case (.list, .array(let items)): return items.isEmpty
        case (.map, .object(let members)): return members.isEmpty
        case (.string, .string(let text)), (.bytes, .string(let text)): return text.isEmpty
        case (.boolean, .bool(let bool)): return !bool
        case (.int32, .integer(let integer)), (.int64, .integer(let integer)): return integer == 0
        default: return false
        }
    }

    private mutating func decode(
        _ value: Value, _ shape: APIType.Shape, in owner: APIType
    ) throws(Mismatch) -> Value {
        switch (shape, value) {
        case (.bytes, .string(let text)):
            switch ByteText.canonical(text) {
            case .success(let canonical): return .string(canonical)
            case .failure(let fault):
                let why = "illegal base64 data at input byte \(fault.index)"
                throw Mismatch(message: why, conversion: why)
            }
        case (.time, .string(let text)): return try Self.time(text, micro: false)
        case (.microTime, .string(let text)): return try Self.time(text, micro: true)
        case (.string, .string), (.boolean, .bool), (.int64, .integer), (.integerOrString, .string),
            (.integerOrString, .integer), (.raw, _),
            (.fieldSet, _), (.double, .integer), (.double, .double), (.wrappedStrings, .array):
            return value
        case (.int32, .integer(let integer)) where Int32(exactly: integer) != nil: return value
        case (.quantity, _):
            guard let quantity = Quantity.decoded(value) else {
                let why = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                throw Mismatch(message: why, conversion: why)
            }
            return .string(quantity.canonical)
        case (.list(let item, _), .array(let items)):
            var decoded: [Value] = []
            decoded.reserveCapacity(items.count)
            for (index, element) in items.enumerated() {
                steps.append(.item(index))
                defer { steps.removeLast() }
                decoded.append(try decode(element, item, in: owner))
            }
            return .array(decoded)
        case (.map(let item, _), .object(let members)):
            var decoded: [Object.Member] = []
            for member in members where !member.value.isNull {
                steps.append(.field(member.key))
                defer { steps.removeLast() }
                decoded.append(Object.Member(key: member.key, value: try decode(member.value, item, in: owner)))
            }
            return .object(Object(decoded))
        case (.type(let name), _) where types[name]?.isFree ?? true:
            return try schema(in: value, of: name, in: owner)
        case (.type(let name), .object(let members)):
            guard let type = types[name] else { return value }
            return .object(try decode(members, type))
        case (_, .null): return Self.zero(shape)
        default:
            throw Mismatch(
                message:
                    "json: cannot unmarshal \(Self.words(value)) into Go struct field \(owner.shortName).\(dottedPlace) of type \(goType(shape))",
                conversion: conversion(value, to: shape))
        }
    }

    private static func time(_ text: String, micro: Bool) throws(Mismatch) -> Value {
        if let fault = GoTime.fault(in: text, micro: micro) { throw Mismatch(message: fault, conversion: fault) }
        return .string(text)
    }

    /// A schema where another kind of value may stand too (`JSONSchemaPropsOrBool`, `…OrArray`, `…OrStringArray`).
    ///
    /// These types read themselves, so fields that a schema within them does not have are dropped unnamed.
    private mutating func schema(
        in value: Value, of name: String, in owner: APIType
    ) throws(Mismatch) -> Value {
        guard name.hasPrefix("apiextensions/v1.JSONSchemaProps") else { return value }
        let named = unknownFields
        defer { unknownFields = named }
        let schema = APIType.Shape.type("apiextensions/v1.JSONSchemaProps")
        switch value {
        case .object: return try decode(value, schema, in: owner)
        case .array where name.hasSuffix("OrArray"):
            return try decode(value, .list(schema, .atomic), in: owner)
        default: return value
        }
    }

    private static func zero(_ shape: APIType.Shape) -> Value {
        switch shape {
        case .string, .bytes: ""
        case .boolean: false
        case .int32, .int64, .double, .integerOrString: 0
        case .quantity: "0"
        case .type: [:]
        default: .null
        }
    }

    private static func words(_ value: Value) -> String {
        switch value {
        case .string: "string"
        case .bool: "bool"
        case .integer, .double: "number"
        case .array: "array"
        case .object: "object"
        case .null: "null"
        }
    }

    private func conversion(_ value: Value, to shape: APIType.Shape) -> String {
        let found: String
        switch value {
        case .integer: found = "int64"
        case .double: found = "float64"
        case .array: found = "slice"
        case .object: found = "map"
        default: found = Self.words(value)
        }
        return switch shape {
        case .type: "cannot restore struct from: \(found)"
        case .list: "cannot restore slice from \(found)"
        case .map: "cannot restore map from \(found)"
        default: "cannot convert \(found) to \(goType(shape))"
        }
    }

    private func goType(_ shape: APIType.Shape) -> String {
        switch shape {
        case .string: "string"
        case .boolean: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "float64"
        case .bytes: "[]uint8"
        case .quantity: "resource.Quantity"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .integerOrString: "intstr.IntOrString"
        case .raw: "runtime.RawExtension"
        case .fieldSet: "v1.FieldsV1"
        case .wrappedStrings: "v1.ExtraValue"
        case .list(let item, _): "[]\(goType(item))"
        case .map(let item, _): "map[string]\(goType(item))"
        case .type(let name): types[name]?.goName ?? name
        }
    }
}
