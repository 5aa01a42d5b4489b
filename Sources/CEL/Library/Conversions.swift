import Foundation
import StructuredMerge

/// From one type to another. What does not fit fails: no digit is lost but a fraction's.
enum Conversions {
    private static func conversion(
        _ name: String, from sources: [ValueType], to result: ValueType, cost: CallCost = .one,
        _ convert: @escaping @Sendable (Datum) throws(EvaluationError) -> Datum
    ) -> Function {
        Function(name, sources.map { .global($0, to: result) }, cost: cost, isConversion: true) {
            (arguments) throws(EvaluationError) in
            guard let value = arguments.first else { throw .noSuchOverload }
            return try convert(value)
        }
    }

    static let functions = [
        conversion("int", from: [.int, .uint, .double, .string, .timestamp, .duration], to: .int, integer),
        conversion("uint", from: [.uint, .int, .double, .string], to: .uint, unsigned),
        conversion("double", from: [.double, .int, .uint, .string], to: .double, double),
        conversion(
            "string", from: [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration], to: .string,
            cost: .transcoding, text),
        conversion("bytes", from: [.bytes, .string], to: .bytes, cost: .transcoding, bytes),
        conversion("bool", from: [.bool, .string], to: .bool, bool),
        conversion("timestamp", from: [.timestamp, .string, .int], to: .timestamp, timestamp),
        conversion("duration", from: [.duration, .string, .int], to: .duration, duration),
        conversion("dyn", from: [.a], to: .dynamic) { (value) throws(EvaluationError) in value },
        conversion("type", from: [.a], to: .type(.a)) { (value) throws(EvaluationError) in .type(value.typeName) },
    ]

    private static func malformed(_ function: String, _ text: String) -> EvaluationError {
        .fault("strconv.\(function): parsing \(GoText.quoted(text)): invalid syntax")
    }

    private static func integer(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let integer = Int64(exactly: number) else { throw .fault("integer overflow") }
            return .int(integer)
        case .double(let number):
            // The bounds themselves are left out, as they are not exact as doubles.
            guard number.isFinite, number > -0x1p63, number < 0x1p63 else { throw .fault("integer overflow") }
            return .int(Int64(number))
        case .string(let text):
            guard let integer = Int64(text) else { throw malformed("ParseInt", text) }
            return .int(integer)
        case .timestamp(let instant): return .int(instant.seconds)
        case .duration(let span): return .int(span)
        default: throw .noSuchOverload
        }
    }

    private static func unsigned(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let unsigned = UInt64(exactly: number) else { throw .fault("unsigned integer overflow") }
            return .uint(unsigned)
        case .double(let number):
            guard number.isFinite, number >= 0, number < 0x1p64 else { throw .fault("unsigned integer overflow") }
            return .uint(UInt64(number))
        case .string(let text):
            guard !text.hasPrefix("+"), let unsigned = UInt64(text) else { throw malformed("ParseUint", text) }
            return .uint(unsigned)
        default: throw .noSuchOverload
        }
    }

    private static func double(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let double = Double(text) else { throw malformed("ParseFloat", text) }
            return .double(double)
        default: throw .noSuchOverload
        }
    }

    private static func text(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .fault("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        case .string, .bool, .int, .uint, .double, .timestamp, .duration: return .string(TextForm.plain(value))
        default: throw .noSuchOverload
        }
    }

    private static func bytes(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .bytes: return value
        case .string(let text): return .bytes(Array(text.utf8))
        default: throw .noSuchOverload
        }
    }

    private static func bool(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
            case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
            default: throw malformed("ParseBool", text)
            }
        default: throw .noSuchOverload
        }
    }

    private static func timestamp(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard let instant = Instant(seconds: seconds) else { throw .fault("timestamp overflow") }
            return .timestamp(instant)
        case .string(let text):
            guard let instant = Instant(parsing: text) else {
                throw .fault("parsing time \(GoText.quoted(text)) as \"2006-01-02T15:04:05Z07:00\" failed")
            }
            return .timestamp(instant)
        default: throw .noSuchOverload
        }
    }

    private static func duration(_ value: Datum) throws(EvaluationError) -> Datum {
        switch value {
        case .duration: return value
        case .int(let span): return .duration(span)
        case .string(let text):
            guard let span = DurationReader.nanoseconds(text) else {
                throw .fault("time: invalid duration \(GoText.quoted(text))")
            }
            return .duration(span)
        default: throw .noSuchOverload
        }
    }
}
