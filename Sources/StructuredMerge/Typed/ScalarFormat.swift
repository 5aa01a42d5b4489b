import Manifests

/// What a scalar must be besides its merge type, in which all numbers are one: a server reads an object into its Go types,
/// or judges it by its definition, after the merge.
enum ScalarFormat: UInt8, Sendable, Hashable {
    case any
    /// A whole number; `1.0` is one too.
    case integer, int32, int64
    case integerOrString
    /// A `resource.Quantity`, as number or text.
    case quantity

    /// - Parameter format: of a schema of type `integer`.
    init(ofInteger format: String?) {
        self =
            switch format {
            case "int32": .int32
            case "int64": .int64
            default: .integer
            }
    }

    /// What is expected where something else is found, in words; nil for what is right, and for what is wrong by the merge
    /// type already.
    func expected(insteadOf value: Value) -> String? {
        switch (self, value) {
        case (.any, _), (_, .null): nil
        case (.integerOrString, .string), (.integerOrString, .integer): nil
        case (.integerOrString, .double(let double)) where double == double.rounded(): nil
        case (.integerOrString, _): "a whole number or a string"
        case (.quantity, _): Quantity.decoded(value) == nil ? "a quantity such as 16G or 16Gi" : nil
        case (_, .double(let double)) where double != double.rounded(): "a whole number"
        case (.int32, .integer(let integer)): Int32(exactly: integer) == nil ? Self.range(of: Int32.self) : nil
        case (.int32, .double(let double)): Int32(exactly: double) == nil ? Self.range(of: Int32.self) : nil
        case (.int64, .double(let double)): Int64(exactly: double) == nil ? Self.range(of: Int64.self) : nil
        default: nil
        }
    }

    private static func range<Integer: FixedWidthInteger>(of type: Integer.Type) -> String {
        "a whole number from \(type.min) to \(type.max)"
    }
}
