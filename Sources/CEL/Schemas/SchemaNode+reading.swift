import Foundation
import Manifests

extension SchemaNode {
    /// The value as an expression sees it.
    func datum(_ value: Value) throws(EvaluationError) -> Datum {
        if value.isNull {
            guard isNullable else { throw .fault("invalid data, got null for schema with nullable=false") }
            return .null
        }
        switch (shape, value) {
        case (.intOrString, .string(let text)): return .string(text)
        case (.intOrString, .integer(let integer)): return .int(integer)
        case (.object, .object(let members)), (.map, .object(let members)): return .map(MapDatum(members, self))
        case (.list(let items, let identity), .array(let elements)):
            return .list(ListDatum(elements, items, identity: identity))
        case (.string(let format), .string(let text)): return try Self.text(text, format: format)
        case (.number, .integer(let integer)): return .double(Double(integer))
        case (.number, .double(let double)): return .double(double)
        case (.integer, .integer(let integer)): return .int(integer)
        case (.integer, .double(let double)):
            guard let integer = Int64(exactly: double) else { throw unexpected(value) }
            return .int(integer)
        case (.bool, .bool(let bool)): return .bool(bool)
        case (.preserved, _): return .preserved(value)
        default: throw unexpected(value)
        }
    }

    private func unexpected(_ value: Value) -> EvaluationError {
        switch shape {
        case .intOrString:
            .fault("invalid data, expected XIntOrString value to be either a string or integer")
        case .object, .map: .fault("invalid data, expected a map for the provided schema with type=object")
        case .list: .fault("invalid data, expected an array for the provided schema with type=array")
        case .string: .fault("invalid data, expected string, got \(value.kindInWords)")
        case .number: .fault("invalid data, expected float, got \(value.kindInWords)")
        case .integer: .fault("invalid data, expected int, got \(value.kindInWords)")
        case .bool: .fault("invalid data, expected bool, got \(value.kindInWords)")
        case .preserved: .fault("invalid data, got \(value.kindInWords)")
        case .unreadable(let why): .fault(why)
        }
    }

    private static func text(_ text: String, format: String) throws(EvaluationError) -> Datum {
        switch format {
        case "duration":
            guard let span = DurationReader.nanoseconds(text) else { throw .fault("Invalid duration \(text)") }
            return .duration(span)
        case "date":
            guard let instant = Instant(parsing: text + "T00:00:00Z") else {
                throw .fault("Invalid date formatted string \(text)")
            }
            return .timestamp(instant)
        case "date-time":
            guard let instant = Instant(parsing: text) else {
                throw .fault("Invalid date-time formatted string \(text)")
            }
            return .timestamp(instant)
        case "byte":
            guard let data = Data(base64Encoded: text) else {
                throw .fault("Invalid byte formatted string \(text)")
            }
            return .bytes(Array(data))
        default: return .string(text)
        }
    }

    /// The name by which rules know a member of an object of this schema; nil where they do not.
    func visibleName(of member: String) -> String? {
        switch shape {
        case .object(let fields): fields.names[member]
        case .map: member
        default: nil
        }
    }

    /// A member by the name that rules use. A null of an object is there as little as an absent one.
    func member(_ name: String, of object: Object) throws(EvaluationError) -> Datum? {
        switch shape {
        case .object(let fields):
            guard let field = fields.visible[name], let value = object[field.name], !value.isNull else { return nil }
            return try field.schema.datum(value)
        case .map(let schema):
            guard let value = object[name] else { return nil }
            return try schema.datum(value)
        default: return nil
        }
    }
}
