import PolicyV1

struct Parameters: Params {
    let annotations: [Expected] = []
    let message: String?
}

struct Expected {
    let key: String
    let allowedRegex: String = ""
}

/// Objects have the listed annotations, with values that match.
admission("K8sRequiredAnnotations", kinds: .any, params: Parameters.self) { review, params in
    let missing = params.annotations.map { $0.key }.filter { review.annotations[$0] == nil }
    require(missing.isEmpty, params.message ?? "you must provide annotations: \(missing)", at: "metadata.annotations")
    for expected in params.annotations where expected.allowedRegex != "" {
        if let value = review.annotations[expected.key] {
            require(
                value.matches(regex: expected.allowedRegex),
                params.message ?? "Annotation <\(expected.key): \(value)> does not satisfy allowed regex: \(expected.allowedRegex)",
                at: "metadata.annotations")
        }
    }
}
