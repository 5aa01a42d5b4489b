import Manifests

/// What the server refuses of a label selector (`ValidateLabelSelector` of k8s.io/apimachinery).
enum SelectorValidation {
    static func faults(of selector: Value?, at place: String) -> [APIError.Cause] {
        guard let selector else { return [] }
        let labels = labelFaults(selector["matchLabels"]?.object ?? [:], at: "\(place).matchLabels")
        let expressions = (selector["matchExpressions"]?.array ?? []).enumerated().flatMap { index, expression in
            faults(ofExpression: expression, at: "\(place).matchExpressions[\(index)]")
        }
        return labels + expressions
    }

    /// Of labels as a selector or a template has them.
    static func labelFaults(_ labels: Object, at field: String) -> [APIError.Cause] {
        labels.flatMap { label in
            let value = label.value.string ?? ""
            let valueFault = LabelText.fault(ofValue: value)
            return faults(ofName: label.key, at: field)
                + (valueFault.map { [.invalid(field, JSON.string(.string(value)), $0)] } ?? [])
        }
    }

    /// Of the key of a label.
    static func faults(ofName name: String, at field: String) -> [APIError.Cause] {
        LabelText.faults(ofKey: name).map { .invalid(field, JSON.string(.string(name)), $0) }
    }

    static func isEmpty(_ selector: Value) -> Bool {
        (selector["matchLabels"]?.object ?? [:]).isEmpty && (selector["matchExpressions"]?.array ?? []).isEmpty
    }

    private static func faults(ofExpression expression: Value, at place: String) -> [APIError.Cause] {
        let values = (expression["values"]?.array ?? []).compactMap(\.string)
        let key = expression["key"]?.string ?? ""
        let comparison = expression["operator"]?.string ?? ""
        var causes: [APIError.Cause] = []
        switch comparison {
        case "In", "NotIn":
            if values.isEmpty {
                causes.append(
                    .required("\(place).values", "must be specified when `operator` is 'In' or 'NotIn'"))
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                causes.append(
                    .forbidden(
                        "\(place).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
            }
        default:
            causes.append(
                .invalid("\(place).operator", JSON.string(.string(comparison)), "not a valid selector operator"))
        }
        causes += faults(ofName: key, at: "\(place).key")
        for (index, value) in values.enumerated() {
            guard let fault = LabelText.fault(ofValue: value) else { continue }
            causes.append(.invalid("\(place).values[\(index)]", JSON.string(.string(value)), fault))
        }
        return causes
    }
}
