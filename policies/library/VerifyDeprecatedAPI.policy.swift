import PolicyV1

struct Parameters: Params {
    let k8sVersion: Json = "unknown"
    let kvs: [Deprecation] = []
}

struct Deprecation {
    let deprecatedAPI: String
    let kinds: [String] = []
    let targetAPI: String = ""
}

/// Objects use no deprecated version of their API.
admission("VerifyDeprecatedAPI", kinds: .any, params: Parameters.self) { review, params in
    for entry in params.kvs where entry.deprecatedAPI == review.apiVersion && entry.kinds.contains(review.kind) {
        deny(
            "API \(review.kind) for \(review.apiVersion) is deprecated in Kubernetes version \(params.k8sVersion), please use \(entry.targetAPI) instead",
            at: "apiVersion")
    }
}
