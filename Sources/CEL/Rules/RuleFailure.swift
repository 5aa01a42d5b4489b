/// What a rule refuses, as a cause of the API server's answer.
package struct RuleFailure: Hashable, Sendable {
    /// Of the field; empty for the object itself.
    package var place: String
    package var reason: String
    package var message: String

    init(place: String, reason: String, message: String) {
        self.place = place
        self.reason = reason
        self.message = message
    }

    init(place: String, reason: String?, typeName: String, detail: String) {
        self.place = place
        switch reason {
        case "FieldValueForbidden":
            self.reason = "FieldValueForbidden"
            message = "Forbidden: \(detail)"
        case "FieldValueRequired":
            self.reason = "FieldValueRequired"
            message = "Required value: \(detail)"
        case "FieldValueDuplicate":
            self.reason = "FieldValueDuplicate"
            message = "Duplicate value: \"\(typeName)\""
        default:
            self.reason = "FieldValueInvalid"
            message = "Invalid value: \"\(typeName)\": \(detail)"
        }
    }
}
