import Manifests
import StructuredMerge

/// Questions about who one is and what one may do: `kubectl auth can-i`, `kubectl auth whoami`.
///
/// Everybody may do everything here, since nobody is told apart.
enum Review {
    private static let user: Value = ["username": "embedded", "groups": ["system:masters", "system:authenticated"]]

    static func answer(_ request: APIRequest, now: String) throws(APIError) -> APIHandler.Answer {
        guard request.method == .post, request.name.isEmpty else { throw .methodNotAllowed(request.kind) }
        let body: Value
        do {
            body = try JSON.parse(request.body)
        } catch {
            throw .badRequest("expected a \(request.kind.kind.kind): \(error)")
        }
        guard case .object(var review) = body, review["kind"]?.string == request.kind.kind.kind else {
            throw .badRequest("expected a \(request.kind.kind.kind)")
        }
        review["status"] = nil
        review.fill("metadata", [:])
        // What Go's types write even when they are empty has no owner.
        let empty: Value = [
            "apiVersion": review["apiVersion"] ?? "", "kind": review["kind"] ?? "", "metadata": [:], "spec": [:],
        ]
        let owned = Merge.update(
            from: empty, to: .object(review), schema: SchemaCatalog.builtIn[request.kind.kind],
            manager: request.manager,
            apiVersion: request.kind.kind.apiVersion, time: now)
        guard case .object(var answer) = owned else { throw .badRequest("expected a \(request.kind.kind.kind)") }
        answer["status"] = status(of: request.kind.kind.kind)
        return .json(201, .object(answer))
    }

    private static func status(of kind: String) -> Value {
        switch kind {
        case "SelfSubjectReview": ["userInfo": user]
        case "TokenReview": ["authenticated": true, "user": user]
        case "SelfSubjectRulesReview":
            [
                "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]], "incomplete": false,
            ]
        default: ["allowed": true]
        }
    }
}
