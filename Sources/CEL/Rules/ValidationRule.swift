package import Manifests

/// One entry of `x-kubernetes-validations`.
package struct ValidationRule: Sendable, Hashable {
    package let rule: String
    package let message: String
    package let messageExpression: String
    /// Nil where none is given, which means `FieldValueInvalid`.
    package let reason: String?
    package let fieldPath: String
    package let optionalOldSelf: Bool?

    package init(_ value: Value) {
        func text(_ name: String) -> String { value[name]?.string ?? "" }
        rule = text("rule")
        message = text("message")
        messageExpression = text("messageExpression")
        reason = value["reason"]?.string
        fieldPath = text("fieldPath")
        optionalOldSelf = value["optionalOldSelf"]?.bool
    }

    static let key = "x-kubernetes-validations"

    static func all(of schema: Object) -> [ValidationRule] { (schema[key]?.array ?? []).map(ValidationRule.init) }

    /// The rule in the server's errors: its message, or else its text.
    var shown: String { message.isEmpty ? rule.trimmingSpace() : message.trimmingSpace() }

    /// What a broken rule says where no expression says it.
    var detail: String { message.isEmpty ? "failed rule: \(shown)" : shown }

    /// As the server's errors show the whole entry: the JSON of a structure without names for JSON.
    package var json: String {
        func quoted(_ text: String) -> String { JSON.string(.string(text)).escapingHTML() }
        return
            "{\"Rule\":\(quoted(rule)),\"Message\":\(quoted(message)),\"MessageExpression\":\(quoted(messageExpression)),"
            + "\"Reason\":\(reason.map(quoted) ?? "null"),\"FieldPath\":\(quoted(fieldPath)),"
            + "\"OptionalOldSelf\":\(optionalOldSelf.map(String.init) ?? "null")}"
    }
}

extension String {
    func trimmingSpace() -> String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// As Go writes JSON.
    fileprivate func escapingHTML() -> String {
        replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }
}
