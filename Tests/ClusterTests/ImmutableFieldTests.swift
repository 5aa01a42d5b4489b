import Manifests
import Testing

@testable import Cluster

/// The words by which API servers say that a field cannot be changed, told from those that only mention it.
@Suite struct ImmutableFieldTests {
    private func isImmutable(_ reason: String, _ message: String, isSecret: Bool = false) -> Bool {
        let status: Value = [
            "kind": "Status", "reason": "Invalid", "code": 422, "message": .string(message),
            "details": ["causes": [["reason": .string(reason), "message": .string(message), "field": "spec.x"]]],
        ]
        let operation = ClusterError.Operation(
            verb: "apply", subject: "Service a/b", server: "https://x", isSecret: isSecret)
        guard case .invalid(let causes) = ClusterError(status: status, code: 422, operation).kind else { return false }
        return causes.contains(where: \.isImmutable)
    }

    @Test(arguments: [
        ("FieldValueInvalid", #"Invalid value: {"matchLabels":{"app":"b: c"}}: field is immutable"#),
        ("FieldValueInvalid", #"Invalid value: ["10.96.0.7"]: may not change once set"#),
        (
            "FieldValueInvalid",
            #"Invalid value: {"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"b"}: cannot change roleRef"#
        ),
        ("FieldValueForbidden", "Forbidden: field is immutable when `immutable` is set"),
        ("FieldValueForbidden", "Forbidden: may not be changed in an update."),
        (
            "FieldValueForbidden",
            "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,\n{ string: immutable }"
        ),
        (
            "FieldValueForbidden",
            "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals' are forbidden"
        ),
        ("FieldValueForbidden", "Forbidden: updates to parameters are forbidden."),
        (
            "FieldValueForbidden",
            "Forbidden: spec is immutable after creation except resources.requests for bound claims"
        ),
        ("FieldValueInvalid", #"Invalid value: "object": storageUri is immutable"#),
    ])
    func `a refused change of a field that cannot change`(_ reason: String, _ message: String) {
        #expect(isImmutable(reason, message))
        #expect(isImmutable(reason, message, isSecret: true))
    }

    @Test(arguments: [
        ("FieldValueInvalid", #"Invalid value: "field is immutable": a lowercase RFC 1123 label must consist of x"#),
        ("FieldValueInvalid", #"Invalid value: "a: field is immutable""#),
        ("FieldValueDuplicate", #"Duplicate value: "immutable""#),
        ("FieldValueNotSupported", #"Unsupported value: "immutable": supported values: "immutable""#),
        ("FieldValueForbidden", "Forbidden: may not be used with `clusterIP`"),
        ("FieldValueInvalid", #"Invalid value: "a": must be no more than 63 characters"#),
    ])
    func `a refusal that is of another kind`(_ reason: String, _ message: String) {
        #expect(!isImmutable(reason, message))
    }

    @Test func `of a secret only the field is told`() {
        let message = #"Invalid value: "hunter2": field is immutable"#
        let status: Value = [
            "kind": "Status", "reason": "Invalid", "code": 422, "message": .string("Secret: type: \(message)"),
            "details": ["causes": [["reason": "FieldValueInvalid", "message": .string(message), "field": "type"]]],
        ]
        let operation = ClusterError.Operation(
            verb: "apply", subject: "Secret a/b", server: "https://x", isSecret: true)
        let error = ClusterError(status: status, code: 422, operation)
        #expect(error.kind == .invalid([.init(field: "type", message: "field is immutable", isImmutable: true)]))
        #expect(!error.description.contains("hunter2"))
    }
}
