/// Values on one line, as they stand within braces and brackets.
enum FlowText {
    /// - Parameter asJSON: every string and key in double quotes, so that a JSON file stays one.
    static func text(of value: Value, asJSON: Bool = false) -> String {
        switch value {
        case _ where asJSON: JSON.string(value)
        case .string(let string): ScalarText.isPlain(string, inFlow: true) ? string : ScalarText.doubleQuoted(string)
        case .array(let elements): "[" + elements.map { text(of: $0) }.joined(separator: ", ") + "]"
        case .object(let object) where object.isEmpty: "{}"
        case .object(let object): "{ " + object.map { member($0) }.joined(separator: ", ") + " }"
        default: ScalarText.text(of: value, indentation: nil)
        }
    }

    static func member(_ member: Object.Member, asJSON: Bool = false) -> String {
        if asJSON { return "\(JSON.string(.string(member.key))): \(JSON.string(member.value))" }
        let isPlain = ScalarText.isPlain(member.key, inFlow: true) && member.key != "<<"
        return "\(isPlain ? member.key : ScalarText.doubleQuoted(member.key)): \(text(of: member.value))"
    }
}
