import Manifests

/// The columns of custom resources: Name, then the definition's `additionalPrinterColumns`, else Age.
enum CustomColumns {
    static func columns(of kind: GroupVersionKind, definition: Value) -> [TableColumn] {
        let version = definition.spec["versions"]?.array?.first { $0["name"]?.string == kind.version }
        guard let columns = version?["additionalPrinterColumns"]?.array, !columns.isEmpty else { return [.name, .age] }
        return [.name] + columns.compactMap(column)
    }

    private static func column(_ declared: Value) -> TableColumn? {
        guard let path = declared["jsonPath"]?.string.flatMap(JSONPath.init) else { return nil }
        let type = declared["type"]?.string ?? "string"
        var column = TableColumn(
            declared["name"]?.string ?? "", type: type, format: declared["format"]?.string ?? "",
            description: declared["description"]?.string ?? "Custom resource definition column (in JSONPath format)"
        ) { object, now in cell(path.values(in: object), type: type, now: now) }
        column.priority = declared["priority"]?.integer ?? 0
        return column
    }

    /// A string column joins every value; the others show the first, if it is of their type.
    private static func cell(_ values: [Value], type: String, now: Timestamp?) -> Value {
        guard let first = values.first else { return .null }
        switch type {
        case "string": return .string(values.map { $0.string ?? JSON.string($0) }.joined(separator: " "))
        case "date": return .string(HumanDuration.age(of: first.string, at: now))
        case "integer": return first.integer.map(Value.integer) ?? .null
        case "boolean": return first.bool.map(Value.bool) ?? .null
        case "number":
            if case .double = first { return first }
            return first.integer.map(Value.integer) ?? .null
        default: return .null
        }
    }
}
