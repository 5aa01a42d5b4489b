import PolicyV1

struct Parameters: Params {
    let labels: [Expected] = []
    let message: String?
}

struct Expected {
    let key: String
    let allowedRegex: String = ""
}

/// Objects have the listed labels, with values that match.
admission("K8sRequiredLabels", kinds: .any, params: Parameters.self) { review, params in
    let missing = params.labels.map { $0.key }.filter { review.labels[$0] == nil }
    require(missing.isEmpty, params.message ?? "you must provide labels: \(missing)", at: "metadata.labels")
    for expected in params.labels where expected.allowedRegex != "" {
        if let value = review.labels[expected.key] {
            require(
                value.matches(regex: expected.allowedRegex),
                params.message ?? "Label <\(expected.key): \(value)> does not satisfy allowed regex: \(expected.allowedRegex)",
                at: "metadata.labels")
        }
    }
}
